package web

import (
	"strings"

	"github.com/labstack/echo/v4"
)

// policy allows what our own pages need, and nothing inline.
func policy() string {
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
		"connect-src 'self'", "form-action 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// permissions switches off what a page could ask a browser for.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), " +
	"geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), " +
	"screen-wake-lock=(), usb=(), xr-spatial-tracking=(), browsing-topics=()"

const (
	twoYears  = "max-age=63072000; includeSubDomains"
	noStore   = "no-store"
	immutable = "public, max-age=31536000, immutable"
)

// headers sets the same headers on every response, also on errors.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	policy := policy()
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Permissions-Policy", permissions)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Embedder-Policy", "require-corp")
		h.Set("Cache-Control", noStore)
		if s.secure {
			h.Set("Strict-Transport-Security", twoYears)
		}
		return next(c)
	}
}
