package scoring

import (
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"waymark/quiz"
)

// Finding is the answer to whether anybody reaches a Subject: Proved, nobody does; Witness, the person of the sheet does; NotDecided,
// the search ended before it knew.
type Finding struct {
	Subject
	Verdict Verdict
	Sheet   Sheet // of a Witness
}

// Effort bounds the search of Reach.
type Effort struct {
	People int // that are made by chance before anything is searched for
	Boxes  int // parts of all people that are looked at for one subject
	// Work bounds both for large quizzes: about so many readings of what something can be, once for everybody who is made by chance, and
	// once for all subjects together that these do not reach, in equal shares. 0 is without a bound. A million takes about a second at most.
	Work int
}

// share returns the work for one of so many; it is enough for something in any case.
func (e Effort) share(among int) int {
	const least = 30_000
	if e.Work == 0 {
		return math.MaxInt
	}
	return max(least, e.Work/max(1, among))
}

// EnoughEffort is the effort of the tools for authors.
func EnoughEffort() Effort { return Effort{People: 3000, Boxes: 400, Work: enoughWork} }

// enoughWork lets nobody wait longer than it takes to read the findings.
const enoughWork = 8_000_000

// Reach finds out for every rule, band, state and step, and every answer that rules can refuse, whether anybody reaches it, with answers
// that the pages of the quiz accept and at a time that is not before any of their results. The findings are in the order of the quiz, and
// the same for the same quiz, time and effort.
func (s *Scorer) Reach(at time.Time, effort Effort) []Finding {
	all := s.goals()
	findings := make([]Finding, len(all))
	for i, g := range all {
		findings[i].Subject = g.Subject
	}
	newSearch(s, at, 0).within(effort.share(1)).meet(all, findings, effort.People)
	left := 0
	for _, f := range findings {
		if f.Verdict == "" {
			left++
		}
	}
	var next int
	var lock sync.Mutex
	take := func() int {
		lock.Lock()
		defer lock.Unlock()
		for ; next < len(all); next++ {
			if findings[next].Verdict == "" {
				next++
				return next - 1
			}
		}
		return -1
	}
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := take(); i >= 0; i = take() {
				findings[i].Verdict, findings[i].Sheet = newSearch(s, at, uint64(i)+1).within(effort.share(left)).decide(all[i], effort.Boxes)
			}
		})
	}
	workers.Wait()
	return findings
}

// search looks for people.
type search struct {
	s     *Scorer
	maker sheetMaker
	o     *outlook
	all   box // in which it searches
	work  int // that it may still do
}

func newSearch(s *Scorer, at time.Time, seed uint64) *search {
	random := rand.New(rand.NewPCG(seed, 1))
	r := &search{s: s, maker: sheetMaker{s: s, at: at, random: random}, o: newOutlook(s), all: s.everybody(), work: math.MaxInt}
	r.o.facts.today = quiz.DayOf(at)
	return r
}

// within bounds the work of the search; see Effort.
func (r *search) within(work int) *search {
	r.work = work
	return r
}

// meet looks at the people of the author's tests, makes others by chance, and notes the goals that they meet.
func (r *search) meet(all []*goal, findings []Finding, people int) {
	for _, test := range r.s.quiz.Tests {
		r.note(all, findings, Sheet{Case: test.Case})
	}
	r.maker.box = r.s.everybody()
	for range people {
		if r.work <= 0 {
			return
		}
		r.maker.asking = none
		if r.maker.random.IntN(3) == 0 {
			r.maker.asking = r.maker.random.IntN(len(r.s.quiz.Sets))
		}
		r.note(all, findings, r.maker.make())
	}
}

// note notes the goals that the person is the first to meet.
func (r *search) note(all []*goal, findings []Finding, sheet Sheet) {
	asking := none
	if sheet.Set != "" {
		asking = r.s.sets[sheet.Set]
	}
	var met []int
	e := r.evaluate(sheet)
	for i, g := range all {
		if findings[i].Verdict == "" && g.asking == asking && (g.only == nil || g.only(sheet)) && g.met(e) {
			met = append(met, i)
		}
	}
	e.end()
	for _, i := range met {
		if r.accepted(sheet, all[i]) {
			findings[i].Verdict, findings[i].Sheet = Witness, r.shrink(all[i], sheet)
		}
	}
}

// cheaper is how many values of a person are read in the time in which it is read once what something can be.
const cheaper = 2

// evaluate reads the sheet, and decides its plan when no attempt is in progress. The evaluation is ended by the caller.
func (r *search) evaluate(sheet Sheet) *evaluation {
	r.work -= (len(r.s.inputs) + len(r.s.derives) + len(r.s.asked)) / cheaper
	if sheet.Set == "" {
		e := r.s.begin(sheet.Case.History, sheet.Case.At)
		e.decide()
		return e
	}
	sitting := sitting{s: r.s, ask: r.s.asks[r.s.sets[sheet.Set]], h: sheet.Case.History, at: sheet.Case.At}
	return sitting.asking(sitting.counted(sheet.Answers))
}

// firstRun is how many boxes are looked at before the search starts anew with what it has learned; each later run is twice as long.
const firstRun = 50

// decide searches for somebody who meets the goal: it cuts the box of all people where the goal is open, drops the parts in which nobody
// can meet it, and tries people of the others. It cuts first where it met most dead ends before.
func (r *search) decide(g *goal, boxes int) (Verdict, Sheet) {
	deadEnds := map[cut]int{}
	for run := firstRun; boxes > 0; run *= 2 {
		if 2*run > boxes {
			run = boxes
		}
		boxes -= run
		verdict, sheet := r.run(g, run, deadEnds)
		if verdict != NotDecided {
			return verdict, sheet
		}
	}
	return NotDecided, Sheet{}
}

// cutBox is a box with the place at which it was cut off.
type cutBox struct {
	box
	at cut
}

func (r *search) run(g *goal, boxes int, deadEnds map[cut]int) (Verdict, Sheet) {
	all := r.all.clone()
	if g.given != nil {
		all.replies[g.given.question] = g.given.reply
	}
	open := []cutBox{{box: all}}
	lost := false
	for range boxes {
		if len(open) == 0 || r.work <= 0 {
			break
		}
		b := open[len(open)-1]
		open = open[:len(open)-1]
		r.o.look(b.box, g.asking, g.inputs, g.derives)
		r.work -= r.o.readings
		some, all := g.can(r.o)
		if r.o.empty || !some {
			deadEnds[b.at]++
			continue
		}
		if sheet, ok := r.try(g, b.box, all); ok {
			return Witness, r.shrink(g, sheet)
		}
		first, second, ok := r.cut(g, b.box, deadEnds)
		if !ok {
			lost = true // what is left can't be told apart by cutting
			continue
		}
		open = append(open, second, first)
	}
	if lost || len(open) > 0 {
		return NotDecided, Sheet{}
	}
	return Proved, Sheet{}
}

// cut cuts the box at the place with the most dead ends.
func (r *search) cut(g *goal, b box, deadEnds map[cut]int) (first, second cutBox, ok bool) {
	places := g.undecided(r.o)
	slices.SortStableFunc(places, func(a, b place) int { return deadEnds[b.cut] - deadEnds[a.cut] })
	one, other, at, ok := b.cut(r.o, places)
	return cutBox{one, at}, cutBox{other, at}, ok
}

// try makes some people of the box and returns one who meets the goal.
func (r *search) try(g *goal, b box, likely bool) (Sheet, bool) {
	tries := 2
	switch {
	case likely:
		tries = 8
	case g.promise != nil: // most are kept
		tries = 0
	}
	r.maker.box, r.maker.asking = b, g.asking
	for range tries {
		if sheet := r.maker.make(); r.meets(g, sheet) {
			return sheet, true
		}
	}
	return Sheet{}, false
}

// meets reports whether the person meets the goal, by answers that the pages accept.
func (r *search) meets(g *goal, sheet Sheet) bool {
	e := r.evaluate(sheet)
	met := g.met(e)
	e.end()
	return met && (g.only == nil || g.only(sheet)) && r.accepted(sheet, g)
}

// accepted reports whether no answer breaks a rule of its question; a goal about such a rule is to break it.
func (r *search) accepted(sheet Sheet, g *goal) bool {
	for _, result := range sheet.Case.History.Results {
		if r.s.asks[r.s.sets[result.Set]].refuses && len(r.s.Ask(result.Set, result.Answers, quiz.History{}, result.At).Refusals) > 0 {
			return false
		}
	}
	return sheet.Set == "" || g.Is == "must" || !r.s.asks[r.s.sets[sheet.Set]].refuses || len(r.s.Ask(sheet.Set, sheet.Answers, sheet.Case.History, sheet.Case.At).Refusals) == 0
}

// shrink takes away what the goal does not need: results, events, answers.
func (r *search) shrink(g *goal, sheet Sheet) Sheet {
	return r.shrinkBy(sheet, func(smaller Sheet) bool { return r.meets(g, smaller) })
}

// shrinkBy takes away whatever the person can be without, while holds is true of them. It gives up where it takes long: when much in a row
// can't be taken away, or no work is left.
func (r *search) shrinkBy(sheet Sheet, holds func(Sheet) bool) Sheet {
	const patience = 64
	kept := 0
	keep := func(smaller Sheet) {
		if kept == patience || r.work <= 0 {
			return
		}
		kept++
		if holds(smaller) {
			sheet, kept = smaller, 0
		}
	}
	for i := len(sheet.Case.History.Results) - 1; i >= 0; i-- {
		smaller := sheet
		smaller.Case.History.Results = slices.Delete(slices.Clone(sheet.Case.History.Results), i, i+1)
		keep(smaller)
	}
	for i := len(sheet.Case.History.Events) - 1; i >= 0; i-- {
		smaller := sheet
		smaller.Case.History.Events = slices.Delete(slices.Clone(sheet.Case.History.Events), i, i+1)
		keep(smaller)
	}
	for i := range sheet.Case.History.Results {
		for ids := range parts(sheet.Case.History.Results[i].Answers) {
			if fewer, any := without(sheet.Case.History.Results[i].Answers, ids); any {
				smaller := sheet
				smaller.Case.History.Results = slices.Clone(sheet.Case.History.Results)
				smaller.Case.History.Results[i].Answers = fewer
				keep(smaller)
			}
		}
	}
	for ids := range parts(sheet.Answers) {
		if fewer, any := without(sheet.Answers, ids); any {
			smaller := sheet
			smaller.Answers = fewer
			keep(smaller)
		}
	}
	return sheet
}

// parts yields the questions of the answers: of many first one half of them, then the other, then quarters and so on, and at last each.
func parts(answers quiz.Answers) iter.Seq[[]string] {
	const few = 16
	ids := slices.Sorted(maps.Keys(answers))
	return func(yield func([]string) bool) {
		for size := (len(ids) + 1) / 2; size > 0; size /= 2 {
			if size > 1 && len(ids) <= few {
				continue
			}
			for part := range slices.Chunk(ids, size) {
				if !yield(part) {
					return
				}
			}
		}
	}
}

// without returns the answers without those to the questions, and whether there were any.
func without(answers quiz.Answers, ids []string) (fewer quiz.Answers, any bool) {
	if !slices.ContainsFunc(ids, func(id string) bool { _, there := answers[id]; return there }) {
		return nil, false
	}
	fewer = maps.Clone(answers)
	for _, id := range ids {
		delete(fewer, id)
	}
	return fewer, true
}
