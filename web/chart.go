package web

import (
	"strconv"
	"strings"

	"waymark/quiz"
)

// The chart of a course, in the units of its picture. The script of a page never touches it, and its colours are those of the style sheet.
const (
	chartLeft   = 34.0 // there is room for the numbers before it
	chartRight  = 310.0
	chartTop    = 12.0
	chartBottom = 104.0
)

// chart is a drawn course: one line for each stretch whose scores compare, a mark where the ruler changed.
type chart struct {
	Lines []string // points of a line
	Dots  []chartDot
	Marks []string // x of each change of the ruler
	Low   string   // the least score that there can be, or that there was
	High  string
	From  string // the first date
	To    string
}

type chartDot struct{ X, Y string }

// newChart draws the scored points of a course; nil for fewer than two, of which there is nothing to see.
func newChart(vc voice, c quiz.Course) *chart {
	var points []quiz.CoursePoint
	anew := false // between this point and the scored one before it
	for _, p := range c.Points {
		anew = anew || p.Anew
		if p.Scored {
			p.Anew, anew = anew, false
			points = append(points, p)
		}
	}
	if len(points) < 2 {
		return nil
	}
	across, up := chartAxes(c.Scale, points)
	first, last := quiz.DayOf(points[0].At), quiz.DayOf(points[len(points)-1].At)
	drawn := &chart{Low: whole(up.low), High: whole(up.high), From: vc.date(first), To: vc.date(last)}
	var line []string
	for i, p := range points {
		x, y := across.place(across.of(i, p)), up.place(p.Value)
		if p.Anew && i > 0 {
			before := across.place(across.of(i-1, points[i-1]))
			drawn.Marks = append(drawn.Marks, coordinate((before+x)/2))
			drawn.Lines, line = append(drawn.Lines, strings.Join(line, " ")), nil
		}
		dot := chartDot{X: coordinate(x), Y: coordinate(y)}
		drawn.Dots, line = append(drawn.Dots, dot), append(line, dot.X+","+dot.Y)
	}
	drawn.Lines = append(drawn.Lines, strings.Join(line, " "))
	return drawn
}

// axis places numbers from low to high between from and to.
type axis struct {
	low, high, from, to float64
	of                  func(i int, p quiz.CoursePoint) float64
}

func (a axis) place(x float64) float64 {
	if a.low == a.high {
		return (a.from + a.to) / 2
	}
	return a.from + (x-a.low)/(a.high-a.low)*(a.to-a.from)
}

// chartAxes lays time across and scores up. Points of one day stand side by side in their order.
func chartAxes(scale *quiz.Scale, points []quiz.CoursePoint) (across, up axis) {
	across = axis{from: chartLeft, to: chartRight, of: func(_ int, p quiz.CoursePoint) float64 { return float64(quiz.DayOf(p.At)) }}
	across.low, across.high = across.of(0, points[0]), across.of(0, points[len(points)-1])
	if across.low == across.high {
		across.of = func(i int, _ quiz.CoursePoint) float64 { return float64(i) }
		across.low, across.high = 0, float64(len(points)-1)
	}
	up = axis{from: chartBottom, to: chartTop, low: points[0].Value, high: points[0].Value}
	for _, p := range points {
		up.low, up.high = min(up.low, p.Value), max(up.high, p.Value)
	}
	if r := scale.Reach; r.HasLow && r.HasHigh {
		up.low, up.high = min(up.low, r.Low), max(up.high, r.High)
	}
	return across, up
}

func coordinate(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
