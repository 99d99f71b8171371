package quiz_test

import (
	"testing"

	"waymark/quiz"
)

func TestWordsFollowTheLatestAnswer(t *testing.T) {
	t.Parallel()
	words := &quiz.Words{
		By:     "who",
		Tokens: map[string]map[string]string{"them": {"he": "him", "she": "her"}, "their": {"he": "his"}},
		Else:   map[string]string{"them": "them", "their": "their"},
	}
	said := func(option string) quiz.Answers {
		return quiz.Answers{"who": {Form: quiz.Code, Text: option}}
	}
	results := func(answers ...quiz.Answers) (h quiz.History) {
		for _, a := range answers {
			h.Results = append(h.Results, quiz.Result{Answers: a})
		}
		return h
	}
	tests := map[string]struct {
		words   *quiz.Words
		history quiz.History
		now     quiz.Answers
		want    string
	}{
		"nothing answered":          {words, quiz.History{}, nil, "them, their"},
		"one result":                {words, results(said("he")), nil, "him, his"},
		"the latest result":         {words, results(said("he"), said("she")), nil, "her, their"},
		"a result of another set":   {words, results(said("he"), quiz.Answers{}), nil, "him, his"},
		"the open attempt first":    {words, results(said("he")), said("she"), "her, their"},
		"rather not say is no word": {words, results(said("he")), said(quiz.SkipValue), "him, his"},
		"no words at all":           {nil, results(said("he")), nil, "{them}, {their}"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.words.Replacer(test.history, test.now).Replace("{them}, {their}"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
