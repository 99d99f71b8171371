// Package batch scores people by the line: JSON Lines of histories in, JSON Lines of plans out, in the same order, by all cores.
//
//	reader.go   a line to a history, with errors in words for whoever made the line
//	json.go     the objects, lists and texts of a line
//	writer.go   a plan to a line
//	lines.go    lines of any number in bounded memory
//	scoring.go  who does what: one reads, several score, one writes
//
// Everything that a person needs is used again for the next: a line that holds no text allocates little beside its plan.
package batch
