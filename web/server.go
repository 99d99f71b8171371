package web

import (
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// The bounds of a connection: they keep a slow or greedy client from holding the server.
const (
	readHeaderTimeout = 3 * time.Second
	readTimeout       = 5 * time.Second
	writeTimeout      = 15 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 16 << 10
	handlerTimeout    = 4500 * time.Millisecond // for all that a request asks of the store; a person waits 5 s at most
)

// Config is what the pages rest on.
type Config struct {
	Service        *quiz.Service
	Log            *slog.Logger
	Secure         bool         // TLS stands in front: the cookie is Secure and HSTS is sent
	TrustedProxies []*net.IPNet // whose X-Forwarded-For is believed; none: the connection's own address counts
}

// Server is the pages as an http.Handler. It answers /readyz with 503 until SetReady(true).
type Server struct {
	echo      *echo.Echo
	service   *quiz.Service
	log       *slog.Logger
	secure    bool
	templates map[string]templates // by the tag of phrases
	phrases   phrasebook
	assets    assets
	proses    *proses
	proxies   proxies
	hidden    atomic.Bool // it was said that a proxy hides who comes
	limits    *limiters
	ready     atomic.Bool
	behind    atomic.Bool // a changed quiz is not served
}

// New reads the embedded templates and assets and returns the pages. An error means that this program was built wrong.
func New(c Config) (*Server, error) {
	assets, err := readAssets()
	if err != nil {
		return nil, err
	}
	phrases, err := readPhrases()
	if err != nil {
		return nil, err
	}
	pages := map[string]templates{}
	for _, p := range phrases {
		if pages[p.tag], err = parseTemplates(assets, p); err != nil {
			return nil, err
		}
	}
	s := &Server{
		echo:      echo.New(),
		service:   c.Service,
		log:       c.Log,
		secure:    c.Secure,
		templates: pages,
		phrases:   phrases,
		assets:    assets,
		proses:    newProses(),
		proxies:   newProxies(c.TrustedProxies),
		limits:    newLimiters(),
	}
	s.echo.IPExtractor = s.proxies.extractIP
	s.echo.HTTPErrorHandler = s.fail
	s.use()
	s.routes()
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// SetReady says whether /readyz may answer 200: true once everything is in place, false before a shutdown.
func (s *Server) SetReady(ready bool) { s.ready.Store(ready) }

// SetBehind says whether a quiz has changed that may not be served as it is; /readyz then points to the log.
func (s *Server) SetBehind(behind bool) { s.behind.Store(behind) }

// NewHTTPServer returns a server for the handler with bounds on time and header size. The caller listens and shuts down.
// What net/http itself reports can name addresses, so it goes to the log's debug level.
func NewHTTPServer(addr string, handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
