package scoring

import (
	"slices"

	"waymark/quiz"
)

// maker makes people by chance, in the memory of one.
type maker struct {
	s       *Scorer
	dice    dice
	replies []replyMaker // by the number of the asked question
	saids   []saidSlot
	days    []int // numbers that the rules name and that can be days
	sifter  *sifter
	calm    bool // mostly answers "no" and "none of these", where guards seldom fire
}

// replyMaker knows what a question can be answered with.
type replyMaker struct {
	q         *asked
	may       uint64 // options
	exclusive uint64 // those that stand alone
	numbers   []float64
	written   bool
}

func newMaker(s *Scorer) *maker {
	m := &maker{s: s, saids: s.saids(), sifter: newSifter(s)}
	for _, q := range s.asked {
		m.replies = append(m.replies, s.replyMaker(q))
	}
	for _, c := range s.constants {
		if c >= 0 && c <= 400 && c == float64(int(c)) && !slices.Contains(m.days, int(c)) {
			m.days = append(m.days, int(c))
		}
	}
	return m
}

// replyMaker lists the numbers that are worth trying: all of a rating, and of another number those near what the rules name.
func (s *Scorer) replyMaker(q *asked) replyMaker {
	open := openQuestion(q.q)
	r := replyMaker{q: q, may: open.may, written: open.written}
	for i, o := range q.q.Options {
		if o.Exclusive && i < maxOptions {
			r.exclusive |= 1 << i
		}
	}
	if q.q.Kind == quiz.Date || !open.number.Some {
		return r
	}
	r.numbers = open.number.Numbers()
	if q.q.Kind != quiz.Number {
		return r
	}
	const most = 64
	r.numbers = append(slices.Clone(r.numbers[:min(len(r.numbers), most)]), open.number.Low, open.number.High)
	for _, c := range s.constants {
		for _, x := range []float64{c - 1, c, c + 1, c + 0.5} {
			if open.number.CanBe(x) && !(q.q.Whole && x != float64(int64(x))) {
				r.numbers = append(r.numbers, x)
			}
		}
	}
	return r
}

// make makes a person who answers by chance: sets taken none to three times, in any order, steps begun, worked on and closed.
func (m *maker) make(p *figure, now int64) {
	p.forget()
	p.now = now
	m.calm = m.dice.roll(3) > 0
	for set := range p.sets {
		if times := m.dice.roll(6); times > 0 {
			m.take(p, set, max(1, times-2))
		}
	}
	for i := range p.steps {
		m.report(p, i)
	}
}

// take makes the results of a set.
func (m *maker) take(p *figure, set, times int) {
	sat := &p.sets[set]
	sat.times, sat.latest = times, m.ago(p.now)
	m.answer(p.replies, set, sat.latest)
	if times == 1 {
		return
	}
	sat.before = m.ago(sat.latest)
	m.answer(p.before, set, sat.before)
	for i, in := range m.saids {
		if in.q.set == set && m.dice.roll(8) == 0 {
			m.hear(p, in, heard{sat.before - int64(1+m.dice.roll(60))*daySeconds - int64(i), m.dice.one(in.mask)})
		}
	}
}

// hear lets a person have said something in an earlier result.
func (m *maker) hear(p *figure, in saidSlot, h heard) {
	if in.mask == 0 {
		return
	}
	for k, other := range m.saids {
		if other.q == in.q && other.mask&h.options != 0 && p.heard[k].at < h.at {
			p.heard[k] = h
		}
	}
	sat := &p.sets[in.q.set]
	sat.times = max(sat.times, 2+len(m.saids))
}

// report makes what a person reported of a step.
func (m *maker) report(p *figure, number int) {
	did, step := &p.steps[number], m.s.quiz.Steps[number]
	if m.dice.roll(2) == 0 {
		did.started = m.ago(p.now)
	}
	if tasks := min(len(step.Tasks), maxOptions); tasks > 0 && m.dice.roll(3) > 0 {
		did.ticked = (1<<m.dice.roll(tasks+1) - 1)
	}
	did.closed = m.dice.roll(12) == 0
}

// ago returns a time before: the same day, near a number of days that rules name, or within three months.
func (m *maker) ago(seconds int64) int64 {
	minutes := int64(m.dice.roll(30) * 60)
	return seconds - int64(m.someDays())*daySeconds - minutes
}

func (m *maker) someDays() int {
	const near, months = 8, 90
	switch m.dice.roll(4) {
	case 0:
		return m.dice.roll(near)
	case 1:
		return max(0, m.days[m.dice.roll(len(m.days))]+m.dice.roll(3)-1)
	default:
		return m.dice.roll(months)
	}
}

// answer makes the answers of a result that was made at a time.
func (m *maker) answer(replies []reply, set int, at int64) {
	for _, i := range m.sifter.of[set] {
		replies[i] = m.reply(&m.replies[i], at)
	}
	m.sifter.sift(replies, set, at)
}

// reply makes an answer, or none.
func (m *maker) reply(r *replyMaker, at int64) reply {
	const leftOut, several = 14, 4
	if m.dice.roll(leftOut) == 0 {
		return silence()
	}
	hasNumber := len(r.numbers) > 0 || r.q.q.Kind == quiz.Date
	switch {
	case hasNumber && (r.may == 0 || m.dice.roll(4) > 0):
		return reply{number: m.number(r, at), known: true}
	case r.may == 0:
		return reply{number: unknown, known: r.written}
	case m.calm && r.q.calm != 0 && m.dice.roll(16) > 0:
		return r.options(r.q.calm)
	}
	options := m.dice.one(r.may)
	if r.q.q.Kind == quiz.ChooseMany && options&r.exclusive == 0 {
		for m.dice.roll(several) == 0 {
			options |= m.dice.one(r.may) &^ r.exclusive
		}
	}
	return r.options(options)
}

// number makes a number, or a date around the time of the result.
func (m *maker) number(r *replyMaker, at int64) float64 {
	if r.q.q.Kind == quiz.Date {
		return float64(dayAt(at)) - float64(m.someDays())
	}
	return r.numbers[m.dice.roll(len(r.numbers))]
}

// options is the reply in which the options were chosen.
func (r *replyMaker) options(chosen uint64) reply {
	return reply{number: unknown, options: chosen, known: chosen != 0 && chosen&r.q.skip == 0}
}
