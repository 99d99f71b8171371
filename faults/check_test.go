package faults

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// kept is what the file for programs says of a quiz.
type kept struct {
	ID      string
	Results []struct {
		Set     string
		Answers map[string]any
	}
	Events []struct{ Step, Kind, Task string }
	Stored struct {
		Results []struct {
			ID      string
			StandIn []string `json:"stand_in"`
		}
		Attempts []struct {
			ID, Set, State string
			Answers        map[string]any
		}
	}
}

// read returns what is kept of who holds the key of the browser, by quiz; nil when it opens nothing. ok is false when no answer came.
func (b *browser) read() (all map[string]kept, ok bool) {
	r := b.do(http.MethodGet, "/me/answers.json", nil)
	switch {
	case r.leadsTo("/me"):
		return nil, true
	case !r.ok():
		return nil, false
	}
	all = map[string]kept{}
	for line := range strings.Lines(r.body) {
		var one kept
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			b.site.tally.fail(broken, "the file for programs can't be read: %v", err)
			return nil, false
		}
		all[one.ID] = one
	}
	return all, true
}

// enter gets the person in: by the key in this browser, or by a way back that a page showed. It reports whether that succeeded.
func (p *person) enter() bool {
	if all, ok := p.b.read(); ok && all != nil {
		return true
	}
	for _, way := range slices.Concat(p.ways, p.maybe) {
		b := newBrowser(p.site, p.b.from)
		if b.comesBack(way) {
			p.b = b
			return true
		}
	}
	return false
}

// check looks at everything that was acknowledged to a person, while nothing is broken any more.
func (p *person) check() {
	p.checkGone()
	if p.gone == done {
		return
	}
	all, ok := p.b.read()
	if ok && all == nil {
		if p.enter() {
			all, ok = p.b.read()
		} else if p.gone == maybe {
			p.gone = done
			p.checkGone()
			return
		} else {
			p.site.tally.fail(locked, "%s", p.state())
			p.gone = done
			return
		}
	}
	if !ok {
		p.site.tally.fail(broken, "%s can't read what is kept, though nothing is broken any more", p)
		return
	}
	for quiz := range p.agreed {
		if _, there := all[quiz]; !there {
			p.site.tally.fail(lost, "%s: the yes to %s is not kept", p.state(), quiz)
		}
	}
	p.checkOthers(all)
	sittings := map[string]bool{}
	for _, one := range all {
		p.checkSittings(one)
		for _, a := range one.Stored.Attempts {
			sittings[a.ID] = true
		}
	}
	for id, s := range p.sits {
		if !sittings[id] && s.deleted == not {
			p.site.tally.fail(lost, "%s: a sitting of %s is gone", p, s.set)
		}
	}
	p.checkEvents(all[quizID])
	p.checkWithdrawn(all[quizID])
}

// checkGone holds that what opens nothing any more opens nothing.
func (p *person) checkGone() {
	for _, b := range p.dead {
		if all, ok := b.copied().read(); ok && all != nil {
			p.site.tally.fail(stays, "%s: a browser that was signed out still opens the answers", p.state())
		}
	}
	for _, way := range p.ended {
		if newBrowser(p.site, p.b.from).comesBack(way) {
			p.site.tally.fail(stays, "%s: a way back that was ended still opens the answers", p.state())
		}
	}
	p.ended, p.dead = nil, nil
}

// checkOthers holds that every text is the person's own.
func (p *person) checkOthers(all map[string]kept) {
	own := func(answers map[string]any) {
		if text, ok := answers["mark"].(string); ok && !strings.HasPrefix(text, p.name+" ") {
			p.site.tally.fail(seen, "%s sees what another wrote", p)
		}
	}
	for _, one := range all {
		for _, r := range one.Results {
			own(r.Answers)
		}
		for _, a := range one.Stored.Attempts {
			own(a.Answers)
		}
	}
}

// checkSittings holds what is kept of a quiz against the account.
func (p *person) checkSittings(one kept) {
	results := map[string]int{}
	for i, r := range one.Stored.Results {
		if results[r.ID]++; results[r.ID] > 1 {
			p.site.tally.fail(doubled, "%s has a result of %s twice", p, one.Results[i].Set)
		}
		p.checkAnswers(p.sits[r.ID], one.Results[i].Answers)
	}
	open := map[string]int{}
	for _, a := range one.Stored.Attempts {
		if a.State == "open" {
			if open[a.Set]++; open[a.Set] > 1 {
				p.site.tally.fail(doubled, "%s has two open sittings of %s", p, a.Set)
			}
		}
		s := p.sits[a.ID]
		switch {
		case s == nil && p.begun > 0:
			p.begun--
			p.sits[a.ID] = &sitting{set: a.Set, answers: map[string]*said{}}
			continue
		case s == nil:
			p.site.tally.fail(doubled, "%s has a sitting of %s that they did not begin", p, a.Set)
			continue
		case s.deleted == done:
			p.site.tally.fail(stays, "%s: a deleted sitting of %s is there", p, a.Set)
		case s.finished == done && results[a.ID] == 0:
			p.site.tally.fail(lost, "%s: the result of %s is gone (%s)", p, a.Set, a.State)
		case s.finished == not && results[a.ID] > 0:
			p.site.tally.fail(doubled, "%s: %s is finished, and nobody finished it", p, a.Set)
		}
		p.checkAnswers(s, a.Answers)
	}
}

// checkAnswers holds answers against what was acknowledged. Of those of which only the outcome is kept nothing can be said.
func (p *person) checkAnswers(s *sitting, answers map[string]any) {
	if s == nil || s.set == worryID && (p.withdrawn != not || !p.details) || s.set == safetyID && s.finished != not {
		return
	}
	for question, said := range s.answers {
		value, there := answers[question]
		if got := text(value); there && !said.allows(got) || !there && said.sure != "" {
			p.site.tally.fail(lost, "%s: %s of %s is %q; acknowledged was %q, and sent since: %q", p, question, s.set, got, said.sure, said.since)
		}
	}
}

// text is an answer as a form sends it.
func text(value any) string {
	if list, ok := value.([]any); ok && len(list) == 1 {
		value = list[0]
	}
	return fmt.Sprint(value)
}

func (p *person) checkEvents(one kept) {
	switch n := len(one.Events); {
	case n < p.events:
		p.site.tally.fail(lost, "%s ticked %d times, and %d are kept", p, p.events, n)
	case n > p.events+p.maybeEvents:
		p.site.tally.fail(doubled, "%s ticked at most %d times, and %d are kept", p, p.events+p.maybeEvents, n)
	}
}

// checkWithdrawn holds that of a person who took back the yes only outcomes are kept, and that whoever could not can try again.
func (p *person) checkWithdrawn(one kept) {
	if !p.details || p.withdrawn == not {
		return
	}
	_, offered := p.me("outcome")
	full := 0
	for i, r := range one.Results {
		if r.Set == worryID && r.Answers["weight"] == hidden && !slices.Contains(one.Stored.Results[i].StandIn, "weight") {
			full++
		}
	}
	switch {
	case p.withdrawn == done && offered:
		p.site.tally.fail(stays, "%s took back the yes, and it is there again", p)
	case p.withdrawn == done && full > 0:
		p.site.tally.fail(stays, "%s took back the yes, and %d results hold more than the outcome", p, full)
	case p.withdrawn == maybe && !offered && full > 0:
		p.site.tally.fail(stays, "%s could not take back the yes, is not asked again, and %d results hold more than the outcome", p, full)
	}
}

// settle checks the person, then sends again what was sent without an answer, while nothing is broken any more, and checks anew.
func (p *person) settle() {
	p.check()
	sent := false
	again := func(outcome *outcome, name string, prepare func() (act, bool)) {
		if *outcome != maybe || p.gone == done {
			return
		}
		if a, ok := prepare(); ok {
			if sent = true; !p.do(a) {
				p.site.tally.fail(broken, "%s: %s fails, though nothing is broken any more", p, name)
			}
		}
	}
	if p.left && p.gone != done {
		p.awaitDeleted()
	}
	if p.private == maybe && p.gone != done {
		if r, _ := p.b.get("/me"); isPrivate(r) {
			if p.private, p.left = done, saysLeft(r); p.left {
				p.awaitDeleted()
			} else {
				p.end(slices.Clone(p.maybe))
			}
		}
	}
	again(&p.withdrawn, "to take back the yes", p.withdraw)
	again(&p.everywhere, "to sign out everywhere", p.signOutEverywhere)
	again(&p.private, "to go on privately", p.goPrivate)
	again(&p.gone, "to delete everything", p.deleteAll)
	if sent {
		p.check()
	}
}
