package web

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"waymark/quiz"
)

// why says on what a state or a score rests.
type why struct {
	Title string
	Notes []string // sentences before the facts
	Facts []fact
	While string // what stays so while the facts stay as they are
}

// fact is one thing that a person said or did.
type fact struct {
	Text   string
	Change string // where it can be changed; "" for nowhere
	About  string // what the link changes, for those who hear it
	Of     []fact // of a score: the answers that it is made of
	Last   bool   // said after the others
}

// whys puts the reasons of one plan into words.
type whys struct {
	vc voice
	o  quiz.Overview
	quiz.Why
	short bool // a score is said without the answers that it is made of
}

func (s *Server) whys(vc voice, o quiz.Overview) whys {
	return whys{vc: vc, o: o, Why: o.Version.Scorer.Why(o.History, s.service.Now())}
}

// next says why what is next is next; nil when there is nothing to say.
func (w whys) next() *why {
	made := &why{Title: w.vc.t("Why this is next")}
	if w.Next.Kind == quiz.KindStep {
		made.Notes = w.first()
	}
	made.Facts = w.reasons(w.Next.Reasons, true)
	return made.orNil()
}

// step says why a step is not next, and what that rests on. Of what a guard closes nothing is said but the guard's reason, and a step that
// a guard can close offers no answer to change while it waits: nobody is told what to answer so that it opens.
func (w whys) step(step *quiz.Step, state quiz.StepState) *why {
	i := slices.IndexFunc(w.Steps, func(one quiz.StepWhy) bool { return one.ID == step.ID })
	if i < 0 || state.State == quiz.Closed || state.Guard != "" {
		return nil
	}
	made, one := &why{}, w.Steps[i]
	switch state.State {
	case quiz.Open:
		made.Title, made.Notes = w.vc.t("Why it is not next"), w.compared(one)
		made.Facts = w.reasons(one.Reasons, true)
		if one.Need != nil {
			made.Facts = w.joined(made.Facts, w.reasons([]quiz.Reason{*one.Need}, true))
		}
	case quiz.Waiting:
		made.Title, made.While = w.vc.t("Why not yet"), w.waits(one.Reasons)
		made.Facts = w.reasons(one.Reasons, !w.o.Version.Quiz.Guarded(step.ID))
	default:
		made.Title, made.While = w.vc.t("Why it counts as done"), w.vc.t("It counts as done while this is so.")
		made.Facts = w.reasons(one.Reasons, true)
	}
	return made.orNil()
}

// waits says what keeps a step waiting. Being through a set of questions can be named: it is nothing that anybody answers.
func (w whys) waits(reasons []quiz.Reason) string {
	for _, r := range reasons {
		for _, f := range r.First {
			if f.Kind != quiz.FactTaken || f.Is {
				return w.vc.t("It waits while this is so.")
			}
		}
	}
	return w.vc.t("It waits at least until you have been through them.")
}

// orNil puts what is said last behind the other facts; nil when there is nothing to say.
func (w *why) orNil() *why {
	slices.SortStableFunc(w.Facts, func(a, b fact) int {
		switch {
		case a.Last == b.Last:
			return 0
		case a.Last:
			return 1
		default:
			return -1
		}
	})
	if len(w.Notes) == 0 && len(w.Facts) == 0 {
		return nil
	}
	return w
}

// first compares the need of the next step with those of the others that are open.
func (w whys) first() []string {
	own := w.Next.Needs[0].Need
	notes := []string{w.need(w.Next.Next, own)}
	if len(w.Next.Needs) == 1 {
		return append(notes, w.vc.t("No other step is open."))
	}
	greatest := slices.MaxFunc(w.Next.Needs, func(a, b quiz.StepNeed) int { return cmp.Compare(a.Need, b.Need) })
	if greatest.Need > own {
		return append(notes, w.tied(greatest.ID, greatest.Need))
	}
	return append(notes, w.vc.t("No other open step has a greater need."))
}

// compared says the need of an open step beside that of the next.
func (w whys) compared(one quiz.StepWhy) []string {
	i := slices.IndexFunc(w.Next.Needs, func(n quiz.StepNeed) bool { return n.ID == one.ID })
	if i < 0 {
		return nil
	}
	own, next := w.Next.Needs[i].Need, w.Next.Needs[0].Need
	notes := []string{w.need(one.ID, own)}
	switch {
	case i == 0:
		return notes
	case own >= next: // within the margin of a tie, or this step would be next
		return append(notes, w.tied(w.Next.Next, next))
	default:
		return append(notes, w.vc.t("The next step, “%s”, has a need of %s.", w.title(w.Next.Next), whole(next)))
	}
}

// tied says that a step's need counts as the same as the need that was said before.
func (w whys) tied(step string, points float64) string {
	return w.vc.t("“%s” has a need of %s. That is so close that it counts as the same, and the earlier step comes first.", w.title(step), whole(points))
}

func (w whys) need(step string, points float64) string {
	i := slices.IndexFunc(w.Steps, func(one quiz.StepWhy) bool { return one.ID == step })
	if need := w.Steps[i].Need; need != nil && !need.Known {
		return w.vc.t("Its need is not known yet, so it counts as %s of 100.", whole(points))
	}
	return w.vc.t("From your answers, its need is %s of 100.", whole(points))
}

func (w whys) title(step string) string {
	if s := w.o.Version.Quiz.Step(step); s != nil {
		return w.vc.say(s.Title)
	}
	return step
}

// reasons says the facts that did it, each once; changes offers to change them.
func (w whys) reasons(reasons []quiz.Reason, changes bool) []fact {
	var said []fact
	for _, r := range reasons {
		said = w.joined(said, w.facts(r.First, changes))
	}
	return said
}

// joined adds the facts that are not said yet.
func (w whys) joined(said, more []fact) []fact {
	for _, f := range more {
		if !slices.ContainsFunc(said, func(other fact) bool { return other.Text == f.Text }) {
			said = append(said, f)
		}
	}
	return said
}

func (w whys) facts(facts []*quiz.Fact, changes bool) []fact {
	said := make([]fact, 0, len(facts))
	for _, f := range facts {
		said = w.joined(said, []fact{w.fact(f, changes)})
	}
	return said
}

// fact says one fact. Answers of which only the outcome is kept are not quoted: somebody else may see the screen.
func (w whys) fact(f *quiz.Fact, changes bool) fact {
	q := w.o.Version.Quiz
	set := q.Set(f.Set)
	if set != nil && set.Outcome && f.Question != "" {
		return fact{Text: w.vc.t("Your answers to “%s” count, too", w.vc.say(set.Title)), Last: true}
	}
	made := fact{Text: sentence(w.vc.say(f.Text))}
	if !changes {
		return made
	}
	switch f.Kind {
	case quiz.FactAnswer:
		if _, taken := w.o.History.Latest(f.Set); !taken {
			break
		}
		if page := pageOf(set, f.Question); page != nil && w.o.Plan.CheckAllowed(q, set.ID) == nil {
			made.Change, made.About = questionAddress(q.ID, set.ID, page.ID, true), w.vc.say(page.Ask)
		}
	case quiz.FactScore:
		if f.Score.Scored && !w.short {
			made.Of = w.facts(f.Rests, true)
		}
	}
	return made
}

// pageOf returns the page that asks the question; nil for none.
func pageOf(set *quiz.Set, question string) *quiz.Question {
	if set == nil {
		return nil
	}
	for _, page := range set.Questions {
		if slices.ContainsFunc(page.Answerable(), func(one *quiz.Question) bool { return one.ID == question }) {
			return page
		}
	}
	return nil
}

// sentence begins a text with a capital letter.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// effects says which answers raise the score of a scale most, and which lower it.
func (w whys) effects(scale string) []string {
	var said []string
	for _, one := range w.Scores {
		if one.ID == scale {
			for _, text := range []string{one.Raises, one.Lowers} {
				if text != "" {
					said = append(said, w.vc.say(text))
				}
			}
		}
	}
	return said
}
