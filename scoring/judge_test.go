package scoring

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// noText stands in the judge's world for a text that is not known; no option is called so.
const noText = "\x00not known"

// judge holds the closures of a rule to what another machine makes of it: the rule is written down again, and the virtual machine
// of the expression library runs that text over the same frame.
type judge struct {
	root    *expression.Node
	names   frameNames
	written string
	program *vm.Program
}

// frameNames names the slots that a rule reads, and gives the codes their texts.
type frameNames struct {
	kinds map[int]expression.Kind
	texts []string
}

func (n frameNames) Slot(slot int) string {
	return [...]string{expression.Number: "n", expression.Text: "t", expression.Truth: "b"}[n.kinds[slot]] + strconv.Itoa(slot)
}

func (n frameNames) Code(code float64) string { return n.texts[int(code)] }

// value returns a number of a frame as the judge's machine holds it.
func (n frameNames) value(kind expression.Kind, x float64) any {
	switch {
	case kind == expression.Truth:
		return x == 1
	case kind == expression.Number:
		return x
	case x != x:
		return noText
	default:
		return n.Code(x)
	}
}

// fill gives the judge's machine the slots of a frame.
func (n frameNames) fill(env map[string]any, f expression.Frame) {
	for slot, kind := range n.kinds {
		env[n.Slot(slot)] = n.value(kind, f[slot])
	}
}

func newJudge(s *Scorer, root *expression.Node) (*judge, error) {
	j := &judge{root: root, names: frameNames{kinds: map[int]expression.Kind{}, texts: s.texts}}
	root.Walk(func(n *expression.Node) {
		if slot, reads := n.Slot(); reads {
			j.names.kinds[slot] = n.Kind
		}
	})
	env := map[string]any{"unknown": unknown}
	for slot, kind := range j.names.kinds {
		env[j.names.Slot(slot)] = j.names.value(kind, unknown)
	}
	j.written = root.Write(j.names)
	var err error
	if j.program, err = expr.Compile(j.written, append(machineFunctions(), expr.Env(env))...); err != nil {
		return nil, fmt.Errorf("the judge can't read %s: %w", j.written, err)
	}
	return j, nil
}

// machineFunctions gives the functions over numbers to the judge's machine, and takes its own away. Nothing is computed beforehand.
func machineFunctions() []expr.Option {
	all := []expr.Option{expr.DisableAllBuiltins(), expr.Optimize(false), expr.Function("is_known", func(args ...any) (any, error) {
		return !math.IsNaN(args[0].(float64)), nil
	}, new(func(float64) bool))}
	apply := map[string]func([]float64) float64{"divided": func(args []float64) float64 {
		if args[1] == 0 {
			return unknown
		}
		return args[0] / args[1]
	}}
	for _, f := range functions() {
		if f.computes != nil {
			apply[f.name] = f.computes.Apply
		}
	}
	for name, f := range apply {
		all = append(all, expr.Function(name, func(args ...any) (any, error) {
			numbers := make([]float64, len(args))
			for i, a := range args {
				numbers[i] = a.(float64)
			}
			return f(numbers), nil
		}, new(func(...float64) float64)))
	}
	return all
}

// differs runs both over a frame; env holds it as fill does. It returns how they differ, nil when they agree to the bit.
func (j *judge) differs(f expression.Frame, env map[string]any) error {
	got, err := vm.Run(j.program, env)
	if err != nil {
		return fmt.Errorf("the judge can't run %s: %w", j.written, err)
	}
	ours := j.names.value(j.root.Kind, j.root.Number(f))
	if j.root.Kind == expression.Truth && j.root.Truth(f) != ours {
		return fmt.Errorf("%s is %t as a truth, but %v as a number", j.written, j.root.Truth(f), ours)
	}
	if !same(ours, got) {
		return fmt.Errorf("%s is %v, but the judge says %v; it reads %v", j.written, ours, got, env)
	}
	return nil
}

// same reports whether two values are equal to the bit; what is not known is equal to itself.
func same(a, b any) bool {
	x, isNumber := a.(float64)
	y, both := b.(float64)
	if !isNumber || !both || math.IsNaN(x) && math.IsNaN(y) {
		return a == b || isNumber && both
	}
	return math.Float64bits(x) == math.Float64bits(y)
}

// rulesIn returns all rules that a compiled quiz holds anywhere, by their text and place.
func rulesIn(s *Scorer) map[*rule]bool {
	rules, seen := map[*rule]bool{}, map[any]bool{}
	var visit func(v reflect.Value)
	visit = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.UnsafePointer()] {
				return
			}
			seen[v.UnsafePointer()] = true
			if v.Type() == reflect.TypeFor[*rule]() {
				rules[(*rule)(v.UnsafePointer())] = true
				return
			}
			visit(v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				visit(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(v.Index(i))
			}
		}
	}
	visit(reflect.ValueOf(s))
	return rules
}

// Judge returns how many rules a quiz has, and a function that judges all of them for a person and returns where they differ.
func Judge(s *Scorer) (rules int, differ func(quiz.History, time.Time) error, err error) {
	var judges []*judge
	all := frameNames{kinds: map[int]expression.Kind{}, texts: s.texts}
	for r := range rulesIn(s) {
		j, err := newJudge(s, r.root)
		if err != nil {
			return 0, nil, err
		}
		judges = append(judges, j)
		maps.Copy(all.kinds, j.names.kinds)
	}
	env := map[string]any{"unknown": unknown}
	return len(judges), func(h quiz.History, at time.Time) error {
		e := s.begin(h, at)
		defer e.end()
		all.fill(env, e.frame)
		for _, j := range judges {
			if err := j.differs(e.frame, env); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// keptTexts returns the texts that the fuzzing of rules has kept.
func keptTexts(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/fuzz/FuzzRule/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	var kept []string
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, quoted, _ := strings.Cut(string(data), "string(")
		text, err := strconv.Unquote(strings.TrimSuffix(strings.TrimSpace(quoted), ")"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		kept = append(kept, text)
	}
	return kept
}

func TestJudgeOfKeptTexts(t *testing.T) {
	t.Parallel()
	judged := 0
	for _, text := range append(ruleSeeds(), keptTexts(t)...) {
		q := sample()
		q.Values = append(q.Values, &quiz.Value{ID: "it", Is: txt(text)})
		s, _ := Compile(q)
		if s == nil {
			continue
		}
		_, differ, err := Judge(s)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		judged++
		for _, h := range []quiz.History{{}, person()} {
			if err := differ(h, noon); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
	if judged < 15 {
		t.Errorf("only %d of the texts are rules", judged)
	}
}
