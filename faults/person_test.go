package faults

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// The quiz that most is tried with, see testdata/evening.
const (
	evening  = "/quizzes/evening"
	noteSet  = evening + "/sets/note"
	worrySet = evening + "/sets/worry"
	restStep = evening + "/steps/rest"
	quizID   = "evening"
	worryID  = "worry"
	safetyID = "safety" // of the shipped quiz; of it, too, only the outcome is kept
	hidden   = "most"   // the answer of which only the outcome is kept, unless a person says yes to more
)

// secondQuiz is the quiz that people agree to later.
type secondQuiz struct {
	folder, id, quiz string
	sets             []string
}

// theOther is the shipped quiz when everything is tried, and else a small one: a program that serves it is ready sooner.
func theOther() secondQuiz {
	q := secondQuiz{folder: root + "/questions/testdata/small", id: "small", sets: []string{"mood"}}
	if whole() {
		q = secondQuiz{folder: root + "/questions/library/nine-steps", id: "nine-steps", sets: []string{"about-you", safetyID}}
	}
	q.quiz = "/quizzes/" + q.id
	for i, set := range q.sets {
		q.sets[i] = q.quiz + "/sets/" + set
	}
	return q
}

// people numbers everybody, so that nobody writes what another one writes and each comes from a network of their own.
var people atomic.Int64

// person is somebody with a browser, and the account of what was acknowledged to them. What was sent and not acknowledged may have happened
// or not.
type person struct {
	site  *site
	name  string
	doing string // what they are about, for messages
	b     *browser
	dice  *rand.Rand

	other   *browser            // a second device that they came in with
	dead    []*browser          // browsers as they were before they were signed out
	ways    []string            // links and words that a page showed
	maybe   []string            // of these, which may open nothing any more
	ended   []string            // and which open nothing any more
	next    map[string]string   // by set, the page to go on with
	sits    map[string]*sitting // by id
	begun   int                 // sittings that were begun, perhaps
	written int                 // how many answers in words were given

	events, maybeEvents int // that were acknowledged; that were sent and not

	agreed      map[string]bool // by quiz
	details     bool            // they said yes to keep more than the outcome
	withdrawn   outcome         // of that yes
	everywhere  outcome
	private     outcome
	left        bool // what was stored before the private visit may not be deleted yet, and they were told so
	gone        outcome
	settling    bool // what they do is not a try of the fault
	onlyFollows bool // a change counts as acknowledged only when the page behind it says so, since another window is at work
}

// outcome is how far an act is known to have happened.
type outcome int

const (
	not   outcome = iota
	maybe         // it was sent, and no answer came
	done
)

// sitting is an attempt as its pages told of it.
type sitting struct {
	set      string
	finished outcome
	deleted  outcome
	answers  map[string]*said
}

// said is what was answered to a question: what was acknowledged last, and what was sent since.
type said struct {
	sure  string // "" when nothing was
	since []string
}

func (s *said) allows(value string) bool { return value == s.sure || slices.Contains(s.since, value) }

func newPerson(s *site) *person {
	n := people.Add(1)
	from := fmt.Sprintf("%d.%d.%d.7", 11+n/60_000%80, n/250%240, n%250)
	return &person{
		site: s, name: fmt.Sprint("p", n), b: newBrowser(s, from), dice: rand.New(rand.NewPCG(uint64(n), 1)),
		next: map[string]string{}, sits: map[string]*sitting{}, agreed: map[string]bool{},
	}
}

// String names the person and what they are about.
func (p *person) String() string {
	if p.doing == "" {
		return p.name
	}
	return p.name + " (" + p.doing + ")"
}

// state says what became of the acts that change everything, for messages.
func (p *person) state() string {
	return fmt.Sprintf("%s; withdrawn: %d, signed out everywhere: %d, private: %d, gone: %d", p, p.withdrawn, p.everywhere, p.private, p.gone)
}

// act is one form about to be sent, and what follows from its answer.
type act struct {
	name string
	form form
	sent func()        // notes what may have happened from now on
	took func(r reply) // notes what an acknowledgement says
	is   func(r reply) bool
}

// do sends the act and notes what came of it. It reports whether it was acknowledged.
func (p *person) do(a act) bool {
	a.sent()
	return p.answered(a, p.b.post(a.form))
}

func (p *person) answered(a act, r reply) bool {
	acknowledged := r.err == nil && a.is(r)
	if acknowledged {
		a.took(r)
	}
	if !p.settling {
		p.site.tally.act(acknowledged)
	}
	return acknowledged
}

// join begins the first quiz; without an acknowledgement the person is nobody yet.
func (p *person) join() bool {
	r, at := p.b.get(evening)
	f, ok := r.form(func(f form) bool { return f.action == evening })
	if !ok || at != evening {
		return false
	}
	f.fields.Set("agree", "yes")
	f.fields.Set("details", "yes")
	return p.do(act{
		name: "join", form: f, sent: func() {},
		is:   func(r reply) bool { return r.leadsTo(evening + "/") },
		took: func(reply) { p.agreed[quizID], p.details = true, true },
	})
}

// mustJoin joins while nothing is wrong.
func (p *person) mustJoin() *person {
	p.site.tally.t.Helper()
	if !p.join() {
		p.site.tally.t.Fatalf("%s can't join", p.name)
	}
	return p
}

// goOn prepares what comes next in a set: to begin, to answer or to finish. ok is false when the set asks nothing now.
func (p *person) goOn(set string) (a act, ok bool) {
	where := p.next[set]
	if where == "" {
		where = set
	}
	r, at := p.b.get(where)
	if !r.ok() {
		return act{}, false
	}
	f, ok := r.form(func(f form) bool { return strings.HasPrefix(f.action, set) && !f.fields.Has("now") })
	switch {
	case !ok:
		delete(p.next, set)
		return act{}, false
	case f.action == set:
		return p.begin(set, f), true
	case strings.HasSuffix(f.action, "/check"):
		return p.finish(set, f), true
	case strings.HasPrefix(at, set+"/"):
		return p.answer(set, f), true
	default:
		delete(p.next, set)
		return act{}, false
	}
}

func (p *person) begin(set string, f form) act {
	return act{
		name: "begin", form: f, sent: func() { p.begun++ },
		is:   func(r reply) bool { return r.leadsTo(set + "/") },
		took: func(r reply) { p.next[set] = r.location },
	}
}

// sitting returns the account of the sitting that a form is of.
func (p *person) sitting(set string, f form) *sitting {
	id := f.fields.Get("_attempt")
	s := p.sits[id]
	if s == nil {
		s = &sitting{set: set[strings.LastIndex(set, "/")+1:], answers: map[string]*said{}}
		p.sits[id] = s
		p.begun = max(0, p.begun-1)
	}
	return s
}

func (p *person) answer(set string, f form) act {
	s, given := p.sitting(set, f), p.fill(&f)
	return act{
		name: "answer", form: f,
		sent: func() {
			for question, value := range given {
				if s.answers[question] == nil {
					s.answers[question] = &said{}
				}
				s.answers[question].since = append(s.answers[question].since, value)
			}
		},
		is: func(r reply) bool { return r.leadsTo(set+"/") || r.leadsTo(set[:strings.Index(set, "/sets/")]+"/plan") },
		took: func(r reply) {
			for question, value := range given {
				s.answers[question] = &said{sure: value}
			}
			if p.next[set] = r.location; strings.HasSuffix(r.location, "/plan") {
				s.finished, p.next[set] = done, "" // a guard acted at once
			}
		},
	}
}

// fill answers every field of a form, by chance, and returns what can be looked for later.
func (p *person) fill(f *form) map[string]string {
	given := map[string]string{}
	days := map[string]bool{}
	for _, name := range f.typed {
		if question, _, dated := strings.Cut(name, "."); dated {
			days[question] = true
			continue
		}
		p.written++
		given[name] = fmt.Sprintf("%s wrote this as number %d", p.name, p.written)
		f.fields.Set(name, given[name])
	}
	for question := range days {
		day := time.Now().AddDate(0, 0, -10)
		f.fields.Set(question+".day", fmt.Sprint(day.Day()))
		f.fields.Set(question+".month", fmt.Sprint(int(day.Month())))
		f.fields.Set(question+".year", fmt.Sprint(day.Year()))
	}
	for name, values := range f.ticks {
		if !strings.Contains(name, ".") {
			given[name] = values[p.dice.IntN(len(values))]
			if slices.Contains(values, hidden) {
				given[name] = hidden
			}
			f.fields.Set(name, given[name])
		}
	}
	return given
}

func (p *person) finish(set string, f form) act {
	s := p.sitting(set, f)
	return act{
		name: "finish", form: f,
		sent: func() { s.finished = max(s.finished, maybe) },
		is: func(r reply) bool {
			return r.err == nil && r.status == 303 && r.location != set && strings.Count(r.location, "/") > 2 // not the start page
		},
		took: func(reply) { s.finished = done },
	}
}

// tick prepares to tick a task, or to take a tick away.
func (p *person) tick() (a act, ok bool) {
	r, _ := p.b.get(restStep)
	f, ok := r.form(func(f form) bool { return f.action == restStep && f.fields.Get("task") != "" })
	return act{
		name: "tick", form: f, sent: func() { p.maybeEvents++ },
		is:   func(r reply) bool { return r.leadsTo(restStep) },
		took: func(reply) { p.maybeEvents--; p.events++ },
	}, ok
}

// agree prepares to agree to a second quiz; only while the page knows the person, else it would make another person of them.
func (p *person) agree() (a act, ok bool) {
	other := theOther()
	r, _ := p.b.get(other.quiz)
	f, ok := r.form(func(f form) bool { return f.action == other.quiz })
	if ok {
		f.fields.Set("age", "yes")
		f.fields.Set("agree", "yes")
		_, asks := f.ticks["remember"]
		ok = !asks
	}
	return act{
		name: "agree", form: f, sent: func() {},
		is: func(r reply) bool {
			if r.newKey { // another window signed them out: now they are somebody else, and come back by a way back
				p.b = newBrowser(p.site, p.b.from)
				return false
			}
			return r.leadsTo(other.quiz+"/") && p.confirmed()
		},
		took: func(reply) { p.agreed[other.id] = true },
	}, ok
}

// confirmed reports whether a redirect counts as an acknowledgement: with one window it does; with two, the page behind it has to know
// the person.
func (p *person) confirmed() bool {
	if !p.onlyFollows {
		return true
	}
	r, _ := p.b.get("/me")
	return isKnown(r)
}

// isKnown reports whether the page "Your data" is that of somebody.
func isKnown(r reply) bool {
	_, keeps := r.does("do", "link")
	return keeps || isPrivate(r)
}

// isPrivate reports whether the page "Your data" is that of a private visit.
func isPrivate(r reply) bool {
	_, ends := r.does("do", "delete")
	return ends
}
