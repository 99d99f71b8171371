package web

import "net/netip"

// WithoutLimits takes the limits on strangers away, to measure what they cost.
func (s *Server) WithoutLimits() { s.limits.joins, s.limits.private, s.limits.returns = nil, nil, nil }

// SpendJoins counts so many joins from the address of which nothing is stored, so that a test can begin near the limit.
func (s *Server) SpendJoins(from netip.Addr, n int) {
	for range n {
		s.limits.joins.take(from, s.service.Now())
	}
}
