package scoring

import (
	"runtime"
	"slices"
	"sync"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// PromiseFinding is the answer to whether anybody breaks a promise: Proved, nobody does, whatever they answer and whenever they come;
// Witness, the person of the sheet does; NotDecided, the search ended before it knew.
type PromiseFinding struct {
	Promise *quiz.Promise
	Verdict Verdict
	Sheet   Sheet // of a Witness, with no more in it than it takes
}

// EnoughProof is the effort that tools for authors spend on a promise.
func EnoughProof() Effort { return Effort{Boxes: 750, Work: enoughWork} }

// Prove finds out for every promise of the quiz whether anybody breaks it, with answers that its pages accept. The findings are in the
// order of the quiz, and the same for the same quiz, time and effort; the number of people in the effort is not used.
func (s *Scorer) Prove(at time.Time, effort Effort) []PromiseFinding {
	found := make([]PromiseFinding, len(s.promises))
	open := make(chan int, len(found))
	for i := range found {
		open <- i
	}
	close(open)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range open {
				found[i] = s.prove(i, at, effort)
			}
		})
	}
	workers.Wait()
	return found
}

func (s *Scorer) prove(number int, at time.Time, effort Effort) PromiseFinding {
	p := &s.promises[number]
	search := newSearch(s, at, uint64(number)+1).within(effort.share(len(s.promises)))
	search.all = s.everybodyAtAnyTime(search.o.facts.today)
	g := &goal{promise: p, asking: none, only: s.datesCanBe}
	g.rest(s)
	found := PromiseFinding{Promise: p.promise}
	found.Verdict, found.Sheet = search.decide(g, effort.Boxes)
	return found
}

// everybodyAtAnyTime is the box of all people with every clock. No rule names a date, so what matters of a date is how many days it is from
// today: with dates from further back than pages accept, the people of one clock stand for those of every later one.
func (s *Scorer) everybodyAtAnyTime(today quiz.Day) box {
	all := s.everybody()
	earliest := float64(quiz.EarliestDay - (quiz.LatestDay - today))
	for i, q := range s.asked {
		if q.q.Kind == quiz.Date {
			for _, r := range []*openReply{&all.replies[i], &all.before[i]} {
				r.number = expression.Between(earliest, float64(quiz.LatestDay))
			}
		}
	}
	return all
}

// datesCanBe reports whether a page accepts the dates of the sheet.
func (s *Scorer) datesCanBe(sheet Sheet) bool {
	for _, r := range sheet.Case.History.Results {
		for _, a := range r.Answers {
			if a.Form == quiz.Dated && (a.Day < quiz.EarliestDay || a.Day > quiz.LatestDay) {
				return false
			}
		}
	}
	return true
}

// breaks reports whether a plan of the evaluation breaks the promise.
func (p *promiseRule) breaks(e *evaluation) bool {
	return e.truth(p.rule, !p.always) != p.always
}

// canBreak returns whether somebody of the outlook can break the promise, and whether everybody there does.
func (p *promiseRule) canBreak(o *outlook) (some, all bool) {
	o.comesOut()
	yes, no := o.can(p.rule, !p.always)
	if p.always {
		yes, no = no, yes
	}
	return yes, !no
}

// comesOut works out what everything can be that promises read of a plan.
func (o *outlook) comesOut() {
	if len(o.s.planReads) == 0 {
		return
	}
	p := o.prospect()
	fires, must := o.fire()
	pauses, paused := o.pauses(fires, must)
	for i := range o.s.planReads {
		var can expression.Domain
		switch r := &o.s.planReads[i]; r.what {
		case planNext:
			can = codesOf(o.s, p.next)
		case planPath:
			can = o.paths(fires, must, pauses, paused)
		case planState:
			can = codesOf(o.s, p.states[r.number].can)
		case planFired:
			can = firedAmong(fires, must, r.guards)
		case planShown:
			can = shownAmong(fires, must, pauses, paused, r.guards)
		}
		o.space[o.s.planReads[i].slot] = can
	}
}

// pauses returns the guards that can pause everything, up to the first that does in any case; paused says that there is one.
func (o *outlook) pauses(fires, must []bool) (pauses []bool, paused bool) {
	pauses = make([]bool, len(fires))
	for i := range o.s.guards {
		if o.s.guards[i].guard.Pause == "" || !fires[i] {
			continue
		}
		pauses[i] = true
		if must[i] {
			return pauses, true
		}
	}
	return pauses, false
}

// paths returns what the path can be.
func (o *outlook) paths(fires, must, pauses []bool, paused bool) expression.Domain {
	all := o.s.quiz.Planning.Paths
	if len(all) == 0 {
		return expression.Unknown()
	}
	least := len(all) - 1 // the weakest that it can be
	for i, g := range o.s.guards {
		if must[i] {
			least = min(least, g.path)
		}
	}
	can := make([]bool, len(all))
	can[least] = !paused
	for i, g := range o.s.guards {
		can[g.path] = can[g.path] || pauses[i] || fires[i] && !paused && g.path < least
	}
	var paths []string
	for i, path := range all {
		if can[i] {
			paths = append(paths, path)
		}
	}
	return codesOf(o.s, paths)
}

// firedAmong returns whether one of the guards can fire, and whether none can.
func firedAmong(fires, must, guards []bool) expression.Domain {
	can, sure := false, false
	for i, is := range guards {
		can, sure = can || is && fires[i], sure || is && must[i]
	}
	return expression.Truths(can, !sure)
}

// shownAmong returns whether one of the guards whose cards count can fire, and whether none can.
func shownAmong(fires, must, pauses []bool, paused bool, guards []bool) expression.Domain {
	can, canNot := false, false
	for i, pausing := range pauses {
		can = can || guards[i] && (pausing || fires[i] && !paused)
		canNot = canNot || pausing && !guards[i]
	}
	sure := false // while nothing is paused
	for i, is := range guards {
		sure = sure || is && must[i]
	}
	return expression.Truths(can, canNot || !paused && !sure)
}

// codesOf is the domain of texts.
func codesOf[T ~string](s *Scorer, texts []T) expression.Domain {
	codes := make([]float64, len(texts))
	for i, text := range texts {
		codes[i] = s.code(string(text))
	}
	return expression.Each(codes)
}

// undecided returns where a promise is not decided: at what it reads itself; when that is decided, at the guards behind what comes out, and
// then at everything else behind it.
func (p *promiseRule) undecided(o *outlook) []place {
	if own := o.places(p.rule.root, nil); len(own) > 0 {
		return own
	}
	var guards, rest []*rule
	for _, r := range o.s.planReads {
		if _, single := o.space[r.slot].Single(); single || !slices.Contains(p.rule.reads, r.slot) {
			continue
		}
		for i := range o.s.guards {
			if g := &o.s.guards[i]; r.guards == nil || r.guards[i] || g.guard.Pause != "" {
				guards = append(guards, g.when)
			}
		}
		switch r.what {
		case planNext:
			rest = append(rest, o.s.rulesOfPlan()...)
		case planState:
			rest = append(rest, o.s.rulesOf(r.number)...)
		}
	}
	if behind := o.undecided(rootsOf(guards)); len(behind) > 0 {
		return behind
	}
	return o.undecided(rootsOf(rest))
}
