package scoring

import (
	"slices"
	"testing"

	"waymark/quiz"
)

func safeAnswers(ended string) quiz.Answers {
	return quiz.Answers{"fear": code("no"), "harm": many("none"), "ended": dated(ended)}
}

func TestPlanStates(t *testing.T) {
	t.Parallel()
	closedByPerson := quiz.Event{Step: "second", Kind: quiz.StepClosed, At: noon}
	tests := []struct {
		name          string
		h             quiz.History
		first, second quiz.State
		next, because string
		path          string
	}{
		{"nothing known: the guard closes, the other step is open", quiz.History{},
			quiz.Open, quiz.Closed, "first", "Need is 50, middle.", "safety"},
		{"a prerequisite waits", quiz.History{Results: []quiz.Result{result("about", 1, safeAnswers("2026-11-01"))}},
			quiz.Open, quiz.Waiting, "first", "Need is 50, middle.", "open"},
		{"high need", quiz.History{Results: []quiz.Result{result("mood", 1, ratings("551"))}},
			quiz.Open, quiz.Closed, "first", "Need is 100, high.", "safety"},
		{"done, then the gate", quiz.History{Results: []quiz.Result{result("about", 1, safeAnswers("2026-11-20")), result("mood", 1, ratings("115"))}},
			quiz.Done, quiz.Waiting, quiz.NextWait, "Wait.", "open"},
		{"the gate opens on its day", quiz.History{Results: []quiz.Result{result("about", 1, safeAnswers("2026-11-15")), result("mood", 1, ratings("115"))}},
			quiz.Done, quiz.Open, "second", "Second.", "open"},
		{"the day before it does not", quiz.History{Results: []quiz.Result{result("about", 1, safeAnswers("2026-11-16")), result("mood", 1, ratings("115"))}},
			quiz.Done, quiz.Waiting, quiz.NextWait, "Wait.", "open"},
		{"a date that is not known has not come", quiz.History{Results: []quiz.Result{
			result("about", 1, quiz.Answers{"fear": code("no"), "ended": code("never")}), result("mood", 1, ratings("115"))}},
			quiz.Done, quiz.Waiting, quiz.NextRecheck, "Done.", "open"},
		{"all done", quiz.History{Results: []quiz.Result{result("about", 1, safeAnswers("2026-11-01")), result("mood", 1, ratings("115"))},
			Events: []quiz.Event{closedByPerson}}, quiz.Done, quiz.Done, quiz.NextRecheck, "Done.", "open"},
		{"done stays done behind a guard", quiz.History{Results: []quiz.Result{
			result("about", 1, quiz.Answers{"fear": code("yes")}), result("mood", 1, ratings("115"))}, Events: []quiz.Event{closedByPerson}},
			quiz.Done, quiz.Done, quiz.NextRecheck, "Done.", "safety"},
	}
	s := mustCompile(t, sample())
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := s.Plan(test.h, noon)
			first, _ := p.Step("first")
			second, _ := p.Step("second")
			got := [...]any{first.State, second.State, p.Next, p.Because, p.Path, len(p.Faults)}
			want := [...]any{test.first, test.second, test.next, test.because, test.path, 0}
			if got != want {
				t.Errorf("\n got %v\nwant %v", got, want)
			}
		})
	}
}

func TestDoneStepKnowsItsGuard(t *testing.T) {
	t.Parallel()
	h := quiz.History{Events: []quiz.Event{{Step: "second", Kind: quiz.StepClosed, At: noon}}}
	state, _ := mustCompile(t, sample()).Plan(h, noon).Step("second")
	if state.State != quiz.Done || state.Guard != "danger" || state.Workable() {
		t.Errorf("%+v: a done step that a guard closes must not be worked on", state)
	}
}

func TestPauseClosesEverything(t *testing.T) {
	t.Parallel()
	q := sample()
	q.Guards = append([]*quiz.Guard{{ID: "stop", When: txt("fear == 'yes'"), Pause: "support", AtOnce: true, Because: say("Help first."),
		Show: []string{"crisis"}, Path: "safety"}}, q.Guards...)
	s := mustCompile(t, q)
	h := quiz.History{
		Results: []quiz.Result{result("mood", 2, ratings("115")), result("about", 1, quiz.Answers{"fear": code("yes")})},
		Events:  []quiz.Event{{Step: "second", Kind: quiz.StepClosed, At: noon}},
	}
	p := s.Plan(h, noon)
	if !slices.Equal(p.PausedBy, []string{"about"}) {
		t.Errorf("paused by the answers of %v", p.PausedBy)
	}
	if !p.Paused || p.Next != "support" || p.Because != "Help first." || !slices.Equal(p.Cards, []string{"crisis"}) || len(p.Scores) != 0 || len(p.Order) != 0 {
		t.Errorf("%+v", p)
	}
	for _, step := range p.Steps {
		if step.State != quiz.Closed {
			t.Errorf("%s is %s", step.ID, step.State)
		}
	}
	if asked := s.Ask("about", quiz.Answers{"fear": code("yes")}, quiz.History{}, noon); asked.Pause != "stop" {
		t.Error("the guard does not act at once")
	}
	if asked := s.Ask("mood", ratings("1--"), h, noon); asked.Pause != "" {
		t.Error("the guard acts at once in a set whose questions it does not read")
	}
}

func TestRuleThatFailsClosesWhatItGuards(t *testing.T) {
	t.Parallel()
	const huge = "1" + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" +
		"0000000000000000000000000000000000000000000000000000.0" // 1e150: its cube is more than a number can hold
	q := sample()
	q.Values = append(q.Values, &quiz.Value{ID: "blown", Is: txt(huge + " * " + huge + " * " + huge + " * a")})
	q.Guards = append(q.Guards, &quiz.Guard{ID: "broken", When: txt("blown < 1"), Close: []string{"first"}, Because: say("Broken.")})
	h := quiz.History{Results: []quiz.Result{result("about", 1, safeAnswers("2026-11-01")), result("mood", 1, ratings("551"))}}
	p := mustCompile(t, q).Plan(h, noon)
	first, _ := p.Step("first")
	if first.State != quiz.Closed || first.Guard != "broken" {
		t.Errorf("%+v: a guard that can't be worked out must close", first)
	}
	if len(p.Faults) != 1 || p.Faults[0].Code != "rule/failed" || p.Faults[0].Pos.Line != 1 {
		t.Errorf("faults: %+v", p.Faults)
	}
	if p := mustCompile(t, q).Plan(quiz.History{}, noon); len(p.Faults) != 0 {
		t.Errorf("without answers nothing fails: %+v", p.Faults)
	}
}

func TestTiesGoToTheEarlier(t *testing.T) {
	t.Parallel()
	for need, want := range map[string][]string{"60": {"first", "second"}, "61": {"second", "first"}} {
		q := sample()
		q.Guards, q.Steps[1].WaitFor, q.Steps[1].Opens, q.Steps[1].Need = nil, nil, nil, txt(need)
		if p := mustCompile(t, q).Plan(quiz.History{}, noon); !slices.Equal(p.Order, want) {
			t.Errorf("needs 50 and %s: order %v, want %v", need, p.Order, want)
		}
	}
}

func TestPrerequisiteCircle(t *testing.T) {
	t.Parallel()
	q := sample()
	q.Steps[0].WaitFor = []quiz.Prerequisite{{That: txt("safe and done('second')"), Because: say("x")}}
	_, problems := Compile(q)
	if len(problems) != 1 || problems[0].Code != "rule/prerequisite-circle" ||
		problems[0].Message != "these steps wait for one another, so none can open: first → second → first" {
		t.Errorf("%+v", problems)
	}
	q.Steps[0].WaitFor[0].That = txt("safe or done('second')")
	if _, problems := Compile(q); len(problems) != 0 {
		t.Errorf("with `or` there is no circle: %+v", problems)
	}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	q := sample()
	about := q.Sets[0]
	about.Questions[1].ShowIf = txt("fear == 'yes'")
	about.Questions[2].ShowIf = txt("has(harm, 'hit')")
	about.Questions[2].Must = []quiz.Must{{That: txt("ended <= today"), OrSay: "Not in the future."}}
	s := mustCompile(t, q)
	ask := func(answers quiz.Answers) (ids []string, refusals map[string]string) {
		asked := s.Ask("about", answers, quiz.History{Results: []quiz.Result{
			result("about", 5, quiz.Answers{"fear": code("yes"), "harm": many("hit")})}}, noon)
		for _, question := range asked.Questions {
			ids = append(ids, question.ID)
		}
		return ids, asked.Refusals
	}
	for _, test := range []struct {
		name     string
		answers  quiz.Answers
		ids      []string
		refusals int
	}{
		{"an earlier result does not answer for the attempt", quiz.Answers{}, []string{"fear", "note"}, 0},
		{"a condition that holds", quiz.Answers{"fear": code("yes")}, []string{"fear", "harm", "note"}, 0},
		{"a chain", quiz.Answers{"fear": code("yes"), "harm": many("hit")}, []string{"fear", "harm", "ended", "note"}, 0},
		{"what is no longer asked does not count", quiz.Answers{"fear": code("no"), "harm": many("hit"), "ended": dated("2027-01-01")}, []string{"fear", "note"}, 0},
		{"an answer that breaks a rule", quiz.Answers{"fear": code("yes"), "harm": many("hit"), "ended": dated("2026-11-23")}, []string{"fear", "harm", "ended", "note"}, 1},
		{"one that keeps it", quiz.Answers{"fear": code("yes"), "harm": many("hit"), "ended": dated("2026-11-22")}, []string{"fear", "harm", "ended", "note"}, 0},
	} {
		ids, refusals := ask(test.answers)
		if !slices.Equal(ids, test.ids) || len(refusals) != test.refusals {
			t.Errorf("%s: asks %v, refuses %v", test.name, ids, refusals)
		}
	}
	for _, later := range []string{"known(note)", "not safe"} { // the value safe rests on the question itself
		about.Questions[0].ShowIf = txt(later)
		if _, problems := Compile(q); len(problems) != 1 || problems[0].Code != "rule/asked-later" {
			t.Errorf("the condition %s over a later question: %+v", later, problems)
		}
	}
}
