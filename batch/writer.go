package batch

import (
	"bytes"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"waymark/quiz"
)

// writer writes plans as lines of JSON.
type writer struct {
	words  *quiz.Words
	chosen map[string]*strings.Replacer // by the option that chooses the words
	json   *jsontext.Encoder
}

func newWriter(w *quiz.Words) *writer {
	return &writer{words: w, chosen: map[string]*strings.Replacer{}, json: jsontext.NewEncoder(io.Discard)}
}

// write appends the plan of the person with the id as a line; words are put in the place of their tokens.
func (w *writer) write(out *bytes.Buffer, id string, plan *quiz.Plan, h quiz.History) error {
	// Names are the writer's own, so that none is written twice.
	w.json.Reset(out, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	o := object{json: w.json, words: w.replacer(h)}
	o.token(jsontext.BeginObject)
	o.text("id", id)
	o.text("next", plan.Next)
	o.text("path", plan.Path)
	o.list("order", plan.Order)
	o.list("cards", plan.Cards)
	o.begin("scores", jsontext.BeginObject)
	for _, score := range plan.Scores {
		o.name(score.ID)
		if score.Scored {
			o.token(jsontext.Float(score.Value))
		} else {
			o.token(jsontext.Null)
		}
	}
	o.token(jsontext.EndObject)
	o.begin("bands", jsontext.BeginObject)
	for _, score := range plan.Scores {
		if score.Band != "" {
			o.text(score.ID, score.Band)
		}
	}
	o.token(jsontext.EndObject)
	o.begin("steps", jsontext.BeginArray)
	for i := range plan.Steps {
		o.step(&plan.Steps[i])
	}
	o.token(jsontext.EndArray)
	o.prose("because", plan.Because)
	o.day("on", plan.On)
	o.token(jsontext.EndObject)
	return o.err
}

// replacer returns what puts the person's words in the place of their tokens; nil when the quiz has none.
func (w *writer) replacer(h quiz.History) *strings.Replacer {
	if w.words == nil {
		return nil
	}
	option := w.words.Option(h, nil)
	r := w.chosen[option]
	if r == nil {
		r = w.words.Replacer(h, nil)
		w.chosen[option] = r
	}
	return r
}

// object writes the parts of a plan, until the first error.
type object struct {
	json  *jsontext.Encoder
	words *strings.Replacer
	err   error
}

func (o *object) token(t jsontext.Token) {
	if o.err == nil {
		o.err = o.json.WriteToken(t)
	}
}

func (o *object) name(name string) { o.token(jsontext.String(name)) }

func (o *object) begin(name string, t jsontext.Token) {
	o.name(name)
	o.token(t)
}

func (o *object) text(name, value string) {
	o.name(name)
	o.token(jsontext.String(value))
}

// prose writes a sentence with the person's words.
func (o *object) prose(name, sentence string) {
	if o.words != nil && strings.Contains(sentence, "{") {
		sentence = o.words.Replace(sentence)
	}
	o.text(name, sentence)
}

func (o *object) list(name string, items []string) {
	o.begin(name, jsontext.BeginArray)
	for _, item := range items {
		o.token(jsontext.String(item))
	}
	o.token(jsontext.EndArray)
}

// day writes a date when there is one.
func (o *object) day(name string, day *quiz.Day) {
	if day != nil {
		o.text(name, day.String())
	}
}

func (o *object) step(s *quiz.StepState) {
	o.token(jsontext.BeginObject)
	o.text("id", s.ID)
	o.text("state", string(s.State))
	o.prose("because", s.Because)
	o.day("opens", s.Opens)
	o.token(jsontext.EndObject)
}
