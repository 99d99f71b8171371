package quiz

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"
)

// Course is how the score of a scale went, the oldest point first.
type Course struct {
	Scale  *Scale
	Points []CoursePoint
}

// CoursePoint is the score of a scale at one sitting.
type CoursePoint struct {
	At time.Time
	Score
	// Anew: since the point before, what is asked or how it is scored has changed. Scores on the two sides of that can't be compared.
	Anew   bool
	Change Shift     // from the score at Since
	Since  time.Time // zero where there is no score to compare with
	counts bool      // later points are compared with it
}

// Shift is how far two scores differ.
type Shift string

// The shifts. No shift is said where two scores can't be compared, or the author does not say when they differ.
const (
	NoShift      Shift = ""
	NoClearShift Shift = "none"  // chance alone often makes such a difference
	MaybeShift   Shift = "maybe" // chance alone sometimes does
	ClearShift   Shift = "clear" // chance alone seldom does
)

// ulps is what sums of fractions may miss of a whole number of points.
const ulps = 1e-9

// Shift returns how far a score is from an earlier one; the direction does not count.
func (c ReliableChange) Shift(from, to float64) Shift {
	switch points := math.Abs(to-from) + ulps; {
	case points >= c.Clear:
		return ClearShift
	case points >= c.Maybe:
		return MaybeShift
	default:
		return NoClearShift
	}
}

// Courses returns how every scale of the plan went, in the order of the quiz. There is none while the plan is paused, nor of a scale of a
// step that a guard keeps closed now. The error is that of the store.
func (s *Service) Courses(ctx context.Context, o Overview) ([]Course, error) {
	versions := map[string]*Version{}
	for _, r := range o.History.Results {
		if _, known := versions[r.Version]; known {
			continue
		}
		v, err := s.versions.pinned(ctx, o.Version.Quiz.ID, r.Version)
		if errors.Is(err, ErrUnavailable) || ctx.Err() != nil {
			return nil, err
		}
		versions[r.Version] = v // nil when it is not kept, or does not load any more
	}
	var courses []Course
	for _, scale := range o.Version.Quiz.Scales {
		withheld := func(set *Set) bool { return set.uses(scale) && o.Withheld(set.ID) }
		if _, shown := o.Plan.Scores.Of(scale.ID); shown && !slices.ContainsFunc(o.Version.Quiz.Sets, withheld) {
			courses = append(courses, courseOf(scale, o.History, versions))
		}
	}
	return courses, nil
}

// courseOf follows a scale through a history. versions are those of the results, nil where one is not kept.
func courseOf(scale *Scale, h History, versions map[string]*Version) Course {
	course := Course{Scale: scale}
	rulers := map[string]string{} // by set, at the point before
	var was *Scale
	version := ""
	for _, r := range h.Results {
		score, given := r.Scores[scale.ID]
		if !given {
			continue
		}
		var is *Scale
		if v := versions[r.Version]; v != nil {
			is = v.Quiz.Scale(scale.ID)
		}
		point := CoursePoint{At: r.At, Score: score}
		if ruler, taken := rulers[r.Set]; len(course.Points) > 0 {
			point.Anew = taken && ruler != r.Ruler || version != r.Version && !is.scoresLike(was)
		}
		rulers[r.Set], was, version = r.Ruler, is, r.Version
		course.add(point)
	}
	return course
}

// add takes a point in and compares it with the latest before it that counts. One that lies too close to that does not count itself:
// two answers within days say little of a change.
func (c *Course) add(point CoursePoint) {
	point.counts = point.Scored
	if change := c.Scale.Change; change != nil && point.Scored && !point.Anew {
		if before := c.counting(); before != nil && DayOf(point.At)-DayOf(before.At) >= Day(change.Days) {
			point.Change, point.Since = change.Shift(before.Value, point.Value), before.At
		} else {
			point.counts = before == nil
		}
	}
	c.Points = append(c.Points, point)
}

// counting returns the latest point that counts under the present ruler, nil when there is none.
func (c *Course) counting() *CoursePoint {
	for _, point := range slices.Backward(c.Points) {
		if point.counts {
			return &point
		}
		if point.Anew {
			break
		}
	}
	return nil
}

// scoresLike reports whether two scales make the same score of the same answers.
func (s *Scale) scoresLike(other *Scale) bool {
	return s != nil && other != nil && slices.Equal(s.Items, other.Items) && slices.Equal(s.Reverse, other.Reverse) &&
		s.Score.Value == other.Score.Value
}
