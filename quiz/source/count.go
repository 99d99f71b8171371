package source

import (
	"fmt"
	"strings"
)

// Count says how many problems there are of each severity, like "2 errors and 1 warning".
func Count(problems []Problem) string {
	var parts []string
	for _, severity := range []Severity{Error, Warning, Note} {
		n := 0
		for _, problem := range problems {
			if problem.Severity == severity {
				n++
			}
		}
		switch {
		case n == 1:
			parts = append(parts, "1 "+string(severity))
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, severity))
		}
	}
	switch len(parts) {
	case 0:
		return "no problems"
	case 3:
		return parts[0] + ", " + parts[1] + " and " + parts[2]
	default:
		return strings.Join(parts, " and ")
	}
}
