package scoring

import "time"

// sifter takes the answers away that no page would have taken: to questions that their set does not ask, by its other answers, and those
// that break a rule of their question. It reads an attempt of somebody who took nothing before, as Keep does.
type sifter struct {
	s     *Scorer
	e     *evaluation
	pages [][]siftPage // by set
	of    [][]int      // the numbers of the asked questions, by set
}

type siftPage struct {
	rule  *pageRule
	parts []int // numbers of the asked questions, none for one that no rule reads
}

func newSifter(s *Scorer) *sifter {
	f := &sifter{s: s, e: newEvaluation(s), of: make([][]int, len(s.quiz.Sets))}
	for i, q := range s.asked {
		f.of[q.set] = append(f.of[q.set], i)
		f.e.facts.replies[i], f.e.facts.before[i] = silence(), unknown
	}
	for _, ask := range s.asks {
		var pages []siftPage
		for i := range ask.pages {
			page := siftPage{rule: &ask.pages[i]}
			for _, part := range ask.pages[i].parts {
				page.parts = append(page.parts, s.askedNumber(part.question.ID))
			}
			pages = append(pages, page)
		}
		f.pages = append(f.pages, pages)
	}
	return f
}

// sift takes away what no page would have taken, from the replies to a set that was finished at a time.
func (f *sifter) sift(replies []reply, set int, at int64) {
	r := f.s.asks[set]
	if !r.sifts && !r.refuses {
		return
	}
	f.begin(replies, r, at)
	defer f.end(r)
	for changed := true; changed; {
		changed = false
		for _, page := range f.pages[set] {
			if f.drops(page, replies) {
				changed = true
				f.refresh(replies, r)
			}
		}
	}
}

func (f *sifter) begin(replies []reply, r *setRule, at int64) {
	f.e.facts.at, f.e.facts.today = time.Unix(at, 0).UTC(), dayAt(at)
	f.e.read(r.others)
	f.refresh(replies, r)
}

func (f *sifter) end(r *setRule) {
	for _, i := range f.of[r.number] {
		f.e.facts.replies[i] = silence()
	}
}

func (f *sifter) refresh(replies []reply, r *setRule) {
	for _, i := range f.of[r.number] {
		f.e.facts.replies[i] = replies[i]
	}
	f.e.mend()
	f.e.read(r.own)
	f.e.derive(r.needed)
}

// drops takes the answers of a page away that it would not have taken, and reports whether there were any.
func (f *sifter) drops(page siftPage, replies []reply) (any bool) {
	hidden := page.rule.byOwn && !f.e.truth(page.rule.showIf, true)
	for i, number := range page.parts {
		if number == none || replies[number].absent() {
			continue
		}
		drop := hidden
		for _, must := range page.rule.parts[i].must {
			drop = drop || !f.e.truth(must, true)
		}
		if drop {
			replies[number], any = silence(), true
		}
	}
	return any
}

// asks returns how many pages a set asks of somebody with these replies.
func (f *sifter) asks(replies []reply, set int, at int64) int {
	r := f.s.asks[set]
	if !r.conditional {
		return len(r.pages)
	}
	f.begin(replies, r, at)
	defer f.end(r)
	asked := 0
	for i := range r.pages {
		if r.pages[i].showIf == nil || f.e.truth(r.pages[i].showIf, true) {
			asked++
		}
	}
	return asked
}

// absent reports whether there is no answer.
func (r reply) absent() bool { return r.number != r.number && r.options == 0 && !r.known }
