package questions

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
)

// readQuiz reads quiz.yaml.
func (r *reader) readQuiz(f *file) {
	o, ok := f.fixed(f.root, "quiz.yaml", shapes()["quiz"])
	if !ok {
		r.broken[quizFile] = true
		return
	}
	o.complete()
	q := r.quiz
	q.ID = o.id("quiz").Value
	q.Title, q.Summary = o.markdown("title"), o.markdown("summary")
	q.Language = r.language(o).Value
	q.Minutes = o.whole("minutes", 0, 600)
	q.About, q.Privacy = o.markdown("about"), o.markdown("privacy")
	q.KeepDays = o.whole("keep_days", 1, 3660)
	q.Age, q.TooYoung = o.markdown("age"), o.markdown("too_young")
	q.Disclaimer, q.ScoreNote = o.markdown("disclaimer"), o.markdown("score_note")
	q.Exit = o.address("exit")
	if q.Age == "" && q.TooYoung != "" {
		r.at(o.key("too_young"), "quiz/too-young", "too_young is shown to nobody, since there is no age to tick", "add age: with the statement to tick")
	}
	forbidden := o.ids("forbidden")
	q.Forbidden = values(forbidden)
	r.forbidden = r.forbid(forbidden)
	for _, id := range o.ids("sets") {
		r.listed[id.Value] = true
		r.refer(id, "set")
	}
	r.later = append(r.later, func() { r.orderSets(o) })
	r.readWords(o)
}

// language returns a language tag like en or pt-BR.
func (r *reader) language(o *object) source.Text {
	t, ok := o.scalar("language")
	if !ok {
		return t
	}
	main, _, _ := strings.Cut(t.Value, "-")
	if len(main) < 2 || len(main) > 3 || len(t.Value) > 35 || strings.Trim(strings.ToLower(t.Value), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		r.at(t, "quiz/language", fmt.Sprintf("%q is not the short name of a language", t.Value), "write en for English, de for German, pt-BR for Portuguese in Brazil")
	}
	return t
}

// address returns the address of a page on the web.
func (o *object) address(key string) string {
	t, ok := o.scalar(key)
	if !ok {
		return ""
	}
	u, err := url.Parse(t.Value)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		o.f.r.at(t, "file/address", fmt.Sprintf("%q is not an address on the web", t.Value), "write the whole address, like https://www.example.org/")
		return ""
	}
	return t.Value
}

// orderSets puts the sets into the order of quiz.yaml; those that are not listed come last, and are a problem.
func (r *reader) orderSets(o *object) {
	order := values(o.listed("sets"))
	place := func(s *quiz.Set) int {
		if i := slices.Index(order, s.ID); i >= 0 {
			return i
		}
		return len(order)
	}
	places := map[*quiz.Set]int{}
	for _, s := range r.quiz.Sets {
		places[s] = place(s)
		if id, ok := r.sets[s.ID]; ok && !r.listed[s.ID] && !r.listed[stemOf(id.Start.File)] && o.get("sets") != nil {
			r.at(id, "set/not-listed", fmt.Sprintf("the set %q is not listed in quiz.yaml", s.ID), "add it under sets: in quiz.yaml, or delete the file")
		}
	}
	slices.SortStableFunc(r.quiz.Sets, func(a, b *quiz.Set) int { return places[a] - places[b] })
}

// listed returns the texts of a list whose problems were reported before.
func (o *object) listed(key string) []source.Text {
	n := o.get(key)
	if n == nil {
		return nil
	}
	var texts []source.Text
	for _, item := range n.Content {
		texts = append(texts, o.f.text(item))
	}
	return texts
}

// readWords reads the words that follow an answer.
func (r *reader) readWords(quizObject *object) {
	n := quizObject.get("words")
	if n == nil {
		return
	}
	o, ok := quizObject.f.object(n, "words")
	if !ok {
		return
	}
	o.need("by")
	by := o.rule("by")
	w := &quiz.Words{By: by.Value, Tokens: map[string]map[string]string{}, Else: map[string]string{}}
	r.quiz.Words = w
	var groups []*object
	for _, fd := range o.fields {
		if fd.key.Value == "by" {
			continue
		}
		r.declare(fd.key, "a word in texts")
		group, ok := o.f.object(fd.value, fmt.Sprintf("the word %q", fd.key.Value))
		if !ok {
			continue
		}
		token := map[string]string{}
		for _, option := range group.fields {
			word, ok := o.f.filled(option.value, option.key.Value)
			if ok {
				r.shown(word, false)
			}
			token[option.key.Value], w.Else[fd.key.Value] = word.Value, word.Value
		}
		w.Tokens[fd.key.Value] = token
		groups = append(groups, group)
	}
	r.later = append(r.later, func() { r.checkWords(by, groups) })
}

// checkWords checks the words against the options of the question that decides.
func (r *reader) checkWords(by source.Text, groups []*object) {
	if by.Value == "" || r.anyBroken(setsDir) {
		return
	}
	q, ok := r.questions[by.Value]
	if !ok {
		r.unknownQuestion(by)
		return
	}
	if q.Kind != quiz.Choose {
		r.at(by, "words/by", fmt.Sprintf("%q is a %s question, but words follow a choose question", by.Value, q.Kind), "name a question of the kind choose")
		return
	}
	var options []string
	for _, o := range q.Options {
		if o.Value != quiz.SkipValue {
			options = append(options, o.Value)
		}
	}
	for _, group := range groups {
		for _, fd := range group.fields {
			if !slices.Contains(options, fd.key.Value) {
				r.at(fd.key, "words/option", fmt.Sprintf("the question %q has no option %q", by.Value, fd.key.Value), r.oneOf(fd.key.Value, options))
			}
		}
		for _, option := range options {
			if group.get(option) == nil {
				group.f.at(group.node, "words/missing", fmt.Sprintf("%s has nothing for the option %q of %q", group.what, option, by.Value), "add "+option+": and the word")
			}
		}
	}
}
