package web_test

import (
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"waymark/quiz"
)

const (
	shippedFolder = "../questions/library/nine-steps"
	shippedPath   = "/quizzes/nine-steps"
)

var inputTag = regexp.MustCompile(`<input type="(?:radio|checkbox)" id="[^"]*" name="([^".]+)" value="([^"]*)"`)

// fill answers the question that the browser is on: as chosen, else the last option that is not to skip, else a date or a number.
func (b *browser) fill(chosen map[string]string) *browser {
	b.t.Helper()
	question := path.Base(strings.TrimSuffix(b.address, "?change=1"))
	last := map[string]string{}
	for _, found := range inputTag.FindAllStringSubmatch(b.page, -1) {
		if found[2] != quiz.SkipValue {
			last[found[1]] = found[2]
		}
	}
	var pairs []string
	for name, value := range last {
		if want, ok := chosen[name]; ok {
			value = want
		}
		pairs = append(pairs, name, value)
	}
	switch {
	case strings.Contains(b.page, `name="`+question+`.day"`):
		pairs = append(pairs, question+".day", "1", question+".month", "9", question+".year", "2026")
	case len(pairs) == 0:
		pairs = append(pairs, question, "1")
	}
	return b.submit(pairs...)
}

// take answers a whole set that is open, up to the plan.
func (b *browser) take(set string, chosen map[string]string) *browser {
	b.t.Helper()
	if b.get(shippedPath + "/sets/" + set); b.address != shippedPath+"/sets/"+set {
		return b // closed: this is the page of its step
	}
	b.submit()
	for range 40 {
		if !strings.HasPrefix(b.address, shippedPath+"/sets/"+set+"/") {
			return b
		}
		at := b.address
		if strings.HasSuffix(at, "/check") {
			b.submit()
		} else {
			if b.walk != nil {
				b.walk(at)
			}
			b.fill(chosen)
		}
		if b.status != http.StatusOK || b.address == at {
			b.t.Fatalf("%s does not go on:\n%s", at, b.text())
		}
	}
	b.t.Fatalf("%s does not end", set)
	return b
}

func shipped(t testing.TB) *site {
	t.Helper()
	return newSite(t, serving(os.DirFS(shippedFolder)))
}

func (s *site) agreed(t testing.TB) *browser {
	t.Helper()
	return s.browser(t).get(shippedPath).submit("age", "yes", "agree", "yes")
}

func safe() map[string]string {
	return map[string]string{
		"sf_selfharm": "no", "sf_fear": "no", "sf_harm": "none", "sf_order": "no", "sf_own": "none", "sf_private": "no",
		"in_asked": "no", "in_who": "ex", "in_contact": "none", "in_pronoun": "she", "in_ties": "none", "in_reason": "space",
	}
}

// TestShippedQuizRendersEverywhere takes every set that the plan allows and opens every page.
func TestShippedQuizRendersEverywhere(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	v, err := s.service.Quiz("nine-steps")
	if err != nil {
		t.Fatal(err)
	}
	b := s.agreed(t).wants(http.StatusOK, shippedPath+"/sets/about-you")
	calm := safe()
	for _, low := range []string{"s1a", "s1b", "s1c", "s1e", "s2a", "s2b", "s2d", "s3d", "s4d"} {
		calm[low] = "1"
	}
	for _, set := range v.Quiz.Sets {
		b.take(set.ID, calm)
	}
	for _, step := range v.Quiz.Steps {
		if b.get(shippedPath + "/steps/" + step.ID); b.status != http.StatusOK {
			t.Errorf("%s is %d", b.address, b.status)
		}
	}
	b.get(shippedPath + "/plan")
	b.get(shippedPath+"/steps/spiral").reads("Step 1 · Done", "Your mind mostly lets you get on with your days").lacks("Done when:", "I have begun")
	if !strings.Contains(b.page, `<summary>Read about this step</summary>`) {
		t.Error("what a done step says is not folded")
	}
	b.get(shippedPath+"/history").reads("Step out of the spiral", "Get your own days back", "Look at what went wrong", "What has happened since")
}

// TestShippedGuards holds for each dangerous answer that closed steps show nothing of themselves.
func TestShippedGuards(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	v, err := s.service.Quiz("nine-steps")
	if err != nil {
		t.Fatal(err)
	}
	for question, value := range map[string]string{
		"sf_selfharm": "thoughts", "sf_fear": "yes", "sf_harm": "hit", "sf_order": "limits_me", "sf_own": "tracked", "in_asked": "for_good",
	} {
		t.Run(question, func(t *testing.T) {
			t.Parallel()
			chosen := safe()
			chosen[question] = value
			b := s.agreed(t)
			b.take("about-you", chosen).take("safety", chosen).wants(http.StatusOK, shippedPath+"/plan")
			said := b.closedReasons()
			for reason, times := range said {
				if times > 1 {
					t.Errorf("said %d times: %s", times, reason)
				}
			}
			if len(said) < 2 {
				t.Errorf("no reason is said for several steps: %v", said)
			}
			closed := 0
			for _, step := range v.Quiz.Steps {
				b.get(shippedPath + "/steps/" + step.ID)
				if strings.Contains(b.page, "· Open") {
					continue
				}
				closed++
				b.lacks(`href="`+shippedPath+`/sets/`+step.Set+`"`, `class="tasks"`, "I have begun")
				for _, task := range step.Tasks {
					b.lacks(strings.Split(task.Do, "{")[0])
				}
			}
			if closed < 3 {
				t.Errorf("only %d steps are closed", closed)
			}
		})
	}
}

var closedStep = regexp.MustCompile(`(?s)<li class="step closed">.*?<p>(.*?)</p>`)

// closedReasons counts how often the plan says each reason for closing a step.
func (b *browser) closedReasons() map[string]int {
	reasons := map[string]int{}
	for _, found := range closedStep.FindAllStringSubmatch(b.page, -1) {
		if strings.HasPrefix(found[1], "For the same reason as step ") {
			reasons["the same"] = 1
			continue
		}
		reasons[found[1]]++
	}
	return reasons
}

func TestShippedPause(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	v, err := s.service.Quiz("nine-steps")
	if err != nil {
		t.Fatal(err)
	}
	chosen := safe()
	chosen["sf_selfharm"] = "might_act"
	b := s.agreed(t).take("about-you", chosen).take("safety", chosen).wants(http.StatusOK, shippedPath+"/plan")
	b.reads("Talk to a person now", "112").lacks("Your plan", "spiral")
	at := strings.Index(b.page, "/sets/safety")
	if at < 0 || strings.Contains(b.page, "/sets/about-you") {
		t.Errorf("the way back is not the set that asks about it:\n%s", b.page)
	}
	for _, step := range v.Quiz.Steps {
		b.get(shippedPath+"/steps/"+step.ID).reads("Talk to a person now").lacks(step.Title, string(quiz.Closed))
	}
}

// TestHelpIsAtHandOnEveryPage for a person who told us about thoughts of self-harm; nobody else's pages speak of it.
func TestHelpIsAtHandOnEveryPage(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	const help = "Talk to a person now"
	for value, everywhere := range map[string]bool{"thoughts": true, "no": false} {
		chosen := safe()
		chosen["sf_selfharm"] = value
		b := s.agreed(t)
		b.take("about-you", chosen).take("safety", chosen).take("spiral", chosen)
		b.get(shippedPath + "/sets/own-days").submit()
		pages := []string{b.address}
		for _, path := range []string{"/plan", "/history", "/sets/own-days", "/sets/own-days/check", "/steps/spiral", "/steps/one-message"} {
			pages = append(pages, shippedPath+path)
		}
		for _, page := range pages {
			if b.get(page); b.status != http.StatusOK || strings.Contains(b.page, help) != everywhere {
				t.Errorf("%s with the answer %s: %d, help at hand: %v", page, value, b.status, !everywhere)
			}
		}
	}
}
