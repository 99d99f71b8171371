package quiz_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
)

// TestOutcomeIsKept follows two people who answer the same, one of whom agreed that every answer is kept: their plans are the same on every
// day, and of the other only the outcome is stored.
func TestOutcomeIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	afraid := []string{"sf_selfharm=thoughts", "sf_fear=no", "sf_harm=threat", "sf_order=no", "sf_own=tracked", "sf_private=no"}
	var people []quiz.Participant
	for _, details := range []bool{true, false} {
		p, _, err := w.Join(t.Context(), "nine-steps", w.agreement("nine-steps", "", details))
		if err != nil {
			t.Fatal(err)
		}
		w.take(p, "about-you", about...)
		w.take(p, "safety", afraid...)
		w.take(p, "spiral", spiral...)
		people = append(people, p)
	}
	overview := func(p quiz.Participant) quiz.Overview {
		o, err := w.Overview(t.Context(), p, "nine-steps")
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	for _, days := range []int{0, 1, 6, 20, 40, 300} {
		w.now = w.now.AddDate(0, 0, days)
		if diff := cmp.Diff(overview(people[0]).Plan, overview(people[1]).Plan); diff != "" {
			t.Errorf("%d days later the plan is another one:\n%s", days, diff)
		}
	}
	safety := func(p quiz.Participant) quiz.Answers {
		r, _ := overview(p).History.Latest("safety")
		return r.Answers
	}
	if got := safety(people[0])["sf_harm"]; got.StandIn || got.Codes[0] != "threat" {
		t.Errorf("what a person agreed to keep is %+v", got)
	}
	for id, other := range map[string]string{"sf_harm": "threat", "sf_own": "tracked"} {
		if got := safety(people[1])[id]; !got.StandIn || got.Codes[0] == other {
			t.Errorf("of %s more is kept than its outcome: %+v", id, got)
		}
	}
	before := overview(people[0]).Plan
	withdrawn, err := w.WithdrawDetails(t.Context(), people[0], "nine-steps")
	if err != nil || withdrawn.Settings.Consents["nine-steps"].Details {
		t.Fatalf("the yes is not taken back: %+v, %v", withdrawn, err)
	}
	if diff := cmp.Diff(safety(people[1]), safety(people[0])); diff != "" {
		t.Errorf("after the yes was taken back more is kept:\n%s", diff)
	}
	if diff := cmp.Diff(before, overview(withdrawn).Plan); diff != "" {
		t.Errorf("after the yes was taken back the plan is another one:\n%s", diff)
	}
	all, err := w.Stored(t.Context(), people[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all[0].Attempts {
		for id, answer := range a.Answers {
			if diff := cmp.Diff(safety(people[1])[id], answer); a.Set == "safety" && diff != "" {
				t.Errorf("the attempt holds more of %s than the result:\n%s", id, diff)
			}
		}
	}
}

func TestConsentIsToAText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	v, err := w.Quiz("nine-steps")
	if err != nil {
		t.Fatal(err)
	}
	given := p.Settings.Consents["nine-steps"]
	if given.Version != v.Hash || given.Details || !given.Agreed(v) {
		t.Errorf("the consent is %+v", given)
	}
	later := *v.Quiz
	if later.Summary = "Another"; !given.Agreed(&quiz.Version{Quiz: &later}) {
		t.Error("a consent does not hold any more when something else changed")
	}
	for name, change := range map[string]func(*quiz.Quiz){
		"the text": func(q *quiz.Quiz) { q.Privacy += "." },
		"the days": func(q *quiz.Quiz) { q.KeepDays++ },
		"the sets": func(q *quiz.Quiz) { q.Sets = q.Sets[:1] },
	} {
		changed := *v.Quiz
		change(&changed)
		if given.Agreed(&quiz.Version{Quiz: &changed}) {
			t.Errorf("a consent holds though %s changed", name)
		}
	}
}

// TestEachQuizKeepsItsDays takes two quizzes with other days, and stays away.
func TestEachQuizKeepsItsDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	shorter := fstest.MapFS{}
	for name, content := range questions.Files(library.NineSteps()) {
		text := strings.ReplaceAll(string(content), "quiz: nine-steps\n", "quiz: short\n")
		shorter[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, "keep_days: 180\n", "keep_days: 30\n"))}
	}
	w.publish(shorter)
	p, err := w.Consent(t.Context(), p, "short", w.agreement("short", "", false))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Begin(t.Context(), p, "short", "about-you"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ days, short, people, left int }{{29, 0, 0, 2}, {2, 1, 0, 1}, {1, 0, 0, 1}, {150, 0, 1, 0}} {
		w.now = w.now.AddDate(0, 0, want.days)
		swept, err := w.DeleteUnseen(t.Context())
		if err != nil || swept.Quizzes["short"] != want.short || swept.Quizzes["nine-steps"] != 0 || swept.People != want.people {
			t.Errorf("after %d more days: %+v, %v", want.days, swept, err)
		}
		left, err := w.Stored(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		attempts := 0
		for _, one := range left {
			attempts += len(one.Attempts)
		}
		if attempts != want.left {
			t.Errorf("after %d more days %d attempts are left", want.days, attempts)
		}
	}
}
