package web

// finishedPage says that an attempt takes no answers any more.
type finishedPage struct {
	layout
	Plan string
}

func (s *Server) finishedPage(quiz string) finishedPage {
	page := finishedPage{layout: s.layout("finished", "Already finished", nil), Plan: planAddress(quiz)}
	page.Known = true
	return page
}
