package web

import "github.com/labstack/echo/v4"

// finishedPage says that an attempt takes no answers any more.
type finishedPage struct {
	layout
	Plan string
}

func (s *Server) finishedPage(c echo.Context, quiz string) finishedPage {
	page := finishedPage{layout: s.layout(c, "finished", "Already finished", nil), Plan: planAddress(quiz)}
	page.Known = true
	return page
}
