package scoring

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"waymark/quiz"
)

// decider is a decision of a quiz that people can be near to, and some people who meet it: a step that is open or next, a guard that fires,
// a set that comes first, a band.
type decider struct {
	goal *goal
	met  []*figure
}

// mostMet is how many people are kept of a decision.
const mostMet = 8

// deciders finds people who meet each decision: among the author's tests, else by chance, else by a search for somebody who meets it. What
// nobody was found for is left out. All have the same clock, or one less than a day before it.
func (s *Scorer) deciders(o SimulationOptions) []*decider {
	var all []*decider
	for _, g := range s.goals() {
		isRule := g.Kind == RuleSubject && g.Want && (g.Is == "when" || g.Is == "first")
		if isRule || g.Kind == NextSubject || g.Kind == BandSubject || g.Kind == StateSubject && g.Is == string(quiz.Open) {
			all = append(all, &decider{goal: g})
		}
	}
	const crowd = 2000
	m, maker, made := newMeeting(s), newMaker(s), newFigure(s)
	for _, test := range s.quiz.Tests {
		m.meet(all, maker.taken(figureOf(s, test.Case).at(s, o.At)))
	}
	maker.dice = dice{source: rand.NewPCG(o.Seed, 1<<63)}
	for range crowd {
		maker.make(made, o.At.Unix())
		m.meet(all, made)
	}
	s.searchDeciders(all, o.At)
	return slices.DeleteFunc(all, func(d *decider) bool { return len(d.met) == 0 })
}

// meet keeps a person with the decisions that they meet.
func (m *meeting) meet(all []*decider, p *figure) {
	m.read(p)
	m.e.decide()
	for _, d := range all {
		if len(d.met) < mostMet && d.goal.met(m.e) {
			kept := newFigure(m.s)
			kept.copy(p)
			d.met = append(d.met, kept)
		}
	}
}

// searchDeciders searches for somebody who meets what nobody met.
func (s *Scorer) searchDeciders(all []*decider, at time.Time) {
	const boxes = 100
	open := make(chan int, len(all))
	for i, d := range all {
		if len(d.met) == 0 {
			open <- i
		}
	}
	close(open)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range open {
				if verdict, sheet := newSearch(s, at, uint64(i)+1).decide(all[i].goal, boxes); verdict == Witness {
					all[i].met = append(all[i].met, figureOf(s, sheet.Case).at(s, at))
				}
			}
		})
	}
	workers.Wait()
}

// at moves a person by whole days to less than a day before a clock.
func (p *figure) at(s *Scorer, clock time.Time) *figure {
	days := dayAt(clock.Unix() - p.now)
	move := int64(days) * daySeconds
	p.now += move
	for i := range p.sets {
		p.sets[i].latest += move
		p.sets[i].before += move
	}
	for i := range p.steps {
		if p.steps[i].started != never {
			p.steps[i].started += move
		}
	}
	for i := range p.heard {
		if p.heard[i].at != never {
			p.heard[i].at += move
		}
	}
	for i, q := range s.asked {
		if q.q.Kind == quiz.Date { // of one in words the number stays none
			p.replies[i].number += float64(days)
			p.before[i].number += float64(days)
		}
	}
	return p
}

// taken takes the answers away that no page would have taken.
func (m *maker) taken(p *figure) *figure {
	for set, sat := range p.sets {
		if sat.times > 0 {
			m.sifter.sift(p.replies, set, sat.latest)
		}
		if sat.times > 1 {
			m.sifter.sift(p.before, set, sat.before)
		}
	}
	return p
}

// near makes a person by changing one to three things of one who meets a decision.
func (m *maker) near(p *figure, deciders []*decider) {
	d := deciders[m.dice.roll(len(deciders))]
	p.copy(d.met[m.dice.roll(len(d.met))])
	for range 1 + m.dice.roll(3) {
		m.change(p)
	}
}

// change changes an answer, when something was done, or a step, by a little.
func (m *maker) change(p *figure) {
	switch m.dice.roll(8) {
	case 0:
		m.changeDay(p, m.dice.roll(len(p.sets)))
	case 1:
		m.changeStep(p)
	case 2:
		m.changeTimes(p, m.dice.roll(len(p.sets)))
	case 3:
		m.changeReply(p.before, p)
	default:
		m.changeReply(p.replies, p)
	}
}

// changeReply changes an answer of a set that was taken: a rating or date mostly by one.
func (m *maker) changeReply(replies []reply, p *figure) {
	if len(replies) == 0 {
		return
	}
	i := m.dice.roll(len(replies))
	r := &m.replies[i]
	sat := &p.sets[r.q.set]
	at, least := sat.latest, 1
	if &replies[0] == &p.before[0] {
		at, least = sat.before, 2
	}
	if sat.times < least {
		return
	}
	was := replies[i]
	place := slices.Index(r.numbers, was.number)
	switch {
	case m.dice.roll(4) == 0 || was.number != was.number:
		m.calm = false
		replies[i] = m.reply(r, at)
	case r.q.q.Kind == quiz.Date:
		replies[i].number += float64(2*m.dice.roll(2) - 1)
	case place >= 0:
		replies[i].number = r.numbers[min(len(r.numbers)-1, max(0, place+2*m.dice.roll(2)-1))]
	}
	m.sifter.sift(replies, r.q.set, at)
}

// changeDay moves the latest result of a set by a day, or to a number of days that rules name.
func (m *maker) changeDay(p *figure, set int) {
	sat := &p.sets[set]
	if sat.times == 0 {
		return
	}
	if m.dice.roll(2) == 0 {
		sat.latest = m.ago(p.now)
	} else {
		sat.latest = min(p.now, sat.latest+int64(2*m.dice.roll(2)-1)*daySeconds)
	}
	m.tidy(p, set)
	m.taken(p)
}

// tidy keeps the results of a set in their order, also those before the last two.
func (m *maker) tidy(p *figure, set int) {
	sat := &p.sets[set]
	sat.before = min(sat.before, sat.latest)
	for i, in := range m.saids {
		if in.q.set == set {
			p.heard[i].at = min(p.heard[i].at, sat.before)
		}
	}
}

// changeTimes takes a set again, with nearly the same answers, or as if it never had been.
func (m *maker) changeTimes(p *figure, set int) {
	if was := p.sets[set]; was.times > 0 && m.dice.roll(3) > 0 {
		m.again(p, set, was.latest+(p.now-was.latest)/2)
		return
	}
	p.sets[set] = sat{}
	for _, i := range m.sifter.of[set] {
		p.replies[i], p.before[i] = silence(), silence()
	}
	for i, in := range m.saids {
		if in.q.set == set {
			p.heard[i] = heard{at: never}
		}
	}
}

// again makes a new result of a set, with the answers of the latest. What only the result before the latest said is heard from then on.
func (m *maker) again(p *figure, set int, at int64) {
	sat := &p.sets[set]
	if sat.times > 1 {
		for i, in := range m.saids {
			if options := p.before[in.q.number].options; in.q.set == set && options&in.mask != 0 {
				p.heard[i] = heard{sat.before, options}
			}
		}
	}
	for _, i := range m.sifter.of[set] {
		p.before[i] = p.replies[i]
	}
	sat.times, sat.before, sat.latest = sat.times+1, sat.latest, at
}

// changeStep changes what a person reported of a step.
func (m *maker) changeStep(p *figure) {
	if len(p.steps) == 0 {
		return
	}
	i := m.dice.roll(len(p.steps))
	did, tasks := &p.steps[i], min(len(m.s.quiz.Steps[i].Tasks), maxOptions)
	switch what := m.dice.roll(4); {
	case what == 0:
		did.closed = !did.closed
	case what == 1 && tasks > 0:
		did.ticked ^= 1 << m.dice.roll(tasks)
	default:
		did.started = m.ago(p.now)
	}
}
