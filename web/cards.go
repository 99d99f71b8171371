package web

import (
	"html/template"
	"strings"

	"waymark/quiz"
)

// card is a help card as a page shows it.
type card struct {
	ID    string
	Title string
	Body  template.HTML
	Lines []contact
	Links []contact
}

// contact is one line or link of a card.
type contact struct {
	Name    string
	Country string
	Call    string // as a person reads it
	Dial    string // as a telephone dials it
	URL     string // https only
	Hours   string
	Checked string // the date; "" when it is not known
}

// cards returns the cards with these ids; one that is not there is left out.
func cards(vc voice, q *quiz.Quiz, ids []string) []card {
	shown := make([]card, 0, len(ids))
	for _, id := range ids {
		c := q.Card(id)
		if c == nil {
			continue
		}
		shown = append(shown, card{
			ID: c.ID, Title: vc.say(c.Title), Body: vc.read(c.Body), Lines: contacts(vc, c.Lines), Links: contacts(vc, c.Links),
		})
	}
	return shown
}

func contacts(vc voice, all []quiz.Contact) []contact {
	shown := make([]contact, 0, len(all))
	for _, one := range all {
		made := contact{
			Name: vc.say(one.Name), Country: one.Country, Call: one.Call, Dial: dial(one.Call), Hours: one.Hours,
		}
		if linkable(one.URL) {
			made.URL = one.URL
		}
		if one.CheckedOn != 0 {
			made.Checked = longDate(one.CheckedOn)
		}
		shown = append(shown, made)
	}
	return shown
}

// dial keeps what a telephone understands of a number.
func dial(number string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("+0123456789*#", r) {
			return r
		}
		return -1
	}, number)
}
