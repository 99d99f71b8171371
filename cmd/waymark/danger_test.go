package main

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"waymark/questions/library"
	"waymark/quiz"
)

// TestJourneyDanger walks as each of the four persons in danger through a first visit, a second one weeks later in which all they say
// speaks for contact, and whatever else has an address, in both languages, two of them without scripts: nowhere is contact with the other
// person suggested to them.
func TestJourneyDanger(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	shipped := loaded(t, folder{files: library.NineSteps()}).Quiz
	oracle := newContactOracle(t, shipped)
	t.Run("all", func(t *testing.T) {
		for name, c := range map[string]struct {
			takes, store string // the sets that they can still take
			scripts      bool
		}{
			"no-contact":     {"about-you safety spiral own-days what-went-wrong fixable your-part own-life check-in", "SQLite", true},
			"afraid":         {"about-you safety spiral own-days own-life check-in", "PostgreSQL", false},
			"might-act":      {"about-you safety", "PostgreSQL", true},
			"skipped-safety": {"about-you safety spiral own-days what-went-wrong fixable your-part own-life check-in", "SQLite", false},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				clock := newClock()
				base := serveInProcess(t, clock, "--database", databases()[c.store](t))
				d := danger{page: newPage(t, browser, base, c.scripts), quiz: shipped, oracle: oracle, told: map[string]bool{}}
				person := persona(t, shipped, name)
				d.begin()
				d.takeAll(person)
				clock.advance(40)
				better := hopeful().with(safetyOf(person))
				if taken := strings.Join(d.takeEach(better), " "); taken != c.takes {
					t.Errorf("what can be taken is %q, not %q", taken, c.takes)
				}
				clock.advance(8)
				d.crawl(shipped.Languages()...)
			})
		}
	})
}

// danger is a person in danger on their way.
type danger struct {
	*page
	quiz   *quiz.Quiz
	oracle contactOracle
	told   map[string]bool // what was found already
}

// persona is what the person of the shipped tests answers, as fields of the pages.
func persona(t *testing.T, q *quiz.Quiz, name string) answers {
	t.Helper()
	a := answers{}
	i := slices.IndexFunc(q.Tests, func(one *quiz.Test) bool { return one.Name == name })
	if i < 0 {
		t.Fatalf("nobody is called %q", name)
	}
	for _, result := range q.Tests[i].Case.History.Results {
		for id, answer := range result.Answers {
			switch answer.Form {
			case quiz.Code:
				a[id] = answer.Text
			case quiz.Codes:
				a[id] = strings.Join(answer.Codes, ",")
			case quiz.Dated:
				a[id] = answer.Day.String()
			default:
				a[id] = fmt.Sprint(answer.Number)
			}
		}
	}
	all := hopeful().with(a)
	delete(all, "in_last.or") // each of them says the day
	return all
}

// safetyOf is what the person says of what is dangerous, which they say again; only that they no longer look in every day.
func safetyOf(person answers) answers {
	same := answers{}
	for id, value := range person {
		if strings.HasPrefix(id, "sf_") || id == "in_asked" {
			same[id] = strings.ReplaceAll(value, "checks_daily,", "")
		}
	}
	return same
}

// hopeful is all that speaks for contact: calm, much done, nothing against it, and the wish of both.
func hopeful() answers {
	a := calm().with(answers{
		"in_want": "back", "in_contact": "none", "in_last.or": "never", "s3_match": "fits", "s3_causes": "unknown",
		"f_cheat": "none", "f_distance": "same", "f_goals": "same", "f_stance": "maybe", "f_new": "no", "f_cycles": "0", "f_willing": "both",
		"ci_msg": "sent", "ci_msg_on": "2026-11-24", "ci_reply": "warm", "ci_first": "me", "ci_both": "both",
	})
	for items, value := range map[string]string{
		"s1a s1b s1c s1e s2a s2b s2d s3d s4d s6c s6e s7d s8c s8e s9c":                                                                 "1",
		"s1d s1f s2c s2e s2f s2g s3a s3b s3c s3e s4a s4b s4c s4e s4f s6a s6b s6d s6f s7a s7b s7c s7e s8a s8b s8d s9a s9b s9d s9e s9f": "5",
	} {
		for id := range strings.FieldsSeq(items) {
			a[id] = value
		}
	}
	return a
}

// takeAll answers what the plan leads to until it leads to no questions, and looks at every page on the way.
func (d danger) takeAll(a answers) {
	d.t.Helper()
	d.open(planPath)
	for range 150 {
		d.look(d.path(), d.source())
		if d.path() == planPath && !d.has("section.next a.button[href*='/sets/']") {
			d.readSteps()
			return
		}
		d.onward(a)
	}
	d.t.Fatal("the plan leads on and on")
}

// readSteps opens every step.
func (d danger) readSteps() {
	d.t.Helper()
	for _, step := range d.quiz.Steps {
		d.open(site + "/steps/" + step.ID)
		d.look(d.path(), d.source())
	}
}

// stillTheSame goes on from the answers of before to those that are to be given again.
const stillTheSame = `main .answers ~ p > a.button`

// takeEach answers every set that lets itself be answered, looking at every page on the way, and returns which.
func (d danger) takeEach(a answers) (taken []string) {
	d.t.Helper()
	for _, set := range d.quiz.Sets {
		d.open(site + "/sets/" + set.ID)
		for d.has(`main form[action^="` + site + `/sets/` + set.ID + `"], ` + stillTheSame) {
			if !slices.Contains(taken, set.ID) {
				taken = append(taken, set.ID)
			}
			if d.has(stillTheSame) {
				d.press(stillTheSame)
			} else {
				d.onward(a)
			}
			d.look(d.path(), d.source())
		}
	}
	return taken
}

func (d danger) has(selector string) bool {
	return get(d.page, chromedp.Evaluate[bool](fmt.Sprintf(`document.querySelector(%q) !== null`, selector)))
}

func (d danger) source() string {
	return get(d.page, chromedp.Evaluate[string](`document.documentElement.outerHTML`))
}

// linked finds where a page leads to on this site.
var linked = regexp.MustCompile(`href="(/[^"#]*)`)

// crawl opens every page that a link leads to and every address that can be guessed, and sends every form that deletes nothing, in
// each of the languages.
func (d danger) crawl(languages ...string) {
	d.t.Helper()
	for _, language := range languages {
		d.open("/")
		d.press(`form.languages [value="` + language + `"]`)
		queue, seen := append([]string{"/", planPath, "/me/answers.html", "/me/answers.json", site + "/again.ics"}, d.guesses()...), map[string]bool{}
		for len(queue) > 0 {
			address := html.UnescapeString(queue[0])
			queue = queue[1:]
			if seen[address] || strings.HasPrefix(address, "/static/") {
				continue
			}
			seen[address] = true
			text := d.fetch(address)
			d.look(address, text)
			for _, m := range linked.FindAllStringSubmatch(text, -1) {
				queue = append(queue, m[1])
			}
		}
		for _, address := range []string{planPath, site + "/history", "/", "/me"} { // with what scripts add
			d.open(address)
			d.look(address, d.source())
		}
	}
}

// guesses are the addresses of all that the quiz has, closed or not.
func (d danger) guesses() []string {
	addresses := []string{site, site + "/too-young", site + "/history"}
	for _, step := range d.quiz.Steps {
		addresses = append(addresses, site+"/steps/"+step.ID)
	}
	for _, set := range d.quiz.Sets {
		at := site + "/sets/" + set.ID
		addresses = append(addresses, at, at+"/check")
		for _, question := range set.Questions {
			addresses = append(addresses, at+"/"+question.ID, at+"/"+question.ID+"?change=1")
		}
	}
	return addresses
}

// fetch asks for an address as the browser of this person, sends the forms of steps and sets that it finds there, and returns all that came.
func (d danger) fetch(address string) string {
	d.t.Helper()
	return get(d.page, chromedp.Evaluate[string](fmt.Sprintf(`(async () => {
		const got = await (await fetch(%q)).text()
		if (!got.includes('<form method="post" action="/quizzes/')) return got
		const page = new DOMParser().parseFromString(got, "text/html")
		const sent = [...page.forms].filter(f => /\/(steps|sets)\/[^\/]+$/.test(f.getAttribute("action") || "")).map(async f =>
			(await fetch(f.getAttribute("action"), {method: "POST", body: new URLSearchParams(new FormData(f))})).text())
		return [got, ...await Promise.all(sent)].join("\n")
	})()`, address), chromedp.EvalAwaitPromise))
}

// look holds that nothing on a page suggests contact.
func (d danger) look(address, page string) {
	d.t.Helper()
	for _, said := range d.oracle.suggests(page) {
		if !d.told[said] {
			d.told[said] = true
			d.t.Errorf("%s: %s", address, said)
		}
	}
}

// contactOracle knows what suggests contact: whatever the steps about it and their questions say, and phrases that no text may have.
type contactOracle struct {
	texts   []string
	phrases *regexp.Regexp
	tags    *regexp.Regexp
}

// aboutContact are the steps that nobody in danger may work on.
func aboutContact() []string { return []string{"one-message", "light-contact", "fresh-start"} }

// suggestions are phrases that offer contact, explain how it is reached or count the days to it.
const suggestions = `(?i)\b(` +
	`(write|reply|reach out|talk|go back|say sorry|apologi[sz]e)( back)? to (your ex|him|her)\b` +
	`|(call|text|contact|message|answer|meet|ring|see) your ex\b|send (it|one|the message|a message|them)\b|wins? (him|her|them|your ex) back` +
	`|before you (write|send)|when you (write|send)|if you write\b|would be fine with silence|ready to (write|send)` +
	`|until (a message|contact|you can write)|quiet days (come first|begin|have passed|left|to go)|days (left|to go)\b` +
	`|steps? about contact (can|may|will|could|ask)|contact (can|may|could) (open|wait|resume|begin)|message can (wait|say)` +
	`|(escr[ií]bele|m[aá]ndale|env[ií]ale|ll[aá]malo|ll[aá]mala|env[ií]alo|m[aá]ndalo|cont[aá]ctal[oa])\b` +
	`|(escribir(le)?|mandar(le)?|enviar(le)?|responder(le)?|llamar|hablar(le)?|volver) (un mensaje )?(a|con) tu ex\b` +
	`|antes de (escribir|mandar|enviar)|si (le )?escribes\b|(primero van|han pasado|faltan|quedan) (\d+ )?d[ií]as (tranquilos|de calma|de silencio)` +
	`|pasos? (sobre|de) (el )?contacto (pueden?|podr[ií]an?|piden?) )`

// newContactOracle collects what the steps about contact and their questions say in each language and nothing else of the quiz says.
func newContactOracle(t *testing.T, shipped *quiz.Quiz) contactOracle {
	t.Helper()
	o := contactOracle{phrases: regexp.MustCompile(suggestions), tags: regexp.MustCompile(`<[^>]*>`)}
	for _, language := range shipped.Languages() {
		in, elsewhere := shipped.In(language), ""
		for _, step := range in.Steps {
			if !slices.Contains(aboutContact(), step.ID) {
				elsewhere += strings.Join(append(saidByStep(step), saidBySet(in, step.Set)...), "\n")
			}
		}
		for _, first := range in.Planning.First {
			elsewhere += "\n" + first.Because.Value
		}
		found := 0
		for _, id := range aboutContact() {
			step := in.Step(id)
			for _, text := range append(saidByStep(step), saidBySet(in, step.Set)...) {
				if !strings.Contains(elsewhere, text) {
					o.texts = append(o.texts, text)
					found++
				}
			}
		}
		if found < 80 {
			t.Fatalf("only %d texts in %s are looked for: %q", found, language, o.texts)
		}
	}
	return o
}

// suggests returns what of a page suggests contact.
func (o contactOracle) suggests(page string) []string {
	page = strings.NewReplacer("<em>", "", "</em>", "", "<strong>", "", "</strong>", "").Replace(page)
	page = strings.Join(strings.Fields(html.UnescapeString(o.tags.ReplaceAllString(page, " "))), " ")
	var found []string
	for _, text := range o.texts {
		if strings.Contains(page, text) {
			found = append(found, fmt.Sprintf("a text of a step about contact: %q", text))
		}
	}
	for _, at := range o.phrases.FindAllStringIndex(page, -1) {
		found = append(found, fmt.Sprintf("%q in …%s…", page[at[0]:at[1]], page[max(0, at[0]-60):min(len(page), at[1]+60)]))
	}
	return found
}

// saidByStep are the pieces of what a step says to those who work on it or wait for it.
func saidByStep(step *quiz.Step) []string {
	texts := []string{step.Body, step.DoneWhen, step.Closable}
	says := slices.Concat(step.Because, step.Says)
	for _, p := range step.WaitFor {
		says = append(says, p.Because...)
	}
	if step.Opens != nil {
		says = append(says, step.Opens.Because...)
	}
	for _, s := range says {
		texts = append(texts, s.Say.Value)
	}
	for _, task := range step.Tasks {
		texts = append(texts, task.Do)
	}
	return pieces(texts...)
}

// saidBySet are the pieces of what a set asks and of what its scores mean.
func saidBySet(q *quiz.Quiz, id string) []string {
	set := q.Set(id)
	texts := []string{set.Intro}
	for _, question := range set.Questions {
		for _, one := range append(question.Rows, question) {
			texts = append(texts, one.Ask, one.Lead, one.Help, one.Why)
		}
	}
	for _, scale := range q.Scales {
		if set.Question(scale.Items[0]) == nil {
			continue
		}
		texts = append(texts, scale.Title)
		for _, band := range scale.Bands {
			texts = append(texts, band.Means)
		}
	}
	return pieces(texts...)
}

// pieces cuts texts where a rule, a mark or a line ends what stands on a page in one piece; what is too short to be known again is left out.
func pieces(texts ...string) []string {
	var found []string
	for _, text := range texts {
		for _, piece := range regexp.MustCompile(`\{[^}]*\}|\n|\*+|^> `).Split(text, -1) {
			if piece = strings.TrimSpace(strings.TrimPrefix(piece, "> ")); len(piece) >= 20 {
				found = append(found, piece)
			}
		}
	}
	return found
}
