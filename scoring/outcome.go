package scoring

import (
	"math/bits"
	"slices"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// outcomeOptions is how many options that go together a question can have for its answers to be replaced; those of more are kept as
// they are.
const outcomeOptions = 14

// reading is all that rules can tell of the answer to a question, besides whether it is known.
type reading struct {
	exact bool     // a rule or text may use the very answer
	masks []uint64 // a rule asks whether the answer holds one of these options
}

// tells returns what the rules can tell of a reply.
func (r *reading) tells(options uint64) (told uint64) {
	for i, mask := range r.masks {
		if options&mask != 0 {
			told |= 1 << i
		}
	}
	return told
}

func (r *reading) ask(mask uint64) {
	if !slices.Contains(r.masks, mask) {
		r.masks = append(r.masks, mask)
		r.exact = r.exact || len(r.masks) > 64
	}
}

// Outcome returns answers of the set with the same outcome: whatever else a person answers, and whenever, every rule of this version gives
// the same with them. Of the answers between which no rule tells apart one stands for all, as a StandIn; an answer that no rule reads is
// left out, and one that is the only one of its outcome stays as it is.
//
// Rules read answers by the inputs of their frame alone, so what the inputs can tell is all that a plan can rest on.
func (s *Scorer) Outcome(set string, answers quiz.Answers) quiz.Answers {
	kept := quiz.Answers{}
	readings := s.readings()
	for _, q := range s.asked {
		answer, answered := answers[q.q.ID]
		if !answered || s.quiz.Sets[q.set].ID != set {
			continue
		}
		kept[q.q.ID] = readings[q.number].standIn(q, answer)
	}
	if w := s.quiz.Words; w != nil && answers[w.By].Known() {
		kept[w.By] = answers[w.By]
	}
	return kept
}

// readings returns what the rules can tell of each question that they read.
func (s *Scorer) readings() []reading {
	all := make([]reading, len(s.asked))
	words := map[int]*asked{}
	for _, in := range s.inputs {
		switch in := in.input.(type) {
		case hasInput:
			all[in.q.number].ask(in.mask)
		case saidInput:
			all[in.q.number].ask(in.mask)
		case numberInput:
			all[in.q.number].exact = true
		case beforeInput:
			all[in.q.number].exact = true
		}
		if word, isWord := in.input.(wordInput); isWord {
			words[in.slot] = word.q
		}
	}
	for _, scale := range s.quiz.Scales {
		for _, q := range s.asked {
			all[q.number].exact = all[q.number].exact || slices.Contains(scale.Items, q.q.ID)
		}
	}
	for _, r := range s.rules() {
		readWords(r.root, words, all)
	}
	return all
}

// readWords notes what a part of a rule can tell of the words that it reads: of a comparison with options only which of them it is.
func readWords(n *expression.Node, words map[int]*asked, all []reading) {
	if slot, codes, compares := n.Options(); compares {
		if q := words[slot]; q != nil {
			var mask uint64
			for _, code := range codes {
				mask |= q.coded(code)
			}
			all[q.number].ask(mask)
		}
		return
	}
	if slot, reads := n.Slot(); reads && words[slot] != nil {
		all[words[slot].number].exact = true
	}
	for _, kid := range n.Kids {
		readWords(kid, words, all)
	}
}

// standIn returns the first of the answers that have the outcome of the given one. What is not known stays as it is: that a person did not
// say is all that it tells.
func (r *reading) standIn(q *asked, a quiz.Answer) quiz.Answer {
	if r.exact || !a.Known() || a.Form != quiz.Code && a.Form != quiz.Codes {
		return a
	}
	candidates := q.alone()
	if a.Form == quiz.Codes {
		candidates = q.together()
	}
	told := r.tells(q.hear(a).options)
	var same []uint64
	for _, options := range candidates {
		if r.tells(options) == told {
			same = append(same, options)
		}
	}
	if len(same) < 2 {
		return a
	}
	return q.said(a.Form, same[0])
}

// alone returns each option that a person can choose alone, without "rather not say".
func (q *asked) alone() (all []uint64) {
	for i := range q.q.Options {
		if bit := uint64(1) << i; bit != q.skip {
			all = append(all, bit)
		}
	}
	return all
}

// together returns the options that can be chosen of several: those that stand alone, then the others in all ways, the fewest first.
func (q *asked) together() (all []uint64) {
	var free []uint64
	for i, option := range q.q.Options {
		switch bit := uint64(1) << i; {
		case bit == q.skip:
		case option.Exclusive:
			all = append(all, bit)
		default:
			free = append(free, bit)
		}
	}
	if len(free) > outcomeOptions {
		return nil
	}
	var ways []uint64
	for chosen := uint64(1); chosen < 1<<len(free); chosen++ {
		ways = append(ways, chosen)
	}
	slices.SortStableFunc(ways, func(a, b uint64) int { return bits.OnesCount64(a) - bits.OnesCount64(b) })
	for _, way := range ways {
		var options uint64
		for i, bit := range free {
			if way>>i&1 == 1 {
				options |= bit
			}
		}
		all = append(all, options)
	}
	return all
}

// said is the answer that chooses the options, standing for others.
func (q *asked) said(form quiz.Form, options uint64) quiz.Answer {
	a := quiz.Answer{Form: form, StandIn: true}
	for i, option := range q.q.Options {
		switch {
		case options>>i&1 == 0:
		case form == quiz.Code:
			a.Text = option.Value
		default:
			a.Codes = append(a.Codes, option.Value)
		}
	}
	return a
}
