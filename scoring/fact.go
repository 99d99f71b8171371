package scoring

import (
	"math"
	"math/bits"
	"slices"
	"strconv"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// This file is the reasons reading of what rules read of a person: for each kind of input, and for a scale, the fact that stands behind
// its value. The readings beside it are in inputs.go and scale.go.

func (i numberInput) fact(w *explanation) *quiz.Fact { return w.answer(i.q) }
func (i wordInput) fact(w *explanation) *quiz.Fact   { return w.answer(i.q) }
func (i knownInput) fact(w *explanation) *quiz.Fact  { return w.answer(i.q) }
func (i hasInput) fact(w *explanation) *quiz.Fact    { return w.answer(i.q) }

func (i beforeInput) fact(w *explanation) *quiz.Fact { return w.answerBefore(i.q) }

func (i saidInput) fact(w *explanation) *quiz.Fact {
	f := &quiz.Fact{Kind: quiz.FactSaid, Set: w.setOf(i.q), Question: i.q.q.ID, Values: i.options}
	if days := i.read(w.e.facts); days == days {
		f.Is, f.Count = true, int(days)
		options, standsIn := w.said(i)
		if f.Options = w.labels(i.q, options); standsIn {
			f.Options = nil
		}
		f.Text = w.grounds.phrases.said(f, i.q.q.Ask)
	} else {
		// What was never answered is not named: nobody is told what to answer so that a step opens. The answer that there is, is said.
		f.Text = w.answered(quiz.FactAnswer, i.q, w.e.facts.answer(i.q)).Text
	}
	return w.find(f)
}

// said returns the options that were chosen when one of those that count was chosen last, and whether they stand for others.
func (w *explanation) said(i saidInput) (options uint64, standsIn bool) {
	set := w.setOf(i.q)
	for _, r := range slices.Backward(w.e.facts.h.Results) {
		answer := r.Answers[i.q.q.ID]
		if said := i.q.hear(answer).options & i.mask; r.Set == set && said != 0 {
			return said, answer.StandIn
		}
	}
	return 0, false
}

func (i takenInput) fact(w *explanation) *quiz.Fact { return w.taken(i.setName) }
func (i sinceInput) fact(w *explanation) *quiz.Fact { return w.taken(i.setName) }

func (i timesInput) fact(w *explanation) *quiz.Fact {
	f := &quiz.Fact{Kind: quiz.FactTimes, Set: i.id, Count: int(i.read(w.e.facts))}
	if f.Count == 0 {
		return w.taken(i.setName)
	}
	f.Text = w.grounds.phrases.times(w.title(i.id), f.Count)
	return w.find(f)
}

// taken returns the fact of whether a set was taken, and when.
func (w *explanation) taken(set setName) *quiz.Fact {
	if w.sets[set.number] == nil {
		f := &quiz.Fact{Kind: quiz.FactTaken, Set: set.id}
		if days := (sinceInput{set}).read(w.e.facts); days == days {
			f.Is, f.Count = true, int(days)
		}
		f.Text = w.grounds.phrases.taken(w.title(set.id), f)
		w.sets[set.number] = w.find(f)
	}
	return w.sets[set.number]
}

// find notes a fact that was not cited before.
func (w *explanation) find(f *quiz.Fact) *quiz.Fact {
	w.found = append(w.found, f)
	return f
}

func (i newerInput) fact(w *explanation) *quiz.Fact {
	f := &quiz.Fact{Kind: quiz.FactNewer, Set: i.a.id, Than: i.b.id, Is: i.read(w.e.facts) == 1}
	f.Text = w.grounds.phrases.newer(w.title(i.a.id), w.title(i.b.id), f.Is)
	return w.find(f)
}

func (todayInput) fact(w *explanation) *quiz.Fact {
	f := &quiz.Fact{Kind: quiz.FactToday, Day: w.e.facts.today}
	f.Text = w.grounds.phrases.today(f.Day)
	return w.find(f)
}

func (i startedInput) fact(w *explanation) *quiz.Fact {
	f := &quiz.Fact{Kind: quiz.FactStarted, Step: i.id}
	if days := i.read(w.e.facts); days == days {
		f.Is, f.Count = true, int(days)
	}
	f.Text = w.grounds.phrases.started(w.stepTitle(i.number), f)
	return w.find(f)
}

func (i tasksInput) fact(w *explanation) *quiz.Fact {
	f := &quiz.Fact{Kind: quiz.FactTasks, Step: i.id, Count: int(i.read(w.e.facts))}
	f.Text = w.grounds.phrases.tasks(w.stepTitle(i.number), f.Count)
	return w.find(f)
}

func (i closedInput) fact(w *explanation) *quiz.Fact {
	f := &quiz.Fact{Kind: quiz.FactClosed, Step: i.id, Is: i.read(w.e.facts) == 1}
	f.Text = w.grounds.phrases.closed(w.stepTitle(i.number), f.Is)
	return w.find(f)
}

func (i beforeScaleInput) fact(w *explanation) *quiz.Fact {
	f := &quiz.Fact{Kind: quiz.FactScoreBefore, Scale: i.r.scale.ID}
	score := i.read(w.e.facts)
	if score == score {
		f.Score = quiz.Score{Value: score, Scored: true, Band: quiz.BandOf(i.r.scale.Bands, score)}
	}
	for k := range i.r.items {
		f.Rests = append(f.Rests, w.answerBefore(i.r.items[k].asked))
	}
	f.Text = w.grounds.phrases.scoreBefore(i.r.scale, f.Score)
	return w.find(f)
}

// score returns the fact of a scale's score, which rests on the answers to its items.
func (w *explanation) score(d *derived) *quiz.Fact {
	r := d.scale
	f := &quiz.Fact{Kind: quiz.FactScore, Scale: r.scale.ID, Score: w.e.score(d).Score, Rests: make([]*quiz.Fact, 0, len(r.items))}
	for i := range r.items {
		f.Rests = append(f.Rests, w.answer(r.items[i].asked))
	}
	if !r.locals {
		for _, slot := range r.score.reads {
			for _, u := range w.behindSlot(slot) {
				if rests := w.fact(u); !slices.Contains(f.Rests, rests) {
					f.Rests = append(f.Rests, rests)
				}
			}
		}
	}
	f.Text = w.grounds.phrases.score(r.scale, f.Score, r.taken(w.e.facts))
	return w.find(f)
}

// behindSlot returns the units that stand behind a slot.
func (w *explanation) behindSlot(slot int) []int {
	var part ground
	w.grounds.unit(slot, &part)
	return part.units
}

// answer returns the fact of the latest answer to a question.
func (w *explanation) answer(q *asked) *quiz.Fact {
	if w.answers[q.number] == nil {
		w.answers[q.number] = w.find(w.answered(quiz.FactAnswer, q, w.e.facts.answer(q)))
	}
	return w.answers[q.number]
}

// answerBefore returns the fact of the answer in the result before the latest.
func (w *explanation) answerBefore(q *asked) *quiz.Fact {
	if w.before[q.number] == nil {
		var a quiz.Answer
		if r := w.e.facts.sets[q.set].before; r != nil {
			a = r.Answers[q.q.ID]
		}
		w.before[q.number] = w.find(w.answered(quiz.FactBefore, q, a))
	}
	return w.before[q.number]
}

func (w *explanation) answered(kind quiz.FactKind, q *asked, a quiz.Answer) *quiz.Fact {
	f := w.room()
	f.Kind, f.Set, f.Question, f.Answer = kind, w.setOf(q), q.q.ID, a
	said := w.grounds.said[q.number]
	switch option := w.option(q, a); {
	case a.StandIn:
		f.Text = w.grounds.phrases.answer(f, q.q)
	case kind == quiz.FactAnswer && a.Form == quiz.Unanswered:
		f.Text = said[len(said)-1]
	case kind == quiz.FactAnswer && option >= 0:
		f.Options, f.Text = w.label(q, option), said[option]
	default:
		f.Options = w.chosen(q, a)
		f.Text = w.grounds.phrases.answer(f, q.q)
	}
	return f
}

// option returns the number of the only option that an answer chose, -1 when there are more or none.
func (w *explanation) option(q *asked, a quiz.Answer) int {
	if a.Form == quiz.Numeric {
		return slices.IndexFunc(q.q.Options, func(o quiz.Option) bool { return o.Numbered && o.Number == a.Number })
	}
	if options := q.hear(a).options; bits.OnesCount64(options) == 1 {
		return bits.TrailingZeros64(options)
	}
	return -1
}

// room returns a place for one more fact. Many lie in one piece of memory.
func (w *explanation) room() *quiz.Fact {
	if len(w.rooms) == 0 {
		w.rooms = make([]quiz.Fact, 32)
	}
	f := &w.rooms[0]
	w.rooms = w.rooms[1:]
	return f
}

// chosen returns the labels of the options that an answer chose.
func (w *explanation) chosen(q *asked, a quiz.Answer) []string {
	if i := w.option(q, a); i >= 0 {
		return w.label(q, i)
	}
	return w.labels(q, q.hear(a).options)
}

// label returns the label of one option; the list is part of the grounds.
func (w *explanation) label(q *asked, option int) []string {
	return w.grounds.labels[q.number][option : option+1 : option+1]
}

func (w *explanation) labels(q *asked, options uint64) []string {
	if options == 0 {
		return nil
	}
	if bits.OnesCount64(options) == 1 {
		return w.label(q, bits.TrailingZeros64(options))
	}
	var labels []string
	for left := options; left != 0; left &= left - 1 {
		labels = append(labels, q.q.Options[bits.TrailingZeros64(left)].Label)
	}
	return labels
}

func (w *explanation) setOf(q *asked) string     { return w.e.s.quiz.Sets[q.set].ID }
func (w *explanation) title(set string) string   { return w.e.s.quiz.Set(set).Title }
func (w *explanation) stepTitle(step int) string { return w.e.s.quiz.Steps[step].Title }

// shortest writes a number with as many digits as it needs, at most two behind the point.
func shortest(x float64) string {
	const hundred = 100
	return strconv.FormatFloat(math.Round(x*hundred)/hundred, 'f', -1, 64)
}

// whole writes a number rounded, as everywhere in sentences.
func whole(x float64) string { return strconv.FormatFloat(expression.HalfUp(x), 'f', 0, 64) }
