package findings

import "strings"

// doubts says where a missing answer makes a rule true.
func (c *checker) doubts() {
	for _, d := range c.scorer.Doubts() {
		runes := []rune(d.Rule.Value)
		part := strings.TrimSpace(string(runes[min(d.From, len(runes)):min(d.To, len(runes))]))
		c.note(d.Rule.Pos(d.From), "rule/unanswered", "if that is not meant, write: known("+d.Question+") and "+part,
			"this is also true when %q was not answered", d.Question)
		c.problems[len(c.problems)-1].Length = max(1, d.To-d.From)
	}
}
