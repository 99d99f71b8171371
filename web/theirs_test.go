package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// exported is what these tests look at in the export.
type exported struct {
	ID      string
	Results []struct {
		Set     string
		Answers map[string]any
	}
	Events []struct{ Step, Kind, Task string }
	Stored struct {
		Person  string
		Agreed  struct{ Version string }
		Results []struct {
			Scores        map[string]any
			StandIn       []string `json:"stand_in"`
			Next, Because string
		}
		Attempts []struct {
			Set, State string
			Answers    map[string]any
		}
	}
}

// exportedData reads the export for programs.
func (b *browser) exportedData() (line exported) {
	b.t.Helper()
	b.get("/me/answers.json")
	if got := b.header.Get("Content-Disposition"); got != `attachment; filename="answers.json"` {
		b.t.Error(got)
	}
	checkHeaders(b.t, b.header, false)
	if err := json.Unmarshal([]byte(b.page), &line); err != nil {
		b.t.Fatal(err)
	}
	return line
}

func TestExportData(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().nights()
	b.submitForm(`value="t1"`)
	b.get(quizPath + "/sets/about-you").submit()
	line := b.exportedData()
	if len(line.Results) != 2 || line.Results[0].Answers["since"] != "2026-09-03~" || line.Results[1].Answers["coffee"] != "decaf" ||
		len(line.Events) != 1 || line.Events[0].Task != "t1" || line.Stored.Results[1].Scores["restless"] == nil ||
		line.Stored.Results[1].Next == "" || len(line.Stored.Attempts) != 3 || line.Stored.Attempts[2].State != "open" ||
		line.Stored.Agreed.Version == "" || line.Stored.Person == "" {
		t.Errorf("%s", b.page)
	}
	s.browser(t).get("/me/answers.json").wants(http.StatusOK, "/me")
}

func TestExportToRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().nights()
	b.submitForm(`value="t1"`)
	b.get(quizPath + "/sets/about-you").submit()
	b.get("/me/answers.html")
	if got := b.header.Get("Content-Disposition"); got != `attachment; filename="answers.html"` {
		t.Error(got)
	}
	checkHeaders(t, b.header, false)
	b.reads("Everything that was stored on 23 November 2026.", "Your plan", "Next: Wind down", "About 3 September 2026",
		"Ticked:", "What you began and have not finished", "You agreed on 23 November 2026", "They are not a diagnosis.")
	if found := regexp.MustCompile(`(?i)<(script|img|link|iframe|a)\b|url\(|@import|https?:`).FindAllString(b.page, -1); found != nil {
		t.Errorf("the file asks for something from elsewhere: %q", found)
	}
	s.browser(t).get("/me/answers.html").wants(http.StatusOK, "/me")
	b.get(quizPath+"/sets/about-you/worries").submit("worries", "dark")
	b.get("/me/answers.html").reads("Talk to a person now").lacks("of 100", "Next: Wind down")
	if line := b.exportedData(); len(line.Stored.Results) != 3 || line.Stored.Results[1].Scores["restless"] == nil {
		t.Errorf("a pause takes something out of the export: %s", b.page)
	}
}

func TestDeleteOneResult(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().nights()
	b.get(quizPath + "/plan").reads("Restless nights")
	id := regexp.MustCompile(`name="result" value="([^"]*)"`)
	b.get("/me/results").wants(http.StatusOK, "/me/results")
	nights := id.FindStringSubmatch(b.page)[1]
	s.started(t).post("/me", url.Values{"do": {"delete-result"}, "result": {nights}}) // another person deletes nothing of theirs
	b.get("/me/results").submit().wants(http.StatusOK, "/me").reads("Delete these answers?", "Your plan is worked out without them", "Keep them")
	b.get("/me/results").submit().submit().wants(http.StatusOK, "/me/results").lacks(nights)
	if line := b.exportedData(); len(line.Results) != 1 || strings.Contains(b.page, nights) {
		t.Errorf("%s", b.page)
	}
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan")
	b.post("/me", url.Values{"do": {"ask-delete-result"}, "result": {nights}}).wants(http.StatusOK, "/me/results")
	b.submit().submit().reads("There are no answers of yours.")
	b.get(quizPath + "/plan").reads("First, some questions")
	s.browser(t).get("/me/results").wants(http.StatusOK, "/me")
	if strings.Contains(s.log.String(), nights) {
		t.Error("the result is named in the log")
	}
}

func TestOutcomeAlone(t *testing.T) {
	t.Parallel()
	files := changed(t, allKinds, "sets/about-you.yaml", "carry: true\nquestions:", "keep: outcome\ncarry: true\nquestions:")
	s := newSite(t, serving(files))
	take := func(details string) exported {
		b := s.browser(t).get(quizPath).reads("Keep all my answers to “About you” too (optional)")
		b.submit("age", "yes", "agree", "yes", "details", details).aboutYou("no").submit()
		b.get("/me/answers.html")
		if said := strings.Contains(b.text(), "Work; Money"); said != (details != "") {
			t.Errorf("details %q: the file says what was said: %v", details, said)
		}
		if said := strings.Contains(b.text(), "Only the outcome of this answer is kept."); said == (details != "") {
			t.Errorf("details %q: the file says that only the outcome is kept: %v", details, said)
		}
		return b.exportedData()
	}
	if kept := take("yes"); len(kept.Results[0].Answers["worries"].([]any)) != 2 || len(kept.Stored.Results[0].StandIn) != 0 {
		t.Errorf("%+v", kept)
	}
	if kept := take(""); len(kept.Results[0].Answers["worries"].([]any)) != 1 || !slices.Equal(kept.Stored.Results[0].StandIn, []string{"worries"}) {
		t.Errorf("%+v", kept)
	}
	newSite(t).browser(t).get(quizPath).lacks("Keep all my answers")

	b := s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "details", "yes").aboutYou("no").submit()
	b.get("/me").submitForm(`value="outcome"`).wants(http.StatusOK, "/me").lacks("Keep only the outcome")
	if kept := b.exportedData(); len(kept.Results[0].Answers["worries"].([]any)) != 1 || len(kept.Stored.Results[0].StandIn) != 1 {
		t.Errorf("after the yes was taken back: %s", b.page)
	}
	b.post("/me", url.Values{"do": {"outcome"}, "quiz": {"other"}}).wants(http.StatusNotFound, "/me")
}

func TestChangedTextIsAgreedToAnew(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().get(quizPath + "/plan").lacks("has changed since you agreed")
	s.clock.pass(48 * time.Hour)
	files := changed(t, allKinds, "quiz.yaml", "keep_days: ", "keep_days: 1")
	if err := s.service.Publish(t.Context(), load(t, files)); err != nil {
		t.Fatal(err)
	}
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath+"/plan").reads("The text about what is stored has changed since you agreed to it.")
	b.get(quizPath).reads("On 23 November 2026 you agreed").submit("age", "yes").wants(http.StatusUnprocessableEntity, quizPath)
	b.submit("age", "yes", "agree", "yes").get(quizPath + "/plan").lacks("has changed since you agreed")
	b.get(quizPath).lacks("The text has changed").post(quizPath, url.Values{}).wants(http.StatusOK, quizPath+"/plan")
}
