package scoring_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"waymark/quiz"
	"waymark/scoring"
)

// partway returns some of the answers of a random sitting, from the first page on, as a person has given them who is on the way.
func partway(r *rand.Rand, s *scoring.Scorer, set *quiz.Set, h quiz.History) quiz.Answers {
	answers := quiz.Answers{}
	stop := r.IntN(len(set.Questions) + 1)
	for i, page := range set.Questions {
		if i == stop {
			break
		}
		for _, part := range page.Answerable() {
			if a := randomAnswer(r, part, r.IntN(3) > 0, clock); a.Form != quiz.Unanswered {
				answers[part.ID] = a
			}
		}
	}
	return asked(s, set, answers, h)
}

// goOn answers more questions by chance.
func goOn(r *rand.Rand, s *scoring.Scorer, set *quiz.Set, answers quiz.Answers, h quiz.History) quiz.Answers {
	more := quiz.Answers{}
	for _, page := range set.Questions {
		for _, part := range page.Answerable() {
			if a, given := answers[part.ID]; given {
				more[part.ID] = a
			} else if a := randomAnswer(r, part, r.IntN(2) > 0, clock); a.Form != quiz.Unanswered && r.IntN(5) > 0 {
				more[part.ID] = a
			}
		}
	}
	return asked(s, set, more, h)
}

// asked are those of the answers that the set asks for.
func asked(s *scoring.Scorer, set *quiz.Set, answers quiz.Answers, h quiz.History) quiz.Answers {
	kept := quiz.Answers{}
	for _, page := range s.Ask(set.ID, answers, h, clock).Questions {
		for _, part := range page.Answerable() {
			if a, given := answers[part.ID]; given {
				kept[part.ID] = a
			}
		}
	}
	return kept
}

func finish(h quiz.History, set *quiz.Set, answers quiz.Answers) quiz.History {
	h.Results = append(slices.Clip(h.Results), quiz.Result{Set: set.ID, Ruler: set.Ruler, Answers: answers, At: clock})
	return h
}

// TestOutlookLeavesNothingOut: whatever a person goes on to answer, the plan is one that the outlook named.
func TestOutlookLeavesNothingOut(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	const people, completions = 1500, 8
	r := rand.New(rand.NewPCG(3, 1))
	verdicts := map[scoring.Verdict]int{}
	for range people {
		h := randomCase(r, q, clock).History
		set := q.Sets[r.IntN(len(q.Sets))]
		answers := partway(r, s, set, h)
		o := s.Outlook(set.ID, answers, h, clock)
		verdicts[o.Certain]++
		checkVerdict(t, s, set, answers, h, o)
		checkOutlook(t, o, s.Plan(finish(h, set, answers), clock))
		for range completions {
			checkOutlook(t, o, s.Plan(finish(h, set, goOn(r, s, set, answers, h)), clock))
		}
		if t.Failed() {
			t.Fatalf("set %s, answers %v", set.ID, answers)
		}
	}
	if verdicts[scoring.Proved] < people/10 || verdicts[scoring.Witness] < people/30 || verdicts[scoring.NotDecided] > people/5 {
		t.Errorf("verdicts %v", verdicts)
	}
}

// checkVerdict: a proof names one thing, a witness really leads elsewhere.
func checkVerdict(t *testing.T, s *scoring.Scorer, set *quiz.Set, answers quiz.Answers, h quiz.History, o scoring.Outlook) {
	t.Helper()
	now := s.Plan(finish(h, set, answers), clock).Next
	switch o.Certain {
	case scoring.Proved:
		if len(o.Next) != 1 || o.Next[0] != now {
			t.Errorf("proved %v, and finished now %s is next", o.Next, now)
		}
	case scoring.Witness:
		for id, a := range answers {
			if other, kept := o.Other[id]; kept && !other.Equal(a) {
				t.Errorf("the witness changes the answer to %s", id)
			}
		}
		if other := s.Plan(finish(h, set, o.Other), clock).Next; other == now {
			t.Errorf("the witness leads to %s as well", other)
		}
	}
}

// checkOutlook holds a plan against what was possible.
func checkOutlook(t *testing.T, o scoring.Outlook, p quiz.Plan) {
	t.Helper()
	if !slices.Contains(o.Next, p.Next) {
		t.Errorf("%s is next, but possible were %v", p.Next, o.Next)
	}
	for i, step := range p.Steps {
		if !slices.Contains(o.Steps[i].States, step.State) {
			t.Errorf("%s is %s, but possible was %v", step.ID, step.State, o.Steps[i].States)
		}
	}
	for _, can := range o.Scores {
		score, there := p.Scores.Of(can.ID)
		if !there {
			continue
		}
		switch {
		case !score.Scored && !can.NotScored:
			t.Errorf("%s is not scored, but that was not possible", can.ID)
		case score.Scored && (!can.Scored || score.Value < can.Low || score.Value > can.High):
			t.Errorf("%s is %v, but possible were %v to %v", can.ID, score.Value, can.Low, can.High)
		case score.Band != "" && !slices.Contains(can.Bands, score.Band):
			t.Errorf("%s is in the band %s, but possible were %v", can.ID, score.Band, can.Bands)
		}
	}
}
