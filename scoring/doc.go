// Package scoring gives the rules of a quiz their meaning: it compiles them, checks them like a program, and makes
// scores, states and plans of them. It is the only package that knows the expression library.
//
// A rule passes through these files:
//
//	gate.go       refuses what could exhaust the parser
//	check.go      walks the parsed rule: names, types and options, in words for authors; what a rule may not hold
//	functions.go  the functions of the rule language, one entry each
//	inputs.go     what a rule reads of a person: answers, dates, counts
//	rule.go       the compiled rule and how it runs
//	compile.go    all rules of a quiz, in the order in which they need one another
//	scale.go      scores
//	plan.go       states, needs, ties, what is next
//	ask.go        which questions are asked
//
// What is not known is a float64 NaN for numbers and dates and "" for texts: so every comparison with it is false and != is true.
package scoring
