// Package faults holds, as tests, what becomes of people when something breaks: people with browsers meet the real program over HTTP while the
// program is killed, its database fails, the network loses what was said, or they themselves do two things at once. docs/faults.md tells
// what is tried; `make faults` tries all of it, `go test` a part.
//
// After every fault each person is looked at: what was acknowledged is there once, who chose to be gone is gone, who did not gets in, what
// was withdrawn stays withdrawn, nobody sees what is another's, and every page came within five seconds and without a fault of its own.
package faults
