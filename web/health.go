package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// healthz says that the process runs.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz says whether requests may be sent here, and what whoever runs the program should know.
func (s *Server) readyz(c echo.Context) error {
	if !s.ready.Load() || s.service.Ready(c.Request().Context()) != nil {
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	lines := []string{"ready"}
	if detail := s.detail.Load(); detail != nil {
		lines = append(lines, *detail...)
	}
	return c.String(http.StatusOK, strings.Join(lines, "\n")+"\n")
}
