package expression

import (
	"math"
	"slices"
)

// maxPoints is how many values a Domain lists one by one before it is only bounded.
const maxPoints = 128

// Domain is a set of values that something can still have.
type Domain struct {
	Unknown   bool      // it can be not known
	Some      bool      // it can be a number
	Low, High float64   // when Some: the least and the greatest number
	Points    []float64 // when not nil: the only numbers, sorted, each once
}

// Unknown is the domain of what is not known.
func Unknown() Domain { return Domain{Unknown: true} }

// Anything is the domain of what can be any number, or not known.
func Anything() Domain {
	return Domain{Unknown: true, Some: true, Low: math.Inf(-1), High: math.Inf(1)}
}

// Only is the domain of one value; NaN is not known.
func Only(x float64) Domain {
	if x != x {
		return Unknown()
	}
	return Domain{Some: true, Low: x, High: x}
}

// List is the domain of the numbers, which are sorted and each there once. It keeps the slice, however long it is.
func List(numbers []float64) Domain {
	if len(numbers) == 0 {
		return Domain{}
	}
	return Domain{Some: true, Low: numbers[0], High: numbers[len(numbers)-1], Points: numbers}
}

// Between is the domain of all numbers from low to high.
func Between(low, high float64) Domain { return Domain{Some: true, Low: low, High: high} }

// Each is the domain of the values; NaN among them is not known. It sorts the slice and keeps it.
func Each(values []float64) Domain {
	d := Domain{}
	known := slices.DeleteFunc(values, func(x float64) bool { return x != x })
	d.Unknown = len(known) < len(values)
	if len(known) == 0 {
		return d
	}
	slices.Sort(known)
	known = slices.Compact(known)
	d.Some, d.Low, d.High = true, known[0], known[len(known)-1]
	if len(known) > 1 && len(known) <= maxPoints {
		d.Points = known
	}
	return d
}

// Truths is the domain of what can be true, false or both.
func Truths(canBeTrue, canBeFalse bool) Domain {
	d := Domain{Some: canBeTrue || canBeFalse}
	d.Low, d.High = oneIf(!canBeFalse), oneIf(canBeTrue)
	return d
}

// CanBe reports whether the number is in the domain.
func (d Domain) CanBe(x float64) bool {
	if !d.Some || x < d.Low || x > d.High || x != x {
		return false
	}
	if d.Points == nil {
		return true
	}
	_, found := slices.BinarySearch(d.Points, x)
	return found
}

// Contains reports whether the value is in the domain; NaN asks for not known.
func (d Domain) Contains(x float64) bool { return d.CanBe(x) || x != x && d.Unknown }

// Single returns the only value of the domain, NaN for not known; ok is false when there are several or none.
func (d Domain) Single() (x float64, ok bool) {
	switch {
	case !d.Some:
		return unknown(), d.Unknown
	case d.Unknown || d.Low != d.High:
		return 0, false
	default:
		return d.Low, true
	}
}

// Union is the domain of what is in either.
func (d Domain) Union(o Domain) Domain {
	if !d.Some || !o.Some {
		u := d
		if !d.Some {
			u = o
		}
		u.Unknown = d.Unknown || o.Unknown
		return u
	}
	u := Domain{Unknown: d.Unknown || o.Unknown, Some: true, Low: min(d.Low, o.Low), High: max(d.High, o.High)}
	if a, b := d.Numbers(), o.Numbers(); a != nil && b != nil && u.Low != u.High && len(a)+len(b) <= 2*maxPoints {
		points := slices.Concat(a, b)
		slices.Sort(points)
		if points = slices.Compact(points); len(points) <= maxPoints {
			u.Points = points
		}
	}
	return u
}

// Numbers returns the numbers of the domain when they are listed or just one, else nil.
func (d Domain) Numbers() []float64 {
	switch {
	case d.Points != nil:
		return d.Points
	case d.Some && d.Low == d.High:
		return []float64{d.Low}
	default:
		return nil
	}
}

// values returns all values of the domain, NaN for not known, when they are listed; nil when they are not.
func (d Domain) values() []float64 {
	known := d.Numbers()
	switch {
	case !d.Some && d.Unknown:
		return []float64{unknown()}
	case known == nil || !d.Unknown:
		return known
	default:
		return append(slices.Clip(known), unknown())
	}
}

// meets reports whether a number of one domain can equal one of the other, and whether it can be another.
func (d Domain) meets(o Domain) (equal, unequal bool) {
	if !d.Some || !o.Some {
		return false, d.Some || o.Some
	}
	unequal = d.Low != d.High || o.Low != o.High || d.Low != o.Low
	if points := d.Numbers(); points != nil {
		return slices.ContainsFunc(points, o.CanBe), unequal
	}
	if points := o.Numbers(); points != nil {
		return slices.ContainsFunc(points, d.CanBe), unequal
	}
	return d.Low <= o.High && o.Low <= d.High, unequal
}

// Intersect is the domain of what is in both.
func (d Domain) Intersect(o Domain) Domain {
	both := Domain{Unknown: d.Unknown && o.Unknown}
	if !d.Some || !o.Some {
		return both
	}
	points, other := d.Numbers(), o
	if points == nil {
		points, other = o.Numbers(), d
	}
	if points != nil {
		var common []float64
		for _, x := range points {
			if other.CanBe(x) {
				common = append(common, x)
			}
		}
		numbers := List(common)
		if len(common) == 1 {
			numbers.Points = nil
		}
		numbers.Unknown = both.Unknown
		return numbers
	}
	if both.Low, both.High = max(d.Low, o.Low), min(d.High, o.High); both.Low <= both.High {
		both.Some = true
	}
	return both
}

// Empty reports whether nothing is in the domain.
func (d Domain) Empty() bool { return !d.Some && !d.Unknown }

// Equal reports whether both hold the same values, listed or bounded alike.
func (d Domain) Equal(o Domain) bool {
	return d.Unknown == o.Unknown && d.Some == o.Some && (!d.Some || d.Low == o.Low && d.High == o.High) && slices.Equal(d.Points, o.Points)
}
