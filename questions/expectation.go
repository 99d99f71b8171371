package questions

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
	"waymark/quiz/source"
)

// readExpectation reads what has to come out of a test; only what is written is compared.
func (f *file) readExpectation(e *quiz.Expectation, n *yaml.Node) {
	o, ok := f.fixed(n, "expect", shapes()["expect"])
	if !ok {
		return
	}
	r := f.r
	if next, ok := o.scalar("next"); ok {
		all := r.allNext()
		r.named(next, "step, set or pause", slices.Contains(all, next.Value) || r.anyBroken(rulesFile) || r.anyBroken(setsDir), stepsDir, all)
		e.Next = &next.Value
	}
	if path, ok := o.scalar("path"); ok {
		r.named(path, "path", slices.Contains(r.quiz.Planning.Paths, path.Value), rulesFile, r.quiz.Planning.Paths)
		e.Path = &path.Value
	}
	e.Order = o.known("order", "step", stepsDir, slices.Collect(maps.Keys(r.steps)))
	e.Cards = o.known("cards", "card", cardsDir, slices.Collect(maps.Keys(r.cards)))
	var guards []string
	for _, g := range r.quiz.Guards {
		guards = append(guards, g.ID)
	}
	e.Fired = o.known("fired", "guard", rulesFile, guards)
	f.readScores(e, o)
	f.readBandsExpected(e, o)
	f.readValues(e, o)
	f.readStates(e, o)
	f.readReasons(e, o)
	f.readPages(e, o)
}

// allNext is everything that can be next.
func (r *reader) allNext() []string {
	all := []string{quiz.NextWait, quiz.NextRecheck}
	all = slices.AppendSeq(all, maps.Keys(r.steps))
	all = slices.AppendSeq(all, maps.Keys(r.sets))
	for _, g := range r.quiz.Guards {
		if g.Pause != "" {
			all = append(all, g.Pause)
		}
	}
	return all
}

// known returns a list of ids that all exist; nil when the key is not there.
func (o *object) known(key, what, from string, ids []string) *[]string {
	if o.get(key) == nil {
		return nil
	}
	listed := []string{}
	for _, id := range o.ids(key) {
		o.f.r.named(id, what, slices.Contains(ids, id.Value), from, ids)
		listed = append(listed, id.Value)
	}
	return &listed
}

// scored returns the bands of everything that has a score, by id.
func (r *reader) scored() map[string][]quiz.Band {
	all := map[string][]quiz.Band{}
	for _, s := range r.quiz.Scales {
		all[s.ID] = s.Bands
	}
	for _, v := range r.quiz.Values {
		all[v.ID] = v.Bands
	}
	return all
}

func (f *file) readScores(e *quiz.Expectation, o *object) {
	if o.get("scores") == nil {
		return
	}
	e.Scores = map[string]*float64{}
	scored := f.r.scored()
	for _, fd := range o.pairs("scores", "scores") {
		_, there := scored[fd.key.Value]
		f.r.named(fd.key, "scale or value", there, rulesFile, slices.Collect(maps.Keys(scored)))
		e.Scores[fd.key.Value] = nil
		if fd.value.ShortTag() == "!!null" {
			continue
		}
		if x, ok := f.number(fd.value); ok {
			e.Scores[fd.key.Value] = &x
		}
	}
}

func (f *file) readBandsExpected(e *quiz.Expectation, o *object) {
	if o.get("bands") == nil {
		return
	}
	e.Bands = map[string]string{}
	scored := f.r.scored()
	for _, fd := range o.pairs("bands", "bands") {
		bands, there := scored[fd.key.Value]
		if !f.r.named(fd.key, "scale or value", there, rulesFile, slices.Collect(maps.Keys(scored))) {
			continue
		}
		if band, ok := f.filled(fd.value, fd.key.Value); ok {
			var ids []string
			for _, b := range bands {
				ids = append(ids, b.ID)
			}
			f.r.named(band, fmt.Sprintf("band of %q with the name", fd.key.Value), slices.Contains(ids, band.Value), rulesFile, ids)
			e.Bands[fd.key.Value] = band.Value
		}
	}
}

// readValues reads what named rules have to be; a number is written out as rules spell it.
func (f *file) readValues(e *quiz.Expectation, o *object) {
	if o.get("values") == nil {
		return
	}
	e.Values = map[string]string{}
	var ids []string
	for _, v := range f.r.quiz.Values {
		ids = append(ids, v.ID)
	}
	for _, fd := range o.pairs("values", "values") {
		if !f.r.named(fd.key, "value", slices.Contains(ids, fd.key.Value), rulesFile, ids) {
			continue
		}
		switch tag := fd.value.ShortTag(); tag {
		case "!!null":
			e.Values[fd.key.Value] = ""
		case "!!int", "!!float":
			if x, ok := f.number(fd.value); ok {
				e.Values[fd.key.Value] = fmt.Sprint(x)
			}
		default:
			if is, ok := f.filled(fd.value, fd.key.Value); ok {
				e.Values[fd.key.Value] = is.Value
			}
		}
	}
}

func (f *file) readStates(e *quiz.Expectation, o *object) {
	if o.get("states") == nil {
		return
	}
	e.States = map[string]quiz.State{}
	states := []string{string(quiz.Done), string(quiz.Closed), string(quiz.Waiting), string(quiz.Open)}
	for _, fd := range o.pairs("states", "states") {
		_, there := f.r.steps[fd.key.Value]
		f.r.named(fd.key, "step", there, stepsDir, slices.Collect(maps.Keys(f.r.steps)))
		if state, ok := f.filled(fd.value, fd.key.Value); ok {
			f.r.named(state, "state", slices.Contains(states, state.Value), "", states)
			e.States[fd.key.Value] = quiz.State(state.Value)
		}
	}
}

// readReasons reads what has to be said, and on what it has to rest.
func (f *file) readReasons(e *quiz.Expectation, o *object) {
	r := f.r
	subjects := append(slices.Collect(maps.Keys(r.steps)), quiz.ExpectNext)
	each := func(key string, read func(fd field)) {
		if o.get(key) == nil {
			return
		}
		for _, fd := range o.pairs(key, key) {
			if r.named(fd.key, "step", slices.Contains(subjects, fd.key.Value), stepsDir, subjects) {
				read(fd)
			}
		}
	}
	e.Because, e.Why = map[string]string{}, map[string][]string{}
	each("because", func(fd field) {
		if said, ok := f.filled(fd.value, fd.key.Value); ok {
			e.Because[fd.key.Value] = said.Value
		}
	})
	each("why", func(fd field) {
		e.Why[fd.key.Value] = []string{}
		for _, id := range f.ids(f.list(fd.value), fd.key.Value) {
			r.named(id, "question, set, scale or step", r.citable(id.Value), setsDir, r.allCitable())
			e.Why[fd.key.Value] = append(e.Why[fd.key.Value], id.Value)
		}
	})
}

// allCitable is everything on which a state can rest.
func (r *reader) allCitable() []string {
	all := []string{quiz.ExpectToday}
	all = slices.AppendSeq(all, maps.Keys(r.questions))
	all = slices.AppendSeq(all, maps.Keys(r.sets))
	all = slices.AppendSeq(all, maps.Keys(r.steps))
	for _, s := range r.quiz.Scales {
		all = append(all, s.ID)
	}
	return all
}

func (r *reader) citable(id string) bool {
	return slices.Contains(r.allCitable(), id) || r.anyBroken(rulesFile)
}

// readPages reads what the pages of steps and sets have to show.
func (f *file) readPages(e *quiz.Expectation, o *object) {
	r := f.r
	lists := func(key, what string, from string, subjects []string, entry func(of string, t source.Text)) map[string][]string {
		if o.get(key) == nil {
			return nil
		}
		all := map[string][]string{}
		for _, fd := range o.pairs(key, key) {
			if !r.named(fd.key, what, slices.Contains(subjects, fd.key.Value), from, subjects) {
				continue
			}
			all[fd.key.Value] = []string{}
			for _, t := range f.ids(f.list(fd.value), fd.key.Value) {
				entry(fd.key.Value, t)
				all[fd.key.Value] = append(all[fd.key.Value], t.Value)
			}
		}
		return all
	}
	steps, sets := slices.Collect(maps.Keys(r.steps)), slices.Collect(maps.Keys(r.sets))
	e.Says = lists("says", "step", stepsDir, steps, func(string, source.Text) {})
	e.Tasks = lists("tasks", "step", stepsDir, steps, func(of string, t source.Text) {
		var ids []string
		if step := r.quiz.Step(of); step != nil {
			for _, task := range step.Tasks {
				ids = append(ids, task.ID)
			}
		}
		r.named(t, "task", slices.Contains(ids, t.Value), stepsDir, ids)
	})
	e.Asks = lists("asks", "set", setsDir, sets, func(of string, t source.Text) {
		var ids []string
		if set := r.quiz.Set(of); set != nil {
			for _, q := range set.Questions {
				ids = append(ids, q.ID)
			}
		}
		r.named(t, "question", slices.Contains(ids, t.Value), setsDir, ids)
	})
	var questions []string
	for _, set := range r.quiz.Sets {
		for _, page := range set.Questions {
			for _, one := range page.Answerable() {
				questions = append(questions, one.ID)
			}
		}
	}
	e.Moves = lists("moves", "step", stepsDir, steps, func(_ string, t source.Text) {
		r.named(t, "question", slices.Contains(questions, t.Value), setsDir, questions)
	})
}
