package quiz

import (
	"fmt"
	"time"
)

// Day is a date without a time: days since 1 January 1970. In rules a date is this number.
type Day int

// The first and the last date that ParseDay reads: 1 January 1900 and 31 December 2200.
const (
	EarliestDay Day = -25567
	LatestDay   Day = 84370
)

const dayFormat = "2006-01-02"

// DayOf returns the date of t in its location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// ParseDay reads a date like 2026-11-17 between the years 1900 and 2200.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dayFormat, s)
	if d := DayOf(t); err == nil && d >= EarliestDay && d <= LatestDay {
		return d, nil
	}
	return 0, fmt.Errorf("%q is not a date like 2026-11-17", s)
}

// Time returns midnight UTC of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// String returns the date as 2026-11-17.
func (d Day) String() string { return d.Time().Format(dayFormat) }

// MarshalText returns the date as 2026-11-17.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a date as ParseDay does.
func (d *Day) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDay(string(b))
	return err
}
