package web

import (
	"html/template"
	"slices"
	"strings"

	"waymark/quiz"
)

// card is a help card as a page shows it.
type card struct {
	Title    string
	Body     template.HTML
	Contacts []contact      // lines, then links: of the person's country first, then what works everywhere
	Others   []contact      // of other countries
	Regions  []regionOption // which can be chosen
	Back     string         // the page that shows the card
	Checked  string         // the oldest date on which one of them was checked; "" when none was
}

// contact is one line or link of a card.
type contact struct {
	Name    string
	Country string
	Call    string // as a person reads it
	Dial    string // as a telephone dials it
	URL     string // https only
	Hours   string
}

// cards returns the cards with these ids as they are shown at a place; one that is not there is left out.
func cards(at place, vc voice, q *quiz.Quiz, ids []string) []card {
	shown := make([]card, 0, len(ids))
	for _, id := range ids {
		c := q.Card(id)
		if c == nil {
			continue
		}
		all := slices.Concat(c.Lines, c.Links)
		here, elsewhere := near(at, all)
		shown = append(shown, card{
			Title: vc.say(c.Title), Body: vc.read(c.Body), Contacts: contacts(vc, here), Others: contacts(vc, elsewhere),
			Regions: regionOptions(at, all), Back: at.back, Checked: checked(vc, here),
		})
	}
	return shown
}

// atHand returns the cards that every page of the version has for a person with this history.
func (s *Server) atHand(at place, vc voice, v *quiz.Version, h quiz.History) []card {
	return cards(at, vc, v.Quiz, v.Scorer.Plan(h, s.service.Now()).AtHand)
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
		shown = append(shown, made)
	}
	return shown
}

// checked returns the oldest date on which one of them was checked, "" for none.
func checked(vc voice, all []quiz.Contact) string {
	oldest := quiz.Day(0)
	for _, one := range all {
		if oldest == 0 || one.CheckedOn != 0 && one.CheckedOn < oldest {
			oldest = one.CheckedOn
		}
	}
	if oldest == 0 {
		return ""
	}
	return vc.date(oldest)
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
