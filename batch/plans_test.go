package batch_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waymark/quiz"
)

// planOut is a line that comes out, read as any program would read it.
type planOut struct {
	ID      string              `json:"id"`
	Next    string              `json:"next"`
	Path    string              `json:"path"`
	Order   []string            `json:"order"`
	Cards   []string            `json:"cards"`
	Scores  map[string]*float64 `json:"scores"`
	Bands   map[string]string   `json:"bands"`
	Steps   []stepOut           `json:"steps"`
	Because string              `json:"because"`
	On      *quiz.Day           `json:"on,omitempty"`
}

type stepOut struct {
	ID      string     `json:"id"`
	State   quiz.State `json:"state"`
	Because string     `json:"because"`
	Opens   *quiz.Day  `json:"opens,omitempty"`
}

// lineOf is the line of a case.
func lineOf(t testing.TB, c quiz.Case) []byte {
	t.Helper()
	type result struct {
		Set     string       `json:"set"`
		At      time.Time    `json:"at"`
		Answers quiz.Answers `json:"answers"`
	}
	type event struct {
		Step string         `json:"step"`
		Kind quiz.EventKind `json:"kind"`
		Task string         `json:"task,omitempty"`
		At   time.Time      `json:"at"`
	}
	in := struct {
		Events  []event   `json:"events"`
		Results []result  `json:"results"`
		ID      string    `json:"id"`
		At      time.Time `json:"at"`
	}{ID: c.ID, At: c.At}
	for _, r := range c.History.Results {
		in.Results = append(in.Results, result{r.Set, r.At, r.Answers})
	}
	for _, e := range c.History.Events {
		in.Events = append(in.Events, event{e.Step, e.Kind, e.Task, e.At})
	}
	line, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return append(line, '\n')
}

// TestAgreesWithAuthorTests sends the author's tests of the shipped quiz through and compares what comes.
func TestAgreesWithAuthorTests(t *testing.T) {
	t.Parallel()
	v := version(t, "library/nine-steps")
	if len(v.Quiz.Tests) < 16 {
		t.Fatalf("only %d tests", len(v.Quiz.Tests))
	}
	var in bytes.Buffer
	for _, test := range v.Quiz.Tests {
		in.Write(lineOf(t, test.Case))
	}
	got := score(v, 2, &in)
	if got.err != nil || got.complaints != nil {
		t.Fatalf("%v, %q", got.err, got.complaints)
	}
	lines := bufio.NewScanner(bytes.NewReader(got.plans))
	for _, test := range v.Quiz.Tests {
		if !lines.Scan() {
			t.Fatalf("no plan for %s", test.Name)
		}
		var out planOut
		if err := json.Unmarshal(lines.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		compareOut(t, v.Quiz, test, out)
	}
}

func compareOut(t *testing.T, q *quiz.Quiz, test *quiz.Test, out planOut) {
	t.Helper()
	want := out
	if test.Expect.Next != nil {
		want.Next = *test.Expect.Next
	}
	if test.Expect.Path != nil {
		want.Path = *test.Expect.Path
	}
	if test.Expect.Order != nil {
		want.Order = append([]string{}, *test.Expect.Order...)
	}
	if test.Expect.Cards != nil {
		want.Cards = append([]string{}, *test.Expect.Cards...)
	}
	want.ID = test.Case.ID
	want.Steps = append([]stepOut{}, out.Steps...)
	for i, step := range want.Steps {
		if state, ok := test.Expect.States[step.ID]; ok {
			want.Steps[i].State = state
		}
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("%s (-want +got):\n%s", test.Name, diff)
	}
	for scale, score := range test.Expect.Scores {
		if !slices.ContainsFunc(q.Scales, func(s *quiz.Scale) bool { return s.ID == scale }) {
			continue // a line has the scores of scales, and a test can also expect those of values
		}
		if diff := cmp.Diff(score, out.Scores[scale]); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", test.Name, scale, diff)
		}
	}
}

// FuzzScore holds that no input stops the scoring, and that there are as many plans as lines that nothing was wrong with.
func FuzzScore(f *testing.F) {
	f.Add([]byte(`{"id":"x","at":"2026-11-22T12:00:00Z","results":[{"set":"about-you","at":"2026-11-21T11:00:00Z","answers":{"sleeper":"me","worries":["work"],"shifts":"yes","shift_end":"06:30","since":"2026-09-01~","hours":5.5,"told":"x"}}]}`))
	f.Add([]byte(`{"id":"x","at":"2026-11-22T12:00:00+14:00","results":[{"set":"nights","at":"2026-11-21T11:00:00Z","answers":{"n_long":5,"n_wake":"skip"}}],"events":[{"step":"wind-down","kind":"task","task":"t1","at":"0001-01-01T00:00:00Z"}]}`))
	f.Add([]byte("{\"id\":\"x\",\"at\":\"9999-12-31T23:59:59Z\"}\n\n[]\n\xff\n{\"id\":\"\\u0000\",\"at\":\"2026-11-22T12:00:00Z\"}\n"))
	f.Add([]byte("\ufeff{\"id\":\"x\",\"at\":\"2026-11-22T12:00:00Z\",\"results\":[{\"set\":\"nights\",\"at\":\"2026-11-21T11:00:00Z\",\"answers\":{\"n_long\":1e999,\"n_long\":[[]]}}]}"))
	v := version(f, "testdata/all-kinds")
	f.Fuzz(func(t *testing.T, in []byte) {
		got := score(v, 2, bytes.NewReader(in))
		if got.err != nil {
			t.Fatal(got.err)
		}
		plans := 0
		for d := json.NewDecoder(bytes.NewReader(got.plans)); ; plans++ {
			var out planOut
			err := d.Decode(&out)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if problem := oddity(v.Quiz, out); problem != "" {
				t.Error(problem)
			}
		}
		if plans != got.lines-len(got.complaints) {
			t.Errorf("%d plans of %d lines, %d of them bad", plans, got.lines, len(got.complaints))
		}
	})
}

// oddity says what no plan may be.
func oddity(q *quiz.Quiz, out planOut) string {
	if len(out.Steps) != len(q.Steps) {
		return fmt.Sprintf("%d steps of %d", len(out.Steps), len(q.Steps))
	}
	open := map[string]bool{}
	for _, step := range out.Steps {
		if step.Because == "" {
			return step.ID + " has no reason"
		}
		open[step.ID] = step.State == quiz.Open
	}
	for _, id := range out.Order {
		if !open[id] {
			return id + " is in the order and not open"
		}
	}
	if out.Next == "" || out.Path == "" {
		return "nothing is next"
	}
	return ""
}
