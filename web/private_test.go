package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// files are the bytes of every file of the site's database.
func files(t *testing.T, database string) []byte {
	t.Helper()
	folder := filepath.Dir(strings.TrimPrefix(database, "sqlite:"))
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, entry := range entries {
		b, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.Bytes()
}

func TestPrivateVisit(t *testing.T) {
	t.Parallel()
	database := inFolder(t)
	s := newSite(t, func(c *siteConfig) { c.database = database })
	before := files(t, database)
	b := s.browser(t).get(quizPath).reads("Make this a private visit", "Nothing is written to a disk.")
	b.submit("age", "yes", "agree", "yes", "private", "yes", "remember", "yes").wants(http.StatusUnprocessableEntity, quizPath).
		reads("Tick one of the two: this device can’t remember a private visit.")
	b.submit("age", "yes", "agree", "yes", "private", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
	if cookie := b.header.Get("Set-Cookie"); strings.Contains(cookie, "Max-Age") {
		t.Error("the cookie outlives the browser")
	}
	b.aboutYou("no").submit().nights()
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan").reads("Next: step 1", "Private visit: nothing is written down.")
	b.submitForm(`value="t1"`)
	b.get("/me").reads("This is a private visit.", "when the server starts anew").lacks("Make a link", "Sign out")
	for _, do := range []string{"link", "sign-out", "sign-out-everywhere", "private"} {
		b.post("/me", url.Values{"do": {do}}).wants(http.StatusBadRequest, "/me")
	}
	if line := b.exportedData(); len(line.Results) != 2 || len(line.Events) != 1 {
		t.Errorf("the export of a private visit: %s", b.page)
	}
	if after := files(t, database); !bytes.Equal(before, after) {
		t.Error("something of a private visit was written to the database")
	}

	code := s.started(t).returnCode()
	other := s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "private", "yes")
	other.get("/return").submit("code", code).reads("They are those of a private visit: if you go on, nobody can open them again.")
	s.clock.pass(29 * time.Minute)
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	s.clock.pass(time.Minute)
	other.get(quizPath+"/plan").reads("Your private visit has ended", "Nothing of yours is stored here any more.")
	if other.cookies["waymark"] != "" {
		t.Error("the key of a visit that has ended is kept")
	}
	other.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	if n, err := s.service.EndIdle(t.Context()); n != 0 || err != nil {
		t.Error(n, err)
	}
	s.clock.pass(30 * time.Minute)
	if n, err := s.service.EndIdle(t.Context()); n != 1 || err != nil {
		t.Error(n, err)
	}
	b.get(quizPath + "/plan").reads("Your private visit has ended")
}

func TestGoPrivate(t *testing.T) {
	t.Parallel()
	database := inFolder(t)
	s := newSite(t, func(c *siteConfig) { c.database = database })
	b := s.started(t).aboutYou("no").submit().nights()
	b.submitForm(`value="t1"`)
	b.get(quizPath + "/sets/about-you").submit()
	code, was := b.returnCode(), b.exportedData()
	plan := b.get(quizPath + "/plan").text()
	if !bytes.Contains(files(t, database), []byte(was.Stored.Person)) {
		t.Fatal("a person is not found where they are stored")
	}
	b.get("/me").submitForm(`value="private"`).wants(http.StatusOK, "/me").reads("This is a private visit.")
	if bytes.Contains(files(t, database), []byte(was.Stored.Person)) {
		t.Error("something of the person is still in the database")
	}
	is := b.exportedData()
	if len(is.Results) != 2 || len(is.Events) != 1 || len(is.Stored.Attempts) != 3 || is.Stored.Person == was.Stored.Person {
		t.Errorf("what was moved: %s", b.page)
	}
	only := strings.NewReplacer("Private visit: nothing is written down. How it ends ", "", "Make a return link", "Your data")
	if got := only.Replace(b.get(quizPath + "/plan").text()); got != only.Replace(plan) {
		t.Errorf("the plan is another one:\n%s\n%s", plan, got)
	}
	s.browser(t).post("/return", url.Values{"code": {code}}).reads("No answers belong to this link")
	b.get("/me").submitForm(`value="delete"`).reads("Everything is deleted")
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
}

func TestPrivateVisitsAreBounded(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *siteConfig) { c.private = 1 })
	first := s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "private", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
	first.aboutYou("no")
	second := s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "private", "yes").
		wants(http.StatusServiceUnavailable, quizPath).reads("There is no room for another private visit right now.")
	second.submit("age", "yes", "agree", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
	second.get("/me").submitForm(`value="private"`).wants(http.StatusServiceUnavailable, "/me").reads("Nothing was changed.")
	second.get(quizPath+"/sets/about-you").wants(http.StatusOK, quizPath+"/sets/about-you")
	first.get("/me").submitForm(`value="delete"`)
	second.get("/me").submitForm(`value="private"`).wants(http.StatusOK, "/me")

	none := newSite(t, func(c *siteConfig) { c.private = 0 })
	b := none.browser(t).get(quizPath).lacks("private").submit("age", "yes", "agree", "yes", "private", "yes").
		wants(http.StatusUnprocessableEntity, quizPath).reads("Private visits are not possible right now. Nothing was stored.")
	b.submit("age", "yes", "agree", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
	b.get("/me").lacks("privately").post("/me", url.Values{"do": {"private"}}).wants(http.StatusBadRequest, "/me")
}
