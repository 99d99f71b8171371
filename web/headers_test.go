package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func checkHeaders(t testing.TB, h http.Header, secure bool) {
	t.Helper()
	want := map[string]string{
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
			"connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
		"Strict-Transport-Security": "",
		"Server":                    "",

		"Access-Control-Allow-Origin": "",
	}
	if secure {
		want["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
	}
	for name, value := range want {
		if h.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, h.Get(name), value)
		}
	}
	if !strings.Contains(h.Get("Permissions-Policy"), "geolocation=()") {
		t.Errorf("Permissions-Policy is %q", h.Get("Permissions-Policy"))
	}
}

func TestHeadersOnEveryPage(t *testing.T) {
	t.Parallel()
	for _, withTLS := range []bool{false, true} {
		options := []option{}
		if withTLS {
			options = append(options, secure)
		}
		b := newSite(t, options...).started(t)
		for _, path := range append(paths(), "/", "/me", "/return", "/help", "/healthz", "/readyz", "/nothing", quizPath+"/too-young") {
			w := b.send(httptest.NewRequest(http.MethodGet, path, nil))
			checkHeaders(t, w.Header(), withTLS)
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be kept: %q", path, w.Header().Get("Cache-Control"))
			}
			head := b.send(httptest.NewRequest(http.MethodHead, path, nil))
			if head.Code != w.Code {
				t.Errorf("HEAD %s is %d, GET is %d", path, head.Code, w.Code)
			}
		}
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		secure   bool
		remember string
		want     []string
		lacks    string
	}{
		{"plain", false, "", []string{"waymark=", "Path=/", "HttpOnly", "SameSite=Lax"}, "Secure"},
		{"TLS", true, "", []string{"__Host-waymark=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"}, "Max-Age"},
		{"remembered", true, "&remember=yes", []string{"__Host-waymark=", "Max-Age=15552000", "Secure"}, "Domain"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(c *siteConfig) { c.web.Secure = test.secure })
			w := s.browser(t).send(request(http.MethodPost, quizPath, formKind, s.agreeing(t).Encode()+test.remember))
			got := w.Header().Get("Set-Cookie")
			for _, part := range test.want {
				if !strings.Contains(got, part) {
					t.Errorf("the cookie has no %q: %s", part, strings.Split(got, "=")[0])
				}
			}
			if strings.Contains(got, test.lacks) {
				t.Errorf("the cookie has %q", test.lacks)
			}
		})
	}
}

func TestStatic(t *testing.T) {
	t.Parallel()
	b := newSite(t).browser(t).get("/")
	for _, mark := range []string{"/static/style-", "/static/waymark-", "/static/icon-"} {
		at := strings.Index(b.page, mark)
		if at < 0 {
			t.Fatalf("the page has no %s", mark)
		}
		address, _, _ := strings.Cut(b.page[at:], `"`)
		r := httptest.NewRequest(http.MethodGet, address, nil)
		plain := b.send(r)
		r.Header.Set("Accept-Encoding", "gzip")
		packed := b.send(r)
		if plain.Code != 200 || packed.Code != 200 || packed.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: %d, %d, %q", address, plain.Code, packed.Code, packed.Header().Get("Content-Encoding"))
		}
		if packed.Body.Len() >= plain.Body.Len()+100 || plain.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d bytes packed, %q", address, packed.Body.Len(), plain.Header().Get("Cache-Control"))
		}
		checkHeaders(t, plain.Header(), false)
	}
}

// TestOnlyThePublicPageIsLoadedAhead holds that no page of a person is fetched before it is asked for.
func TestOnlyThePublicPageIsLoadedAhead(t *testing.T) {
	t.Parallel()
	b := newSite(t).browser(t).get("/")
	rules := strings.Trim(b.header.Get("Speculation-Rules"), `"`)
	if got := b.send(httptest.NewRequest(http.MethodGet, rules, nil)); got.Code != http.StatusOK || got.Header().Get("Content-Type") != "application/speculationrules+json" {
		t.Errorf("%q is %d %s", rules, got.Code, got.Header())
	}
	b.get(quizPath).submit("age", "yes", "agree", "yes")
	for _, address := range []string{b.address, "/", "/help", quizPath + "/plan"} {
		if got := b.get(address).header.Get("Speculation-Rules"); got != "" {
			t.Errorf("%s lets pages of a person be loaded ahead: %s", address, got)
		}
	}
}
