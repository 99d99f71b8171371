package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"waymark/quiz"
)

// The cookie in which a browser keeps the country that its person chose, and the fields of the form that chooses. The cookie says
// nothing of the person besides, and ends with the browser.
const (
	regionCookie = "region"
	regionField  = "region"
	backField    = "back"
	everywhere   = "all" // the value for no country
)

// place is where help is looked for, and the page to come back to when another country is chosen.
type place struct {
	region string        // ISO 3166-1, like GB; "" when it is not known
	back   string        // the address of the page
	names  display.Namer // of countries, in the language of the page
	tag    language.Tag  // that language, which also says how names are put in order
}

// placeOf returns the country that the person chose, else that of the browser's first language. Nobody's address is looked up.
func (s *Server) placeOf(c echo.Context) place {
	p := place{back: c.Request().URL.Path, names: display.English.Regions(), tag: language.Make(s.language(c))}
	if names := display.Regions(p.tag); names != nil {
		p.names = names
	}
	if cookie, err := c.Cookie(s.cookieNamed(regionCookie)); err == nil && (cookie.Value == everywhere || isRegion(cookie.Value)) {
		p.region = strings.TrimPrefix(cookie.Value, everywhere)
		return p
	}
	if tags, _, err := language.ParseAcceptLanguage(c.Request().Header.Get("Accept-Language")); err == nil && len(tags) > 0 {
		if _, _, region := tags[0].Raw(); region.IsCountry() {
			p.region = region.String()
		}
	}
	return p
}

// isRegion reports whether the text is the code of a country.
func isRegion(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && region.IsCountry() && region.String() == code
}

// chooseRegion keeps the country that a person chose on a card, and goes back to the page.
func (s *Server) chooseRegion(c echo.Context) error {
	form := c.Request().PostForm
	region := form.Get(regionField)
	back, ok := ownAddress(form.Get(backField))
	if !ok || region != everywhere && !isRegion(region) {
		return quiz.ErrInvalid
	}
	c.SetCookie(&http.Cookie{
		Name: s.cookieNamed(regionCookie), Value: region, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
	return see(c, back)
}

// regionOption is a country that can be chosen.
type regionOption struct {
	Code   string
	Name   string
	Chosen bool
}

// regionOptions returns the countries of the contacts by their names, and the person's own also when nothing is known of it.
func regionOptions(at place, all []quiz.Contact) []regionOption {
	var codes []string
	for _, one := range all {
		codes = append(codes, one.Regions...)
	}
	if len(codes) == 0 {
		return nil
	}
	if at.region != "" {
		codes = append(codes, at.region)
	}
	slices.Sort(codes)
	var options []regionOption
	for _, code := range slices.Compact(codes) {
		if region, err := language.ParseRegion(code); err == nil {
			options = append(options, regionOption{Code: code, Name: at.names.Name(region), Chosen: code == at.region})
		}
	}
	order := collate.New(at.tag) // by the letters of the language: Bélgica stands before Bulgaria
	slices.SortFunc(options, func(a, b regionOption) int { return order.CompareString(a.Name, b.Name) })
	return options
}

// near parts the contacts into those of the person's country and everywhere, and those of other countries. Where no country is known
// all are near.
func near(at place, all []quiz.Contact) (here, elsewhere []quiz.Contact) {
	var anywhere []quiz.Contact
	for _, one := range all {
		switch {
		case one.Call != "" && !one.Verified():
		case at.region == "" || len(one.Regions) == 0:
			anywhere = append(anywhere, one)
		case slices.Contains(one.Regions, at.region):
			here = append(here, one)
		default:
			elsewhere = append(elsewhere, one)
		}
	}
	return append(here, anywhere...), elsewhere
}
