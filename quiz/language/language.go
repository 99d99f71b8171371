// Package language says how a language writes what the standard library writes only in English.
package language

import (
	"strconv"
	"strings"
	"time"
)

// month is the name of a month in a language that has a long form of dates here; "" in another.
func month(base string, m time.Month) string {
	switch base {
	case "en":
		return m.String()
	case "es":
		return [...]string{
			"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
		}[m-1]
	default:
		return ""
	}
}

// LongDate writes the date of a time as AppendLongDate does.
func LongDate(tag string, t time.Time) string {
	return Pseudo(tag, string(AppendLongDate(nil, tag, t)))
}

// AppendLongDate appends the date of a time like 13 December 2026 in the language of a BCP 47 tag; in a language that is not known here
// like 2026-12-13, which is read the same everywhere.
func AppendLongDate(b []byte, tag string, t time.Time) []byte {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	name := month(base, t.Month())
	if name == "" {
		return t.AppendFormat(b, time.DateOnly)
	}
	between := " "
	if base == "es" {
		between = " de "
	}
	b = strconv.AppendInt(b, int64(t.Day()), 10)
	b = append(b, between...)
	b = append(b, name...)
	b = append(b, between...)
	return strconv.AppendInt(b, int64(t.Year()), 10)
}
