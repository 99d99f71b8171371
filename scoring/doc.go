// Package scoring gives the rules of a quiz their meaning: it compiles them, checks them like a program, and makes
// scores, states and plans of them. It and its folder expression are what the program exists for.
//
// A rule passes through these files:
//
//	gate.go       refuses what could exhaust the parser; the expression library parses the rest
//	check.go      walks the parsed rule: names, types and options, in words for authors; makes the expression of it
//	functions.go  the functions of the rule language, one entry each
//	inputs.go     what a rule reads of a person, one type for each: answers, dates, counts
//	rule.go       the compiled rule
//	compile.go    all rules of a quiz, in the order in which they need one another
//
// An expression has three readings (see the package expression), and so has all that is made of expressions:
//
//	                 value          reasons               possible
//	a person         facts.go       fact.go               open.go
//	scores           scale.go       fact.go, why.go       sums.go
//	all values       evaluate.go    why_grounds.go        outlook.go
//	plans            decide.go      why.go                prospect.go
//	which questions  ask.go                               certain.go
//
// plan.go says in words what decide.go worked out.
//
// Tests of authors run in tester.go; cover.go notes what they have shown, and mutant.go makes the small mistakes that they should find:
// mutate.go runs them on each, and mutate_hunt.go looks for a person who tells a mistake from the quiz, or a proof that nobody does.
//
// On the possible reading stand three searches: certain.go asks whether what is next can still change, reach.go whether anybody gives an answer or
// reaches a rule, band, state or step, and prove.go whether anybody breaks a promise. goal.go says what is searched for, box.go cuts all
// people into parts, sheet.go makes a person of a part.
//
// simulate.go makes many people and counts what becomes of them. A figure is such a person in numbers: figure_make.go makes them by chance,
// figure_near.go near a decision, figure_walk.go along the plan; sift.go takes the answers away that no page would have taken.
package scoring
