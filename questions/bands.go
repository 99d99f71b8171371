package questions

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
)

// density says which numbers a score can be between its ends.
type density uint8

const (
	anyNumber    density = iota
	whole                // whole numbers only
	perhapsWhole         // not known: whole ends are taken to mean whole numbers
)

// onlyIf keeps whole only when it is so.
func (d density) onlyIf(isSo bool) density {
	if isSo {
		return d
	}
	return anyNumber
}

// reach is what a score can be.
type reach struct {
	low, high float64
	bounded   bool // low and high are known
	mode      density
}

// bandList are bands with the places of their ranges.
type bandList struct {
	bands  []quiz.Band
	ranges []source.Text
	broken bool // a range can't be read
}

// readBands reads the bands of a scale or value.
func (f *file) readBands(o *object) *bandList {
	list := &bandList{}
	for _, fd := range o.pairs("bands", "the bands") {
		f.r.checkID(fd.key, false)
		band, ok := f.fixed(fd.value, "a band", shapes()["band"])
		if !ok {
			list.broken = true
			continue
		}
		band.complete()
		text := band.rule("range")
		b := quiz.Band{ID: fd.key.Value, Name: fd.key.Value, Means: band.markdown("means"), Pos: fd.key.Start}
		if b.Range, ok = parseRange(text.Value); !ok {
			list.broken = true
			if text.Value != "" {
				f.r.at(text, "band/range", fmt.Sprintf("%q is not a range", text.Value), "write below 3, at most 3, above 3, at least 3, 3 to 5, or 3 to below 5, the smaller number first")
			}
		}
		list.bands, list.ranges = append(list.bands, b), append(list.ranges, text)
	}
	return list
}

// parseRange reads a range as docs/format.md describes it.
func parseRange(s string) (quiz.Range, bool) {
	words := strings.Fields(s)
	number := func(i int) (float64, bool) {
		x, err := strconv.ParseFloat(words[i], 64)
		return x, err == nil && !math.IsInf(x, 0) && !math.IsNaN(x)
	}
	switch {
	case len(words) == 2 && words[0] == "below":
		x, ok := number(1)
		return quiz.Range{High: x, HasHigh: true, HighOpen: true}, ok
	case len(words) == 2 && words[0] == "above":
		x, ok := number(1)
		return quiz.Range{Low: x, HasLow: true, LowOpen: true}, ok
	case len(words) == 3 && words[0] == "at" && words[1] == "most":
		x, ok := number(2)
		return quiz.Range{High: x, HasHigh: true}, ok
	case len(words) == 3 && words[0] == "at" && words[1] == "least":
		x, ok := number(2)
		return quiz.Range{Low: x, HasLow: true}, ok
	case len(words) == 3 && words[1] == "to", len(words) == 4 && words[1] == "to" && words[2] == "below":
		low, ok := number(0)
		high, also := number(len(words) - 1)
		open := len(words) == 4
		return quiz.Range{Low: low, High: high, HasLow: true, HasHigh: true, HighOpen: open}, ok && also && (low < high || low == high && !open)
	default:
		return quiz.Range{}, false
	}
}

// check reports gaps and overlaps between the bands, and what they leave of the reach.
func (l *bandList) check(f *file, in reach) {
	if l.broken || len(l.bands) == 0 {
		return
	}
	for i := 1; i < len(l.bands); i++ {
		if !l.follows(f, i, in.mode) {
			return
		}
	}
	if !in.bounded {
		return
	}
	first, last := 0, len(l.bands)-1
	if r := l.bands[first].Range; !r.Contains(in.low) && r.HasLow && r.Low >= in.low {
		f.r.at(l.ranges[first], "band/gap", fmt.Sprintf("nothing covers %s, the least that the score can be", show(in.low)), "let the lowest band begin there, or write it with below or at most")
	}
	if r := l.bands[last].Range; !r.Contains(in.high) && r.HasHigh && r.High <= in.high {
		f.r.at(l.ranges[last], "band/gap", fmt.Sprintf("nothing covers %s, the most that the score can be", show(in.high)), "let the highest band end there, or write it with above or at least")
	}
	for i, b := range l.bands {
		r := b.Range
		if r.HasLow && (r.Low > in.high || r.LowOpen && r.Low == in.high) || r.HasHigh && (r.High < in.low || r.HighOpen && r.High == in.low) {
			f.r.at(l.ranges[i], "band/unreachable", fmt.Sprintf("the score can't reach the band %q: it goes from %s to %s", b.ID, show(in.low), show(in.high)), "change the range, or take the band away")
		}
	}
}

// follows reports what is wrong between band i and the one before it; true when nothing is.
func (l *bandList) follows(f *file, i int, mode density) bool {
	a, b := l.bands[i-1], l.bands[i]
	var code, message, hint string
	switch {
	case !a.Range.HasHigh || !b.Range.HasLow || b.Range.Low < a.Range.Low && a.Range.HasLow:
		code, message = "band/order", fmt.Sprintf("the band %q does not begin where %q ends", b.ID, a.ID)
		hint = "write the bands from the lowest to the highest; only the first may have no lower end, only the last no upper end"
	case b.Range.Low < a.Range.High || b.Range.Low == a.Range.High && !a.Range.HighOpen && !b.Range.LowOpen:
		code, message = "band/overlap", fmt.Sprintf("both %q and %q cover %s", a.ID, b.ID, show(b.Range.Low))
		if b.Range.LowOpen {
			message = fmt.Sprintf("both %q and %q cover what lies above %s", a.ID, b.ID, show(b.Range.Low))
		}
		hint = "let one band end before the next begins: 3 to below 5, then 5 to 7"
	default:
		uncovered := gap(a.Range, b.Range, mode)
		if uncovered == "" {
			return true
		}
		code, message = "band/gap", "nothing covers "+uncovered
		hint = fmt.Sprintf("let %q end where %q begins", a.ID, b.ID)
	}
	f.r.at(l.ranges[i], code, message, hint)
	return false
}

// gap names what lies between two ranges, "" when that is nothing that a score can be.
func gap(a, b quiz.Range, mode density) string {
	from, to := a.High, b.Low
	if mode == whole || mode == perhapsWhole && isWhole(from) && isWhole(to) {
		first := math.Floor(from) + 1
		if a.HighOpen && isWhole(from) {
			first = from
		}
		if first < to || b.LowOpen && first == to {
			return show(first)
		}
		return ""
	}
	switch {
	case a.HighOpen && (from < to || b.LowOpen):
		return show(from)
	case from < to && b.LowOpen:
		return show(to)
	case from < to:
		return fmt.Sprintf("what lies between %s and %s", show(from), show(to))
	default:
		return ""
	}
}

func show(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
