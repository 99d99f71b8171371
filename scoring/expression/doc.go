// Package expression is the heart of the program: one tree for a rule, and three readings of it.
//
//	value     what it is for one person        number and truth closures over a Frame, compiled once, without allocation
//	reasons   which parts made it so           Causes: the parts of the tree that the value rests on
//	possible  what it can still become         Possible: the values it can have over a Space of open answers
//
// Every kind of part is one type with the three readings side by side:
//
//	leaf.go        a constant; what is read of a person
//	arithmetic.go  + - * and the minus sign
//	comparison.go  == != < <= > >= and in
//	logic.go       not, and, or
//	choice.go      this ? that : other
//	call.go        the functions over numbers
//
// A Frame holds numbers alone: dates count days, options are codes, truths are 0 and 1, and what is not known is NaN, so that
// every comparison with it is false and != is true. A Space holds, by the same slots, what those numbers can be.
package expression
