package main

import (
	"fmt"
	"regexp"
	"slices"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// askedByItself decides what a set asks by its own answers alone. A condition that also rests on the plan or on other sets
// always holds here: a history tells what was answered, and need not be whole enough to work out the plan of that day.
type askedByItself struct{ scorer quiz.Scorer }

// newAskedByItself compiles the quiz with only those conditions that rest on their own set.
func newAskedByItself(q *quiz.Quiz) (askedByItself, error) {
	own := *q
	own.Sets = nil
	for _, set := range q.Sets {
		own.Sets = append(own.Sets, withOwnConditions(set))
	}
	scorer, problems := scoring.Compile(&own)
	if source.HasErrors(problems) {
		return askedByItself{}, fmt.Errorf("the conditions of the sets do not compile alone: %s", problems[0].Message)
	}
	return askedByItself{scorer: scorer}, nil
}

// withOwnConditions is the set without the conditions that rest on anything else than its own questions.
func withOwnConditions(set *quiz.Set) *quiz.Set {
	known := []string{"and", "or", "not", "in", "known", "has", "true", "false"}
	for _, page := range set.Questions {
		for _, part := range page.Answerable() {
			known = append(known, part.ID)
		}
	}
	own := *set
	own.Questions = nil
	for _, page := range set.Questions {
		if restsOn(page.ShowIf.Value, known) {
			own.Questions = append(own.Questions, page)
			continue
		}
		always := *page
		always.ShowIf = source.Text{}
		own.Questions = append(own.Questions, &always)
	}
	return &own
}

// restsOn reports whether every name in the rule is one of the known; texts in quotes are no names.
func restsOn(rule string, known []string) bool {
	words := regexp.MustCompile(`'[^']*'|"[^"]*"|[A-Za-z_][A-Za-z0-9_]*`)
	return !slices.ContainsFunc(words.FindAllString(rule, -1), func(word string) bool {
		return word[0] != '\'' && word[0] != '"' && !slices.Contains(known, word)
	})
}

// keep takes the answers away to questions that their set does not ask. An answer that breaks a must of its question stays:
// the history says that it was given.
func (a askedByItself) keep(h quiz.History) {
	for i := range h.Results {
		r := &h.Results[i]
		kept := quiz.Answers{}
		for _, page := range a.scorer.Ask(r.Set, r.Answers, quiz.History{}, r.At).Questions {
			for _, part := range page.Answerable() {
				if answer, ok := r.Answers[part.ID]; ok {
					kept[part.ID] = answer
				}
			}
		}
		r.Answers = kept
	}
}
