package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"waymark/quiz"
)

var linkTag = regexp.MustCompile(`http[^"]*/return#([^"]*)"`)

// returnCode makes a return link and takes the code out of it.
func (b *browser) returnCode() string {
	b.t.Helper()
	b.get("/me").submitForm(`value="link"`).wants(http.StatusOK, "/me").reads("Your return link", "They are shown only now.")
	found := linkTag.FindStringSubmatch(b.page)
	if found == nil {
		b.t.Fatalf("no link:\n%s", b.page)
	}
	return found[1]
}

func TestReturnLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first := s.started(t).aboutYou("no").submit()
	code := first.returnCode()
	if code == first.cookies["waymark"] {
		t.Error("the link holds the cookie's own secret, so that signing out would end it")
	}
	first.get("/me").lacks(code)

	second := s.browser(t)
	second.get("/return").submit("code", "nonsense").wants(http.StatusUnprocessableEntity, "/return").reads("No answers belong to this link")
	second.submit("code", " http://example.com/return#"+code+" ").wants(http.StatusOK, "/return").
		reads("Are these your answers?", "23 November 2026").lacks("Other answers are open")
	if second.cookies["waymark"] != "" {
		t.Error("the browser was let in before the person said that the answers are theirs")
	}
	second.submit("remember", "yes").wants(http.StatusOK, "/").reads("Next for you: Wind down")
	second.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")

	first.get("/me").submitForm(`value="sign-out"`).reads("You are signed out here")
	first.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	first.get("/return").submit("code", code).submit().wants(http.StatusOK, "/") // the link outlives it
	second.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
}

var wordsTag = regexp.MustCompile(`(?s)<ol class="words">(.*?)</ol>`)

// recoveryWords makes recovery words.
func (b *browser) recoveryWords() []string {
	b.t.Helper()
	b.get("/me").submitForm(`value="link"`).wants(http.StatusOK, "/me")
	found := wordsTag.FindStringSubmatch(b.page)
	if found == nil {
		b.t.Fatalf("no words:\n%s", b.page)
	}
	return strings.Fields(tagged.ReplaceAllString(found[1], " "))
}

func TestRecoveryWords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first := s.started(t).aboutYou("no").submit()
	words := first.recoveryWords()
	if len(words) != quiz.RecoveryWords {
		t.Fatalf("%d words", len(words))
	}
	first.get("/me").lacks(words[0] + "</li>")
	second := s.browser(t).get("/return")
	slip := slices.Clone(words)
	slip[2] += "e"
	second.submit("code", strings.Join(slip, " ")).wants(http.StatusUnprocessableEntity, "/return").
		reads("Word 3, “"+slip[2]+"”, is not a recovery word. Did you mean", "“"+words[2]+"”", strings.Join(slip, " "))
	second.submit("code", strings.Join(words[1:], " ")).reads("There are 12 words here. Write all 13, in their order.")
	second.submit("code", "1. "+strings.ToUpper(words[0])+",\n 2. "+strings.Join(words[1:], "  ")).
		reads("Are these your answers?").submit().wants(http.StatusOK, "/")
	second.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	slices.Reverse(words)
	second.post("/return", url.Values{"code": {strings.Join(words, " ")}}).reads("No answers belong to this link or to these words.")
	if log := s.log.String(); strings.Contains(log, words[0]+" ") || strings.Contains(log, slip[2]) {
		t.Error("recovery words stand in the log")
	}
}

func TestSignOutEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first := s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "remember", "yes").aboutYou("no").submit()
	code, words := first.returnCode(), strings.Join(first.recoveryWords(), " ")
	other := s.browser(t).get("/return").submit("code", code).submit()
	other.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	was := first.cookies["waymark"]
	first.get("/me").submitForm(`value="sign-out-everywhere"`).wants(http.StatusOK, "/me").reads("You are signed out everywhere else")
	fresh := linkTag.FindStringSubmatch(first.page)[1]
	if now := first.cookies["waymark"]; now == was || !strings.HasSuffix(now, ".remembered") {
		t.Error("this browser has no new secret, or is no longer remembered")
	}
	first.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	other.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	for _, old := range []string{code, words} {
		other.post("/return", url.Values{"code": {old}}).reads("No answers belong to this link or to these words.")
	}
	stale := s.browser(t)
	stale.cookies["waymark"] = was
	stale.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	other.get("/return").submit("code", fresh).submit().get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
}

func TestReturningOverOtherAnswersIsSaid(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	code := s.started(t).returnCode()
	s.started(t).get("/return").submit("code", code).reads("Other answers are open in this browser now.")
}

func TestRememberedDeviceIsProlongedByAVisit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for remember, want := range map[string]bool{"yes": true, "": false} {
		b := s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "remember", remember).get(quizPath + "/plan")
		if got := strings.Contains(b.header.Get("Set-Cookie"), "Max-Age=15552000"); got != want || b.address != quizPath+"/plan" {
			t.Errorf("remember=%q: prolonged %v at %s", remember, got, b.address)
		}
		b.get("/me").submitForm(`value="sign-out"`).get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	}
}

func TestSignedOutSecretOpensNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t)
	kept := b.cookies["waymark"]
	b.get("/me").submitForm(`value="sign-out"`)
	if b.cookies["waymark"] != "" {
		t.Error("the cookie is still there")
	}
	b.cookies["waymark"] = kept
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
}

func TestDeleteEverything(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit()
	code := b.returnCode()
	b.get("/me").reads("Delete everything", "You began on 23 November 2026")
	b.get("/me/delete").reads("Nobody can bring them back.", "Keep everything")
	b.submit().wants(http.StatusOK, "/me").reads("Everything is deleted")
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	b.post("/return", url.Values{"code": {code}}).reads("No answers belong to this link")
}

func TestSecondQuizAsksForItsOwnConsent(t *testing.T) {
	t.Parallel()
	files := changed(t, allKinds, "quiz.yaml", "quiz: all-kinds\ntitle: Better nights", "quiz: other\ntitle: Other nights")
	s := newSite(t)
	if err := s.service.Publish(t.Context(), load(t, files)); err != nil {
		t.Fatal(err)
	}
	b := s.started(t)
	secret := b.cookies["waymark"]
	b.get("/quizzes/other/plan").wants(http.StatusOK, "/quizzes/other").reads("I agree that").lacks("Remember me")
	b.submit("age", "yes", "agree", "yes").wants(http.StatusOK, "/quizzes/other/sets/about-you")
	if b.cookies["waymark"] != secret {
		t.Error("a known person got another secret")
	}
	b.get("/me").reads("Better nights", "Other nights")
}

func TestHelpAndTooYoung(t *testing.T) {
	t.Parallel()
	b := newSite(t).browser(t)
	b.get("/help").reads("A closed page can still be in the history of the browser.", "Shift key three times", "Talk to a person now", "112", "Sleep and night work")
	b.get(quizPath+"/too-young").reads("This quiz is for adults.", "Nothing was stored.").lacks("I agree")
	files := changed(t, allKinds, "quiz.yaml", "age: I am 18 or over\ntoo_young: |\n  This quiz is for adults. Please talk to a person you trust.\n", "")
	ageless := newSite(t, serving(files)).browser(t)
	ageless.get(quizPath).lacks("I am younger", `name="age"`)
	ageless.get(quizPath + "/too-young").reads("There is nothing at this address")
	ageless.get(quizPath).submit("agree", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
}

func TestEmptySite(t *testing.T) {
	t.Parallel()
	newSite(t, serving()).browser(t).get("/").reads("Nothing is published here yet.")
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	if b.get("/healthz").status != http.StatusOK || b.get("/readyz").status != http.StatusOK {
		t.Error("not healthy, or not ready")
	}
	s.server.SetReady(false)
	if b.get("/readyz"); b.status != http.StatusServiceUnavailable || strings.TrimSpace(b.page) != "not ready" {
		t.Errorf("%d %s", b.status, b.page)
	}
	if b.get("/healthz").status != http.StatusOK {
		t.Error("a server that shuts down is still healthy")
	}
}
