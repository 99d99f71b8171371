package scoring

// sixty are the answers of a person to the items of the workload; NaN was not given.
type sixty [60]float64

// byHand is the work of the value reading, written down once more as somebody would who never wants to change the quiz: tables for
// the scales, plain Go for the rules.
type byHand struct {
	scores [12]float64
	bands  [12]int // 0 for none
	truths [15]bool
}

// The scales of the workload, and the bands of each.
const (
	sleep = iota
	rest
	movement
	food
	focus
	planning
	order
	outdoors
	people
	play
	learning
	money
)

const (
	low = 1 + iota
	fair
	good
	high
)

// tables are what the work by hand looks up: the items of the scales with what is reverse-keyed, and where their bands begin.
type tables struct {
	scales [12]struct {
		items     []struct{ place, reversed int }
		needs     int
		low, high float64
		bands     []float64
	}
}

func newTables() *tables {
	t := &tables{}
	for i := range t.scales {
		scale := &t.scales[i]
		scale.needs, scale.low, scale.high, scale.bands = 4, 1, 5, []float64{0, 25, 50, 75}
		for k := range 5 {
			scale.items = append(scale.items, struct{ place, reversed int }{place: 5*i + k})
		}
	}
	t.scales[sleep].items[4].reversed, t.scales[focus].items[4].reversed = 1, 1
	return t
}

func (h *byHand) work(a *sixty, t *tables) {
	h.score(a, t)
	h.decide(a)
}

// score computes the scales: the percentage of the range of their items, when enough of them are answered.
func (h *byHand) score(a *sixty, t *tables) {
	for i := range t.scales {
		scale := &t.scales[i]
		answered, sum := 0, 0.0
		for _, item := range scale.items {
			x := a[item.place]
			if x != x {
				continue
			}
			if item.reversed == 1 {
				x = scale.low + scale.high - x
			}
			answered++
			sum += x
		}
		if h.scores[i], h.bands[i] = unknown, 0; answered < scale.needs {
			continue
		}
		score := 100 * (sum/float64(answered) - scale.low) / (scale.high - scale.low)
		h.scores[i] = score
		for band, from := range scale.bands {
			if score >= from {
				h.bands[i] = 1 + band
			}
		}
	}
}

// decide computes the rules, in the order in which they rest on one another.
func (h *byHand) decide(a *sixty) {
	s, b, t := &h.scores, &h.bands, &h.truths
	t[0] = s[sleep] < 40 && s[rest] < 50
	t[1] = (b[sleep] == good || b[sleep] == high) && (b[rest] == good || b[rest] == high) && a[4] <= 2
	t[2] = s[movement] < 50 || s[food] < 50 || s[outdoors] < 25
	t[3] = s[focus] < 50 && (s[planning] < 50 || s[order] < 50)
	t[4] = (a[24] == 4 || a[24] == 5) && s[focus] < 60
	t[5] = s[people] <= 25 && (a[40] == 1 || a[40] == 2)
	t[6] = b[people] == high || (a[40] == 5 && a[41] >= 4)
	t[7] = s[play] < 25 && s[learning] < 25 && !t[6]
	t[8] = s[learning] > 60 && b[play] != low
	t[9] = s[money] >= 70 && (a[57] == 4 || a[57] == 5)
	t[10] = s[money] < 30 && (a[56] == 1 || a[55] == 1)
	t[11] = s[sleep] < 50 && s[planning] < 50 && s[rest] < 50 && a[19] <= 3
	t[12] = s[sleep] >= 60 && s[movement] >= 60 && s[food] >= 60 && (s[people] >= 40 || s[play] >= 40)
	t[13] = s[outdoors] < 40 && a[35] == a[35] && a[35] <= 3 && (t[0] || t[3])
	t[14] = (a[29] == 1 || a[29] == 2) && (s[planning] < 40 || s[order] < 40) && !t[1]
}

// same reports whether both computed the same; what is not known is the same as itself.
func (h *byHand) same(o *byHand) bool {
	for i := range h.scores {
		if x, y := h.scores[i], o.scores[i]; x != y && (x == x || y == y) {
			return false
		}
	}
	return h.bands == o.bands && h.truths == o.truths
}
