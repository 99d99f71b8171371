package main

import (
	"context"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"waymark/questions/library"
	"waymark/quiz"
)

// answers are what a person says, by field; several options are joined by a comma, a date is like 2026-10-01.
type answers map[string]string

// The site of these journeys: the shipped quiz.
const (
	site     = "/quizzes/nine-steps"
	planPath = site + "/plan"
)

// calm is a person six weeks after a breakup to whom no guard applies.
func calm() answers {
	return answers{
		"in_when": "2026-10-11", "in_who": "ex", "in_contact": "none", "in_last.or": "never", "in_asked": "no", "in_ties": "none",
		"in_reason": "space", "in_pronoun": "she", "in_want": "decide",
		"sf_selfharm": "no", "sf_fear": "no", "sf_harm": "none", "sf_order": "no", "sf_own": "none", "sf_private": "no",
		"s1a": "5", "s1b": "4", "s1c": "5", "s1d": "1", "s1e": "5", "s1f": "2",
	}
}

// with returns the answers with some of them changed.
func (a answers) with(changes answers) answers {
	changed := answers{}
	for field, value := range a {
		changed[field] = value
	}
	for field, value := range changes {
		changed[field] = value
	}
	return changed
}

// TestJourneys walks through the product in a real browser, on each database, with and without scripts. What is asked of the
// store and of scripts is the same in the journeys of guards, so each of those walks only two of the four ways.
func TestJourneys(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	shipped := loaded(t, folder{files: library.NineSteps()}).Quiz
	const with, without = "with scripts", "without scripts"
	journeys := []struct {
		name     string
		walk     func(*testing.T, journey)
		scripts  string
		database string
	}{
		{"back in a week", backInAWeek, with, "SQLite"},
		{"back in a week", backInAWeek, without, "SQLite"},
		{"back in a week", backInAWeek, with, "PostgreSQL"},
		{"back in a week", backInAWeek, without, "PostgreSQL"},
		{"in danger", inDanger, with, "SQLite"},
		{"in danger", inDanger, without, "PostgreSQL"},
		{"no contact", noContact, without, "SQLite"},
		{"no contact", noContact, with, "PostgreSQL"},
	}
	t.Run("all", func(t *testing.T) { // the browser ends after all of them
		for _, test := range journeys {
			t.Run(strings.Join([]string{test.name, test.scripts, test.database}, ", "), func(t *testing.T) {
				t.Parallel()
				j := journey{
					browser: browser, scripts: test.scripts == with, quiz: shipped,
					clock: newClock(),
				}
				j.base = serveInProcess(t, j.clock, "--database", databases()[test.database](t))
				test.walk(t, j)
			})
		}
	})
}

// journey is what a person's way through the product needs.
type journey struct {
	browser context.Context
	scripts bool
	clock   *clock
	quiz    *quiz.Quiz // the shipped one, which the pages show
	base    string
}

func (j journey) page(t *testing.T) *page { return newPage(t, j.browser, j.base, j.scripts) }

// begin goes from the front page to the first set.
func (p *page) begin() {
	p.t.Helper()
	p.open("/")
	p.press(`a[href="` + site + `"]`)
	p.choose("age", "yes")
	p.choose("agree", "yes")
	p.choose("remember", "yes") // some come back after weeks
	p.press(formButton)
}

// answerSets answers every set that comes first, until the plan says that the step is next and its questions are answered.
func (p *page) answerSets(a answers, until *quiz.Step) {
	p.t.Helper()
	for range 100 {
		if p.path() == planPath && p.next() == until.Title {
			return
		}
		p.onward(a)
	}
	p.t.Fatalf("%q does not come", until.Title)
}

// next is the title of what the plan says is next.
func (p *page) next() string {
	p.t.Helper()
	return p.text("section.next h2")
}

// formButton sends the form of a page that has one.
const formButton = "main form button"

// onward does what leads one page further.
func (p *page) onward(a answers) {
	p.t.Helper()
	at := strings.Split(strings.TrimPrefix(p.path(), site+"/"), "/")
	switch {
	case at[0] == "plan":
		p.press("section.next a.button")
	case at[0] != "sets":
		p.t.Fatalf("the way leads to %s", p.path())
	case len(at) == 2 || at[2] == "check":
		p.press(formButton)
	default:
		p.answer(a)
		p.press("form.ask button")
	}
}

// answer fills in the fields of a question's page.
func (p *page) answer(a answers) {
	p.t.Helper()
	filled := 0
	for _, field := range p.fields() {
		value, known := a[field]
		id, part, _ := strings.Cut(field, ".")
		switch {
		case part == "day" && a[id] != "":
			p.fillDate(id, a[id])
		case !known || part == "month" || part == "year":
			continue
		case get(p, chromedp.Evaluate[bool](`document.querySelector('[inputmode][name="`+field+`"]') !== null`)):
			p.fill(field, value)
		default:
			for _, option := range strings.Split(value, ",") {
				p.choose(field, option)
			}
		}
		filled++
	}
	if id := path.Base(p.path()); filled == 0 && !strings.HasSuffix(id, "_note") {
		p.t.Fatalf("no answer is known to %s with the fields %v", id, p.fields())
	}
}

func (p *page) fillDate(id, date string) {
	p.t.Helper()
	parts := strings.Split(date, "-")
	p.fill(id+".day", parts[2])
	p.fill(id+".month", parts[1])
	p.fill(id+".year", parts[0])
}

// backInAWeek goes to the plan, ticks a task, comes back a week later in another browser, and finds the next step.
func backInAWeek(t *testing.T, j journey) {
	first, second := j.quiz.Step(j.quiz.Planning.Order[0]), j.quiz.Step(j.quiz.Planning.Order[1])
	p := j.page(t)
	p.begin()
	p.answerSets(calm(), first)
	p.onward(calm()) // the questions of the step
	p.answerSets(calm(), first)
	if ticked := p.ticked(); ticked != 0 {
		t.Fatalf("%d tasks are ticked already", ticked)
	}
	p.press(`#tasks li:first-child button`)
	if ticked := p.ticked(); ticked != 1 {
		t.Errorf("%d tasks are ticked, not the one that was", ticked)
	}
	link := p.returnLink()

	j.clock.advance(8)
	p = j.page(t)
	p.open(planPath)
	if at := p.path(); at != site {
		t.Errorf("a browser that nobody knows is led to %s", at)
	}
	p.comeBack(link)
	p.open(planPath)
	p.wants("section.next", first.Title)
	if ticked := p.ticked(); ticked != 1 {
		t.Errorf("%d tasks are ticked, not the one of last week", ticked)
	}
	p.onward(calm()) // the questions of the step once more
	calmer := calm().with(answers{"s1a": "1", "s1b": "1", "s1c": "2", "s1d": "5", "s1e": "1", "s1f": "5"})
	p.answerSets(calmer, second)
	p.open(site + "/history")
	p.wants("main", first.Title)
}

// ticked is how many tasks are ticked.
func (p *page) ticked() int {
	p.t.Helper()
	return get(p, chromedp.Evaluate[int](`document.querySelectorAll('#tasks button[aria-pressed=true]').length`))
}

// returnLink makes a return link.
func (p *page) returnLink() string {
	p.t.Helper()
	p.open("/me")
	p.press(`form:has([name=do][value=link]) button`)
	link := get(p, chromedp.Value(chromedp.CSS("#f-link")))
	if !strings.HasPrefix(link, p.base+"/return#") {
		p.t.Fatalf("the return link is %q", link)
	}
	return link
}

// comeBack opens the return link. Without scripts the code has to be put in by hand.
func (p *page) comeBack(link string) {
	p.t.Helper()
	const confirm = `form:has([name=mine]) button`
	p.open(link)
	if p.scripts {
		p.do("wait", chromedp.WaitVisible(chromedp.CSS(confirm)))
	} else {
		p.fill("code", link)
		p.press("#return button")
	}
	p.press(confirm)
}

// wants holds that a part of the page says the words.
func (p *page) wants(selector, words string) {
	p.t.Helper()
	if text := p.text(selector); !strings.Contains(text, words) {
		p.t.Errorf("at %s: %q is not in %.200q", p.path(), words, text)
	}
}

// without holds that the page says none of the words.
func (p *page) without(words ...string) {
	p.t.Helper()
	text := p.text("body")
	for _, w := range words {
		if strings.Contains(text, w) {
			p.t.Errorf("at %s: %q must not be in %.200q", p.path(), w, text)
		}
	}
}

// inDanger holds that a person who might hurt themselves sees help and nothing else, whatever address they try.
func inDanger(t *testing.T, j journey) {
	p := j.page(t)
	p.begin()
	a := calm().with(answers{"sf_selfharm": "might_act"})
	guard := j.quiz.Guard("danger")
	card := j.quiz.Card(guard.Show[0])
	for range 30 {
		if strings.Contains(guard.Because[0].Say.Value, p.text("h1")) {
			break
		}
		p.onward(a)
	}
	heading := p.text("h1")
	addresses, hidden := []string{planPath}, []string{j.quiz.ScoreNote, " of 100"}
	for _, step := range j.quiz.Steps {
		hidden = append(hidden, step.Title)
		addresses = append(addresses, site+"/steps/"+step.ID, site+"/sets/"+step.Set)
	}
	set := j.quiz.Set(j.quiz.Step(j.quiz.Planning.Order[0]).Set)
	addresses = append(addresses, site+"/sets/"+set.ID+"/check", site+"/sets/"+set.ID+"/"+set.Questions[0].ID)
	for _, address := range addresses {
		p.open(address)
		p.wants("main", card.Title)
		if got := p.text("h1"); got != heading {
			t.Errorf("%s says %q, not %q", address, got, heading)
		}
		p.without(hidden...)
	}
	p.keptWithout(hidden...)
}

// keptWithout holds that the files that a person can save say none of the words.
func (p *page) keptWithout(words ...string) {
	p.t.Helper()
	for _, file := range []string{"/me/answers.html", "/me/answers.json"} {
		kept := get(p, chromedp.Evaluate[string](`fetch("`+file+`").then(r => r.text())`, chromedp.EvalAwaitPromise))
		if len(kept) < 100 {
			p.t.Errorf("%s is only %q", file, kept)
		}
		for _, w := range words {
			if strings.Contains(kept, w) {
				p.t.Errorf("%s: %q must not be in it", file, w)
			}
		}
	}
}

// noContact holds that the steps about contact show nothing of themselves to a person whose ex asked for none.
func noContact(t *testing.T, j journey) {
	first := j.quiz.Step(j.quiz.Planning.Order[0])
	p := j.page(t)
	p.begin()
	p.answerSets(calm().with(answers{"in_asked": "for_good"}), first)
	p.open(site + "/steps/" + first.ID)
	p.wants("main", sentences(first)[0]) // so that what is looked for below can be found at all
	closed := 0
	for _, step := range j.quiz.Steps {
		if step.Number != 6 && step.Number != 8 && step.Number != 9 {
			continue
		}
		closed++
		question, said := j.quiz.Set(step.Set).Questions[0], sentences(step)
		if len(said) < 2 {
			t.Fatalf("only %q is looked for", said)
		}
		for _, address := range []string{"/steps/" + step.ID, "/sets/" + step.Set, "/sets/" + step.Set + "/" + question.ID} {
			p.open(site + address)
			p.without(append(said, question.Ask)...)
		}
		p.keptWithout(append(said, question.Ask)...)
	}
	if closed != 3 {
		t.Errorf("%d steps about contact were tried", closed)
	}
}

// sentences are lines of the step's text without marks, and its tasks.
func sentences(step *quiz.Step) []string {
	var found []string
	for line := range strings.Lines(step.Body) {
		line = strings.TrimSpace(line)
		if len(line) > 20 && !strings.ContainsAny(line, "#*_[]{}`'\"-<>") {
			found = append(found, line)
		}
	}
	for _, task := range step.Tasks {
		if !strings.ContainsAny(task.Do, "*_[]{}`'\"") {
			found = append(found, task.Do)
		}
	}
	return found
}
