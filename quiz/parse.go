package quiz

import (
	"strconv"
	"strings"
)

// parseNumber reads a number as people type it: spaces are ignored and a comma is a decimal point.
func parseNumber(s string) (float64, error) {
	s = strings.NewReplacer(" ", "", "\u00a0", "", ",", ".").Replace(s)
	return strconv.ParseFloat(s, 64)
}
