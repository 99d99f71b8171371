package preview

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
)

//go:embed static
var static embed.FS

// Config is what a preview rests on. Every field is needed.
type Config struct {
	Pages   http.Handler // the real pages
	Cookie  string       // in which they keep a person's secret
	Decode  func(url.Values) (quiz.Answers, error)
	Service *quiz.Service
	Store   quiz.Store
	Clock   *Clock
	Key     string // that the address holds which the author opens
}

// Server is the preview as an http.Handler.
type Server struct {
	pages     http.Handler
	cookie    string
	decode    func(url.Values) (quiz.Answers, error)
	service   *quiz.Service
	store     quiz.Store
	clock     *Clock
	quizzes   *quizzes
	templates *template.Template
	handler   http.Handler
}

// New returns a preview of nothing yet; see Show. An error means that this program was built wrong.
func New(c Config) (*Server, error) {
	s := &Server{pages: c.Pages, cookie: c.Cookie, decode: c.Decode, service: c.Service, store: c.Store, clock: c.Clock, quizzes: newQuizzes()}
	var err error
	if s.templates, err = template.ParseFS(static, "static/*.html"); err != nil {
		return nil, err
	}
	files, err := fs.Sub(static, "static")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /dev/{$}", s.page("shell.html", func(r *http.Request) (any, error) { return s.quizzes.all(), nil }))
	mux.HandleFunc("GET /dev/side", s.page("side.html", s.side))
	mux.HandleFunc("POST /dev/plan", s.page("plan.html", s.plan))
	mux.HandleFunc("GET /dev/file", s.page("file.html", s.file))
	mux.HandleFunc("GET /dev/changes", s.changes)
	mux.HandleFunc("POST /dev/persona", s.persona)
	mux.HandleFunc("POST /dev/clock", s.setClock)
	mux.Handle("GET /dev/static/", http.StripPrefix("/dev/static/", http.FileServerFS(files)))
	mux.HandleFunc("/", s.real)
	s.handler = onlyHere(withKey(c.Key, http.NewCrossOriginProtection().Handler(mux)))
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Show shows what is known of a folder from now on. A folder without a version keeps the one that it had.
func (s *Server) Show(f Folder) { s.quizzes.set(f) }

// onlyHere answers requests of this machine alone, and only those that name it: a page of another site can't get here by a name of its own.
func onlyHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		from, _, _ := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); host != "localhost" && !(ip != nil && ip.IsLoopback()) || !net.ParseIP(from).IsLoopback() {
			http.Error(w, "only this machine may see a preview", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// policy is for the pages around the real ones, which stand in a frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self' data:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// page answers with a template and what show gives for it.
func (s *Server) page(name string, show func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		data, err := show(r)
		if err == nil {
			err = s.templates.ExecuteTemplate(&body, name, data)
		}
		switch {
		case errors.Is(err, quiz.ErrNotFound):
			http.NotFound(w, r)
			return
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(body.Bytes())
	}
}

// real answers with the real pages, which may stand in our frame here.
func (s *Server) real(w http.ResponseWriter, r *http.Request) {
	s.pages.ServeHTTP(&framed{ResponseWriter: w}, r)
}

// framed lets a page stand in a frame of this same server.
type framed struct {
	http.ResponseWriter
	begun bool
}

// WriteHeader sends the headers.
func (f *framed) WriteHeader(status int) {
	f.begun = true
	h := f.Header()
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	f.ResponseWriter.WriteHeader(status)
}

// Write sends the headers, when that was not done, and a part of the body.
func (f *framed) Write(b []byte) (int, error) {
	if !f.begun {
		f.WriteHeader(http.StatusOK)
	}
	return f.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (f *framed) Unwrap() http.ResponseWriter { return f.ResponseWriter }

// side is what stands beside the pages.
type side struct {
	Folder
	Tests []*quiz.Test
	Names []string // of the files
	Time  string
}

func (s *Server) side(r *http.Request) (any, error) {
	f, ok := s.quizzes.of(r.FormValue("quiz"))
	if !ok {
		return nil, quiz.ErrNotFound
	}
	shown := side{Folder: f, Names: slices.Sorted(maps.Keys(f.Files)), Time: s.clock.Time().Format("2006-01-02T15:04")}
	if f.Version != nil {
		shown.Tests = f.Version.Quiz.Tests
	}
	source.Sort(shown.Problems)
	return shown, nil
}

func (s *Server) plan(r *http.Request) (any, error) {
	f, ok := s.quizzes.of(r.FormValue("_quiz"))
	if !ok || f.Version == nil {
		return nil, quiz.ErrNotFound
	}
	var secret quiz.Secret
	if cookie, err := r.Cookie(s.cookie); err == nil {
		value, _, _ := strings.Cut(cookie.Value, ".")
		secret = quiz.Secret(value)
	}
	return s.planOf(r.Context(), f.Version, secret, r.FormValue("_set"), r.PostForm)
}

func (s *Server) file(r *http.Request) (any, error) {
	f, ok := s.quizzes.of(r.FormValue("quiz"))
	if !ok {
		return nil, quiz.ErrNotFound
	}
	shown, ok := f.file(r.FormValue("name"))
	if !ok {
		return nil, quiz.ErrNotFound
	}
	return shown, nil
}

// changes tells of each change as a server-sent event whose data are two numbers: of changes of pages so far, and of all.
func (s *Server) changes(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	control := http.NewResponseController(w)
	if err := control.SetWriteDeadline(time.Time{}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for {
		pages, serial, changed := s.quizzes.now()
		if _, err := fmt.Fprintf(w, "data: %d %d\n\n", pages, serial); err != nil || control.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

// persona makes the browser one of the people of the author's tests or, without a name, nobody.
func (s *Server) persona(w http.ResponseWriter, r *http.Request) {
	f, ok := s.quizzes.of(r.FormValue("quiz"))
	if !ok || f.Version == nil {
		http.NotFound(w, r)
		return
	}
	cookie := &http.Cookie{Name: s.cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1}
	if name := r.FormValue("name"); name != "" {
		i := slices.IndexFunc(f.Version.Quiz.Tests, func(t *quiz.Test) bool { return t.Name == name })
		if i < 0 {
			http.NotFound(w, r)
			return
		}
		secret, err := s.become(r.Context(), f.Version, f.Version.Quiz.Tests[i].Case)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		cookie.Value, cookie.MaxAge = secret.Reveal(), 0
	} else {
		s.clock.Set(s.clock.Now())
	}
	http.SetCookie(w, cookie)
	w.WriteHeader(http.StatusNoContent)
}

// setClock sets the clock, or moves it by days.
func (s *Server) setClock(w http.ResponseWriter, r *http.Request) {
	at, err := time.Parse("2006-01-02T15:04", r.FormValue("at"))
	if err != nil {
		http.Error(w, "write a time like 2026-11-22T12:00", http.StatusBadRequest)
		return
	}
	s.clock.Set(at)
	w.WriteHeader(http.StatusNoContent)
}
