package source

import "cmp"

// ThingKind says what sort of thing an author's files name.
type ThingKind string

// The kinds of things. Questions, scales, values, settings and words in texts share one namespace, since rules call them all by a bare name.
const (
	ThingName     ThingKind = "name"     // a question, scale, value, setting or word
	ThingOption   ThingKind = "option"   // of the question Of
	ThingAnswers  ThingKind = "answers"  // an answer scale, of the set Of
	ThingBand     ThingKind = "band"     // of the scale or value Of
	ThingSet      ThingKind = "set"      //
	ThingGuard    ThingKind = "guard"    //
	ThingPause    ThingKind = "pause"    // what is next while a guard pauses the plan
	ThingPath     ThingKind = "path"     // of the plan
	ThingStep     ThingKind = "step"     //
	ThingTask     ThingKind = "task"     // of the step Of
	ThingCard     ThingKind = "card"     //
	ThingTest     ThingKind = "test"     //
	ThingFunction ThingKind = "function" // of the rule language
)

// Thing is something that the files of a quiz name.
type Thing struct {
	Kind ThingKind
	Of   string // the id of what it belongs to; "" for none
	ID   string
}

// Mention is a place where a file names a thing.
type Mention struct {
	Thing
	Pos     Pos
	Length  int  // in runes
	Defines bool // the thing is made here; elsewhere it is only meant
}

// Holds reports whether the place stands in the mention or right behind it.
func (m Mention) Holds(at Pos) bool {
	return at.File == m.Pos.File && at.Line == m.Pos.Line && at.Column >= m.Pos.Column && at.Column <= m.Pos.Column+m.Length
}

// Compare orders places by file, line and column.
func (p Pos) Compare(other Pos) int {
	return cmp.Or(cmp.Compare(p.File, other.File), cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column))
}
