package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// The routes of a quiz; each part after a colon is an id.
const (
	quizRoute     = "/quizzes/:quiz"
	setRoute      = quizRoute + "/sets/:set"
	questionRoute = setRoute + "/:question"
	stepRoute     = quizRoute + "/steps/:step"
)

func (s *Server) routes() {
	s.get("/", s.landing)
	s.get(quizRoute, s.start)
	s.post(quizRoute, s.join)
	s.get(quizRoute+"/too-young", s.tooYoung)
	s.get(setRoute, s.ofQuiz(s.set))
	s.post(setRoute, s.ofQuiz(s.begin))
	s.get(setRoute+"/check", s.ofQuiz(s.check))
	s.post(setRoute+"/check", s.ofQuiz(s.finish))
	s.get(questionRoute, s.ofQuiz(s.question))
	s.post(questionRoute, s.ofQuiz(s.answer))
	s.get(quizRoute+"/plan", s.ofQuiz(s.plan))
	s.get(quizRoute+"/history", s.ofQuiz(s.history))
	s.get(quizRoute+calendarFile, s.ofQuiz(s.calendar))
	s.get(stepRoute, s.ofQuiz(s.step))
	s.post(stepRoute, s.ofQuiz(s.report))

	s.get("/me", s.me)
	s.post("/me", s.changeMe)
	s.get("/me/sign-ins", s.signIns)
	s.post(leaveAddress, s.leave)
	s.get(leaveAddress, s.leave) // where a press leads that was meant for the page before
	s.get("/me/delete", s.confirmDelete)
	s.get("/me/answers.html", s.export)
	s.get("/me/answers.json", s.exportData)
	s.get("/me/results", s.results)
	s.get("/return", s.comeBack)
	s.echo.POST("/return", s.returned)
	s.get("/help", s.help)
	s.echo.POST("/region", s.chooseRegion)
	s.echo.POST("/language", s.chooseLanguage)
	s.get("/healthz", s.healthz)
	s.get("/readyz", s.readyz)
	s.get("/static/:file", s.static)
}

// post answers POST, when the press of the button was meant for the page that it stands on.
func (s *Server) post(path string, h echo.HandlerFunc) { s.echo.POST(path, s.meant(h)) }

// get answers GET, and HEAD with the same headers.
func (s *Server) get(path string, h echo.HandlerFunc) {
	s.echo.Match([]string{http.MethodGet, http.MethodHead}, path, h)
}
