package scoring

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"waymark/quiz"
)

// figure is a person as numbers: what the facts say of a history, without the history. Many are made one after another in the same
// memory; only who breaks a promise is written out as a history.
type figure struct {
	now     int64 // the clock, in seconds of Unix
	sets    []sat
	steps   []did
	replies []reply // by the number of the asked question: its latest answer
	before  []reply // and the answer in the result before
	heard   []heard // by the number of the said input: the latest result before these two that says it
}

// heard is when something was said, or never, and the options that were chosen.
type heard struct {
	at      int64
	options uint64
}

// sat is when the results of a set were made, in seconds of Unix. What was made twice has a result before.
type sat struct {
	times          int
	latest, before int64
}

// did is what a person reported of a step.
type did struct {
	started int64 // or never
	ticked  uint64
	closed  bool
}

// never is the time of what did not happen.
const never = math.MinInt64

const daySeconds = 24 * 60 * 60

// dayAt returns the date of a time in UTC.
func dayAt(seconds int64) quiz.Day {
	d := seconds / daySeconds
	if seconds < d*daySeconds {
		d--
	}
	return quiz.Day(d)
}

func newFigure(s *Scorer) *figure {
	p := &figure{
		sets: make([]sat, len(s.quiz.Sets)), steps: make([]did, len(s.quiz.Steps)), replies: make([]reply, len(s.asked)),
		before: make([]reply, len(s.asked)), heard: make([]heard, len(s.saids())),
	}
	p.forget()
	return p
}

// forget makes it a person who did nothing.
func (p *figure) forget() {
	clear(p.sets)
	for i := range p.steps {
		p.steps[i] = did{started: never}
	}
	for i := range p.replies {
		p.replies[i], p.before[i] = silence(), silence()
	}
	for i := range p.heard {
		p.heard[i] = heard{at: never}
	}
}

// silence is no answer.
func silence() reply { return reply{number: unknown} }

// copy makes it the same person as another.
func (p *figure) copy(o *figure) {
	p.now = o.now
	copy(p.sets, o.sets)
	copy(p.steps, o.steps)
	copy(p.replies, o.replies)
	copy(p.before, o.before)
	copy(p.heard, o.heard)
}

// saidSlot is an input that asks when something was said.
type saidSlot struct {
	saidInput
	slot int
}

// saids returns the inputs that ask when something was said, in their order.
func (s *Scorer) saids() []saidSlot {
	var saids []saidSlot
	for _, in := range s.inputs {
		if said, is := in.input.(saidInput); is {
			saids = append(saids, saidSlot{said, in.slot})
		}
	}
	return saids
}

// said returns when it was said last, or never.
func (p *figure) said(number int, in saidSlot) int64 {
	set := &p.sets[in.q.set]
	switch {
	case set.times > 0 && p.replies[in.q.number].options&in.mask != 0:
		return set.latest
	case set.times > 1 && p.before[in.q.number].options&in.mask != 0:
		return set.before
	default:
		return p.heard[number].at
	}
}

// meeting is the memory in which somebody's facts are read.
type meeting struct {
	s       *Scorer
	e       *evaluation
	saids   []saidSlot
	results []quiz.Result // by the number of the set, and behind them those before: only their times
	events  []quiz.Event  // by the number of the step: when it was started
}

func newMeeting(s *Scorer) *meeting {
	results, events := make([]quiz.Result, 2*len(s.quiz.Sets)), make([]quiz.Event, len(s.quiz.Steps))
	return &meeting{s: s, e: newEvaluation(s), saids: s.saids(), results: results, events: events}
}

// read reads a person, and computes everything that rules read of them.
func (m *meeting) read(p *figure) {
	m.e.mend()
	m.tell(p)
	m.e.read(m.s.inputs)
	today := dayAt(p.now)
	for i, in := range m.saids {
		m.e.frame[in.slot] = unknown
		if at := p.said(i, in); at != never {
			m.e.frame[in.slot] = float64(today - dayAt(at))
		}
	}
	m.e.derive(m.s.derives)
}

// tell fills the facts with a person.
func (m *meeting) tell(p *figure) {
	f := m.e.facts
	f.at, f.today = time.Unix(p.now, 0).UTC(), dayAt(p.now)
	for i := range p.sets {
		f.sets[i] = taken{times: p.sets[i].times}
		if p.sets[i].times > 0 {
			f.sets[i].latest = m.result(i, p.sets[i].latest)
		}
		if p.sets[i].times > 1 {
			f.sets[i].before = m.result(len(p.sets)+i, p.sets[i].before)
		}
	}
	for i := range p.steps {
		did := &p.steps[i]
		f.steps[i] = worked{closed: did.closed, ticked: bits.OnesCount64(did.ticked)}
		if did.started != never {
			m.events[i].At = time.Unix(did.started, 0).UTC()
			f.steps[i].started = &m.events[i]
		}
	}
	copy(f.replies, p.replies)
	for _, q := range m.s.past {
		f.before[q.number] = p.before[q.number].number
	}
}

func (m *meeting) result(i int, at int64) *quiz.Result {
	m.results[i].At = time.Unix(at, 0).UTC()
	return &m.results[i]
}

// sheet writes a person out as a history.
func (p *figure) sheet(s *Scorer) Sheet {
	at := func(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
	sheet := Sheet{Case: quiz.Case{At: at(p.now)}}
	h := &sheet.Case.History
	for i, set := range s.quiz.Sets {
		for _, r := range p.results(s, i) {
			h.Results = append(h.Results, quiz.Result{Set: set.ID, Ruler: set.Ruler, Answers: r.answers, At: at(r.at)})
		}
	}
	for i, step := range s.quiz.Steps {
		add := func(kind quiz.EventKind, task string, seconds int64) {
			h.Events = append(h.Events, quiz.Event{Step: step.ID, Kind: kind, Task: task, At: at(seconds)})
		}
		if p.steps[i].started != never {
			add(quiz.StepStarted, "", p.steps[i].started)
		}
		for k, task := range step.Tasks {
			if p.steps[i].ticked&(1<<k) != 0 {
				add(quiz.TaskTicked, task.ID, p.now)
			}
		}
		if p.steps[i].closed {
			add(quiz.StepClosed, "", p.now)
		}
	}
	h.Sort()
	return sheet
}

// written is a result as it is written out.
type written struct {
	at      int64
	answers quiz.Answers
}

// results returns the results of a set, the oldest first: as many as were made, with the answers that count.
func (p *figure) results(s *Scorer, set int) []written {
	all := p.earlier(s, set)
	sat := p.sets[set]
	if sat.times > 1 {
		all = append(all, written{sat.before, answersOf(s, set, p.before)})
	}
	if sat.times > 0 {
		all = append(all, written{sat.latest, answersOf(s, set, p.replies)})
	}
	oldest := p.now
	if len(all) > 0 {
		oldest = all[0].at
	}
	for len(all) < sat.times {
		all = slices.Insert(all, 0, written{oldest, quiz.Answers{}})
	}
	return all
}

// earlier returns the results before the last two in which something was said that rules ask for.
func (p *figure) earlier(s *Scorer, set int) []written {
	var all []written
	for i, in := range s.saids() {
		h := p.heard[i]
		if in.q.set != set || h.at == never {
			continue
		}
		same := slices.IndexFunc(all, func(w written) bool { return w.at == h.at })
		if same < 0 {
			all = append(all, written{h.at, quiz.Answers{}})
			same = len(all) - 1
		}
		all[same].answers[in.q.q.ID] = in.q.say(h.options)
	}
	slices.SortStableFunc(all, func(a, b written) int { return int(min(1, max(-1, a.at-b.at))) })
	return all
}

// answersOf writes the answers to the questions of a set.
func answersOf(s *Scorer, set int, replies []reply) quiz.Answers {
	answers := quiz.Answers{}
	for i, q := range s.asked {
		if a := q.answer(replies[i]); q.set == set && a.Form != quiz.Unanswered {
			answers[q.q.ID] = a
		}
	}
	return answers
}

// answer writes a reply as an answer.
func (q *asked) answer(r reply) quiz.Answer {
	switch {
	case r.number == r.number:
		return numberAnswer(q.q, r.number)
	case r.options != 0:
		return q.say(r.options)
	case r.known:
		return quiz.Answer{Form: quiz.Written, Text: "…"}
	default:
		return quiz.Answer{}
	}
}

// figureOf reads a history as numbers. Of more than two results of a set only what rules can ask of them is kept.
func figureOf(s *Scorer, c quiz.Case) *figure {
	p := newFigure(s)
	e := s.open(c.History, c.At)
	defer e.end()
	e.facts.hear(none)
	p.now = c.At.Unix()
	for i := range p.sets {
		set := &e.facts.sets[i]
		if p.sets[i].times = set.times; set.times > 0 {
			p.sets[i].latest, p.sets[i].before = set.latest.At.Unix(), set.latest.At.Unix()
		}
		if set.before != nil {
			p.sets[i].before = set.before.At.Unix()
		}
	}
	copy(p.replies, e.facts.replies)
	for i, q := range s.asked {
		if b := e.facts.sets[q.set].before; b != nil {
			p.before[i] = q.hear(b.Answers[q.q.ID])
		}
	}
	for i, in := range s.saids() {
		p.heard[i] = p.heardIn(c.History, in, e.facts)
	}
	for i, w := range e.facts.steps {
		if w.started != nil {
			p.steps[i].started = w.started.At.Unix()
		}
		p.steps[i].closed = w.closed
		for k, task := range s.quiz.Steps[i].Tasks[:min(maxOptions, len(s.quiz.Steps[i].Tasks))] {
			if e.facts.ticks[tick{i, task.ID}] {
				p.steps[i].ticked |= 1 << k
			}
		}
	}
	return p
}

// heardIn returns when something was said in a result before the last two.
func (p *figure) heardIn(h quiz.History, in saidSlot, f *facts) heard {
	set := &f.sets[in.q.set]
	for i := range slices.Backward(h.Results) {
		r := &h.Results[i]
		if r == set.latest || r == set.before || r.Set != f.s.quiz.Sets[in.q.set].ID {
			continue
		}
		if options := in.q.hear(r.Answers[in.q.q.ID]).options; options&in.mask != 0 {
			return heard{min(r.At.Unix(), p.sets[in.q.set].before), options}
		}
	}
	return heard{at: never}
}
