package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
)

// helpFor is the page of help as a browser with this language sees it.
func (b *browser) helpFor(languages string) *browser {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/help", nil)
	r.Header.Set("Accept-Language", languages)
	b.land("/help", b.send(r))
	return b
}

// firstLines are the numbers of the page before those of other countries.
func (b *browser) firstLines() string {
	before, _, _ := strings.Cut(b.page, "<summary>Other countries")
	return before
}

func TestHelpByCountry(t *testing.T) {
	t.Parallel()
	const card = "lines:\n" +
		"  - {name: Emergency, country: Ireland, region: [IE], call: \"118\", source: \"https://a.example\", checked_on: 2026-11-01}\n" +
		"  - {name: Emergency, country: United Kingdom, region: [GB], call: \"999\", source: \"https://a.example\", checked_on: 2026-11-02}\n"
	files := changed(t, allKinds, "cards/crisis.md", "lines:\n", card)
	s := newSite(t, serving(files))
	tests := map[string]struct{ first, folded string }{
		"en-GB,en;q=0.9": {"999", "118"},
		"en-IE":          {"118", "999"},
		"es-ES,en-GB":    {"findahelpline", "999"}, // a country that the card says nothing of
		"en,en-GB;q=0.8": {"999", ""},              // the first language names no country, so none is taken
		"es-419":         {"118", ""},
		"":               {"118", ""},
		"%%%":            {"999", ""},
	}
	for languages, want := range tests {
		b := s.browser(t).helpFor(languages)
		if first := b.firstLines(); !strings.Contains(first, want.first) || want.folded != "" && strings.Contains(first, "tel:"+want.folded) {
			t.Errorf("%q: %s stands not first, or %s does:\n%s", languages, want.first, want.folded, b.text())
		}
		if folded := strings.Contains(b.page, "Other countries"); folded != (want.folded != "") {
			t.Errorf("%q: other countries are folded: %v", languages, folded)
		}
	}

	b := s.browser(t).helpFor("en-GB")
	address, fields := b.form(`action="/region"`)
	fields.Set("region", "IE")
	b.post(address, fields).wants(http.StatusOK, "/help")
	b.helpFor("en-GB").reads("Ireland")
	if first := b.firstLines(); !strings.Contains(first, "tel:118") || !strings.Contains(b.page, `<option value="IE" selected>Ireland`) {
		t.Errorf("the choice was not kept:\n%s", b.page)
	}
	b.post(address, url.Values{"region": {"all"}, "back": {"/help"}}).helpFor("en-GB").lacks("Other countries")
	for _, bad := range []url.Values{
		{"region": {"Ireland"}, "back": {"/help"}}, {"region": {"ZZ"}, "back": {"/help"}}, {"region": {"GB"}},
		{"region": {"GB"}, "back": {"//example.com"}}, {"region": {"GB"}, "back": {"https://example.com"}}, {"region": {"GB"}, "back": {`/\example.com`}},
	} {
		if b.post("/region", bad); b.status != http.StatusBadRequest {
			t.Errorf("%v is taken: %d", bad, b.status)
		}
	}
}

// TestCountriesInTheOrderOfTheLanguage holds that a letter with an accent stands where its readers look for it.
func TestCountriesInTheOrderOfTheLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t, serving(os.DirFS(shippedFolder)))
	for languages, want := range map[string][]string{
		"en": {">Austria<", ">Belgium<", ">Bulgaria<", ">Canada<"},
		"es": {">Austria<", ">Bélgica<", ">Bulgaria<", ">Canadá<"},
	} {
		page, _, _ := strings.Cut(s.browser(t).helpFor(languages).page, "</select>")
		for _, name := range want {
			_, after, found := strings.Cut(page, name)
			if !found {
				t.Fatalf("%s: %s stands not after those before it", languages, name)
			}
			page = after
		}
	}
}
