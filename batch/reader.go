package batch

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"waymark/quiz"
	"waymark/quiz/source"
)

// The keys of the objects in a line.
var (
	caseKeys   = []string{"id", "at", "results", "events", "stored"}
	resultKeys = []string{"set", "at", "answers"}
	eventKeys  = []string{"step", "kind", "task", "at"}
)

// reader reads lines as histories of one quiz. What it returns is overwritten by the next line.
type reader struct {
	quiz    *quiz.Quiz
	asked   map[string]*asked
	line    bytes.Buffer
	json    *jsontext.Decoder
	unquote []byte
	result  *result        // in hand
	spare   []quiz.Answers // to be filled again
	filled  int            // of spare
	history quiz.History
	results int // read so far, of all lines
}

// asked is a question with its set.
type asked struct {
	set      *quiz.Set
	question *quiz.Question
	next     *asked // in the set
	result   int    // the number of the result that answered it last
}

// result is a result whose set may still have to be read.
type result struct {
	answers  quiz.Answers
	answered []*asked
	stranger string // the first question that the quiz does not have
}

func newReader(q *quiz.Quiz) *reader {
	r := &reader{quiz: q, asked: map[string]*asked{}, result: &result{}, json: jsontext.NewDecoder(strings.NewReader(""))}
	for _, set := range q.Sets {
		before := &asked{}
		for _, page := range set.Questions {
			for _, part := range page.Answerable() {
				before.next = &asked{set: set, question: part}
				before = before.next
				r.asked[part.ID] = before
			}
		}
	}
	return r
}

// read reads one line. The error says what is wrong with it, in words for the person who made it.
func (r *reader) read(line []byte) (c quiz.Case, err error) {
	if !utf8.Valid(line) {
		return quiz.Case{}, errors.New("the line is not UTF-8")
	}
	if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) {
		return quiz.Case{}, errors.New("a line is one JSON object, like {\"id\": …, \"at\": …, \"results\": [], \"events\": []}")
	}
	r.line.Reset()
	r.line.Write(line)
	// What is written twice is noticed here, with the place, and for less than the decoder asks.
	r.json.Reset(&r.line, jsontext.AllowDuplicateNames(true))
	r.filled, r.history.Results, r.history.Events = 0, r.history.Results[:0], r.history.Events[:0]
	if c, err = r.person(); err != nil {
		return quiz.Case{}, explain(err)
	}
	if _, err := r.json.ReadToken(); !errors.Is(err, io.EOF) {
		return quiz.Case{}, errors.New("something follows the object; write one object a line")
	}
	c.History = r.history
	c.History.Sort()
	return c, nil
}

func (r *reader) person() (c quiz.Case, err error) {
	at := ""
	err = r.object(caseKeys, func(key string) (err error) {
		switch key {
		case "id":
			if c.ID, err = r.text(key); strings.ContainsRune(c.ID, 0) {
				err = errors.New("the id holds the character NUL")
			}
		case "at":
			at, err = r.text(key)
		case "results":
			err = r.list(key, r.readResult)
		case "events":
			err = r.list(key, r.readEvent)
		case "stored": // what a person's own export holds besides; no plan rests on it
			err = r.json.SkipValue()
		}
		return err
	})
	if err == nil {
		c.At, err = parseTime("at", at)
	}
	return c, err
}

// readResult reads a result and gives its answers the forms that their questions want.
func (r *reader) readResult() error {
	set, at := "", ""
	r.results++
	r.result.answers, r.result.answered, r.result.stranger = r.empty(), r.result.answered[:0], ""
	err := r.object(resultKeys, func(key string) (err error) {
		switch key {
		case "set":
			set, err = r.text(key)
		case "at":
			at, err = r.text(key)
		case "answers":
			err = r.answers()
		}
		return err
	})
	if err != nil {
		return err
	}
	of := r.quiz.Set(set)
	if of == nil {
		return unknown("there is no set %q", set, setIDs(r.quiz))
	}
	for _, a := range r.result.answered {
		if a.set != of {
			r.result.stranger = a.question.ID
		}
	}
	if r.result.stranger != "" {
		return unknown("the set "+of.ID+" has no question %q", r.result.stranger, questionIDs(of))
	}
	when, err := parseTime("at", at)
	if err != nil {
		return err
	}
	r.history.Results = append(r.history.Results, quiz.Result{Set: of.ID, Ruler: of.Ruler, Answers: r.result.answers, At: when})
	return nil
}

// empty returns answers to be filled.
func (r *reader) empty() quiz.Answers {
	if r.filled == len(r.spare) {
		r.spare = append(r.spare, quiz.Answers{})
	}
	answers := r.spare[r.filled]
	r.filled++
	clear(answers)
	return answers
}

// answers reads the answers by question; null is none.
func (r *reader) answers() error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	if r.json.PeekKind() != '{' {
		return errors.New("answers are an object, like {\"question\": 3}")
	}
	if _, err := r.json.ReadToken(); err != nil {
		return err
	}
	var next *asked
	for r.json.PeekKind() != '}' {
		name, err := r.name()
		if err != nil {
			return err
		}
		// Most lines name the questions in one order: the map is asked when this one does not.
		to := next
		if to == nil || to.question.ID != string(name) {
			to = r.asked[string(name)]
		}
		if to == nil {
			to = &asked{question: &quiz.Question{ID: string(name)}}
			r.result.stranger = cmp.Or(r.result.stranger, to.question.ID)
		}
		if err := r.take(to); err != nil {
			return err
		}
		next = to.next
	}
	_, err := r.json.ReadToken()
	return err
}

// take reads the answer to a question; one to a stranger is read and left.
func (r *reader) take(to *asked) error {
	if to.result == r.results {
		return fmt.Errorf("%q is answered twice", to.question.ID)
	}
	to.result = r.results
	raw, err := r.answer()
	if err != nil {
		return fmt.Errorf("the answer to %q: %w", to.question.ID, err)
	}
	if to.set == nil {
		return nil
	}
	r.result.answered = append(r.result.answered, to)
	answer, err := to.question.Accept(raw)
	if err != nil {
		return refused(to.question, raw, err)
	}
	if answer.Form != quiz.Unanswered {
		r.result.answers[to.question.ID] = answer
	}
	return nil
}

// answer reads a raw answer: a text, a number, a list of texts, or null for none.
func (r *reader) answer() (quiz.Answer, error) {
	kind := r.json.PeekKind()
	if kind == '[' {
		return r.codes()
	}
	if kind == '"' {
		text, err := r.said()
		return quiz.Answer{Form: quiz.Written, Text: text}, err
	}
	value, err := r.json.ReadValue()
	switch {
	case err != nil:
		return quiz.Answer{}, err
	case kind == '0':
		n, err := strconv.ParseFloat(string(value), 64)
		if err != nil {
			return quiz.Answer{}, fmt.Errorf("the number %s is too great", value)
		}
		return quiz.Answer{Form: quiz.Numeric, Number: n}, nil
	case kind == 'n':
		return quiz.Answer{}, nil
	default:
		return quiz.Answer{}, fmt.Errorf("an answer is a text, a number or a list, not %s", value)
	}
}

func (r *reader) codes() (quiz.Answer, error) {
	answer := quiz.Answer{Form: quiz.Codes, Codes: []string{}}
	if _, err := r.json.ReadToken(); err != nil {
		return answer, err
	}
	for r.json.PeekKind() != ']' {
		if r.json.PeekKind() != '"' {
			value, err := r.json.ReadValue()
			if err != nil {
				return answer, err
			}
			return answer, fmt.Errorf("a list of answers holds texts, not %s", value)
		}
		code, err := r.said()
		if err != nil {
			return answer, err
		}
		answer.Codes = append(answer.Codes, code)
	}
	_, err := r.json.ReadToken()
	return answer, err
}

// said reads a text that is an answer.
func (r *reader) said() (string, error) {
	text, err := r.text("")
	if strings.ContainsRune(text, 0) {
		return "", errors.New("it holds the character NUL")
	}
	return text, err
}

// readEvent reads an event and checks that its step and task are there.
func (r *reader) readEvent() error {
	var step, kind, task, at string
	err := r.object(eventKeys, func(key string) (err error) {
		into := map[string]*string{"step": &step, "kind": &kind, "task": &task, "at": &at}[key]
		*into, err = r.text(key)
		return err
	})
	if err != nil {
		return err
	}
	event := quiz.Event{Kind: quiz.EventKind(kind), Task: task}
	of := r.quiz.Step(step)
	if of == nil {
		return unknown("there is no step %q", step, r.quiz.Planning.Order)
	}
	event.Step = of.ID
	if event.At, err = parseTime("at", at); err != nil {
		return err
	}
	if err := checkTask(of, event); err != nil {
		return err
	}
	r.history.Events = append(r.history.Events, event)
	return nil
}

func parseTime(key, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, fmt.Errorf("%q is missing; write a time like 2026-11-22T12:00:00Z", key)
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q: %q is not a time like 2026-11-22T12:00:00Z", key, text)
	}
	return at, nil
}

// unknown names an id that is not known, and a near one that is.
func unknown(sentence, id string, known []string) error {
	hint := source.Suggest(id, known)
	if hint == "" {
		hint = "there are " + strings.Join(known, ", ")
	}
	return fmt.Errorf(sentence+"; %s", id, hint)
}

// Read reads one line as a history of the quiz, with the answers that their sets did not ask for taken out, as Score does. The error says
// what is wrong with the line.
func Read(v *quiz.Version, line []byte) (quiz.Case, error) {
	c, err := newReader(v.Quiz).read(line)
	if err != nil {
		return quiz.Case{}, err
	}
	for i := range c.History.Results {
		v.Scorer.Keep(&c.History.Results[i])
	}
	return c, nil
}
