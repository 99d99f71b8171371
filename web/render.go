package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"
)

//go:embed templates/*.html
var templateFiles embed.FS

// view is the struct of a page; it names its template.
type view interface{ template() string }

// templates are the pages by name: each the layout with the partials and its own "main", or its own "whole".
type templates map[string]*template.Template

// parseTemplates reads every page for one language. Files whose names begin with "_" are shared by all.
func parseTemplates(a assets, p phrases) (templates, error) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	shared, err := template.New("").Funcs(template.FuncMap{"asset": a.url, "date": p.date, "rtl": rightToLeft, "t": p.t, "quoted": p.quoted}).
		ParseFS(templateFiles, "templates/_*.html")
	if err != nil {
		return nil, err
	}
	pages := templates{}
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".html")
		if strings.HasPrefix(base, "_") {
			continue
		}
		page, err := template.Must(shared.Clone()).ParseFS(templateFiles, name)
		if err != nil {
			return nil, err
		}
		pages[base] = page.Lookup("layout")
		if whole := page.Lookup("whole"); whole != nil { // a page that is a file of its own
			pages[base] = whole
		}
	}
	return pages, nil
}

// render fills a page into memory first, so that a fault can't leave half a page behind.
func (s *Server) render(c echo.Context, status int, v view) error {
	t, ok := s.templates[s.words(c).tag][v.template()]
	if !ok {
		return fmt.Errorf("no template is called %q", v.template())
	}
	var page bytes.Buffer
	if err := t.Execute(&page, v); err != nil {
		return fmt.Errorf("render %s: %w", v.template(), err)
	}
	return sendPage(c, status, page.Bytes())
}

// sendPage packs the page where the browser takes that. Its length can't tell another site a secret: none of our pages says what
// stood in an address, and no other site can send our forms.
func sendPage(c echo.Context, status int, page []byte) error {
	if !takesZipped(c) {
		return c.HTMLBlob(status, page)
	}
	packed, err := zipped(page)
	if err != nil {
		return fmt.Errorf("pack a page: %w", err)
	}
	return c.HTMLBlob(status, packed)
}

// see sends the browser on with a GET, so that going back or loading again repeats nothing. A script is told where to go, as it does
// not see where it is sent.
func see(c echo.Context, address string) error {
	if c.Request().PostForm.Has(scriptField) {
		c.Response().Header().Set("Waymark-Next", address)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, address)
}
