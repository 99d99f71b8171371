package scoring

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"waymark/quiz"
)

// Simulation is what became of many people made by chance.
type Simulation struct {
	People int                           `json:"people"`
	Made   Made                          `json:"made"`
	Next   map[string]int                `json:"next"`   // people by what is next for them
	States map[string]map[quiz.State]int `json:"states"` // people by step and its state
	Fired  map[string]int                `json:"fired"`  // people by guard that fires
	Bands  map[string]map[string]int     `json:"bands"`  // people by scale and band; "" is not scored
	Asked  map[string]Asking             `json:"asked"`  // by set
	// Promises are what became of each promise, in the order of the quiz.
	Promises []PromiseResult `json:"-"`
}

// Made is how people were made.
type Made struct {
	Near    int `json:"near"`    // by changing one to three things of somebody who meets a decision
	Walking int `json:"walking"` // by doing what the plan recommends, visit after visit; each visit counts
	Chance  int `json:"chance"`  // by answering by chance
}

// Asking is how many questions a set asked of those who took it.
type Asking struct {
	Sittings int `json:"sittings"`
	Asked    int `json:"asked"` // of all sittings together
	Most     int `json:"most"`  // of one
}

// PromiseResult is what was found out about a promise: Proved, nobody breaks it; Witness, somebody does; NotDecided, nobody did.
type PromiseResult struct {
	Promise *quiz.Promise
	Verdict Verdict
	People  int   // who broke it; none when only the proof found somebody
	Sheet   Sheet // of a Witness, with no more in it than it takes
}

// SimulationOptions say who is made.
type SimulationOptions struct {
	People int
	Seed   uint64
	Near   bool      // only people near decisions
	At     time.Time // the clock
	// Progress is told how many people are done, from one goroutine at a time.
	Progress func(done int)
}

// block is how many people are made together. Each block has a seed of its own, so that the people do not depend on who makes them.
const block = 1000

// Simulate makes people, counts what becomes of them, and tries to prove the promises. The same options give the same, however many
// processors there are.
func (s *Scorer) Simulate(o SimulationOptions) Simulation {
	blocks := (o.People + block - 1) / block
	var next, done int
	var lock sync.Mutex
	take := func(people int) int {
		lock.Lock()
		defer lock.Unlock()
		if people > 0 {
			done += people
			o.Progress(done)
		}
		next++
		return next - 1
	}
	deciders := s.deciders(o)
	simulators := make([]*simulator, runtime.GOMAXPROCS(0))
	var workers sync.WaitGroup
	for i := range simulators {
		simulators[i] = newSimulator(s, o, deciders)
		workers.Go(func() {
			people := 0
			for b := take(0); b < blocks; b = take(people) {
				people = min(block, o.People-b*block)
				simulators[i].block(b, people)
			}
		})
	}
	workers.Wait()
	return s.report(o, simulators)
}

// report adds up what the simulators counted.
func (s *Scorer) report(o SimulationOptions, simulators []*simulator) Simulation {
	all := simulators[0]
	for _, other := range simulators[1:] {
		all.add(other)
	}
	r := all.simulation()
	for i, found := range s.Prove(o.At, EnoughProof()) {
		result := PromiseResult{Promise: found.Promise, Verdict: found.Verdict, Sheet: found.Sheet}
		if b := all.broken[i]; b.people > 0 {
			search := newSearch(s, o.At, o.Seed)
			result.Verdict, result.People = Witness, b.people
			result.Sheet = search.shrinkBy(b.figure.sheet(s), func(sheet Sheet) bool { return search.breaks(sheet, found.Promise) })
		}
		r.Promises = append(r.Promises, result)
	}
	return r
}

// breaks reports whether a person breaks the promise, by answers that the pages accept.
func (r *search) breaks(sheet Sheet, promise *quiz.Promise) bool {
	return slices.Contains(r.s.Broken(sheet.Case.History, sheet.Case.At), promise) && r.accepted(sheet, &goal{})
}

// simulator makes people and counts what becomes of them, for one processor.
type simulator struct {
	s     *Scorer
	o     SimulationOptions
	maker *maker

	deciders []*decider
	walker   *walker
	still    *meeting // in which those are read who do not walk
	own      *figure

	m   *meeting // of the person who was made last
	who *figure

	people int
	made   Made
	next   map[string]int
	fired  []int   // by guard
	states [][]int // by step and number of the state
	bands  [][]int // by the place among derives, and code; 0 is none
	asked  []Asking
	broken []breaking // by promise

	breaking []breaking // by promise: those of the block
}

// breaking is who broke a promise.
type breaking struct {
	people int
	first  int // the number of the person who is kept
	figure *figure
}

func newSimulator(s *Scorer, o SimulationOptions, deciders []*decider) *simulator {
	m := &simulator{
		s: s, o: o, deciders: deciders, still: newMeeting(s), maker: newMaker(s), own: newFigure(s),
		next: map[string]int{}, fired: make([]int, len(s.guards)), states: make([][]int, len(s.steps)), bands: make([][]int, len(s.derives)),
		asked: make([]Asking, len(s.quiz.Sets)), broken: make([]breaking, len(s.promises)), breaking: make([]breaking, len(s.promises)),
	}
	m.walker = newWalker(s, m.maker, deciders)
	for i := range m.states {
		m.states[i] = make([]int, len(allStates()))
	}
	for i, d := range s.derives {
		if d.bandSlot != none {
			m.bands[i] = make([]int, len(s.texts)+1)
		}
	}
	return m
}

func allStates() []quiz.State {
	return []quiz.State{quiz.Open, quiz.Waiting, quiz.Closed, quiz.Done}
}

// block makes the people of a block and counts them.
func (m *simulator) block(number, people int) {
	m.start(number)
	for i := range people {
		m.person(i)
		m.count(number*block + i)
	}
	for i, b := range m.breaking {
		m.broken[i].add(b)
	}
	clear(m.breaking)
}

// start begins a block.
func (m *simulator) start(number int) {
	m.maker.dice = dice{source: rand.NewPCG(m.o.Seed, uint64(number))}
	m.walker.visits = 0
}

// person makes a person of the block and decides what becomes of them: of ten, four near decisions, three who walk along the plan and three
// who answer by chance.
func (m *simulator) person(number int) {
	const near, walks = 4, 7
	kind := number % 10
	switch {
	case len(m.deciders) == 0 || !m.o.Near && kind >= walks:
		m.made.Chance++
		m.maker.make(m.own, m.o.At.Unix())
	case m.o.Near || kind < near:
		m.made.Near++
		m.maker.near(m.own, m.deciders)
	default:
		m.made.Walking++
		m.walker.visit(m.o.At.Unix())
		m.m, m.who = m.walker.meeting, m.walker.p
		return
	}
	m.m, m.who = m.still, m.own
	m.m.read(m.who)
	m.m.e.decide()
}

// count notes what becomes of the person who was made.
func (m *simulator) count(number int) {
	d := &m.m.e.decision
	m.people++
	m.next[m.m.e.nextID()]++
	for _, g := range d.fired {
		m.fired[g.number]++
	}
	for i := range m.states {
		m.states[i][stateNumber(d.stateOf(i))]++
	}
	for i, counts := range m.bands {
		if counts == nil {
			continue
		}
		if code := m.m.e.frame[m.s.derives[i].bandSlot]; code == code {
			counts[int(code)+1]++
		} else {
			counts[0]++
		}
	}
	m.sittings()
	for _, p := range m.m.e.brokenBy() {
		m.broke(p, number)
	}
}

// stateNumber is the number of a state among allStates.
func stateNumber(state quiz.State) int {
	switch state {
	case quiz.Open:
		return 0
	case quiz.Waiting:
		return 1
	case quiz.Closed:
		return 2
	default:
		return 3
	}
}

// sittings counts what the sets asked in the latest sittings of the person.
func (m *simulator) sittings() {
	for i := range m.asked {
		if sat := &m.who.sets[i]; sat.times > 0 {
			asked := m.maker.sifter.asks(m.who.replies, i, sat.latest)
			a := &m.asked[i]
			a.Sittings, a.Asked, a.Most = a.Sittings+1, a.Asked+asked, max(a.Most, asked)
		}
	}
}

// broke counts a promise that the person breaks, and keeps the first of the block whose answers the pages accept.
func (m *simulator) broke(promise *quiz.Promise, number int) {
	b := &m.breaking[slices.Index(m.s.quiz.Promises, promise)]
	if b.figure == nil {
		search := newSearch(m.s, m.o.At, m.o.Seed)
		if !search.breaks(m.who.sheet(m.s), promise) {
			return
		}
		b.first, b.figure = number, newFigure(m.s)
		b.figure.copy(m.who)
	}
	b.people++
}

// add adds who broke the promise to those known before.
func (b *breaking) add(o breaking) {
	people := b.people + o.people
	if b.figure == nil || o.figure != nil && o.first < b.first {
		*b = o
	}
	b.people = people
}

// add adds the people of another.
func (m *simulator) add(o *simulator) {
	m.people += o.people
	m.made = Made{m.made.Near + o.made.Near, m.made.Walking + o.made.Walking, m.made.Chance + o.made.Chance}
	for id, n := range o.next {
		m.next[id] += n
	}
	for i, n := range o.fired {
		m.fired[i] += n
	}
	for i := range m.states {
		sum(m.states[i], o.states[i])
	}
	for i := range m.bands {
		sum(m.bands[i], o.bands[i])
	}
	for i, a := range o.asked {
		was := m.asked[i]
		m.asked[i] = Asking{Sittings: was.Sittings + a.Sittings, Asked: was.Asked + a.Asked, Most: max(was.Most, a.Most)}
	}
	for i, b := range o.broken {
		m.broken[i].add(b)
	}
}

func sum(to, from []int) {
	for i, n := range from {
		to[i] += n
	}
}

// simulation names what was counted.
func (m *simulator) simulation() Simulation {
	r := Simulation{
		People: m.people, Made: m.made, Next: m.next, States: map[string]map[quiz.State]int{}, Fired: map[string]int{},
		Bands: map[string]map[string]int{}, Asked: map[string]Asking{},
	}
	for i, g := range m.s.guards {
		r.Fired[g.guard.ID] = m.fired[i]
	}
	for i, step := range m.s.quiz.Steps {
		r.States[step.ID] = map[quiz.State]int{}
		for k, state := range allStates() {
			r.States[step.ID][state] = m.states[i][k]
		}
	}
	for i, counts := range m.bands {
		for code, n := range counts {
			if n == 0 {
				continue
			}
			id, band := m.s.derives[i].key, ""
			if code > 0 {
				band = m.s.texts[code-1]
			}
			if r.Bands[id] == nil {
				r.Bands[id] = map[string]int{}
			}
			r.Bands[id][band] = n
		}
	}
	for i, set := range m.s.quiz.Sets {
		if m.asked[i].Sittings > 0 {
			r.Asked[set.ID] = m.asked[i]
		}
	}
	return r
}
