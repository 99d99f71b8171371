package questions

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
)

// WriteTests writes tests as a file of tests/, which reads back as the same tests. Reasons of the kind `why` are not written.
func WriteTests(w io.Writer, tests []*quiz.Test) error {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, t := range tests {
		list.Content = append(list.Content, testNode(t))
	}
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(group("tests", list)); err != nil {
		return fmt.Errorf("write tests: %w", err)
	}
	return e.Close()
}

func testNode(t *quiz.Test) *yaml.Node {
	results, events := &yaml.Node{Kind: yaml.SequenceNode}, &yaml.Node{Kind: yaml.SequenceNode}
	for _, r := range t.Case.History.Results {
		answers := inline(group())
		for _, id := range slices.Sorted(maps.Keys(r.Answers)) {
			with(answers, id, answerNode(r.Answers[id]))
		}
		results.Content = append(results.Content, group("set", words(r.Set), "at", moment(r.At), "answers", answers))
	}
	for _, e := range t.Case.History.Events {
		event := inline(group("step", words(e.Step), "kind", words(string(e.Kind))))
		if e.Task != "" {
			with(event, "task", words(e.Task))
		}
		with(event, "at", moment(e.At))
		events.Content = append(events.Content, event)
	}
	node := group("name", words(t.Name))
	for _, part := range []struct {
		key  string
		node *yaml.Node
		not  bool
	}{
		{"about", words(t.About), t.About == ""}, {"at", moment(t.Case.At), false},
		{"results", results, len(results.Content) == 0}, {"events", events, len(events.Content) == 0}, {"expect", expectNode(&t.Expect), false},
	} {
		if !part.not {
			with(node, part.key, part.node)
		}
	}
	return node
}

func expectNode(e *quiz.Expectation) *yaml.Node {
	node := group()
	text := func(key string, s *string) {
		if s != nil {
			with(node, key, words(*s))
		}
	}
	list := func(key string, ids *[]string) {
		if ids == nil {
			return
		}
		n := inline(&yaml.Node{Kind: yaml.SequenceNode})
		for _, id := range *ids {
			n.Content = append(n.Content, words(id))
		}
		with(node, key, n)
	}
	text("next", e.Next)
	text("path", e.Path)
	list("order", e.Order)
	list("cards", e.Cards)
	list("fired", e.Fired)
	scores := group()
	for _, id := range slices.Sorted(maps.Keys(e.Scores)) {
		with(scores, id, scoreNode(e.Scores[id]))
	}
	states := map[string]string{}
	for id, state := range e.States {
		states[id] = string(state)
	}
	for _, part := range []struct {
		key  string
		node *yaml.Node
	}{
		{"scores", scores}, {"bands", textsNode(e.Bands)}, {"values", textsNode(e.Values)}, {"states", textsNode(states)}, {"because", textsNode(e.Because)},
		{"says", listsNode(e.Says)}, {"tasks", listsNode(e.Tasks)}, {"asks", listsNode(e.Asks)}, {"moves", listsNode(e.Moves)},
	} {
		if len(part.node.Content) > 0 {
			with(node, part.key, inline(part.node))
		}
	}
	return node
}

func listsNode(lists map[string][]string) *yaml.Node {
	node := group()
	for _, id := range slices.Sorted(maps.Keys(lists)) {
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, entry := range lists[id] {
			list.Content = append(list.Content, words(entry))
		}
		with(node, id, list)
	}
	return node
}

func textsNode(texts map[string]string) *yaml.Node {
	node := group()
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		if texts[id] == "" {
			with(node, id, scoreNode(nil))
			continue
		}
		value := words(texts[id])
		if texts[id] == "true" || texts[id] == "false" {
			value.Tag = "!!bool"
		}
		with(node, id, value)
	}
	return node
}

func scoreNode(x *float64) *yaml.Node {
	if x == nil {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	}
	return numeral(*x)
}

func answerNode(a quiz.Answer) *yaml.Node {
	switch a.Form {
	case quiz.Codes:
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, code := range a.Codes {
			list.Content = append(list.Content, words(code))
		}
		return list
	case quiz.Numeric:
		return numeral(a.Number)
	case quiz.Dated:
		if !a.About {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!timestamp", Value: a.Day.String()}
		}
		return words(a.Day.String() + "~")
	default:
		return words(a.Text)
	}
}

// group makes a mapping of keys, each with its value behind it.
func group(pairs ...any) *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i+1 < len(pairs); i += 2 {
		with(node, pairs[i].(string), pairs[i+1].(*yaml.Node))
	}
	return node
}

func with(node *yaml.Node, key string, value *yaml.Node) {
	node.Content = append(node.Content, words(key), value)
}

// inline writes a list or mapping on one line.
func inline(n *yaml.Node) *yaml.Node {
	n.Style = yaml.FlowStyle
	return n
}

// words is a text, in quotes where it would read as something else.
func words(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }

func moment(t time.Time) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!timestamp", Value: t.Format(time.RFC3339)}
}

func numeral(x float64) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "", Value: strconv.FormatFloat(x, 'g', -1, 64)}
}
