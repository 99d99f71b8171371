package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"waymark/quiz"
)

// loses makes one request as the browser would, and forgets the reply.
func (b *browser) loses(mark string, pairs ...string) {
	b.t.Helper()
	address, fields := b.form(mark)
	for i := 0; i < len(pairs); i += 2 {
		fields.Add(pairs[i], pairs[i+1])
	}
	r := request(http.MethodPost, address, formKind, fields.Encode())
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	b.site.server.ServeHTTP(httptest.NewRecorder(), r)
}

func TestSignOutEverywhereWithoutAReply(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit()
	code := b.returnCode()
	other := s.browser(t).get("/return").submit("code", code).submit()
	was := b.cookies["waymark"]
	b.get("/me").loses(`value="sign-out-everywhere"`)
	other.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	other.post("/return", url.Values{"code": {code}}).reads("No answers belong to this link")
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	b.get("/me").submitForm(`value="sign-out-everywhere"`).reads("You are signed out everywhere else")
	fresh := linkTag.FindStringSubmatch(b.page)[1]
	thief := s.browser(t)
	thief.cookies["waymark"] = was
	thief.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan") // until the new key was seen
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	thief.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	b.get("/me").submitForm(`value="sign-out"`)
	b.get("/return").submit("code", fresh).submit().get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
}

func TestGoPrivateWithoutAReply(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "remember", "yes").aboutYou("no").submit().nights()
	b.get("/me").loses(`value="private"`)
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan").reads("Private visit: nothing is written down.", "Restless nights")
	if !strings.Contains(b.page, "data-begins") || !strings.HasSuffix(b.cookies["waymark"], ".private") {
		t.Errorf("the browser is not told that the visit began: %v", b.cookies)
	}
	b.get(quizPath + "/plan").lacks("data-begins")
	b.get("/me").submit().reads("Everything is deleted")
}

func TestConsentIsToWhatWasRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	reads, joins := s.started(t), s.browser(t).get(quizPath)
	files := changed(t, allKinds, "quiz.yaml", "keep_days: ", "keep_days: 1")
	if err := s.service.Publish(t.Context(), load(t, files)); err != nil {
		t.Fatal(err)
	}
	joins.submit("age", "yes", "agree", "yes").wants(http.StatusConflict, quizPath).reads("Something on this page has changed since you opened it")
	if len(joins.cookies) != 0 {
		t.Error("somebody joined by a text that they never saw")
	}
	joins.submit("age", "yes", "agree", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
	form := s.agreeing(t)
	form.Del("text")
	s.browser(t).post(quizPath, form).wants(http.StatusConflict, quizPath)

	reads.get(quizPath).reads("The text has changed")
	again := load(t, changed(t, allKinds, "quiz.yaml", "keep_days: ", "keep_days: 2"))
	if err := s.service.Publish(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	reads.submit("age", "yes", "agree", "yes").wants(http.StatusConflict, quizPath).reads("The text has changed")
	reads.submit("age", "yes", "agree", "yes").get(quizPath).lacks("The text has changed")
}

// TestConsentBringsNothingBack holds that a page from before a withdrawal does not undo it.
func TestConsentBringsNothingBack(t *testing.T) {
	t.Parallel()
	files := changed(t, allKinds, "sets/about-you.yaml", "carry: true\nquestions:", "keep: outcome\ncarry: true\nquestions:")
	s := newSite(t, serving(files))
	b := s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "details", "yes").aboutYou("no").submit()
	for name, file := range changed(t, allKinds, "quiz.yaml", "keep_days: ", "keep_days: 1") {
		if name == "quiz.yaml" {
			files[name] = file
		}
	}
	if err := s.service.Publish(t.Context(), load(t, files)); err != nil {
		t.Fatal(err)
	}
	page := *b.get(quizPath)
	b.get("/me").submitForm(`value="outcome"`).lacks("Keep only the outcome")
	page.submit("age", "yes", "agree", "yes", "details", "yes").wants(http.StatusConflict, quizPath)
	b.get("/me").lacks("Keep only the outcome")
	page.submit("age", "yes", "agree", "yes", "details", "yes").get("/me").reads("Keep only the outcome") // they say so anew
}

func TestUnknownKeyLosesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).submit().submit().submit("sleeper", "me")
	question := b.address
	asked, form := b.form("")
	other := *b
	other.cookies = map[string]string{"waymark": b.cookies["waymark"]}
	other.get("/me/delete").submit()
	form.Set("worries", "money")
	b.post(asked, form).wants(http.StatusConflict, question).
		reads("Your answers were not found", "What you sent was not stored.", "Money", "Come back with your link or words").lacks("data-draft")
	b.get("/").reads("The key in this browser opens nothing here any more")
	b.get("/me").reads("The key in this browser opens nothing here any more")
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath).reads("The key in this browser opens nothing here any more")
	b.submit("age", "yes", "agree", "yes").wants(http.StatusOK, quizPath+"/sets/about-you").get("/me").lacks("opens nothing here any more")
}

func TestSignIns(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit()
	code, words := b.returnCode(), b.recoveryWords()
	other := s.browser(t).get("/return").submit("code", code).submit("remember", "yes")
	b.get("/me").reads("This browser is signed out when it closes, and on 23 December 2026 at the latest.", "See where your answers are open")
	b.get("/me/sign-ins").reads("This browser", "Another browser", "A return link", "Recovery words", "Since 23 November 2026.", "It ends by itself on 23 December 2026.")
	if n := strings.Count(b.page, `value="end-sign-in"`); n != 5 { // two ways back of two secrets each, and the other browser
		t.Errorf("%d can be ended", n)
	}
	hash, err := quiz.Secret(code).Hash()
	if err != nil {
		t.Fatal(err)
	}
	s.started(t).post("/me", url.Values{"do": {"end-sign-in"}, "token": {hash.String()}}) // another person ends nothing of theirs
	b.submitForm(hash.String()).wants(http.StatusOK, "/me/sign-ins").lacks(hash.String())
	s.browser(t).post("/return", url.Values{"code": {code}}).reads("No answers belong to this link")
	s.browser(t).post("/return", url.Values{"code": {strings.Join(words, " ")}}).reads("Are these your answers?")
	other.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	b.submitForm("Another browser").wants(http.StatusOK, "/me/sign-ins").lacks("Another browser")
	other.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	b.post("/me", url.Values{"do": {"end-sign-in"}, "token": {"rubbish"}}).wants(http.StatusBadRequest, "/me")
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	s.browser(t).get("/me/sign-ins").wants(http.StatusOK, "/me")
	if strings.Contains(s.log.String(), hash.String()) {
		t.Error("a secret's hash stands in the log")
	}
}

// TestComingBackReplacesTheKey holds that a browser that comes back to its own answers leaves no key behind, and that the old one opens them
// until the new one was seen.
func TestComingBackReplacesTheKey(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit()
	code, was := b.returnCode(), b.cookies["waymark"]
	b.get("/return").submit("code", code).loses("", "remember", "yes")
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	b.get("/return").submit("code", code).submit("remember", "yes").wants(http.StatusOK, "/")
	if b.cookies["waymark"] == was {
		t.Error("the key is the same")
	}
	left := s.browser(t)
	left.cookies["waymark"] = was
	left.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	b.get("/me/sign-ins").lacks("Another browser")
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	short, long := s.started(t), s.startedToStay(t)
	s.clock.pass(quiz.SessionLife - time.Minute)
	long.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	short.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	s.clock.pass(time.Minute)
	short.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	for range 3 {
		s.clock.pass(quiz.SessionIdle - 25*time.Hour) // the last visit is known to the day
		long.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	}
	s.clock.pass(quiz.SessionIdle)
	long.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
}

// TestReturnIsConfirmedHere holds that no form of another site lets a browser into somebody's answers.
func TestReturnIsConfirmedHere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	code := s.started(t).returnCode()
	b := s.started(t)
	was := b.cookies["waymark"]
	for _, confirm := range []string{"", "0193f3a0-0000-7000-8000-000000000000"} {
		b.post("/return", url.Values{"code": {code}, "mine": {"yes"}, "confirm": {confirm}}).wants(http.StatusOK, "/return").
			reads("Are these your answers?", "Please press once more.")
		if b.cookies["waymark"] != was {
			t.Fatal("the browser was let into other answers")
		}
	}
	if got := b.header.Get("Set-Cookie"); strings.Contains(got, "waymark=") {
		t.Error(got)
	}
	tabs := *b
	b.get("/return").submit("code", code)
	tabs.get("/return").submit("code", code).submit().wants(http.StatusOK, "/")
	b.submit().wants(http.StatusOK, "/")
	secured := newSite(t, secure)
	theirs := secured.browser(t).get("/return")
	code = secured.browser(t).get(quizPath).submit("age", "yes", "agree", "yes").get("/me").submitForm(`value="link"`).page
	theirs.submit("code", linkTag.FindStringSubmatch(code)[1])
	if got := theirs.header.Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-waymark-confirm=") || !strings.Contains(got, "SameSite=Strict") ||
		!strings.Contains(got, "Secure") || !strings.Contains(got, "HttpOnly") {
		t.Error(got)
	}
}

func TestWayBackIsOfThisSite(t *testing.T) {
	t.Parallel()
	b := newSite(t).browser(t).get("/")
	for back, want := range map[string]string{
		"/help": "/help", "/": "/", "/quizzes/all-kinds?x=1": "/quizzes/all-kinds?x=1", "/a/../help": "/help", "/%2F/elsewhere.example": "/elsewhere.example",
		"//elsewhere.example": "", "/\t/elsewhere.example": "", "/\n/elsewhere.example": "", `/\elsewhere.example`: "", "https://elsewhere.example": "",
		"": "", "help": "", "/%09/elsewhere.example": "", "javascript:alert(1)": "", "/%5Celsewhere.example": "", " /help": "",
	} {
		r := request(http.MethodPost, "/region", formKind, url.Values{"region": {"all"}, "back": {back}}.Encode())
		w := b.send(r)
		if got := w.Header().Get("Location"); got != want || (want == "") != (w.Code == http.StatusBadRequest) {
			t.Errorf("%q leads to %q with %d, want %q", back, got, w.Code, want)
		}
	}
}

// TestEveryScriptFits sends the longest text in letters of every length.
func TestEveryScriptFits(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, letter := range []string{"a", "é", "ß", "字", "한", "😀", "𐍈"} {
		b := s.started(t)
		form := url.Values{"told": {strings.Repeat(letter, quiz.MaxText)}}
		if b.post(quizPath+"/sets/about-you/told", form); b.status == http.StatusRequestEntityTooLarge {
			t.Errorf("%d of %q are too long", quiz.MaxText, letter)
		}
	}
}

// TestDoubleClick presses a button twice, as fast as a hand does; the second press lands on the next page.
func TestDoubleClick(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").get(quizPath + "/sets/about-you/told")
	press := func(headers ...string) *httptest.ResponseRecorder {
		address, fields := b.form("")
		r := request(http.MethodPost, address, formKind, fields.Encode())
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return b.send(r)
	}
	s.clock.pass(150 * time.Millisecond)
	if got := press("Sec-Fetch-Mode", "navigate").Header().Get("Location"); got != quizPath+"/sets/about-you/told?again=1" {
		t.Errorf("the second half of a double click leads to %q", got)
	}
	b.get(quizPath + "/sets/about-you/told?again=1")
	if got := press("Sec-Fetch-Mode", "navigate").Header().Get("Location"); got != quizPath+"/sets/about-you/check" {
		t.Errorf("the next press leads to %q", got)
	}
	b.get(quizPath + "/sets/about-you/told")
	s.clock.pass(400 * time.Millisecond)
	if got := press("Sec-Fetch-Mode", "navigate").Header().Get("Location"); got != quizPath+"/sets/about-you/check" {
		t.Errorf("a press by somebody who has read the page leads to %q", got)
	}
	b.get(quizPath + "/sets/about-you/check")
	if got := press("Sec-Fetch-Mode", "navigate").Header().Get("Location"); got != quizPath+"/sets/about-you/check?again=1" {
		t.Errorf("the set is finished by a double click on its last question, and leads to %q", got)
	}
	b.get("/me/delete")
	if got := press("Sec-Fetch-Mode", "navigate").Header().Get("Location"); got != "/me/delete?again=1" {
		t.Errorf("everything is deleted by a double click, which leads to %q", got)
	}
	b.get("/me").wants(http.StatusOK, "/me").reads("You began on")
}
