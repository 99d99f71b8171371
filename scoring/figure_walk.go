package scoring

import "waymark/quiz"

// walker is a person who comes again and again and does what the plan recommends: takes the set that is next, begins the step, ticks tasks,
// waits some days. They answer like somebody who meets a decision, now and then otherwise, so that they come to where that person is.
type walker struct {
	*meeting
	maker    *maker
	deciders []*decider
	p        *figure
	like     *figure
	visits   int // that are left; then another begins
}

func newWalker(s *Scorer, maker *maker, deciders []*decider) *walker {
	return &walker{meeting: newMeeting(s), maker: maker, deciders: deciders, p: newFigure(s)}
}

// visit does what the plan of the last visit recommends, and comes again.
func (w *walker) visit(clock int64) {
	if w.visits == 0 {
		w.begin(clock)
	} else {
		w.act()
	}
	w.visits--
	w.read(w.p)
	w.e.decide()
}

// begin begins another person, on a day some time before the clock.
func (w *walker) begin(clock int64) {
	const shortest, spread, days = 5, 40, 90
	dice := &w.maker.dice
	d := w.deciders[dice.roll(len(w.deciders))]
	w.like = d.met[dice.roll(len(d.met))]
	w.visits = shortest + dice.roll(spread)
	w.p.forget()
	w.p.now = clock - int64(dice.roll(days))*daySeconds
}

// act does what is next, now and then something else, and lets time pass.
func (w *walker) act() {
	dice := &w.maker.dice
	d := &w.e.decision
	switch {
	case dice.roll(10) == 0:
		w.take(dice.roll(len(w.p.sets)))
	case d.next.kind == quiz.KindSet:
		w.take(w.s.sets[w.e.nextID()])
	case d.next.kind == quiz.KindStep:
		w.work(d.next.step)
	case d.next.kind == quiz.KindPause && len(d.pauses.sets) > 0:
		w.take(w.s.sets[d.pauses.sets[0]])
	}
	w.p.now += int64(1+dice.roll(20)) * 60
	if dice.roll(3) == 0 {
		w.p.now += int64(w.maker.someDays()) * daySeconds
	}
}

// work works on a step: takes its set, begins it, ticks a task, tells what happened since.
func (w *walker) work(step int) {
	dice, did, rule := &w.maker.dice, &w.p.steps[step], w.s.quiz.Steps[step]
	set, hasSet := w.s.sets[rule.Set]
	if did.started == never {
		did.started = w.p.now
	}
	switch check, hasCheck := w.s.sets[rule.Check]; {
	case hasSet && (w.p.sets[set].times == 0 || dice.roll(3) == 0):
		w.take(set)
	case hasCheck && dice.roll(2) == 0:
		w.take(check)
	case len(rule.Tasks) > 0:
		did.ticked |= 1 << dice.roll(min(len(rule.Tasks), maxOptions))
	}
}

// take takes a set: the pages ask what they would ask this person now.
func (w *walker) take(set int) {
	const otherwise = 20
	w.maker.again(w.p, set, w.p.now)
	w.maker.calm = true
	for _, i := range w.maker.sifter.of[set] {
		r := &w.maker.replies[i]
		w.p.replies[i] = w.like.replies[i]
		late := r.q.q.Kind == quiz.Date && w.like.replies[i].number > float64(dayAt(w.p.now))
		if w.like.sets[set].times == 0 || late || w.maker.dice.roll(otherwise) == 0 {
			w.p.replies[i] = w.maker.reply(r, w.p.now)
		}
	}
	w.hide(set)
	w.maker.sifter.sift(w.p.replies, set, w.p.now)
}

// hide takes the answers to the pages away that the set does not ask this person.
func (w *walker) hide(set int) {
	r := w.s.asks[set]
	if !r.conditional {
		return
	}
	for _, page := range w.maker.sifter.pages[set] {
		if page.rule.showIf == nil {
			continue
		}
		for _, i := range w.maker.sifter.of[set] {
			w.e.facts.replies[i] = w.p.replies[i]
		}
		w.e.mend()
		w.e.read(r.own)
		w.e.derive(r.needed)
		if w.e.truth(page.rule.showIf, true) {
			continue
		}
		for _, i := range page.parts {
			if i != none {
				w.p.replies[i] = silence()
			}
		}
	}
}
