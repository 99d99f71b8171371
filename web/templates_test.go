package web

import (
	"maps"
	"slices"
	"testing"

	"github.com/jba/templatecheck"
)

// views are the structs of all pages. Those that are rendered by pointer have the same fields by value.
func views() map[string]any {
	return map[string]any{
		"landing": landingPage{}, "start": startPage{}, "too_young": tooYoungPage{}, "set": setPage{}, "question": questionPage{},
		"stale": stalePage{}, "change": changePage{}, "finished": finishedPage{}, "check": checkPage{}, "plan": planPage{}, "step": stepPage{},
		"history": historyPage{}, "support": supportPage{}, "me": mePage{}, "me_link": meLinkPage{}, "me_delete": meDeletePage{},
		"gone": gonePage{}, "return": returnPage{}, "return_confirm": returnConfirmPage{}, "help": helpPage{}, "error": errorPage{},
		"export": exportPage{}, "me_results": meResultsPage{}, "me_result_delete": meResultDeletePage{},
		"me_signins": signInsPage{}, "lost": lostPage{},
	}
}

// TestTemplatesFitTheirPages finds a misspelt field also in a branch that no test takes.
func TestTemplatesFitTheirPages(t *testing.T) {
	t.Parallel()
	assets, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	book, err := readPhrases()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parseTemplates(assets, book[0])
	if err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(parsed)), slices.Sorted(maps.Keys(views())); !slices.Equal(got, want) {
		t.Errorf("templates %v\nviews     %v", got, want)
	}
	for name, page := range views() {
		if err := templatecheck.CheckHTML(parsed[name], page); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
