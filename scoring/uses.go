package scoring

import (
	"math/bits"

	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// Use is what the rules of a quiz make of a question.
type Use struct {
	Named   []string // values of the options that a rule names, in the order of the question
	Known   bool     // a rule asks whether it is known
	Numbers bool     // a rule or a scale computes with it, or compares it
}

// Uses returns what the rules make of the questions that they read, by id.
func (s *Scorer) Uses() map[string]Use {
	named := make([]uint64, len(s.asked))
	uses := make([]Use, len(s.asked))
	words := map[int]*asked{}
	for _, in := range s.inputs {
		switch in := in.input.(type) {
		case hasInput:
			named[in.q.number] |= in.mask
		case saidInput:
			named[in.q.number] |= in.mask
		case knownInput:
			uses[in.q.number].Known = true
		case numberInput, beforeInput:
			uses[askedOf(in).number].Numbers = true
		}
		if word, isWord := in.input.(wordInput); isWord {
			words[in.slot] = word.q
		}
	}
	for _, r := range s.rules() {
		r.root.Walk(func(n *expression.Node) {
			slot, codes, compares := n.Options()
			if q := words[slot]; compares && q != nil {
				for _, code := range codes {
					named[q.number] |= q.coded(code)
				}
			}
		})
	}
	byID := map[string]Use{}
	for i, q := range s.asked {
		for left := named[i]; left != 0; left &= left - 1 {
			uses[i].Named = append(uses[i].Named, q.q.Options[bits.TrailingZeros64(left)].Value)
		}
		byID[q.q.ID] = uses[i]
	}
	return byID
}

func askedOf(in input) *asked {
	if before, isBefore := in.(beforeInput); isBefore {
		return before.q
	}
	return in.source().asked
}

// coded returns the bit of the option with the code.
func (q *asked) coded(code float64) uint64 {
	for i, c := range q.codes {
		if c == code && i < maxOptions {
			return 1 << i
		}
	}
	return 0
}

// rules returns every rule of the quiz, as the author's files have them: those of values, guards, the plan, steps, sets and sentences.
func (s *Scorer) rules() []*rule {
	var all []*rule
	add := func(rules ...*rule) {
		for _, r := range rules {
			if r != nil {
				all = append(all, r)
			}
		}
	}
	say := func(list []saying) {
		for _, one := range list {
			add(one.when)
			for _, p := range one.parts {
				add(p.rule)
			}
		}
	}
	for _, d := range s.derives {
		add(d.rule)
		if d.scale != nil {
			add(d.scale.score)
		}
	}
	for _, g := range s.guards {
		add(g.when)
		say(g.because)
		say(g.lead)
	}
	for _, f := range s.firsts {
		add(f.when)
		say([]saying{{parts: f.because}})
	}
	say([]saying{{parts: s.wait}, {parts: s.again}})
	for _, r := range s.steps {
		add(r.need, r.opens, r.recheck)
		add(r.tasks...)
		for _, w := range r.waits {
			add(w.that)
			say(w.because)
		}
		say(r.gate)
		say(r.because)
		say(r.says)
	}
	for _, ask := range s.asks {
		for _, page := range ask.pages {
			add(page.showIf)
			for _, part := range page.parts {
				add(part.must...)
			}
		}
	}
	return all
}

// Doubt is a place where a rule is true because an answer is missing, though it only says what the answer must not be.
type Doubt struct {
	Question string
	Rule     source.Text
	From, To int // the part of the rule, in runes
}

// Doubts returns the places where a comparison by != , or the `not` of another comparison, is true of a question that may be unanswered.
// The rules of guards are left out: there a missing answer closes, which is the safe side.
func (s *Scorer) Doubts() []Doubt {
	guards := map[*rule]bool{}
	for _, g := range s.guards {
		guards[g.when] = true
	}
	read := map[int]*asked{}
	for _, in := range s.inputs {
		if q := in.source().asked; q != nil && q.mayBeMissing() {
			read[in.slot] = q
		}
	}
	var doubts []Doubt
	for _, r := range s.rules() {
		if guards[r] {
			continue
		}
		r.root.Walk(func(n *expression.Node) {
			for _, slot := range n.TrueWhenMissing() {
				q := read[slot]
				if q == nil {
					continue
				}
				doubts = append(doubts, Doubt{Question: q.q.ID, Rule: r.text, From: n.From, To: n.To})
			}
		})
	}
	return doubts
}

// mayBeMissing reports whether a person can finish the set without an answer that says something.
func (q *asked) mayBeMissing() bool {
	return q.q.Optional || q.skip != 0 || q.q.ShowIf.Value != ""
}
