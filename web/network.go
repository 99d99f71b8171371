package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"
)

// forwardedHeader is where a proxy writes for whom it asks: the addresses on the way, the nearest to us last.
const forwardedHeader = echo.HeaderXForwardedFor

// proxies are the networks of proxies whose X-Forwarded-For is believed.
type proxies []netip.Prefix

func newProxies(networks []*net.IPNet) proxies {
	var ps proxies
	for _, n := range networks {
		address, ok := netip.AddrFromSlice(n.IP)
		bits, of := n.Mask.Size()
		if address = address.Unmap(); !ok || of == 0 {
			continue
		}
		if address.Is4() && of == 128 {
			bits -= 96 // written as IPv4 in IPv6
		}
		ps = append(ps, netip.PrefixFrom(address, max(0, bits)))
	}
	return ps
}

func (ps proxies) trust(address netip.Addr) bool {
	for _, p := range ps {
		if p.Contains(address) {
			return true
		}
	}
	return false
}

// visitor returns the address from which a request comes: that of the connection or, behind trusted proxies, the last one that they wrote down and
// that is none of theirs. What stands before that one a visitor can have made up. Something unreadable ends the search at the proxy that
// wrote it. hidden reports that a proxy stands in front and does not say, in a way that may be believed, who comes.
func (ps proxies) visitor(r *http.Request) (address netip.Addr, hidden bool) {
	address, _ = parseForwarded(r.RemoteAddr)
	forwarded := r.Header.Values(forwardedHeader)
	if !ps.trust(address) {
		return address, len(ps) == 0 && len(forwarded) > 0 && (address.IsLoopback() || address.IsPrivate())
	}
	rest, read := strings.Join(forwarded, ","), false
	for ps.trust(address) {
		if rest == "" {
			return address, !read
		}
		i := strings.LastIndexByte(rest, ',')
		next, ok := parseForwarded(rest[i+1:])
		if !ok {
			return address, true
		}
		address, rest, read = next, rest[:max(0, i)], true
	}
	return address, false
}

// parseForwarded reads an address as proxies write it: plain, with a port, in brackets, in quotes. It is without a zone, and one of IPv4 in
// IPv6 is one of IPv4.
func parseForwarded(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if inner, found := strings.CutPrefix(text, `"`); found {
		text = strings.TrimSpace(strings.TrimSuffix(inner, `"`))
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		var withPort netip.AddrPort
		withPort, err = netip.ParseAddrPort(text)
		address = withPort.Addr()
	}
	if err != nil && strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		address, err = netip.ParseAddr(text[1 : len(text)-1])
	}
	return address.Unmap().WithZone(""), err == nil
}

// from returns the address that the limits count the request by. When a proxy hides everybody, the log says so, once, without any address.
func (s *Server) from(c echo.Context) netip.Addr {
	address, hidden := s.proxies.visitor(c.Request())
	if hidden && s.hidden.CompareAndSwap(false, true) {
		s.log.Warn("a proxy stands in front and does not say who comes, so all visitors share one limit",
			"next", "let the proxy set X-Forwarded-For to the address of the visitor, and name its network with --trusted-proxy")
	}
	return address
}

// extractIP is from for Echo, which otherwise believes what anybody writes.
func (ps proxies) extractIP(r *http.Request) string {
	address, _ := ps.visitor(r)
	return address.String()
}
