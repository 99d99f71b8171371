package batch_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waymark/batch"
	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// version loads a quiz of the module.
func version(t testing.TB, folder string) *quiz.Version {
	t.Helper()
	q, files, problems := questions.Load(os.DirFS("../questions/" + folder))
	s, found := scoring.Compile(q)
	if problems = append(problems, found...); source.HasErrors(problems) {
		t.Fatalf("%s does not load: %+v", folder, problems)
	}
	return &quiz.Version{Quiz: q, Hash: quiz.HashFiles(files), Files: files, Scorer: s}
}

// scored is what came of an input.
type scored struct {
	plans       []byte
	complaints  []string
	lines, read int
	err         error
}

func score(v *quiz.Version, workers int, in io.Reader) (s scored) {
	var out bytes.Buffer
	s.err = batch.Scoring{
		Version: v, Workers: workers,
		Wrote: func(lines, bytes int) { s.lines, s.read = s.lines+lines, s.read+bytes },
		Bad:   func(line int, err error) { s.complaints = append(s.complaints, fmt.Sprintf("line %d: %s", line, err)) },
	}.Score(in, &out)
	s.plans = out.Bytes()
	return s
}

// TestSameBytes holds that the plans of the same people are the same bytes, however many score them, and whenever.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		folder string
		people int
		sum    string // of the plans; another one means that people who were scored before are scored otherwise now
	}{
		"numbers":    {"testdata/workload", 30_000, "d61daa54903d12e5"},
		"every kind": {"testdata/all-kinds", 5_000, "3e6a7e6b390014d6"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := version(t, test.folder)
			in := people(v.Quiz, test.people)
			for _, workers := range []int{1, 2, 5} {
				got := score(v, workers, bytes.NewReader(in))
				if got.err != nil || got.complaints != nil || got.lines != test.people || got.read != len(in) {
					t.Fatalf("%d lines, %d bytes of %d, %v, %.3q", got.lines, got.read, len(in), got.err, got.complaints)
				}
				sum := sha256.Sum256(got.plans)
				if hex := hex.EncodeToString(sum[:8]); hex != test.sum {
					t.Errorf("scored by %d at a time the plans are %s, not %s", workers, hex, test.sum)
				}
			}
		})
	}
}

// people returns lines of random people who took some of the sets; of their ratings, choices and numbers one in twenty is missing.
func people(q *quiz.Quiz, n int) []byte {
	r := rand.New(rand.NewPCG(1, 60))
	var lines bytes.Buffer
	for i := range n {
		fmt.Fprintf(&lines, `{"id":"person-%d","at":"2026-11-22T12:00:00Z","results":[`, i)
		comma := ""
		for k, set := range q.Sets {
			if len(q.Sets) > 1 && r.IntN(4) == 0 {
				continue
			}
			fmt.Fprintf(&lines, `%s{"set":"%s","at":"2026-11-%02dT11:00:00Z","answers":{%s}}`, comma, set.ID, 10+k+r.IntN(5), answers(r, set))
			comma = ","
		}
		lines.WriteString("]}\n")
	}
	return lines.Bytes()
}

func answers(r *rand.Rand, set *quiz.Set) string {
	var all []string
	for _, page := range set.Questions {
		for _, q := range page.Answerable() {
			if len(q.Options) == 0 || r.IntN(20) == 0 {
				continue
			}
			option := q.Options[r.IntN(len(q.Options))]
			switch {
			case option.Numbered:
				all = append(all, fmt.Sprintf("%q:%v", q.ID, option.Number))
			case q.Kind == quiz.ChooseMany:
				all = append(all, fmt.Sprintf("%q:[%q]", q.ID, option.Value))
			default:
				all = append(all, fmt.Sprintf("%q:%q", q.ID, option.Value))
			}
		}
	}
	return strings.Join(all, ",")
}

// TestBoundedMemory holds that no more than a few pieces of the input are in hand at any time.
func TestBoundedMemory(t *testing.T) {
	t.Parallel()
	v := version(t, "testdata/all-kinds")
	line := []byte(`{"id":"x","at":"2026-11-22T12:00:00Z","results":[{"set":"nights","at":"2026-11-21T11:00:00Z","answers":{"n_long":5}}]}` + "\n")
	const lines, workers = 100_000, 2
	in := &repeated{line: line, times: lines}
	written, most := 0, 0
	out := writerFunc(func(b []byte) (int, error) {
		most = max(most, int(in.read.Load())-written)
		return len(b), nil
	})
	err := batch.Scoring{
		Version: v, Workers: workers, Bad: func(line int, err error) { t.Errorf("line %d: %v", line, err) },
		Wrote: func(_, bytes int) { written += bytes },
	}.Score(in, out)
	if err != nil || written != lines*len(line) {
		t.Fatalf("%d bytes of %d, %v", written, lines*len(line), err)
	}
	if limit := 2 << 20; most > limit || most == 0 {
		t.Errorf("%d bytes were in hand, %d at most", most, limit)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// TestAnswersAtOnce holds that a program that sends one line and waits gets its plan.
func TestAnswersAtOnce(t *testing.T) {
	t.Parallel()
	in, ask := io.Pipe()
	answers := make(chan string)
	ended := make(chan error, 1)
	s := batch.Scoring{Version: version(t, "testdata/all-kinds"), Workers: 2, Wrote: func(int, int) {}, Bad: func(int, error) {}}
	go func() {
		ended <- s.Score(in, writerFunc(func(b []byte) (int, error) {
			answers <- string(b)
			return len(b), nil
		}))
	}()
	for i := range 3 {
		if _, err := fmt.Fprintf(ask, `{"id":"line %d","at":"2026-11-22T12:00:00Z"}`+"\n", i); err != nil {
			t.Fatal(err)
		}
		if plan := <-answers; !strings.Contains(plan, fmt.Sprintf(`"line %d"`, i)) || strings.Count(plan, "\n") != 1 {
			t.Fatalf("got %q", plan)
		}
	}
	if err := errors.Join(ask.Close(), <-ended); err != nil {
		t.Error(err)
	}
}

// TestInputThatFails holds that what came before is scored, and where the input failed is said.
func TestInputThatFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the cable is loose")
	in := io.MultiReader(strings.NewReader("{\"id\":\"a\",\"at\":\"2026-11-22T12:00:00Z\"}\n{\"id\""), readerFunc(func([]byte) (int, error) { return 0, broken }))
	got := score(version(t, "testdata/all-kinds"), 2, in)
	if diff := cmp.Diff("read line 2: the cable is loose", fmt.Sprint(got.err)); diff != "" || !errors.Is(got.err, broken) {
		t.Error(diff)
	}
	if got.lines != 1 || !bytes.HasPrefix(got.plans, []byte(`{"id":"a"`)) {
		t.Errorf("%d lines: %s", got.lines, got.plans)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
