package web

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"waymark/quiz"
)

// The cookie in which a browser keeps the language that its person chose, and the field of the form that chooses. The cookie says nothing
// of the person besides, and ends with the browser.
const (
	languageCookie = "language"
	languageField  = "language"
)

// languages are those of all quizzes; the first is that of the first quiz.
func (s *Server) languages() []string {
	var all []string
	for _, v := range s.service.Quizzes() {
		for _, tag := range v.Languages() {
			if !slices.Contains(all, tag) {
				all = append(all, tag)
			}
		}
	}
	return all
}

// language returns the language that the person chose, else the one of the browser's that fits best. Nobody's address is looked up.
func (s *Server) language(c echo.Context) string {
	all := s.languages()
	if len(all) == 0 {
		return ""
	}
	if cookie, err := c.Cookie(s.cookieNamed(languageCookie)); err == nil && slices.Contains(all, cookie.Value) {
		return cookie.Value
	}
	wanted, _, err := language.ParseAcceptLanguage(c.Request().Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 || len(all) == 1 {
		return all[0]
	}
	tags := make([]language.Tag, len(all))
	for i, tag := range all {
		tags[i] = language.Make(tag)
	}
	_, i, _ := language.NewMatcher(tags).Match(wanted...)
	return all[i]
}

// rightToLeft reports whether the language of a tag is written from right to left.
func rightToLeft(tag string) bool {
	script, _ := language.Make(tag).Script()
	return slices.Contains([]string{"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Mand", "Samr", "Rohg"}, script.String())
}

// words are what the pages say in the person's language.
func (s *Server) words(c echo.Context) phrases { return s.phrases.in(s.language(c)) }

// quiz returns the current version of a quiz in the person's language. ErrNotFound.
func (s *Server) quiz(c echo.Context, id string) (*quiz.Version, error) {
	v, err := s.service.Quiz(id)
	if err != nil {
		return nil, err
	}
	return v.In(s.language(c)), nil
}

// quizzes returns the current version of each quiz in the person's language.
func (s *Server) quizzes(c echo.Context) []*quiz.Version {
	all := s.service.Quizzes()
	tag := s.language(c)
	for i, v := range all {
		all[i] = v.In(tag)
	}
	return all
}

// languageOption is a language that can be chosen, by its own name.
type languageOption struct {
	Tag, Name string
	Chosen    bool
}

// languageOptions are the languages that a page can be read in; none when there is one alone.
func (s *Server) languageOptions(c echo.Context) []languageOption {
	all := s.languages()
	if len(all) < 2 {
		return nil
	}
	chosen := s.language(c)
	options := make([]languageOption, len(all))
	for i, tag := range all {
		name := []rune(display.Self.Name(language.Make(tag)))
		options[i] = languageOption{tag, strings.ToUpper(string(name[:min(1, len(name))])) + string(name[min(1, len(name)):]), tag == chosen}
	}
	return options
}

// chooseLanguage keeps the language that a person chose, and goes back to the page.
func (s *Server) chooseLanguage(c echo.Context) error {
	form := c.Request().PostForm
	tag := form.Get(languageField)
	back, ok := ownAddress(form.Get(backField))
	if !ok || !slices.Contains(s.languages(), tag) {
		return quiz.ErrInvalid
	}
	c.SetCookie(&http.Cookie{
		Name: s.cookieNamed(languageCookie), Value: tag, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
	return see(c, back)
}

// ownAddress reads an address that a form sends, and reports whether it is one of this site. It is written anew from what was understood,
// so that no browser understands it otherwise.
func ownAddress(address string) (string, bool) {
	odd := func(r rune) bool { return r == '\\' || unicode.IsControl(r) || unicode.IsSpace(r) }
	u, err := url.Parse(address)
	if err != nil || strings.ContainsFunc(address, odd) || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	if strings.ContainsFunc(u.Path, odd) {
		return "", false
	}
	return (&url.URL{Path: path.Clean(u.Path), RawQuery: u.Query().Encode()}).String(), true
}
