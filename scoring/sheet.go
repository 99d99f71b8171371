package scoring

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// Sheet is a concrete person: a history at a moment and, when it shows what a set asks, the answers of an attempt in progress.
type Sheet struct {
	Case    quiz.Case
	Set     string // whose attempt is in progress, "" for none
	Answers quiz.Answers
}

// sheetMaker makes people of a box by chance.
type sheetMaker struct {
	s      *Scorer
	at     time.Time
	random *rand.Rand
	box    box
	asking int
	calm   bool // mostly answers "no" and "none of these", where guards seldom fire
}

// make makes a person of the box, or one near it: what several limits together demand is not looked for.
func (m *sheetMaker) make() Sheet {
	m.calm = m.random.IntN(3) > 0
	sheet := Sheet{Case: quiz.Case{At: m.at}}
	numbers := m.limited()
	for i, set := range m.s.quiz.Sets {
		times := m.times(i, numbers)
		answers := quiz.Answers{}
		if i == m.asking {
			sheet.Set, sheet.Answers = set.ID, m.answers(i, numbers)
		} else if times > 0 {
			answers = m.answers(i, numbers)
		}
		m.results(&sheet.Case.History, i, times, answers)
	}
	for i := range m.s.quiz.Steps {
		m.events(&sheet.Case.History, i)
	}
	sheet.Case.History.Sort()
	return sheet
}

// limited chooses the answers to the items of every scale of which only certain scores are wanted, by the numbers of their questions.
func (m *sheetMaker) limited() map[int]float64 {
	numbers := map[int]float64{}
	for _, d := range m.s.derives {
		limit, wanted := m.box.limits[d.slot]
		if d.scale == nil || !wanted || !d.scale.locals {
			continue
		}
		of := func(it item) expression.Domain { return m.box.replies[it.asked.number].numbers() }
		for i, x := range d.scale.answersFor(m.random, of, limit, make(expression.Frame, m.s.frame)) {
			numbers[d.scale.items[i].asked.number] = x
		}
	}
	return numbers
}

// times chooses how often a set was taken: at least once when one of its answers has to be there.
func (m *sheetMaker) times(set int, numbers map[int]float64) int {
	const usual, most = 3, 30
	can := m.box.sets[set].times
	can.Low = min(can.Low, most)
	can.High = max(can.Low, min(can.High, usual))
	times := int(can.Low) + m.random.IntN(int(can.High-can.Low)+1)
	if m.random.IntN(6) > 0 {
		times = max(times, min(1, int(can.High)))
	}
	for i, q := range m.s.asked {
		_, chosen := numbers[i]
		if q.set == set && set != m.asking && (chosen || !m.box.replies[i].unanswered) {
			times = max(times, 1)
		}
	}
	return times
}

// answers makes the latest answers to those questions of a set that rules read.
func (m *sheetMaker) answers(set int, numbers map[int]float64) quiz.Answers {
	answers := quiz.Answers{}
	for i, q := range m.s.asked {
		if q.set != set {
			continue
		}
		a := m.reply(q, m.box.replies[i])
		if x, chosen := numbers[i]; chosen {
			a = numberAnswer(q.q, x)
		}
		if a.Form != quiz.Unanswered {
			answers[q.q.ID] = a
		}
	}
	return answers
}

// results adds the results of a set: the latest with the answers, and earlier ones.
func (m *sheetMaker) results(h *quiz.History, number, times int, answers quiz.Answers) {
	if times == 0 {
		return
	}
	set := m.s.quiz.Sets[number]
	days := int(m.number(m.box.sets[number].days))
	var earlier []quiz.Result
	for range times - 1 {
		earlier = append(earlier, m.result(set, days+1+m.random.IntN(30), quiz.Answers{}))
	}
	for _, in := range m.s.inputs {
		said, isSaid := in.input.(saidInput)
		limit, wanted := m.box.limits[in.slot]
		if isSaid && said.q.set == number && (wanted && limit.Some || !wanted && m.random.IntN(8) == 0) {
			ago := expression.Between(float64(days+1), float64(days+60))
			if wanted {
				ago = limit
			}
			option := said.options[m.random.IntN(len(said.options))]
			earlier = append(earlier, m.result(set, int(m.number(ago)), quiz.Answers{said.q.q.ID: said.q.say(said.q.bit(option))}))
		}
	}
	slices.SortStableFunc(earlier, func(a, b quiz.Result) int { return a.At.Compare(b.At) })
	if len(earlier) > 0 {
		before := earlier[len(earlier)-1].Answers
		for i, q := range m.s.asked {
			if _, said := before[q.q.ID]; q.set == number && !said {
				if a := m.reply(q, m.box.before[i]); a.Form != quiz.Unanswered {
					before[q.q.ID] = a
				}
			}
		}
	}
	for _, r := range append(earlier, m.result(set, days, answers)) {
		m.s.Keep(&r)
		h.Results = append(h.Results, r)
	}
}

func (m *sheetMaker) result(set *quiz.Set, days int, answers quiz.Answers) quiz.Result {
	// Some minutes apart, so that of two sets of one day either can be the newer.
	at := m.at.AddDate(0, 0, -days).Add(-time.Duration(m.random.IntN(30)) * time.Minute)
	return quiz.Result{Set: set.ID, Ruler: set.Ruler, Answers: answers, At: at}
}

// events adds what the person reported of a step.
func (m *sheetMaker) events(h *quiz.History, number int) {
	step, can := m.s.quiz.Steps[number], m.box.steps[number]
	add := func(kind quiz.EventKind, task string, days float64) {
		h.Events = append(h.Events, quiz.Event{Step: step.ID, Kind: kind, Task: task, At: m.at.AddDate(0, 0, -int(days))})
	}
	if days := m.number(can.started); days == days && (m.random.IntN(2) == 0 || !can.started.Unknown) {
		add(quiz.StepStarted, "", days)
	}
	for _, task := range step.Tasks[:int(m.number(can.ticked))] {
		add(quiz.TaskTicked, task.ID, 0)
	}
	if can.closed.Low > 0 || can.closed.High > 0 && m.random.IntN(4) == 0 {
		add(quiz.StepClosed, "", 0)
	}
}

// number chooses a number of the domain, often one of its ends or near a number of some rule; NaN when there is none.
func (m *sheetMaker) number(d expression.Domain) float64 {
	if !d.Some {
		return unknown
	}
	if points := d.Numbers(); points != nil {
		return points[m.random.IntN(len(points))]
	}
	switch m.random.IntN(4) {
	case 0:
		return d.Low
	case 1:
		if c := m.s.constants[m.random.IntN(len(m.s.constants))] + float64(m.random.IntN(3)-1); d.CanBe(c) {
			return c
		}
		return d.Low
	default:
		const wide = 90
		return d.Low + float64(int(m.random.Float64()*min(wide, d.High-d.Low)))
	}
}

// reply chooses an answer that the openReply allows.
func (m *sheetMaker) reply(q *asked, o openReply) quiz.Answer {
	const oneIn = 12
	answerable := o.may != 0 || o.number.Some
	if !answerable && o.written {
		return quiz.Answer{Form: quiz.Written, Text: "…"}
	}
	if !answerable || o.unanswered && m.random.IntN(oneIn) == 0 {
		return quiz.Answer{}
	}
	if o.number.Some && (o.may == 0 || m.random.IntN(4) > 0) {
		return numberAnswer(q.q, m.replyNumber(q.q, o.number))
	}
	if calm := q.calm & o.may; m.calm && calm != 0 && o.must == 0 {
		return q.say(calm)
	}
	chosen := o.must
	for left := o.may; o.several && left != 0; left &= left - 1 {
		if bit := left & -left; m.random.IntN(4) == 0 {
			chosen |= bit
		}
	}
	if chosen == 0 || !o.several {
		nth := m.random.IntN(bits.OnesCount64(o.may))
		left := o.may
		for range nth {
			left &= left - 1
		}
		chosen = left & -left
	}
	return q.say((openReply{several: o.several, may: chosen, must: chosen}).alone(q.q).may)
}

// replyNumber chooses a number; a date is mostly one of the last months.
func (m *sheetMaker) replyNumber(q *quiz.Question, d expression.Domain) float64 {
	if q.Kind == quiz.Number && !q.Whole && d.Numbers() == nil && m.random.IntN(4) == 0 {
		return d.Low + m.random.Float64()*(d.High-d.Low) // rules can tell whole numbers and others apart
	}
	if q.Kind != quiz.Date {
		return m.number(d)
	}
	today := float64(quiz.DayOf(m.at))
	const months = 120
	recent := d.Intersect(expression.Between(today-months, today))
	if d.High < today-months {
		recent = d // the latest of them
	}
	if recent.Some && d.Numbers() == nil {
		ago := m.number(expression.Between(0, recent.High-recent.Low))
		return recent.High - ago
	}
	return m.number(d)
}

// say is the answer in which the options were chosen.
func (q *asked) say(options uint64) quiz.Answer {
	var codes []string
	for left := options; left != 0; left &= left - 1 {
		codes = append(codes, q.q.Options[bits.TrailingZeros64(left)].Value)
	}
	switch {
	case len(codes) == 0:
		return quiz.Answer{}
	case q.q.Kind == quiz.ChooseMany:
		return quiz.Answer{Form: quiz.Codes, Codes: codes}
	default:
		return quiz.Answer{Form: quiz.Code, Text: codes[0]}
	}
}

// numberAnswer is the answer to a question with numbers or dates.
func numberAnswer(q *quiz.Question, x float64) quiz.Answer {
	switch {
	case x != x:
		return quiz.Answer{}
	case q.Kind == quiz.Date:
		return quiz.Answer{Form: quiz.Dated, Day: quiz.Day(x)}
	default:
		return quiz.Answer{Form: quiz.Numeric, Number: x}
	}
}

// answersFor chooses answers to the items, by their places, so that the score is in the wanted domain; nil when there are none.
func (r *scaleRule) answersFor(random *rand.Rand, of func(item) expression.Domain, wanted expression.Domain, f expression.Frame) []float64 {
	layers, ok := r.layers(of)
	if !ok {
		return nil
	}
	type end struct {
		answered int
		sum      float64
	}
	var ends []end
	for answered, sums := range layers[len(r.items)] {
		for _, sum := range sums {
			score := unknown
			if answered >= r.needs {
				r.tally(answered, sum).fill(f)
				score = r.score.root.Number(f)
			}
			if wanted.Contains(score) {
				ends = append(ends, end{answered, sum})
			}
		}
	}
	if len(ends) == 0 {
		return nil
	}
	at := ends[random.IntN(len(ends))]
	answers := make([]float64, len(r.items))
	for i := len(r.items) - 1; i >= 0; i-- {
		answers[i], at.answered, at.sum = r.items[i].stepBack(of(r.items[i]), layers[i], at.answered, at.sum)
	}
	return answers
}

// stepBack returns an answer to the item that led to so many answered items of that sum, and what there was before it.
func (it item) stepBack(can expression.Domain, before [][]float64, answered int, sum float64) (x float64, wasAnswered int, wasSum float64) {
	if answered > 0 {
		for _, x := range can.Numbers() {
			for _, was := range before[answered-1] {
				if was+it.counts(x) == sum {
					return x, answered - 1, was
				}
			}
		}
	}
	return unknown, answered, sum
}
