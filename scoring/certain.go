package scoring

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// Verdict is how a question about all that is possible was answered.
type Verdict string

// The verdicts.
const (
	Proved     Verdict = "proved"      // it holds for everybody
	Witness    Verdict = "witness"     // there is somebody for whom it does not, and the answers show it
	NotDecided Verdict = "not decided" // the search ended before it knew
)

// Outlook is what a plan can still become while questions of one set are open. Each list may name too much, never too little.
type Outlook struct {
	// Certain says whether what is next is certain: Proved when it is Next[0] whatever is answered or left open, Witness when Other
	// are answers after which another thing is next than after the answers so far.
	Certain Verdict
	Other   quiz.Answers // of a Witness: all answers of the set
	Next    []string     // ids of what can be next
	Steps   []StepOutlook
	Scores  []ScoreOutlook
}

// StepOutlook is what the state of a step can still be.
type StepOutlook struct {
	ID     string
	States []quiz.State
}

// ScoreOutlook is what the score of a scale, or a value that is a number, can still be.
type ScoreOutlook struct {
	ID        string
	NotScored bool     // it can have too few answers
	Scored    bool     // it can be a number,
	Low, High float64  // from Low to High
	Bands     []string // ids of the bands that it can reach
}

// completions is how many ways to go on are tried before the plan is called certain or not decided.
const completions = 12

// Outlook works out what the plan can still become when the set is finished now or after more answers. answers are those of the
// attempt so far. An unknown set gives the zero value.
func (s *Scorer) Outlook(set string, answers quiz.Answers, h quiz.History, at time.Time) Outlook {
	number, known := s.sets[set]
	if !known {
		return Outlook{}
	}
	sitting := sitting{s: s, ask: s.asks[number], answers: answers, h: h, at: at}
	open := sitting.replies()
	o := sitting.outlook(open)
	p := o.prospect()
	result := Outlook{Next: p.next, Scores: o.scores()}
	for i, state := range p.states {
		result.Steps = append(result.Steps, StepOutlook{ID: s.steps[i].step.ID, States: state.can})
	}
	if len(p.next) == 1 {
		result.Certain = Proved
		return result
	}
	now := sitting.next(answers)
	if other := sitting.contradict(open, now); other != nil {
		result.Certain, result.Other = Witness, other
	} else if result.Certain = NotDecided; sitting.settle(o, open, now) {
		result.Certain, result.Next = Proved, []string{now}
	}
	return result
}

// sitting is an attempt in progress.
type sitting struct {
	s       *Scorer
	ask     *setRule
	answers quiz.Answers
	h       quiz.History
	at      time.Time
}

// finished is the history in which the attempt was finished with the answers.
func (a sitting) finished(answers quiz.Answers) quiz.History {
	h := a.h
	h.Results = append(slices.Clip(h.Results), quiz.Result{Set: a.ask.set.ID, Ruler: a.ask.set.Ruler, Answers: answers, At: a.at})
	return h
}

// outlook is what everything can be once the attempt is finished.
func (a sitting) outlook(open []openReply) *outlook {
	e := a.s.begin(a.finished(a.answers), a.at)
	defer e.end()
	o := newOutlook(a.s)
	o.fix(e)
	for i, reply := range open {
		if a.s.asked[i].set == a.ask.number {
			o.facts.replies[i] = reply
		}
	}
	o.facts.sets[a.ask.number] = openSet{times: expression.Only(1), days: expression.Only(0)}
	o.facts.said = func(in saidInput) expression.Domain { return expression.Only(e.facts.said(a.h.Results, in.q, in.mask)) }
	o.read(a.ask.finished)
	o.derive(a.ask.affected)
	return o
}

// asking evaluates what the conditions of the set read while the attempt is in progress.
func (a sitting) asking(answers quiz.Answers) *evaluation {
	e := a.s.open(a.h, a.at)
	e.facts.asking, e.facts.answers = a.ask.number, answers
	e.facts.hear(none)
	e.read(a.s.inputs)
	e.derive(a.s.derives)
	return e
}

// replies returns what the answers of the set can be, by the numbers of the questions: given, open, or not asked. It is the
// possibility reading of Scorer.Ask, and like it goes from page to page.
func (a sitting) replies() []openReply {
	e := a.asking(a.answers)
	defer e.end()
	o := newOutlook(a.s)
	o.fix(e)
	for i, q := range a.s.asked {
		if _, given := a.answers[q.q.ID]; q.set == a.ask.number && !given {
			o.facts.replies[i] = openQuestion(q.q)
		}
	}
	o.read(a.ask.own)
	o.derive(a.ask.affected)
	for i := range a.ask.pages {
		page := &a.ask.pages[i]
		if page.showIf == nil {
			continue
		}
		shown, hidden := o.can(page.showIf, true)
		if !hidden {
			continue
		}
		for _, q := range page.asked {
			o.facts.replies[q.number] = o.facts.replies[q.number].orNotAsked(shown)
		}
		o.read(page.during.inputs)
		o.derive(page.after.derives)
	}
	return o.facts.replies
}

// askedNumber returns the number of a question that rules read, -1 for another.
func (s *Scorer) askedNumber(question string) int {
	return slices.IndexFunc(s.asked, func(q *asked) bool { return q.q.ID == question })
}

// contradict returns answers after which another thing is next than now, nil when it finds none.
func (a sitting) contradict(open []openReply, now string) quiz.Answers {
	maker := sheetMaker{s: a.s, at: a.at, random: rand.New(rand.NewPCG(1, uint64(len(a.answers))))}
	for try := range completions {
		maker.calm = try%2 == 0
		answers := quiz.Answers{}
		for i, q := range a.s.asked {
			if q.set == a.ask.number && open[i].unanswered {
				if answer := maker.reply(q, open[i]); answer.Form != quiz.Unanswered {
					answers[q.q.ID] = answer
				}
			}
		}
		maps.Copy(answers, a.answers)
		if answers = a.counted(answers); a.next(answers) != now {
			return answers
		}
	}
	return nil
}

// mostParts is how many parts of what is open are looked at before the plan is not decided.
const mostParts = 16

// settle reports whether nothing but now can be next: it cuts what is open into parts and looks at each.
func (a sitting) settle(o *outlook, open []openReply, now string) bool {
	parts := []box{{replies: open, limits: map[int]expression.Domain{}}}
	for range mostParts {
		if len(parts) == 0 {
			return true
		}
		b := parts[len(parts)-1]
		parts = parts[:len(parts)-1]
		for i, q := range a.s.asked {
			if q.set == a.ask.number {
				o.facts.replies[i] = b.replies[i].alone(q.q)
			}
		}
		o.limits, o.empty = b.limits, false
		o.read(a.ask.finished)
		o.derive(a.ask.affected)
		if next := o.prospect().next; o.empty || len(next) == 1 && next[0] == now {
			continue
		}
		first, second, _, ok := b.cut(o, o.undecided(rootsOf(a.s.rulesOfPlan())))
		if !ok {
			return false
		}
		parts = append(parts, second, first)
	}
	return len(parts) == 0
}

// next is what is next when the set is finished with the answers.
func (a sitting) next(answers quiz.Answers) string {
	return a.s.Plan(a.finished(a.counted(answers)), a.at).Next
}

// counted are those of the answers that the set asks for.
func (a sitting) counted(answers quiz.Answers) quiz.Answers {
	counted := quiz.Answers{}
	for _, page := range a.s.Ask(a.ask.set.ID, answers, a.h, a.at).Questions {
		for _, part := range page.Answerable() {
			if answer, given := answers[part.ID]; given {
				counted[part.ID] = answer
			}
		}
	}
	return counted
}

// scores returns what the scales, and the values that are numbers, can be.
func (o *outlook) scores() []ScoreOutlook {
	var scores []ScoreOutlook
	for _, d := range o.s.derives {
		if d.typ.kind != number || d.scale == nil && d.rule == nil {
			continue
		}
		can := o.space[d.slot]
		score := ScoreOutlook{ID: d.key, NotScored: can.Unknown, Scored: can.Some, Low: can.Low, High: can.High}
		if d.bandSlot != none {
			for _, b := range d.bands {
				if id := o.s.text(b.code); o.space[d.bandSlot].CanBe(b.code) && !slices.Contains(score.Bands, id) {
					score.Bands = append(score.Bands, id)
				}
			}
		}
		scores = append(scores, score)
	}
	return scores
}
