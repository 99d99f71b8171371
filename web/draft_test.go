package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// script sends the page's form as our script does, and returns the reply.
func (b *browser) script(as string, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	address, fields := b.form("")
	fields.Set("_script", as)
	for i := 0; i < len(pairs); i += 2 {
		fields.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", formKind)
	return b.send(r)
}

// keep puts what the reply to a draft says into the page's form.
func (b *browser) keep(w *httptest.ResponseRecorder) {
	b.t.Helper()
	_, was := b.form("")
	for _, name := range []string{"Operation", "Revision"} {
		field := "_" + strings.ToLower(name)
		b.page = strings.Replace(b.page, `name="`+field+`" value="`+was.Get(field)+`"`, `name="`+field+`" value="`+w.Header().Get("Waymark-"+name)+`"`, 1)
	}
}

// TestDrafts saves what is chosen before it is sent: each change is stored, no page asks which of two answers counts.
func TestDrafts(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).submit().submit()
	sleeper := b.address
	for _, chosen := range []string{"me", "child", "child", "me"} {
		w := b.script("draft", "sleeper", chosen)
		if w.Code != http.StatusNoContent || w.Body.Len() != 0 {
			t.Fatalf("a draft is answered with %d %s", w.Code, w.Body)
		}
		b.keep(w)
		if !strings.Contains(b.site.seen(b, sleeper), `value="`+chosen+`" checked`) {
			t.Errorf("the draft %s is not shown", chosen)
		}
	}
	if w := b.script("on", "sleeper", "child"); w.Code != http.StatusNoContent || w.Header().Get("Waymark-Next") != quizPath+"/sets/about-you/worries" {
		t.Errorf("going on is answered with %d to %q", w.Code, w.Header().Get("Waymark-Next"))
	}
	if w := b.script("on", "sleeper", "me"); w.Code != http.StatusAccepted {
		t.Errorf("an older page is answered with %d", w.Code)
	}
	b.submit("sleeper", "me").wants(http.StatusConflict, sleeper).reads("There are two answers to this question")
}

// TestDraftsThatAreNotStored are left to the form, whose page says what is wrong.
func TestDraftsThatAreNotStored(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).aboutYou("no")
	set := quizPath + "/sets/about-you/"
	for page, fields := range map[string]url.Values{
		"since": {"since.day": {"3"}}, "hours": {"hours": {"900"}}, "sleeper": {"sleeper": {"nobody"}},
	} {
		b.get(set + page)
		for name, values := range fields {
			for _, as := range []string{"draft", "on"} {
				if w := b.script(as, name, values[0]); w.Code != http.StatusAccepted || w.Header().Get("Waymark-Next") != "" {
					t.Errorf("%s as %s is answered with %d", page, as, w.Code)
				}
			}
		}
	}
	b.get(set+"check").reads("My child’s", "5.5 hours")
}

// seen is a page as another window of the same browser shows it.
func (s *site) seen(b *browser, address string) string {
	other := *b
	return other.get(address).page
}

// TestDraftsOfAPrivateVisit are kept as long as it goes on, and said to be.
func TestDraftsOfAPrivateVisit(t *testing.T) {
	t.Parallel()
	b := newSite(t).browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "private", "yes").submit().submit()
	if w := b.script("draft", "sleeper", "me"); w.Code != http.StatusNoContent || !strings.Contains(b.page, `data-saved="Kept until this visit ends"`) {
		t.Errorf("%s is drafted with %d, and said to be saved:\n%s", b.address, w.Code, b.page)
	}
	if !strings.Contains(b.get(b.address).page, `value="me" checked`) {
		t.Error("the draft is not kept")
	}
}
