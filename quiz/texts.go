package quiz

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"waymark/quiz/source"
)

// ShownText is a text of a quiz that a person reads.
type ShownText struct {
	// Key names it by where it stands: ids joined by dots, like sets.spiral.questions.s1a.ask. Texts without an id have their number from 1.
	Key    string
	Value  string
	Saying bool // it may hold rules in braces
	places []func(source.Text)
}

// set puts another text in every place where this one stands.
func (t ShownText) set(to source.Text) {
	for _, put := range t.places {
		put(to)
	}
}

// Texts returns every text of the quiz that says something, in the order of its files.
func (q *Quiz) Texts() []ShownText {
	c := &textCollector{index: map[string]int{}}
	c.quiz(q)
	for _, set := range q.Sets {
		c.set(set)
	}
	c.rules(q)
	for _, step := range q.Steps {
		c.step(step)
	}
	for _, card := range q.Cards {
		c.card(card)
	}
	return c.texts
}

// textCollector lists texts. One that stands at several places, like an answer of an answer scale, is listed once.
type textCollector struct {
	texts []ShownText
	index map[string]int
}

func (c *textCollector) add(at *string, key ...string) {
	c.put(*at, func(to source.Text) { *at = to.Value }, key...)
}

func (c *textCollector) put(value string, put func(source.Text), path ...string) {
	if value == "" {
		return
	}
	key := strings.Join(path, ".")
	if i, ok := c.index[key]; ok {
		c.texts[i].places = append(c.texts[i].places, put)
		return
	}
	c.index[key] = len(c.texts)
	c.texts = append(c.texts, ShownText{Key: key, Value: value, places: []func(source.Text){put}})
}

func (c *textCollector) saying(at *source.Text, path ...string) {
	if at.Value != "" {
		put := func(to source.Text) { *at = to }
		c.texts = append(c.texts, ShownText{Key: strings.Join(path, "."), Value: at.Value, Saying: true, places: []func(source.Text){put}})
	}
}

func (c *textCollector) sayings(list []Saying, path ...string) {
	for i := range list {
		c.saying(&list[i].Say, append(slices.Clone(path), strconv.Itoa(i+1))...)
	}
}

func (c *textCollector) quiz(q *Quiz) {
	c.add(&q.Title, "quiz.title")
	c.add(&q.Summary, "quiz.summary")
	c.add(&q.About, "quiz.about")
	c.add(&q.Privacy, "quiz.privacy")
	c.add(&q.Age, "quiz.age")
	c.add(&q.TooYoung, "quiz.too_young")
	c.add(&q.Disclaimer, "quiz.disclaimer")
	c.add(&q.ScoreNote, "quiz.score_note")
	if q.Words != nil {
		c.words(q.Words)
	}
}

func (c *textCollector) words(w *Words) {
	for _, token := range slices.Sorted(maps.Keys(w.Tokens)) {
		words := w.Tokens[token]
		for _, option := range slices.Sorted(maps.Keys(words)) {
			word := words[option]
			c.put(word, func(to source.Text) {
				words[option] = to.Value
				if w.Else[token] == word {
					w.Else[token] = to.Value
				}
			}, "quiz.words", token, option)
		}
	}
}

func (c *textCollector) set(s *Set) {
	c.add(&s.Title, "sets", s.ID, "title")
	c.add(&s.Intro, "sets", s.ID, "intro")
	for _, q := range s.Questions {
		c.question(s, q)
	}
}

func (c *textCollector) question(s *Set, q *Question) {
	key := "sets." + s.ID + ".questions." + q.ID
	answers := "sets." + s.ID + ".answers." + q.Answers
	c.add(&q.Lead, answers, "lead")
	c.add(&q.Ask, key, "ask")
	c.add(&q.Help, key, "help")
	c.add(&q.Why, key, "why")
	c.add(&q.Missing, key, "missing")
	c.add(&q.Unit, key, "unit")
	c.add(&q.PatternSay, key, "or_say")
	for i := range q.Options {
		o, of := &q.Options[i], key
		switch {
		case o.Numbered:
			of = answers
		case q.Kind == YesNo && (o.Value == YesValue || o.Value == NoValue):
			of = "quiz"
		}
		c.add(&o.Label, of, "options", o.Value)
		c.add(&o.Help, of, "options", o.Value, "help")
	}
	for i := range q.Must {
		c.add(&q.Must[i].OrSay, key, "must", strconv.Itoa(i+1))
	}
	for _, row := range q.Rows {
		c.question(s, row)
	}
}

func (c *textCollector) rules(q *Quiz) {
	for _, s := range q.Scales {
		c.add(&s.Title, "scales", s.ID, "title")
		c.bands(q, s.Bands, "scales", s.ID)
	}
	for _, v := range q.Values {
		c.add(&v.Title, "values", v.ID, "title")
		c.bands(q, v.Bands, "values", v.ID)
	}
	for _, g := range q.Guards {
		c.sayings(g.Because, "guards", g.ID, "because")
		c.sayings(g.Lead, "guards", g.ID, "lead")
	}
	for i := range q.Planning.First {
		first := &q.Planning.First[i]
		c.saying(&first.Because, "plan.first", first.Set, strconv.Itoa(i+1))
	}
	c.saying(&q.Planning.Wait, "plan.wait")
	c.saying(&q.Planning.Recheck.Because, "plan.recheck")
}

func (c *textCollector) bands(q *Quiz, bands []Band, kind, of string) {
	for i := range bands {
		b := &bands[i]
		c.add(&b.Means, kind, of, "bands", b.ID)
		c.add(&b.Name, "bands", b.ID)
	}
}

func (c *textCollector) step(s *Step) {
	c.add(&s.Title, "steps", s.ID, "title")
	c.sayings(s.Because, "steps", s.ID, "because")
	for i := range s.WaitFor {
		c.sayings(s.WaitFor[i].Because, "steps", s.ID, "wait_for", strconv.Itoa(i+1))
	}
	if s.Opens != nil {
		c.sayings(s.Opens.Because, "steps", s.ID, "opens")
	}
	c.sayings(s.Says, "steps", s.ID, "says")
	for i := range s.Tasks {
		c.add(&s.Tasks[i].Do, "steps", s.ID, "tasks", s.Tasks[i].ID)
	}
	c.add(&s.DoneWhen, "steps", s.ID, "done_when")
	c.add(&s.Closable, "steps", s.ID, "closable")
	c.add(&s.Body, "steps", s.ID, "body")
}

func (c *textCollector) card(card *Card) {
	c.add(&card.Title, "cards", card.ID, "title")
	for _, list := range []struct {
		key      string
		contacts []Contact
	}{{"lines", card.Lines}, {"links", card.Links}} {
		for i := range list.contacts {
			contact, key := &list.contacts[i], "cards."+card.ID+"."+list.key+"."+strconv.Itoa(i+1)
			c.add(&contact.Name, key, "name")
			c.add(&contact.Country, key, "country")
			c.add(&contact.Hours, key, "hours")
		}
	}
	c.add(&card.Body, "cards", card.ID, "body")
}
