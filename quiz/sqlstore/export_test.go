package sqlstore

import "time"

// Within bounds every call to the store, and every silence of the network, by less than people wait.
func Within(call time.Duration) Option {
	return func(o *options) { o.limits = limits{call: call, silence: call} }
}
