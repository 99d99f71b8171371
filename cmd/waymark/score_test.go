package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waymark/questions/library"
	"waymark/quiz"
)

// testProgram is a program that reads in and writes to the buffers.
func testProgram(in io.Reader) (p program, stdout, stderr *bytes.Buffer) {
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	p = systemProgram()
	p.getenv = func(string) string { return "" }
	p.stdin, p.stdout, p.stderr = in, stdout, stderr
	p.isTerminal = func(any) bool { return false }
	return p, stdout, stderr
}

func loaded(t testing.TB, f folder) *quiz.Version {
	t.Helper()
	c, problems := f.load()
	if c.version == nil {
		t.Fatalf("%s does not load: %+v", f.title(), problems)
	}
	return c.version
}

func allKinds(t testing.TB) *quiz.Version {
	t.Helper()
	return loaded(t, folder{name: "all-kinds", files: os.DirFS(root + "/questions/testdata/all-kinds")})
}

func startScoring(t testing.TB, p program, v *quiz.Version) *scoringRun {
	t.Helper()
	s, err := newScoring(p, v)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// writeCase is the line of score for a case.
func writeCase(t testing.TB, c quiz.Case) []byte {
	t.Helper()
	in := caseIn{ID: c.ID, At: c.At.Format(time.RFC3339Nano)}
	for _, r := range c.History.Results {
		answers, err := json.Marshal(r.Answers)
		if err != nil {
			t.Fatal(err)
		}
		in.Results = append(in.Results, resultIn{Set: r.Set, At: r.At.Format(time.RFC3339Nano), Answers: answers})
	}
	for _, e := range c.History.Events {
		in.Events = append(in.Events, eventIn{Step: e.Step, Kind: string(e.Kind), Task: e.Task, At: e.At.Format(time.RFC3339Nano)})
	}
	line, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return append(line, '\n')
}

// TestScoreAgreesWithAuthorTests sends the author's tests of the shipped quiz through score and compares what comes.
func TestScoreAgreesWithAuthorTests(t *testing.T) {
	t.Parallel()
	v := loaded(t, folder{files: library.NineSteps()})
	if len(v.Quiz.Tests) < 16 {
		t.Fatalf("only %d tests", len(v.Quiz.Tests))
	}
	var in bytes.Buffer
	for _, test := range v.Quiz.Tests {
		in.Write(writeCase(t, test.Case))
	}
	p, stdout, stderr := testProgram(&in)
	s := startScoring(t, p, v)
	if err := s.all(); err != nil || s.bad > 0 {
		t.Fatalf("%d bad lines, %v:\n%s", s.bad, err, stderr)
	}
	lines := bufio.NewScanner(stdout)
	for _, test := range v.Quiz.Tests {
		if !lines.Scan() {
			t.Fatalf("no plan for %s", test.Name)
		}
		var out planOut
		if err := json.Unmarshal(lines.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		compareOut(t, test, out)
	}
}

func compareOut(t *testing.T, test *quiz.Test, out planOut) {
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
		if diff := cmp.Diff(score, out.Scores[scale]); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", test.Name, scale, diff)
		}
	}
}

func TestScoreUsesConstantMemory(t *testing.T) {
	t.Parallel()
	v := allKinds(t)
	line := []byte(`{"id":"x","at":"2026-11-22T12:00:00Z","results":[{"set":"nights","at":"2026-11-21T11:00:00Z","answers":{"n_long":5}}]}` + "\n")
	const lines = 20_000
	p, _, _ := testProgram(&repeated{line: line, times: lines})
	p.stdout = io.Discard
	s := startScoring(t, p, v)
	if err := s.all(); err != nil || s.lines != lines || s.bad != 0 {
		t.Fatalf("%d lines, %d bad, %v", s.lines, s.bad, err)
	}
	if size := s.in.Size() + s.out.Size(); size > 1<<20 {
		t.Errorf("the buffers hold %d bytes", size)
	}
}

// repeated reads as the same line many times.
type repeated struct {
	line  []byte
	times int
	rest  []byte
}

func (r *repeated) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.times == 0 {
			return 0, io.EOF
		}
		r.times--
		r.rest = r.line
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func TestReadLine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxLine)
	tests := map[string]struct {
		in   string
		want []string // a line, or an error in brackets
	}{
		"nothing":              {"", nil},
		"one line":             {"a\n", []string{"a"}},
		"no end of line":       {"a", []string{"a"}},
		"carriage returns":     {"a\r\nb\r\n", []string{"a", "b"}},
		"empty lines":          {"\n\na\n", []string{"", "", "a"}},
		"longest":              {long + "\na\n", []string{long, "a"}},
		"longest with \\r":     {long + "\r\na\n", []string{long, "a"}},
		"too long":             {long + "x\na\n", []string{"[too long]", "a"}},
		"far too long, no end": {"a\n" + long + long + long, []string{"a", "[too long]"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := bufio.NewReaderSize(strings.NewReader(test.in), 4096)
			var got []string
			read := 0
			for {
				line, n, err := readLine(r)
				read += n
				if errors.Is(err, io.EOF) {
					break
				}
				switch {
				case errors.Is(err, errLineTooLong):
					got = append(got, "[too long]")
				case err != nil:
					t.Fatal(err)
				default:
					got = append(got, string(line))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%.500s", diff)
			}
			if read != len(test.in) {
				t.Errorf("%d bytes were read of %d", read, len(test.in))
			}
		})
	}
}

func TestScoreOutputThatFails(t *testing.T) {
	t.Parallel()
	p, _, stderr := testProgram(strings.NewReader(`{"id":"x","at":"2026-11-22T12:00:00Z"}` + "\n"))
	p.stdout = fullDisk{}
	code := run(t.Context(), []string{"score", root + "/questions/testdata/all-kinds"}, p)
	if code != exitFailed || !strings.Contains(stderr.String(), "write a plan: no space left") {
		t.Errorf("exit code %d:\n%s", code, stderr)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestProgress holds what is drawn on a terminal and that nothing is drawn elsewhere.
func TestProgress(t *testing.T) {
	t.Parallel()
	for _, terminal := range []bool{true, false} {
		p, _, stderr := testProgram(nil)
		p.isTerminal = func(any) bool { return terminal }
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		p.now = func() time.Time { at = at.Add(200 * time.Millisecond); return at }
		bar := newProgress(p, 1000)
		for range 4 {
			bar.add(200)
		}
		bar.end()
		want := ""
		if terminal {
			third := "\r[##################            ]  60% 3 lines"
			fourth := "\r[########################      ]  80% 4 lines"
			want = third + fourth + "\r" + strings.Repeat(" ", len(fourth)-1) + "\r"
		}
		if got := stderr.String(); got != want {
			t.Errorf("on a terminal (%v): got %q, want %q", terminal, got, want)
		}
	}
}

// FuzzScore holds that no input stops score, and that what it writes is as many plans as it did not complain of.
func FuzzScore(f *testing.F) {
	f.Add([]byte(`{"id":"x","at":"2026-11-22T12:00:00Z","results":[{"set":"about-you","at":"2026-11-21T11:00:00Z","answers":{"sleeper":"me","worries":["work"],"shifts":"yes","shift_end":"06:30","since":"2026-09-01~","hours":5.5,"told":"x"}}]}`))
	f.Add([]byte(`{"id":"x","at":"2026-11-22T12:00:00+14:00","results":[{"set":"nights","at":"2026-11-21T11:00:00Z","answers":{"n_long":5,"n_wake":"skip"}}],"events":[{"step":"wind-down","kind":"task","task":"t1","at":"0001-01-01T00:00:00Z"}]}`))
	f.Add([]byte("{\"id\":\"x\",\"at\":\"9999-12-31T23:59:59Z\"}\n\n[]\n\xff\n{\"id\":\"\\u0000\",\"at\":\"2026-11-22T12:00:00Z\"}\n"))
	f.Add([]byte("\ufeff{\"id\":\"x\",\"at\":\"2026-11-22T12:00:00Z\",\"results\":[{\"set\":\"nights\",\"at\":\"2026-11-21T11:00:00Z\",\"answers\":{\"n_long\":1e999,\"n_long\":[[]]}}]}"))
	v := allKinds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		p, stdout, stderr := testProgram(bytes.NewReader(in))
		s := startScoring(t, p, v)
		if err := s.all(); err != nil {
			t.Fatal(err)
		}
		if complaints := strings.Count(stderr.String(), "line "); complaints < s.bad {
			t.Errorf("%d bad lines and %d complaints", s.bad, complaints)
		}
		plans := 0
		for d := json.NewDecoder(stdout); ; plans++ {
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
		if plans != s.lines-s.bad {
			t.Errorf("%d plans of %d lines, %d of them bad", plans, s.lines, s.bad)
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

// TestScoreAnswersAtOnce holds that a program that sends one line and waits gets its plan.
func TestScoreAnswersAtOnce(t *testing.T) {
	t.Parallel()
	in, ask := io.Pipe()
	answer, out := io.Pipe()
	p, _, _ := testProgram(in)
	p.stdout = out
	ended := make(chan error, 1)
	s := startScoring(t, p, allKinds(t))
	go func() { ended <- s.all() }()
	plans := bufio.NewReader(answer)
	for i := range 3 {
		if _, err := fmt.Fprintf(ask, `{"id":"line %d","at":"2026-11-22T12:00:00Z"}`+"\n", i); err != nil {
			t.Fatal(err)
		}
		if plan, err := plans.ReadString('\n'); err != nil || !strings.Contains(plan, fmt.Sprintf(`"line %d"`, i)) {
			t.Fatalf("%v: %s", err, plan)
		}
	}
	if err := errors.Join(ask.Close(), <-ended); err != nil {
		t.Error(err)
	}
}

func BenchmarkScore(b *testing.B) {
	v := loaded(b, folder{files: library.NineSteps()})
	line := writeCase(b, v.Quiz.Tests[0].Case)
	p, _, _ := testProgram(&repeated{line: line, times: b.N})
	p.stdout = io.Discard
	s := startScoring(b, p, v)
	b.ReportAllocs()
	b.ResetTimer()
	if err := s.all(); err != nil || s.bad > 0 {
		b.Fatalf("%d bad lines, %v", s.bad, err)
	}
}
