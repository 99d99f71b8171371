package preview

import (
	"sync/atomic"
	"time"
)

// Clock tells the time of a preview, which can be set.
type Clock struct {
	Now func() time.Time // the real time

	ahead atomic.Int64 // nanoseconds before the real time
}

// Time returns the time of the preview.
func (c *Clock) Time() time.Time { return c.Now().Add(time.Duration(c.ahead.Load())) }

// Set lets the preview's time go on from at.
func (c *Clock) Set(at time.Time) { c.ahead.Store(int64(at.Sub(c.Now()))) }
