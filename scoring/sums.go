package scoring

import (
	"math"
	"slices"

	"waymark/scoring/expression"
)

// possible returns the scores that the scale can have when its items can have the numbers that of gives. The sums are exact, by dynamic
// programming over the items, while the numbers of the items are listed; else they are bounded. It uses the slots of the tally.
func (r *scaleRule) possible(o *openFacts, of func(item) expression.Domain) expression.Domain {
	sums, exact := r.sums(of)
	if !exact {
		sums = r.bounds(of)
	}
	var scores expression.Domain
	var each []float64
	for answered, sum := range sums {
		switch {
		case !sum.Some:
		case answered < r.needs:
			scores.Unknown = true
		case exact && r.locals:
			for _, x := range sum.Numbers() {
				r.tally(answered, x).fill(o.frame)
				each = append(each, r.score.root.Number(o.frame))
			}
		default:
			scores = scores.Union(r.scored(o, answered, sum))
		}
	}
	return scores.Union(expression.Each(each))
}

// scored returns what the score can be with so many answered items of that sum.
func (r *scaleRule) scored(o *openFacts, answered int, sum expression.Domain) expression.Domain {
	low, high := r.tally(answered, sum.Low), r.tally(answered, sum.High)
	for _, slot := range []int{meanSlot, percentSlot} {
		o.space[slot] = expression.Unknown()
		if a, b := low.at(slot), high.at(slot); b == b {
			o.space[slot] = expression.Between(min(a, b), max(a, b))
		}
	}
	o.space[answeredSlot], o.space[sumSlot] = expression.Only(float64(answered)), sum
	if answered == 0 {
		o.space[sumSlot] = expression.Unknown()
	}
	return r.score.root.Possible(o.space)
}

// mostSums is how many different sums are told apart.
const mostSums = 1024

// sums returns, by the number of answered items, the sums that those can have; ok is false when they are too many to be listed.
func (r *scaleRule) sums(of func(item) expression.Domain) (sums []expression.Domain, ok bool) {
	layers, ok := r.layers(of)
	if !ok {
		return nil, false
	}
	for _, list := range layers[len(r.items)] {
		sums = append(sums, expression.List(list))
	}
	return sums, true
}

// layers returns, after each item, the sums by the number of answered items so far. They are added in the order of the items, so that
// they are those of a person to the bit.
func (r *scaleRule) layers(of func(item) expression.Domain) (layers [][][]float64, ok bool) {
	now := make([][]float64, len(r.items)+1)
	now[0] = []float64{0}
	layers = append(layers, now)
	for _, it := range r.items {
		d := of(it)
		if d.Some && d.Numbers() == nil {
			return nil, false
		}
		next := it.add(d, now)
		for answered := range next {
			if len(next[answered]) > mostSums {
				return nil, false
			}
		}
		now = next
		layers = append(layers, now)
	}
	return layers, true
}

// add returns the sums, by the number of answered items, once the item is added to those before it.
func (it item) add(d expression.Domain, before [][]float64) [][]float64 {
	next := make([][]float64, len(before))
	for answered, sums := range before {
		if len(sums) == 0 {
			continue
		}
		if d.Unknown {
			next[answered] = append(next[answered], sums...)
		}
		for _, x := range d.Numbers() {
			for _, sum := range sums {
				next[answered+1] = append(next[answered+1], sum+it.counts(x))
			}
		}
	}
	for answered := range next {
		if len(next[answered]) > 1 {
			next[answered] = distinct(next[answered])
		}
	}
	return next
}

// distinct sorts the numbers and leaves each once. Small whole numbers, which nearly all items have, are sorted by counting.
func distinct(numbers []float64) []float64 {
	const most = 512
	low, high := slices.Min(numbers), slices.Max(numbers)
	if high-low < most {
		var there [most]bool
		whole := true
		for _, x := range numbers {
			at := x - low
			if at != math.Trunc(at) || low+at != x {
				whole = false
				break
			}
			there[int(at)] = true
		}
		if whole {
			numbers = numbers[:0]
			for at := range int(high-low) + 1 {
				if there[at] {
					numbers = append(numbers, low+float64(at))
				}
			}
			return numbers
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// bounds returns, by the number of answered items, the least and the greatest sum; fewer items can't be told apart, so the bounds
// hold for any choice of them.
func (r *scaleRule) bounds(of func(item) expression.Domain) []expression.Domain {
	low, high, least, most := 0.0, 0.0, 0, 0
	for _, it := range r.items {
		d := of(it)
		if !d.Some {
			continue
		}
		a, b := it.counts(d.Low), it.counts(d.High)
		a, b = min(a, b), max(a, b)
		most++
		if d.Unknown {
			a, b = min(a, 0), max(b, 0)
		} else {
			least++
		}
		low, high = low+a, high+b
	}
	sums := make([]expression.Domain, len(r.items)+1)
	for answered := least; answered <= most; answered++ {
		sums[answered] = expression.Between(low, high)
	}
	if least == 0 {
		sums[0] = expression.Only(0)
	}
	return sums
}
