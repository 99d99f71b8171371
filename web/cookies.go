package web

// hostPrefix before the name of a cookie makes the browser insist on Secure, this host and the root path.
const hostPrefix = "__Host-"

// cookieNamed is what a cookie is called here: with the prefix, unless there is no TLS in front.
func (s *Server) cookieNamed(name string) string {
	if s.secure {
		return hostPrefix + name
	}
	return name
}
