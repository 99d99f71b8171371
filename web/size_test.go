package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
)

// pageMost is how many bytes a question's page may take on the way in all: itself, the style sheet, the script and the icon.
const pageMost = 12 << 10

var assetTag = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)

// weight is how many bytes the page at an address and what it loads take on the way.
func (b *browser) weight(address string) int {
	b.t.Helper()
	packed := func(address string) int {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("Accept-Encoding", "gzip, deflate, br")
		w := b.send(r)
		if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Vary") != "Accept-Encoding" {
			b.t.Fatalf("%s is %d and %q", address, w.Code, w.Header())
		}
		return w.Body.Len()
	}
	sum := packed(address)
	for _, asset := range assetTag.FindAllStringSubmatch(b.page, -1) {
		sum += packed(asset[1])
	}
	return sum
}

// TestQuestionPagesAreSmall weighs every question in each language, also for a person who has help at hand on every page.
func TestQuestionPagesAreSmall(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	v, err := s.service.Quiz("nine-steps")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range v.Languages() {
		for _, thoughts := range []string{"no", "thoughts"} {
			chosen := safe()
			chosen["sf_selfharm"] = thoughts
			most, where, pages := 0, "", 0
			b := s.browser(t)
			b.languages = language
			b.walk = func(address string) {
				pages++
				if weight := b.weight(address); weight > most {
					most, where = weight, address
				}
			}
			b.get(shippedPath).submit("age", "yes", "agree", "yes")
			for _, set := range v.Quiz.Sets {
				b.take(set.ID, chosen)
			}
			t.Logf("%s: the heaviest of %d pages is %s with %d bytes", language, pages, where, most)
			if most > pageMost || pages < 20 {
				t.Errorf("%s: %d pages; %s takes %d bytes, more than %d", language, pages, where, most, pageMost)
			}
		}
	}
}
