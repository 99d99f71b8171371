package sqlstore

import "time"

// Notice is what an operator should know that is no error.
type Notice struct {
	What string
	Next string // what to do; "" for nothing
}

// Option changes how Open and Migrate work.
type Option func(*options)

// options are the choices of who opens a database.
type options struct {
	tell   func(Notice)
	limits limits
}

// Telling has fn told what an operator should know: what PostgreSQL is set to do that endangers answers, and what is waited for. It is
// told again when it is so again. Several goroutines may call fn, until the store is closed.
func Telling(fn func(Notice)) Option { return func(o *options) { o.tell = fn } }

// limits bound how long a person waits.
type limits struct {
	call    time.Duration // all tries of one call to the store together
	silence time.Duration // a server that says nothing for so long is out of reach
}

// callWithin leaves a page, whose calls together have a little more, the time to say that the store is out of reach.
const callWithin = 4 * time.Second

func newOptions(given []Option) options {
	o := options{tell: func(Notice) {}, limits: limits{call: callWithin, silence: callWithin}}
	for _, option := range given {
		option(&o)
	}
	return o
}
