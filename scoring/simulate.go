package scoring

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// Simulation is what became of many people made by chance.
type Simulation struct {
	People int                           `json:"people"`
	Next   map[string]int                `json:"next"`   // people by what is next for them
	States map[string]map[quiz.State]int `json:"states"` // people by step and its state
	Fired  map[string]int                `json:"fired"`  // people by guard that fires
	Bands  map[string]map[string]int     `json:"bands"`  // people by scale and band; "" is not scored
	Asked  map[string]Asking             `json:"asked"`  // by set
	Broken []BrokenPromise               `json:"broken"` // the promises that somebody breaks, in the order of the quiz
}

// Asking is how many questions a set asked of those who took it.
type Asking struct {
	Sittings int `json:"sittings"`
	Asked    int `json:"asked"` // of all sittings together
	Most     int `json:"most"`  // of one
}

// BrokenPromise is a promise that somebody breaks, and the shortest such person that was found.
type BrokenPromise struct {
	Promise *quiz.Promise `json:"-"`
	People  int           `json:"people"`
	Sheet   Sheet         `json:"-"`
	first   int           // the number of the person
}

// SimulationOptions say who is made.
type SimulationOptions struct {
	People int
	Seed   uint64
	Near   bool      // people near decisions: their scores lie beside the edges of bands
	At     time.Time // the clock
	// Progress is told how many people are done, from one goroutine at a time.
	Progress func(done int)
}

// chunk is how many people are made together. Each chunk has a seed of its own, so that the people do not depend on who makes them.
const chunk = 500

// Simulate makes people by chance and counts what becomes of them. The same options give the same people, however many processors there are.
func (s *Scorer) Simulate(o SimulationOptions) Simulation {
	chunks := (o.People + chunk - 1) / chunk
	results := make([]Simulation, chunks)
	var next, done int
	var lock sync.Mutex
	take := func() int {
		lock.Lock()
		defer lock.Unlock()
		next++
		return next - 1
	}
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := take(); i < chunks; i = take() {
				results[i] = s.simulateChunk(o, i)
				lock.Lock()
				done += results[i].People
				o.Progress(done)
				lock.Unlock()
			}
		})
	}
	workers.Wait()
	all := newSimulation()
	for _, r := range results {
		all.add(r)
	}
	for i := range all.Broken {
		b := &all.Broken[i]
		search := newSearch(s, o.At, o.Seed)
		b.Sheet = search.shrinkBy(b.Sheet, func(sheet Sheet) bool {
			return slices.Contains(s.Broken(sheet.Case.History, sheet.Case.At), b.Promise) && search.accepted(sheet, &goal{})
		})
	}
	slices.SortFunc(all.Broken, func(a, b BrokenPromise) int {
		return slices.Index(s.quiz.Promises, a.Promise) - slices.Index(s.quiz.Promises, b.Promise)
	})
	return all
}

func newSimulation() Simulation {
	return Simulation{
		Next: map[string]int{}, States: map[string]map[quiz.State]int{}, Fired: map[string]int{}, Bands: map[string]map[string]int{}, Asked: map[string]Asking{},
	}
}

// simulateChunk makes the people of one chunk.
func (s *Scorer) simulateChunk(o SimulationOptions, number int) Simulation {
	random := rand.New(rand.NewPCG(o.Seed, uint64(number)))
	maker := sheetMaker{s: s, at: o.At, random: random, box: s.everybody(), asking: none}
	result := newSimulation()
	for result.People < min(chunk, o.People-number*chunk) {
		if o.Near {
			maker.box.limits = s.nearLimits(random)
		}
		sheet := maker.make()
		s.takeRefused(sheet.Case.History)
		e := s.begin(sheet.Case.History, sheet.Case.At)
		plan := e.plan()
		result.note(s, e, &plan)
		for _, p := range e.brokenBy(&plan) {
			result.broke(BrokenPromise{Promise: p, People: 1, Sheet: sheet, first: number*chunk + result.People})
		}
		e.end()
		result.sittings(s, sheet.Case.History)
		result.People++
	}
	return result
}

// takeRefused takes the answers away that break a rule of their question: no page would have taken them.
func (s *Scorer) takeRefused(h quiz.History) {
	for _, r := range h.Results {
		if s.asks[s.sets[r.Set]].refuses {
			for id := range s.Ask(r.Set, r.Answers, quiz.History{}, r.At).Refusals {
				delete(r.Answers, id)
			}
		}
	}
}

// nearLimits wants the scores of two scales beside an edge of one of their bands.
func (s *Scorer) nearLimits(random *rand.Rand) map[int]expression.Domain {
	const beside = 5 // percent of the range from 0 to 100
	limits := map[int]expression.Domain{}
	for range 2 {
		d := s.derives[random.IntN(len(s.derives))]
		if d.scale == nil || !d.scale.locals || len(d.bands) < 2 {
			continue
		}
		edge := d.bands[1+random.IntN(len(d.bands)-1)].low
		limits[d.slot] = expression.Between(edge-beside, edge+beside)
	}
	return limits
}

// note counts what became of a person.
func (r *Simulation) note(s *Scorer, e *evaluation, p *quiz.Plan) {
	r.Next[p.Next]++
	for _, id := range p.Fired {
		r.Fired[id]++
	}
	for _, state := range p.Steps {
		if r.States[state.ID] == nil {
			r.States[state.ID] = map[quiz.State]int{}
		}
		r.States[state.ID][state.State]++
	}
	for _, d := range s.derives {
		if d.bandSlot == none {
			continue
		}
		if r.Bands[d.key] == nil {
			r.Bands[d.key] = map[string]int{}
		}
		r.Bands[d.key][s.text(e.frame[d.bandSlot])]++
	}
}

// sittings counts what the sets asked in the latest sittings of a person.
func (r *Simulation) sittings(s *Scorer, h quiz.History) {
	for _, set := range s.quiz.Sets {
		latest, taken := h.Latest(set.ID)
		if !taken {
			continue
		}
		asked := len(set.Questions)
		if s.asks[s.sets[set.ID]].conditional {
			asked = len(s.Ask(set.ID, latest.Answers, quiz.History{}, latest.At).Questions)
		}
		a := r.Asked[set.ID]
		r.Asked[set.ID] = Asking{Sittings: a.Sittings + 1, Asked: a.Asked + asked, Most: max(a.Most, asked)}
	}
}

// broke counts a promise that a person breaks, and keeps the person who came first.
func (r *Simulation) broke(b BrokenPromise) {
	i := slices.IndexFunc(r.Broken, func(other BrokenPromise) bool { return other.Promise == b.Promise })
	if i < 0 {
		r.Broken = append(r.Broken, b)
		return
	}
	known := &r.Broken[i]
	known.People += b.People
	if b.first < known.first {
		known.Sheet, known.first = b.Sheet, b.first
	}
}

// add adds the people of another.
func (r *Simulation) add(o Simulation) {
	r.People += o.People
	sum(r.Next, o.Next)
	sum(r.Fired, o.Fired)
	sumEach(r.States, o.States)
	sumEach(r.Bands, o.Bands)
	for id, a := range o.Asked {
		was := r.Asked[id]
		r.Asked[id] = Asking{Sittings: was.Sittings + a.Sittings, Asked: was.Asked + a.Asked, Most: max(was.Most, a.Most)}
	}
	for _, b := range o.Broken {
		r.broke(b)
	}
}

func sum[K comparable](to, from map[K]int) {
	for key, n := range from {
		to[key] += n
	}
}

func sumEach[K comparable](to, from map[string]map[K]int) {
	for key, counts := range from {
		if to[key] == nil {
			to[key] = map[K]int{}
		}
		sum(to[key], counts)
	}
}
