package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"waymark/quiz/storetest/postgrestest"
)

// look lets the site see which other programs serve its database.
func (s *site) look(t *testing.T) {
	t.Helper()
	if err := s.service.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestPrivateVisitsBesideAnotherServer: what is in the memory of one server is not promised while another may answer, and no server
// takes away the key of a visit that it did not end.
func TestPrivateVisitsBesideAnotherServer(t *testing.T) {
	t.Parallel()
	database := postgrestest.Start(t)
	on := func(c *siteConfig) { c.database = database }
	const privately = "Make this a private visit"
	s := newSite(t, on)
	s.browser(t).get(quizPath).lacks(privately) // it has not looked yet
	s.look(t)
	b := s.browser(t).get(quizPath).reads(privately).submit("age", "yes", "agree", "yes", "private", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
	early, known := s.browser(t).get(quizPath).reads(privately), s.started(t)
	known.get("/me").reads(privately)

	other := newSite(t, on)
	other.look(t)
	s.look(t)
	early.submit("age", "yes", "agree", "yes", "private", "yes").wants(http.StatusUnprocessableEntity, quizPath).
		reads("Private visits are not possible right now. Nothing was stored.")
	if len(early.cookies) != 0 {
		t.Error("who asked for a private visit is stored")
	}
	early.submit("age", "yes", "agree", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
	s.browser(t).get(quizPath).lacks(privately)
	known.submitForm(`value="private"`).wants(http.StatusServiceUnavailable, "/me").reads("Private visits are not possible right now", "Nothing was changed.")
	known.get("/me").lacks(privately)
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan").reads("Private visit: nothing is written down.")

	key := b.cookies["waymark"]
	b.site = other
	for _, address := range []string{quizPath + "/plan", quizPath + "/sets/about-you", quizPath, "/me", "/"} {
		b.get(address).wants(http.StatusServiceUnavailable, address).
			reads("Your private visit may be open at another server of this site", "Nothing was changed or ended.").lacks("has ended")
		if b.header.Get("Retry-After") == "" {
			t.Errorf("%s does not say when to try again", address)
		}
	}
	b.post("/me", url.Values{"do": {"delete"}}).wants(http.StatusServiceUnavailable, "/me").lacks("is deleted")
	b.post(quizPath, url.Values{"age": {"yes"}, "agree": {"yes"}}).wants(http.StatusServiceUnavailable, quizPath)
	b.get("/help").wants(http.StatusOK, "/help")
	if b.cookies["waymark"] != key {
		t.Fatal("the key of the visit was taken away")
	}
	b.site = s
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan").reads("Private visit: nothing is written down.")

	gone := &browser{t: t, site: other, cookies: map[string]string{"waymark": key}}
	gone.get("/").submitForm("Begin anew").wants(http.StatusOK, "/")
	if len(gone.cookies) != 0 {
		t.Error("who begins anew keeps the key")
	}
	known.post("/me/leave", nil)
	known.get("/me").reads("Come back later, or on another device") // it was no private visit

	if err := s.service.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	other.look(t)
	b.site = other
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan").reads("Your private visit has ended")
	if len(b.cookies) != 0 {
		t.Error("the key of a visit that has ended is kept")
	}
	b.get(quizPath).reads(privately)
}
