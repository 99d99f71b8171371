package scoring

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"waymark/quiz"
)

// smallQuizzes runs a test over many random small quizzes, on several cores.
func smallQuizzes(t *testing.T, count int, test func(t *testing.T, r *rand.Rand, s *Scorer)) {
	t.Helper()
	if testing.Short() {
		count /= 10
	}
	const workers = 4
	for w := range workers {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for n := range count / workers {
				r := rand.New(rand.NewPCG(uint64(w), uint64(n)))
				s := mustCompile(t, smallQuiz(r))
				if test(t, r, s); t.Failed() {
					t.Fatalf("worker %d, quiz %d: %s", w, n, describe(s.quiz))
				}
			}
		})
	}
}

// describe writes the rules of a small quiz.
func describe(q *quiz.Quiz) string {
	text := "\n"
	for _, page := range q.Sets[0].Questions {
		text += page.ID + " if " + page.ShowIf.Value + "\n"
	}
	for _, v := range q.Values {
		text += v.ID + ": " + v.Is.Value + "\n"
	}
	for _, g := range q.Guards {
		text += g.ID + ": " + g.When.Value + " closes " + g.Close[0] + " pauses " + g.Pause + "\n"
	}
	for _, s := range q.Steps {
		text += s.ID + ": need " + s.Need.Value + ", done " + s.Done.Value
		for _, w := range s.WaitFor {
			text += ", waits for " + w.That.Value
		}
		text += "\n"
	}
	return text + "score " + q.Scales[0].Score.Value
}

// everyHistory returns the histories of all people of a small quiz, who took each set once or not.
func everyHistory(s *Scorer) []quiz.History {
	histories := []quiz.History{{}}
	for i, set := range s.quiz.Sets {
		var more []quiz.History
		seen := map[string]bool{}
		for _, answers := range everyAnswer(set.Questions) {
			r := quiz.Result{Set: set.ID, Answers: answers, At: noon.AddDate(0, 0, i-9)}
			s.Keep(&r)
			if key := fmtAnswers(r.Answers); !seen[key] {
				seen[key] = true
				for _, h := range histories {
					more = append(more, quiz.History{Results: append(slices.Clip(h.Results), r)})
				}
			}
		}
		histories = append(histories, more...)
	}
	return histories
}

func fmtAnswers(answers quiz.Answers) string {
	text := ""
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		b, _ := answers[id].MarshalJSON()
		text += id + string(b)
	}
	return text
}

// TestReachAgreesWithCountingEverybody: what is called unreachable nobody reaches, and who is named as a witness is one.
func TestReachAgreesWithCountingEverybody(t *testing.T) {
	t.Parallel()
	verdicts := make(chan Verdict, 1_000_000)
	t.Run("quizzes", func(t *testing.T) {
		smallQuizzes(t, 1200, func(t *testing.T, _ *rand.Rand, s *Scorer) {
			goals, findings := s.goals(), s.Reach(noon, Effort{People: 100, Boxes: 400})
			met := countMet(s, goals)
			r := newSearch(s, noon, 0)
			for i, f := range findings {
				verdicts <- f.Verdict
				switch {
				case f.Verdict == Proved && met[i]:
					t.Errorf("%v is called unreachable, but is not", f.Subject)
				case f.Verdict == Witness && !r.meets(goals[i], f.Sheet):
					t.Errorf("%v is not reached by its witness %+v", f.Subject, f.Sheet)
				case f.Verdict == Witness && !met[i]:
					t.Errorf("%v has a witness, but nobody was counted: %+v", f.Subject, f.Sheet)
				}
			}
		})
	})
	close(verdicts)
	count := map[Verdict]int{}
	for v := range verdicts {
		count[v]++
	}
	if count[Proved] < count[Witness]/20 || count[NotDecided]*100 > count[Proved]+count[Witness] {
		t.Errorf("verdicts %v: most have to be decided, and some proved", count)
	}
}

// countMet counts everybody: which goals somebody meets.
func countMet(s *Scorer, goals []*goal) []bool {
	met := make([]bool, len(goals))
	for _, h := range everyHistory(s) {
		e := s.begin(h, noon)
		e.decide()
		for i, g := range goals {
			if g.asking == none {
				met[i] = met[i] || g.met(e)
			}
		}
		e.end()
	}
	for number, set := range s.quiz.Sets {
		for _, answers := range everyAnswer(set.Questions) {
			for _, h := range someHistories(s) {
				a := sitting{s: s, ask: s.asks[number], h: h, at: noon}
				e := a.asking(a.counted(answers))
				for i, g := range goals {
					if g.asking == number {
						met[i] = met[i] || g.met(e)
					}
				}
				e.end()
			}
		}
	}
	return met
}

// someHistories are those that make a difference to the conditions of a small quiz.
func someHistories(s *Scorer) []quiz.History {
	if !slices.ContainsFunc(s.asks[0].pages, func(p pageRule) bool { return p.showIf != nil && !p.byOwn }) {
		return []quiz.History{{}}
	}
	return everyHistory(s)
}

// TestOutlookAgreesWithCountingCompletions: the outlook names everything that a way to go on leads to, and calls certain only what is.
func TestOutlookAgreesWithCountingCompletions(t *testing.T) {
	t.Parallel()
	const certain, proved, disputed, shown = 0, 1, 2, 3
	counts := make(chan int, 1_000_000)
	t.Run("quizzes", func(t *testing.T) {
		smallQuizzes(t, 4000, func(t *testing.T, r *rand.Rand, s *Scorer) {
			set := s.quiz.Sets[0]
			all := everyAnswer(set.Questions)
			var h quiz.History
			if r.IntN(2) == 0 {
				h.Results = []quiz.Result{{Set: "two", Answers: quiz.Answers{"sure": code(pick(r, "yes", "no"))}, At: noon.AddDate(0, 0, -3)}}
			}
			a := sitting{s: s, ask: s.asks[0], h: h, at: noon}
			a.answers = a.counted(pick(r, all...))
			o := s.Outlook(set.ID, a.answers, h, noon)
			nexts := map[string]bool{}
			for _, more := range all {
				if !goesOn(a.answers, more) {
					continue
				}
				p := s.Plan(a.finished(a.counted(more)), noon)
				nexts[p.Next] = true
				checkProspect(t, o, p)
			}
			switch {
			case o.Certain == Proved && len(nexts) > 1:
				t.Errorf("%v is called certain, but there are %v", o.Next, nexts)
			case o.Certain == Witness && len(nexts) == 1:
				t.Errorf("%v leads elsewhere than %v, but nobody was counted", o.Other, nexts)
			case len(nexts) == 1 && o.Certain == Proved:
				counts <- proved
			case len(nexts) == 1:
				counts <- certain
			case o.Certain == Witness:
				counts <- shown
			default:
				counts <- disputed
			}
		})
	})
	close(counts)
	var n [4]int
	for c := range counts {
		n[c]++
	}

	if n[proved] < 4*n[certain] || n[shown] < 4*n[disputed] {
		t.Errorf("too few are decided: of those that are certain %d are proved and %d not, of the others %d shown and %d not", n[proved], n[certain], n[shown], n[disputed])
	}
}

// goesOn reports whether more holds all the answers, and maybe others.
func goesOn(answers, more quiz.Answers) bool {
	for id, a := range answers {
		if !more[id].Equal(a) {
			return false
		}
	}
	return true
}

func checkProspect(t *testing.T, o Outlook, p quiz.Plan) {
	t.Helper()
	if !slices.Contains(o.Next, p.Next) {
		t.Errorf("%s is next, possible were %v", p.Next, o.Next)
	}
	for i, step := range p.Steps {
		if !slices.Contains(o.Steps[i].States, step.State) {
			t.Errorf("%s is %s, possible were %v", step.ID, step.State, o.Steps[i].States)
		}
	}
	for _, can := range o.Scores {
		score, there := p.Scores.Of(can.ID)
		switch {
		case !there:
		case score.Scored && (!can.Scored || score.Value < can.Low || score.Value > can.High), !score.Scored && !can.NotScored:
			t.Errorf("%s is %+v, possible were %+v", can.ID, score, can)
		case score.Band != "" && !slices.Contains(can.Bands, score.Band):
			t.Errorf("%s is in %s, possible were %v", can.ID, score.Band, can.Bands)
		}
	}
}
