package scoring_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// TestTranslationChangesOnlyTexts holds that a quiz of which any texts are translated gives every person of its tests the same plan but for
// the sentences, and that translated sentences say the same numbers.
func TestTranslationChangesOnlyTexts(t *testing.T) {
	t.Parallel()
	q, _ := questions.Parse(questions.Files(library.NineSteps()))
	original, problems := scoring.Compile(q)
	if original == nil {
		t.Fatal(problems)
	}
	texts := q.Texts()
	if len(texts) < 700 {
		t.Fatalf("there are only %d texts", len(texts))
	}
	rapid.Check(t, func(t *rapid.T) {
		translation := &quiz.Translation{Language: "xx", Texts: map[string]quiz.Translated{}}
		every := rapid.IntRange(1, 5).Draw(t, "every")
		for i, text := range texts {
			if i%every == 0 {
				translation.Texts[text.Key] = quiz.Translated{Of: source.Text{Value: text.Value}, Say: source.Text{Value: "«" + text.Value + "»"}}
			}
		}
		with := *q
		with.Translations = []*quiz.Translation{translation}
		translated, problems := scoring.Compile(with.In("xx"))
		if translated == nil {
			t.Fatal(problems)
		}
		test := rapid.SampledFrom(q.Tests).Draw(t, "test")
		want, got := original.Plan(test.Case.History, test.Case.At), translated.Plan(test.Case.History, test.Case.At)
		words := cmp.Options{cmpopts.IgnoreFields(quiz.Plan{}, "Because"), cmpopts.IgnoreFields(quiz.StepState{}, "Because")}
		if diff := cmp.Diff(want, got, words); diff != "" {
			t.Fatalf("the plan of %s differs:\n%s", test.Name, diff)
		}
		if every == 1 && strings.NewReplacer("«", "", "»", "").Replace(got.Because) != want.Because {
			t.Fatalf("%s: %q became %q", test.Name, want.Because, got.Because)
		}
	})
}

// TestTranslatedSentences reads a quiz with translations, and what it says in each.
func TestTranslatedSentences(t *testing.T) {
	t.Parallel()
	q, problems := questions.Parse(questions.Files(os.DirFS("../questions/testdata/translated")))
	if source.HasErrors(problems) {
		t.Fatal(problems)
	}
	if languages := q.Languages(); !slices.Equal(languages, []string{"en", "es", "fr", "pt-BR"}) {
		t.Errorf("languages: %v", languages)
	}
	test := q.Tests[0]
	for language, want := range map[string]string{"en": "Rest", "es": "Descansar", "fr": "Se reposer", "pt-BR": "Descansar", "de": "Rest"} {
		in := q.In(language)
		if title := in.Steps[0].Title; title != want {
			t.Errorf("in %s the step is called %q, not %q", language, title, want)
		}
		if scorer, problems := scoring.Compile(in); scorer == nil {
			t.Error(problems)
		} else if plan := scorer.Plan(test.Case.History, test.Case.At); plan.Because == "" {
			t.Errorf("in %s the plan has no reason", language)
		}
	}
	if q.Steps[0].Title != "Rest" || q.Sets[0].Questions[0].Options[0].Label != "Never" {
		t.Error("a translation has changed the original")
	}
}

// TestSpanishPeople holds that the shipped quiz gives every person of its tests the same plan in Spanish, and says none of it in English.
func TestSpanishPeople(t *testing.T) {
	t.Parallel()
	q, _ := questions.Parse(questions.Files(library.NineSteps()))
	original, _ := scoring.Compile(q)
	in := q.In("es")
	translated, problems := scoring.Compile(in)
	if original == nil || translated == nil {
		t.Fatal(problems)
	}
	words := cmp.Options{cmpopts.IgnoreFields(quiz.Plan{}, "Because"), cmpopts.IgnoreFields(quiz.StepState{}, "Because")}
	for _, test := range q.Tests {
		want, got := original.Plan(test.Case.History, test.Case.At), translated.Plan(test.Case.History, test.Case.At)
		if diff := cmp.Diff(want, got, words); diff != "" {
			t.Fatalf("the plan of %s differs:\n%s", test.Name, diff)
		}
		if got.Because == want.Because && want.Because != "" {
			t.Errorf("%s: %q is not in Spanish", test.Name, got.Because)
		}
		for i := range want.Steps {
			if want.Steps[i].Because != "" && want.Steps[i].Because == got.Steps[i].Because {
				t.Errorf("%s, %s: %q is not in Spanish", test.Name, want.Steps[i].ID, got.Steps[i].Because)
			}
		}
	}
	english := map[string]string{}
	for _, text := range q.Texts() {
		english[text.Key] = text.Value
	}
	for _, text := range in.Texts() {
		// Countries and helplines can have the same name, as has no.
		if english[text.Key] == text.Value && !strings.HasPrefix(text.Key, "cards.") && text.Value != "No" {
			t.Errorf("%s is %q in both languages", text.Key, text.Value)
		}
	}
}
