package quiz_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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
		p, _, err := w.Join(t.Context(), "nine-steps", details)
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
	if given.Version != v.Hash || given.Details || !given.Agreed(v.Quiz) {
		t.Errorf("the consent is %+v", given)
	}
	later := *v.Quiz
	if later.Summary = "Another"; !given.Agreed(&later) {
		t.Error("a consent does not hold any more when something else changed")
	}
	for name, change := range map[string]func(*quiz.Quiz){
		"the text": func(q *quiz.Quiz) { q.Privacy += "." },
		"the days": func(q *quiz.Quiz) { q.KeepDays++ },
		"the sets": func(q *quiz.Quiz) { q.Sets = q.Sets[:1] },
	} {
		changed := *v.Quiz
		change(&changed)
		if given.Agreed(&changed) {
			t.Errorf("a consent holds though %s changed", name)
		}
	}
}
