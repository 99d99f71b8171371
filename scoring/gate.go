package scoring

import "fmt"

// Limits of a rule. Longer or deeper ones could exhaust the parser (it recurses), and no person could read them.
const (
	maxRuleBytes = 1000
	maxDepth     = 32
	maxNodes     = 200
	maxListed    = 40 // texts or numbers in a list
	maxSteps     = 2000
)

// gate refuses a rule that must not reach the parser. It returns the rune at which that shows, and a message; "" lets it pass.
func gate(rule string) (at int, message string) {
	if len(rule) > maxRuleBytes {
		return 0, fmt.Sprintf("this rule has %d characters, more than %d", len(rule), maxRuleBytes)
	}
	depth := 0
	for i, r := range []rune(rule) {
		switch r {
		case '(', '[', '{', '?':
			if depth++; depth > maxDepth {
				return i, fmt.Sprintf("this rule is nested deeper than %d levels", maxDepth)
			}
		case ')', ']', '}':
			depth--
		}
	}
	return 0, ""
}
