package web_test

import (
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCookiesBehindTLS holds that every cookie that is set is bound to this host and to HTTPS, and is found again under its name.
func TestCookiesBehindTLS(t *testing.T) {
	t.Parallel()
	irish := changed(t, allKinds, "cards/crisis.md", "lines:\n", "lines:\n"+
		"  - {name: Emergency, country: Ireland, region: [IE], call: \"118\", source: \"https://a.example\", checked_on: 2026-11-01}\n")
	s := newSite(t, secure, serving(irish))
	b := s.browser(t)
	set := map[string]bool{}
	for _, form := range [][2]string{{quizPath, s.agreeing(t).Encode()}, {"/region", "region=IE&back=/help"}, {"/language", "language=en&back=/help"}} {
		w := b.send(request(http.MethodPost, form[0], formKind, form[1]))
		for _, line := range w.Header().Values("Set-Cookie") {
			name, rest, _ := strings.Cut(line, "=")
			set[name] = true
			if !strings.HasPrefix(name, "__Host-") || strings.Contains(rest, "Domain") {
				t.Errorf("%s: %s", form[0], name)
			}
			for _, part := range []string{"; Path=/", "; HttpOnly", "; Secure", "; SameSite="} {
				if !strings.Contains(rest, part) {
					t.Errorf("%s: %s has no %q", form[0], name, part)
				}
			}
		}
	}
	for _, name := range []string{"__Host-waymark", "__Host-region", "__Host-language"} {
		if !set[name] {
			t.Errorf("%s was not set: %v", name, set)
		}
	}
	if b.helpFor("en-GB"); !strings.Contains(b.page, `<option value="IE" selected>Ireland`) {
		t.Errorf("the country that was chosen is not found again:\n%s", b.text())
	}
}

// TestContentTypes holds that every body says what it is, and text in which encoding.
func TestContentTypes(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t)
	addresses := append(paths(), "/", "/me", "/me/answers.html", "/me/answers.json", "/return", "/help", "/healthz", "/readyz", "/nothing", "/quizzes/%ff")
	for _, asset := range assetTag.FindAllStringSubmatch(b.get("/").page, -1) {
		addresses = append(addresses, asset[1])
	}
	kinds := map[string]int{}
	for _, address := range addresses {
		w := b.send(httptest.NewRequest(http.MethodGet, address, nil))
		if w.Body.Len() == 0 {
			continue
		}
		kind, more, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
		text := strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "xml")
		if err != nil || text && !strings.EqualFold(more["charset"], "utf-8") {
			t.Errorf("%s says %q", address, w.Header().Get("Content-Type"))
		}
		kinds[kind]++
	}
	for _, kind := range []string{"text/html", "text/plain", "text/css", "text/javascript", "image/svg+xml", "application/json"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s was seen: %v", kind, kinds)
		}
	}
}
