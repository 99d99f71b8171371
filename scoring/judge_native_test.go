package scoring

import (
	"math"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"

	"waymark/quiz"
)

// native reads a person as docs/format.md says rules do, written anew: the judge of what the compiler makes of an author's text.
// The text runs on the library's machine as it stands, but for what the machine has no word for (see Visit).
type native struct {
	q         *quiz.Quiz
	order     []*derived // each after those that it reads
	h         quiz.History
	questions map[string]*quiz.Question
	sets      map[string]string // of the questions, by their ids
	env       map[string]any
	programs  map[string]*vm.Program // of scores, values and steps
	done      map[string]bool
}

func newNative(s *Scorer) *native {
	n := &native{q: s.quiz, order: s.derives, questions: map[string]*quiz.Question{}, sets: map[string]string{}, programs: map[string]*vm.Program{}, done: map[string]bool{}}
	for _, set := range n.q.Sets {
		for _, page := range set.Questions {
			for _, question := range page.Answerable() {
				n.questions[question.ID], n.sets[question.ID] = question, set.ID
			}
		}
	}
	return n
}

// compile compiles all rules, each over what the person before it made of the names: what a name holds gives its type.
func (n *native) compile(h quiz.History) error { return n.run(h, true) }

// read computes everything for a person; afterwards env holds all values.
func (n *native) read(h quiz.History) error { return n.run(h, false) }

func (n *native) run(h quiz.History, compiles bool) error {
	n.h = h
	n.env = map[string]any{"today": dayNumber(noon.Unix()), "unknown": math.NaN()}
	n.readAnswers()
	for _, s := range n.q.Settings {
		n.env[s.Name] = s.Value
	}
	before, change := map[string]float64{}, map[string]float64{}
	n.env["before"], n.env["change"] = before, change
	for id := range n.questions {
		if now, isNumber := n.env[id].(float64); isNumber {
			before[id] = numberIn(n.previous(n.sets[id]), id)
			change[id] = now - before[id]
		}
	}
	clear(n.done)
	for _, d := range n.order {
		if err := n.derive(d, compiles); err != nil {
			return err
		}
	}
	return nil
}

// derive computes a scale, now and in the result before, a value, or whether a step is done.
func (n *native) derive(d *derived, compiles bool) error {
	var err error
	switch {
	case d.scale != nil:
		var now, then float64
		if then, err = n.score(d.scale.scale, n.previous, compiles); err != nil {
			return err
		}
		now, err = n.score(d.scale.scale, n.latest, compiles)
		n.env[d.key], n.env["before"].(map[string]float64)[d.key], n.env["change"].(map[string]float64)[d.key] = now, then, now-then
	case d.isDone:
		if d.rule == nil {
			return nil
		}
		var done any
		done, err = n.eval(d.key, d.rule.text.Value, compiles)
		n.done[d.key] = done == true
	default:
		n.env[d.key], err = n.eval(d.key, d.rule.text.Value, compiles)
	}
	return err
}

func (n *native) eval(key, text string, compiles bool) (any, error) {
	if compiles {
		program, err := expr.Compile(text, append(n.functions(), expr.Env(n.env), expr.Patch(n))...)
		if err != nil {
			return nil, err
		}
		n.programs[key] = program
	}
	return vm.Run(n.programs[key], n.env)
}

func (n *native) readAnswers() {
	for id, q := range n.questions {
		a := n.latest(n.sets[id])[id]
		word := noText
		if a.Form == quiz.Code {
			word = a.Text
		}
		switch q.Kind {
		case quiz.Choose, quiz.YesNo:
			n.env[id] = word
		case quiz.Rate, quiz.Number, quiz.Date:
			x := numberIn(n.latest(n.sets[id]), id)
			n.env[id], n.env["word_"+id], n.env["either_"+id] = x, word, []any{x, word}
		default:
			n.env[id] = true // to be named behind known and has alone
		}
	}
}

// latest returns the answers of the latest result of a set, nil for none.
func (n *native) latest(set string) quiz.Answers {
	results := resultsIn(n.h, set)
	if len(results) == 0 {
		return nil
	}
	return results[len(results)-1].Answers
}

// previous returns those of the result before it, if the set was then measured as now.
func (n *native) previous(set string) quiz.Answers {
	results := resultsIn(n.h, set)
	if len(results) < 2 || results[len(results)-1].Ruler != results[len(results)-2].Ruler {
		return nil
	}
	return results[len(results)-2].Answers
}

func resultsIn(h quiz.History, set string) []quiz.Result {
	return slices.DeleteFunc(slices.Clone(h.Results), func(r quiz.Result) bool { return r.Set != set })
}

func numberIn(answers quiz.Answers, id string) float64 {
	switch a := answers[id]; a.Form {
	case quiz.Numeric:
		return a.Number
	case quiz.Dated:
		return float64(a.Day)
	default:
		return math.NaN()
	}
}

func dayNumber(unix int64) float64 { return math.Floor(float64(unix) / 86400) }

// score computes a scale from the answers that a function gives for a set.
func (n *native) score(s *quiz.Scale, answers func(set string) quiz.Answers, compiles bool) (float64, error) {
	low, high, _ := n.questions[s.Items[0]].Range()
	sum, answered := 0.0, 0.0
	for _, id := range s.Items {
		x := numberIn(answers(n.sets[id]), id)
		if slices.Contains(s.Reverse, id) {
			x = low + high - x
		}
		if !math.IsNaN(x) {
			sum, answered = sum+x, answered+1
		}
	}
	mean := sum / answered
	n.env["sum"], n.env["answered"], n.env["mean"], n.env["percent"] = sum, answered, mean, 100*(mean-low)/(high-low)
	score, err := n.eval("score "+s.ID, s.Score.Value, compiles)
	needs := float64(s.Needs)
	if err != nil || answered < needs {
		return math.NaN(), err
	}
	return score.(float64), nil
}

// band returns the band of a scale or value.
func (n *native) band(name string) string {
	var bands []quiz.Band
	for _, s := range n.q.Scales {
		if s.ID == name {
			bands = s.Bands
		}
	}
	for _, v := range n.q.Values {
		if v.ID == name {
			bands = v.Bands
		}
	}
	x := n.env[name].(float64)
	for _, b := range bands {
		r := b.Range
		above := !r.HasLow || x > r.Low || x == r.Low && !r.LowOpen
		below := !r.HasHigh || x < r.High || x == r.High && !r.HighOpen
		if above && below && !math.IsNaN(x) {
			return b.ID
		}
	}
	return noText
}

// Visit gives the machine words for what it lacks: every number is a float64, what is divided by zero is not known, some functions
// take the name of a question and not its value, and a number or date has a word beside it when it is compared with a text.
func (n *native) Visit(node *ast.Node) {
	switch at := (*node).(type) {
	case *ast.IntegerNode:
		ast.Patch(node, &ast.FloatNode{Value: float64(at.Value)})
	case *ast.CallNode:
		n.quoteName(at)
	case *ast.BinaryNode:
		switch at.Operator {
		case "/":
			ast.Patch(node, &ast.CallNode{Callee: &ast.IdentifierNode{Value: "divide"}, Arguments: []ast.Node{at.Left, at.Right}})
		case "==", "!=":
			n.word(&at.Left, at.Right)
			n.word(&at.Right, at.Left)
		case "in":
			n.listed(node, at)
		}
	}
}

func (n *native) quoteName(call *ast.CallNode) {
	function, first := call.Callee.(*ast.IdentifierNode).Value, call.Arguments[0]
	name, isName := first.(*ast.IdentifierNode)
	if !isName {
		return
	}
	_, isQuestion := n.questions[name.Value]
	if function == "has" || function == "band" || function == "days_since_said" || function == "known" && isQuestion {
		call.Arguments[0] = &ast.StringNode{Value: name.Value}
	}
}

// hasWords returns the name of a number or date that can be answered in words.
func (n *native) hasWords(node ast.Node) (string, bool) {
	name, isName := node.(*ast.IdentifierNode)
	if !isName || n.env["word_"+name.Value] == nil {
		return "", false
	}
	return name.Value, true
}

func (n *native) word(side *ast.Node, other ast.Node) {
	_, quoted := other.(*ast.StringNode)
	if name, ok := n.hasWords(*side); ok && quoted {
		*side = &ast.IdentifierNode{Value: "word_" + name}
	}
}

// listed asks for both the number and the word.
func (n *native) listed(node *ast.Node, in *ast.BinaryNode) {
	if name, ok := n.hasWords(in.Left); ok {
		either := &ast.IdentifierNode{Value: "either_" + name}
		ast.Patch(node, &ast.CallNode{Callee: &ast.IdentifierNode{Value: "any_in"}, Arguments: []ast.Node{either, in.Right}})
	}
}
