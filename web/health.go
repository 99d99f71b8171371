package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// healthz says that the process runs.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz says whether requests may be sent here, and whether the log tells of a quiz that is not served as it is: strangers read this too, so
// it does not say which, or why.
func (s *Server) readyz(c echo.Context) error {
	if !s.ready.Load() || s.service.Ready(c.Request().Context()) != nil {
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	if s.behind.Load() {
		return c.String(http.StatusOK, "ready\na changed quiz is not served; the log says why\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
