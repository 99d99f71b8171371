package web_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// at answers nothing yet and stands on a question of the first set.
func (s *site) at(t testing.TB, question string) *browser {
	t.Helper()
	b := s.started(t).aboutYou("yes")
	return b.get(quizPath + "/sets/about-you/" + question)
}

func TestRefusedAnswersKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	tests := []struct {
		question string
		pairs    []string
		says     string
		keeps    string
	}{
		{"sleeper", nil, "Choose whose sleep this is about.", ""},
		{"sleeper", []string{"sleeper", "nobody"}, "Choose one of the answers.", ""},
		{"worries", nil, "Choose all that apply to go on.", ""},
		{"worries", []string{"worries", "work", "worries", "none"}, "Choose “None of these” alone, or take it away.", `value="work" checked`},
		{"worries", []string{"worries", "nothing"}, "Choose from the answers shown.", ""},
		{"shifts", nil, "Choose one answer to go on.", ""},
		{"shift_end", []string{"shift_end", "<six>"}, "Write the time like 06:30.", `value="&lt;six&gt;"`},
		{"shift_end", nil, "Write an answer to go on.", ""},
		{"since", nil, "Enter a date to go on.", ""},
		{"since", []string{"since.day", "3"}, "The date needs a month and a year.", `name="since.day" value="3"`},
		{"since", []string{"since.day", "31", "since.month", "2", "since.year", "2026"}, "Enter a real date, with day, month and year.", `value="31"`},
		{"since", []string{"since.day", "x", "since.month", "2", "since.year", "2026"}, "Enter a real date, like 17 11 2026.", `value="x"`},
		{"since", []string{"since.day", "1", "since.month", "1", "since.year", "2027"}, "Enter a date that is not in the future.", `value="2027"`},
		{"since", []string{"since.day", "1", "since.month", "1", "since.year", "2026", "since.or", "always"}, "Give one answer only", `value="always" checked`},
		{"hours", []string{"hours", "many"}, "Enter a number, like 3.", `value="many"`},
		{"hours", []string{"hours", "17"}, "Enter 16 or less.", `value="17"`},
		{"hours", []string{"hours", "5.25"}, "Enter whole or half hours.", `value="5.25"`},
		{"hours", []string{"hours", "5", "hours.or", "varies"}, "Give one answer only", `value="varies" checked`},
		{"told", []string{"told", strings.Repeat("x", 501)}, "Write 500 characters or fewer. You have written 501.", strings.Repeat("x", 501)},
	}
	s := newSite(t)
	for _, test := range tests {
		t.Run(test.question+" "+test.says, func(t *testing.T) {
			t.Parallel()
			b := s.at(t, test.question)
			b.submit(test.pairs...).wants(http.StatusUnprocessableEntity, quizPath+"/sets/about-you/"+test.question)
			if n := strings.Count(b.text(), test.says); n != 2 {
				t.Errorf("%q stands %d times, not in the summary and beside the field:\n%s", test.says, n, b.text())
			}
			b.reads("Error: Question", "There is a problem")
			if !strings.Contains(b.page, test.keeps) {
				t.Errorf("the page lost %q:\n%s", test.keeps, b.page)
			}
			if !strings.Contains(b.page, `href="#f-`+test.question+`-0"`) || !strings.Contains(b.page, "autofocus") {
				t.Error("the summary does not lead to the field")
			}
		})
	}
}

// timeless is all-kinds with a date that may also be answered in words.
func timeless(t testing.TB) fs.FS {
	t.Helper()
	return changed(t, allKinds, "sets/about-you.yaml", "not known(since) or since == 'always' or since <= today", "not (since > today)")
}

func TestAnswersInWords(t *testing.T) {
	t.Parallel()
	b := newSite(t, serving(timeless(t))).at(t, "since")
	check := quizPath + "/sets/about-you/check"
	b.submit("since.or", "always").get(check).reads("As long as I can remember")
	b.get(quizPath + "/sets/about-you/since")
	if !strings.Contains(b.page, `name="since.or" value="always" checked`) {
		t.Error("the stored answer is not ticked")
	}
	b.get(quizPath+"/sets/about-you/hours").submit("hours.or", "skip").get(check).reads("I do not know")
	b.get(quizPath+"/sets/about-you/told").submit("told", "one\r\ntwo <b>").get(check).reads("one two <b>").lacks("<b>two")
}

func TestGrid(t *testing.T) {
	t.Parallel()
	files := changed(t, allKinds, "sets/nights.yaml", "    optional: true\n", "")
	b := newSite(t, serving(files)).started(t).aboutYou("no").submit().get(quizPath + "/sets/nights").submit()
	grid := quizPath + "/sets/nights/nights-grid"
	b.wants(http.StatusOK, grid).reads("One answer for each line.", "I woke up rested.", "Almost always")
	b.submit("n_long", "5", "n_rested", "away").wants(http.StatusUnprocessableEntity, grid)
	if !strings.Contains(b.page, `href="#f-n_wake-0"`) || !strings.Contains(b.page, `id="f-n_long-4" name="n_long" value="5" checked`) {
		t.Errorf("the open row is not named, or the others are lost:\n%s", b.page)
	}
	b.submit("n_long", "5", "n_wake", "skip", "n_rested", "away").wants(http.StatusOK, quizPath+"/sets/nights/n_tired")
	b.submit("n_tired", "2").submit("coffee", "2.5").
		reads("It took more than half an hour to fall asleep. Almost always", "Rather not say", "I was awake by choice", "More than two")
}

func TestStalePage(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).submit().submit()
	question := quizPath + "/sets/about-you/sleeper"
	address, first := b.form("")
	_, second := b.get(question).form("")
	first.Set("sleeper", "me")
	second.Set("sleeper", "child")
	b.post(address, first).wants(http.StatusOK, quizPath+"/sets/about-you/worries")
	b.post(address, first).wants(http.StatusOK, quizPath+"/sets/about-you/worries") // the same form twice is one answer
	b.post(address, second).wants(http.StatusConflict, question).
		reads("There are two answers to this question", "Stored My own", "Just now My child’s", "Keep this one")
	b.get(question)
	if !strings.Contains(b.page, `value="me" checked`) {
		t.Error("the stale page overwrote the answer")
	}
	b.post(address, second).submitForm("Keep this one").wants(http.StatusOK, quizPath+"/sets/about-you/worries")
	if b.get(question); !strings.Contains(b.page, `value="child" checked`) {
		t.Error("the kept answer is not stored")
	}
}

func TestStaleGridShowsEveryRow(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).aboutYou("no").submit().get(quizPath + "/sets/nights").submit()
	address, first := b.form("")
	_, second := b.get(address).form("")
	first.Set("n_long", "1")
	second.Set("n_long", "2")
	second.Set("n_wake", "3")
	b.post(address, first)
	b.post(address, second).reads("It took more than half an hour to fall asleep. Never", "It took more than half an hour to fall asleep. Rarely",
		"I lay awake in the middle of the night. Sometimes", "I woke up rested. No answer")
	b.submitForm("Keep this one").wants(http.StatusOK, quizPath+"/sets/nights/n_tired")
}

func TestFinishedAttempt(t *testing.T) {
	t.Parallel()
	b := newSite(t, serving(timeless(t))).started(t).submit().submit()
	address, late := b.form("")
	late.Set("sleeper", "partner")
	b.get(quizPath + "/sets/about-you")
	b.submit() // goes on where it was
	b.submit("sleeper", "me").submit("worries", "none").submit("shifts", "no").submit("since.or", "always").submit("hours", "5").submit()
	finish, fields := b.form("")
	b.submit().wants(http.StatusOK, quizPath+"/plan")
	b.post(finish, fields).wants(http.StatusOK, quizPath+"/plan") // twice is once
	b.post(address, late).wants(http.StatusConflict, address).reads("These answers are finished already", "See your plan")
	b.get(address).wants(http.StatusOK, quizPath+"/sets/about-you") // no attempt is open
}

func TestAnswerThatIsNotAsked(t *testing.T) {
	t.Parallel()
	b := newSite(t).at(t, "shift_end")
	address, fields := b.form("")
	fields.Set("shift_end", "05:00")
	b.get(quizPath+"/sets/about-you/shifts").submit("shifts", "no")
	b.post(address, fields).wants(http.StatusOK, quizPath+"/sets/about-you/check")
	b.get(quizPath + "/sets/about-you/sleeper")
	_, fields = b.form("")
	b.post(quizPath+"/sets/about-you/nothing", fields).wants(http.StatusOK, quizPath+"/sets/about-you")
}

var linked = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)

// TestNothingOfAnAnswerInAddressesAndTitles walks and looks at every address and title on the way.
func TestNothingOfAnAnswerInAddressesAndTitles(t *testing.T) {
	t.Parallel()
	b := newSite(t).at(t, "shift_end").get(quizPath + "/sets/about-you/check").submit()
	for _, path := range append(paths(), "/", "/me", "/help") {
		b.get(path)
		for _, found := range linked.FindAllStringSubmatch(b.page, -1) {
			address := found[1]
			if strings.ContainsAny(strings.TrimSuffix(address, "?change=1"), "=?") {
				t.Errorf("%s links to %s", path, address)
			}
			if strings.Contains(address, "//") && !strings.HasPrefix(address, "https://www.wikipedia.org/") && !strings.HasPrefix(address, "https://findahelpline.com") {
				t.Errorf("%s reaches for %s", path, address)
			}
		}
		title, _, _ := strings.Cut(b.page, "</title>")
		for _, telling := range []string{"Better nights", "Wind down", "About you", "nights"} {
			if strings.Contains(title, telling) {
				t.Errorf("the tab of %s says %q", path, telling)
			}
		}
	}
}

// TestQuestionPageIsSmall holds that a page and all it needs fit into 15 KB on the wire.
func TestQuestionPageIsSmall(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).aboutYou("no").submit().get(quizPath + "/sets/nights").submit()
	total := packed(t, []byte(b.page))
	for _, found := range linked.FindAllStringSubmatch(b.page, -1) {
		if strings.HasPrefix(found[1], "/static/") {
			total += packed(t, b.send(httptest.NewRequest(http.MethodGet, found[1], nil)).Body.Bytes())
		}
	}
	if total > 15<<10 {
		t.Errorf("a grid's page needs %d bytes", total)
	}
}

func packed(t *testing.T, body []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// TestTheLogKeepsQuiet holds that answers, secrets and addresses never reach the log, also not of pages that fail.
func TestTheLogKeepsQuiet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.at(t, "shift_end").submit("shift_end", "quarter-past-nine")
	b.get("/nothing?secret=xyzzy")
	b.get("/quizzes/telling-name/plan")
	b.post("/return", url.Values{"code": {"telling-code"}})
	b.post("/me", url.Values{"do": {"link"}})
	for _, telling := range []string{"quarter-past-nine", "xyzzy", "telling", "192.0.2.1", b.cookies["waymark"], "Go-http"} {
		if strings.Contains(s.log.String(), telling) {
			t.Errorf("the log says %q:\n%s", telling, s.log)
		}
	}
	for _, told := range []string{"route=/quizzes/:quiz/sets/:set/:question", "status=422", "method=POST", "request="} {
		if !strings.Contains(s.log.String(), told) {
			t.Errorf("the log does not say %q", told)
		}
	}
}
