package questions

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
	"waymark/quiz/source"
)

// answerScale is a named list of ratings that several questions use.
type answerScale struct {
	lead    string
	options []quiz.Option
	used    bool
}

// keepOutcome is what stands behind keep: in a set that keeps the outcome of its answers.
const keepOutcome = "outcome"

// setReader reads one set.
type setReader struct {
	f       *file
	set     *quiz.Set
	answers map[string]*answerScale
	carry   bool
	days    int
}

// readSet reads a file of sets/.
func (r *reader) readSet(f *file) {
	o, ok := f.fixed(f.root, "a set", shapes()["set"])
	if !ok {
		r.broken[f.name] = true
		return
	}
	o.complete()
	id := o.id("set")
	s := &setReader{f: f, set: &quiz.Set{ID: id.Value}, answers: map[string]*answerScale{}, carry: o.flag("carry", false)}
	s.days = o.whole(carryDaysKey, 0, mostCarryDays)
	if id.Value != "" {
		r.own(f, id, r.sets, "set")
	}
	s.set.Title, s.set.Intro = o.markdown("title"), o.markdown("intro")
	s.set.Minutes = o.whole("minutes", 0, 600)
	if keep, ok := o.scalar("keep"); ok {
		if s.set.Outcome = keep.Value == keepOutcome; !s.set.Outcome {
			f.r.at(keep, "set/keep", fmt.Sprintf("%q is not a way to keep answers", keep.Value), "write keep: outcome, or take the line away to keep the answers")
		}
	}
	scales := o.pairs("answers", "answers")
	for _, fd := range scales {
		s.readAnswers(fd)
	}
	questions := o.list("questions")
	if n := o.get("questions"); n != nil && n.Kind == yaml.SequenceNode && len(questions) == 0 {
		f.at(n, "set/no-questions", "this set asks nothing", "write at least one question")
	}
	for _, n := range questions {
		s.readQuestion(n)
	}
	for _, fd := range scales {
		if a := s.answers[fd.key.Value]; a != nil && !a.used {
			r.at(fd.key, "answers/unused", fmt.Sprintf("no question of this set uses the answer scale %q", fd.key.Value), "use it with rate: or grid:, or take it away")
		}
	}
	s.set.Ruler = ruler(s.set)
	r.quiz.Sets = append(r.quiz.Sets, s.set)
}

// readAnswers reads one answer scale: a list of labels, numbers with labels, or a group with lead and options.
func (s *setReader) readAnswers(fd field) {
	s.f.r.checkID(fd.key, true)
	a := &answerScale{}
	s.answers[fd.key.Value] = a
	options := fd.value
	if fd.value.Kind == yaml.MappingNode && hasKey(fd.value, "options", "lead") {
		o, _ := s.f.fixed(fd.value, "an answer scale", shapes()["answers"])
		o.complete()
		a.lead = o.markdown("lead")
		if options = o.get("options"); options == nil {
			return
		}
	}
	what := fmt.Sprintf("the answer scale %q", fd.key.Value)
	switch options.Kind {
	case yaml.SequenceNode:
		for i, n := range options.Content {
			o := s.option(n, what)
			o.Value, o.Number, o.Numbered = strconv.Itoa(i+1), float64(i+1), true
			a.options = append(a.options, o)
		}
	case yaml.MappingNode:
		group, _ := s.f.object(options, what)
		for _, option := range group.fields {
			s.numbered(a, option, what)
		}
	default:
		s.f.expected(options, "a list of answers", "write [Never, Sometimes, Often], or {0: Never, 2: Often}")
		return
	}
	s.checkOptions(options, a.options, what)
}

func hasKey(n *yaml.Node, keys ...string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if slices.Contains(keys, n.Content[i].Value) {
			return true
		}
	}
	return false
}

// numbered adds an option whose number the author says.
func (s *setReader) numbered(a *answerScale, fd field, what string) {
	number, err := strconv.ParseFloat(fd.key.Value, 64)
	if err != nil || number-number != 0 {
		s.f.r.at(fd.key, "answers/number", fmt.Sprintf("%q is not a number", fd.key.Value), "write a number before each answer, or a list of answers without numbers")
		return
	}
	o := s.option(fd.value, what)
	o.Value, o.Number, o.Numbered = strconv.FormatFloat(number, 'f', -1, 64), number, true
	if slices.ContainsFunc(a.options, func(other quiz.Option) bool { return other.Number == number }) {
		s.f.r.at(fd.key, "answers/number", fmt.Sprintf("two answers have the number %s", o.Value), "give each answer a number of its own")
	}
	a.options = append(a.options, o)
}

// option reads the label of an option: a text, or {label: …, help: …}.
func (s *setReader) option(n *yaml.Node, what string) quiz.Option {
	if n.Kind == yaml.MappingNode {
		o, _ := s.f.fixed(n, "an option", shapes()["labelled"])
		o.complete()
		return quiz.Option{Label: o.markdown("label"), Help: o.markdown("help")}
	}
	label, ok := s.f.filled(n, "an option of "+what)
	if ok {
		s.f.r.shown(label, false)
	}
	return quiz.Option{Label: label.Value}
}

// checkOptions checks that there is a choice, and that its labels differ.
func (s *setReader) checkOptions(n *yaml.Node, options []quiz.Option, what string) {
	if len(options) < 2 && (n.Kind != yaml.MappingNode || len(n.Content) < 4) {
		s.f.at(n, "option/too-few", what+" has fewer than two options", "a person needs at least two to choose from")
	}
	labels := map[string]string{}
	for _, o := range options {
		if other, twice := labels[o.Label]; twice && o.Label != "" {
			s.f.at(n, "option/twice", fmt.Sprintf("%s says %q twice, for %s and for %s", what, o.Label, other, o.Value), "give each option words of its own")
		}
		labels[o.Label] = o.Value
	}
}

// useAnswers gives a question the options of an answer scale.
func (s *setReader) useAnswers(q *quiz.Question, o *object, key string) {
	name, ok := o.scalar(key)
	if !ok {
		return
	}
	a := s.answers[name.Value]
	if a == nil {
		hint := s.f.r.suggest(name.Value, slices.Collect(maps.Keys(s.answers)))
		if hint == "" {
			hint = "name it under answers: in this file"
		}
		s.f.r.at(name, "answers/unknown", fmt.Sprintf("this set has no answer scale %q", name.Value), hint)
		return
	}
	a.used = true
	q.Lead, q.Answers = a.lead, name.Value
	q.Options = slices.Clone(a.options)
}

// unknownQuestion reports an id that no question has.
func (r *reader) unknownQuestion(id source.Text) {
	if r.anyBroken(setsDir) {
		return
	}
	r.at(id, "ref/question", fmt.Sprintf("there is no question %q", id.Value), r.oneOf(id.Value, slices.Collect(maps.Keys(r.questions))))
}
