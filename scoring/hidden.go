package scoring

import (
	"slices"
)

// readers are inputs and what is computed from them.
type readers struct {
	inputs  []slotted
	derives []*derived
}

// shownBy is an answer to an earlier page of the set on which the condition of a page rests.
type shownBy struct {
	page  *pageRule
	asked *asked
	readers
}

// readersOf returns those of the inputs that read an answer to one of the questions, and what of the derived things rests on them.
func readersOf(questions []*asked, inputs []slotted, derives []*derived, reads [][]int) readers {
	var r readers
	touched := map[int]bool{}
	for _, in := range inputs {
		of := in.source().asked
		if said, isSaid := in.input.(saidInput); isSaid {
			of = said.q
		}
		if of != nil && slices.Contains(questions, of) {
			r.inputs = append(r.inputs, in)
			touched[in.slot] = true
		}
	}
	if len(r.inputs) == 0 {
		return r
	}
	for i, d := range derives {
		if slices.ContainsFunc(reads[i], func(slot int) bool { return touched[slot] }) {
			r.derives = append(r.derives, d)
			touched[d.slot] = true
			if d.bandSlot != none {
				touched[d.bandSlot] = true
			}
		}
	}
	return r
}

// prepareReaders finds for each page what reads its answers.
func (r *setRule) prepareReaders(s *Scorer) {
	numbers := map[string]*asked{}
	for _, q := range s.asked {
		numbers[q.q.ID] = q
	}
	needed, affected := readsOfAll(r.needed), readsOfAll(r.affected)
	for i := range r.pages {
		page := &r.pages[i]
		for _, part := range page.parts {
			if q := numbers[part.question.ID]; q != nil {
				page.asked = append(page.asked, q)
			}
		}
		page.during = readersOf(page.asked, r.own, r.needed, needed)
		page.after = readersOf(page.asked, r.finished, r.affected, affected)
	}
	for i := range r.pages {
		if r.pages[i].byOwn {
			r.pages[i].shownBy = r.answersShowing(s, i)
		}
	}
}

// answersShowing returns the answers to earlier pages on which the condition of a page rests.
func (r *setRule) answersShowing(s *Scorer, of int) []shownBy {
	var by []shownBy
	slots := s.slotsOf([]*rule{r.pages[of].showIf})
	for _, earlier := range r.pages[of].rests {
		page := &r.pages[earlier]
		inputs := slices.DeleteFunc(slices.Clone(page.after.inputs), func(in slotted) bool { return !slots[in.slot] })
		derives := slices.DeleteFunc(slices.Clone(page.after.derives), func(d *derived) bool { return !slots[d.slot] })
		reads := readsOfAll(derives)
		for _, q := range page.asked {
			if one := readersOf([]*asked{q}, inputs, derives, reads); len(one.inputs) > 0 {
				by = append(by, shownBy{page, q, one})
			}
		}
	}
	return by
}

func readsOfAll(derives []*derived) [][]int {
	reads := make([][]int, len(derives))
	for i, d := range derives {
		reads[i] = d.reads()
	}
	return reads
}

// hide takes the replies away to questions that their set does not ask, by conditions that rest on answers of the set alone: those hold
// for every result, whenever it was made.
func (o *outlook) hide(inputs []slotted) {
	o.pages = o.pages[:0]
	for _, ask := range o.s.asks {
		if !ask.sifts || !ask.readBy(inputs) {
			continue
		}
		for i := range ask.pages {
			page := &ask.pages[i]
			if !page.byOwn {
				continue
			}
			o.pages = append(o.pages, page)
			if o.hidePage(page) {
				o.answersChanged(page)
			}
		}
	}
}

// answersChanged works out anew what rests on the answers of the page.
func (o *outlook) answersChanged(page *pageRule) {
	o.read(page.after.inputs)
	o.derive(page.after.derives)
}

// hidePage takes the replies of the page away when its condition can't be true, and reports whether that changed anything. While it can
// be true, the replies stay as they are: those of a box may be unanswered unless the box is one of people who answered.
func (o *outlook) hidePage(page *pageRule) (changed bool) {
	if shown, _ := o.can(page.showIf, true); shown {
		return false
	}
	for _, q := range page.asked {
		i := q.number
		if o.facts.replies[i].never() {
			continue
		}
		o.empty = o.empty || !o.facts.replies[i].unanswered
		o.facts.replies[i] = openReply{unanswered: true}
		changed = true
	}
	return changed
}

// narrow takes answers out of the box that contradict others: who answered a page was asked it, so its condition was true, and an answer
// with which it can't be true was not given. From the last page to the first, so that of a chain of pages, each shown by an answer to the
// one before, the last answer settles all. It reports whether it took any.
func (o *outlook) narrow(b box) (narrowed bool) {
	for _, page := range slices.Backward(o.pages) {
		if len(page.shownBy) == 0 || !slices.ContainsFunc(page.asked, func(q *asked) bool { return o.facts.replies[q.number].given() }) {
			continue
		}
		if _, hidden := o.can(page.showIf, true); !hidden {
			continue
		}
		for _, by := range page.shownBy {
			left, fewer := o.facts.replies[by.asked.number].which(by.asked.q, o.s.constants, func(part openReply) bool { return o.canShow(page, by, part) })
			if !fewer {
				continue
			}
			narrowed = true
			o.empty = o.empty || left.nobody()
			o.facts.replies[by.asked.number], b.replies[by.asked.number] = left, left
			o.answersChanged(by.page)
		}
	}
	return narrowed
}

// canShow reports whether the page can be shown when the answer to an earlier one is this.
func (o *outlook) canShow(page *pageRule, by shownBy, part openReply) bool {
	whole, empty := o.facts.replies[by.asked.number], o.empty
	o.facts.replies[by.asked.number], o.empty = part, false
	o.read(by.inputs)
	o.derive(by.derives)
	shown, _ := o.can(page.showIf, true)
	shown = shown && !o.empty
	o.facts.replies[by.asked.number], o.empty = whole, empty
	o.read(by.inputs)
	o.derive(by.derives)
	return shown
}

// readBy reports whether one of the inputs reads an answer of the set.
func (r *setRule) readBy(inputs []slotted) bool {
	return slices.ContainsFunc(inputs, r.asks)
}
