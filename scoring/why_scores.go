package scoring

import (
	"cmp"
	"slices"
	"strings"

	"waymark/quiz"
)

// effects says what each answer does to a score: it is computed again with the middle of the answer's range in its place.
func (w *explanation) effects(d *derived) quiz.ScaleWhy {
	frame, r := w.e.frame, d.scale
	why := quiz.ScaleWhy{ID: d.key, Items: make([]quiz.Effect, 0, len(r.items))}
	for i := range r.items {
		it := &r.items[i]
		given := frame[it.slot]
		low, high, ranges := it.asked.q.Range()
		if given != given || !ranges {
			continue
		}
		frame[it.slot] = (low + high) / 2
		score, err := r.run(frame)
		frame[it.slot] = given
		if err == nil && score == score {
			why.Items = append(why.Items, quiz.Effect{Fact: w.answer(it.asked), Effect: frame[d.slot] - score})
		}
	}
	slices.SortStableFunc(why.Items, func(a, b quiz.Effect) int { return cmp.Compare(b.Effect, a.Effect) })
	why.Raises = w.most(why.Items, raisesOne, 1)
	slices.Reverse(why.Items)
	why.Lowers = w.most(why.Items, lowersOne, -1)
	slices.Reverse(why.Items)
	return why
}

// mostAlike is how many answers that do the same are told one by one.
const mostAlike = 6

// most says which of the effects, the strongest first, are the strongest: the first two, or all that are first alike. one is the phrase for
// one of them; those for two, three and more follow it.
func (w *explanation) most(effects []quiz.Effect, one phrase, sign float64) string {
	strength := func(i int) float64 {
		if i >= len(effects) {
			return 0
		}
		return max(0, sign*effects[i].Effect)
	}
	const exact = 1e-9
	apart := func(i int) bool { return strength(i-1)-strength(i) > exact }
	for many := 1; many <= min(mostAlike, len(effects)); many++ {
		if !apart(many) || many == 1 && strength(1) > exact && apart(2) {
			continue
		}
		return w.strongest(effects[:many], one)
	}
	return ""
}

// strongest names the effects.
func (w *explanation) strongest(effects []quiz.Effect, one phrase) string {
	const listed = 3
	said := make([]any, 0, len(effects))
	var all []string
	for _, e := range effects {
		all = append(all, w.effect(e.Fact))
		said = append(said, all[len(all)-1])
	}
	if len(effects) > listed {
		return w.grounds.phrases.say(one+listed, len(effects), strings.Join(all, "; "))
	}
	return w.grounds.phrases.say(one+phrase(len(effects)-1), said...)
}

func (w *explanation) effect(f *quiz.Fact) string {
	q := w.e.s.asked[w.e.s.askedNumber(f.Question)]
	if option := w.option(q, f.Answer); option >= 0 {
		return w.grounds.effects[q.number][option]
	}
	return w.grounds.phrases.effect(f, q.q)
}
