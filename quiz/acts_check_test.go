package quiz_test

import (
	"context"
	"errors"
	"slices"

	"waymark/quiz"
)

func opens(s *stage, secret quiz.Secret) (quiz.Participant, bool, error) {
	p, err := s.service.Recognise(context.Background(), secret)
	if errors.Is(err, quiz.ErrNotFound) {
		return p, false, nil
	}
	return p, err == nil, err
}

// check holds what a person can rely on, whatever was lost on the way.
func (a *actor) check(t fataler, when string) {
	t.Helper()
	s, ctx := a.stage, context.Background()
	if _, err := s.service.EndIdle(ctx); err != nil {
		t.Fatal(err)
	}
	p, in, err := opens(s, a.secret)
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	_, err = s.store.Participant(ctx, a.id)
	stored := err == nil
	if err != nil && !errors.Is(err, quiz.ErrNotFound) {
		t.Fatalf("%s: %v", when, err)
	}
	tokens, err := s.store.Tokens(ctx, a.id)
	if err != nil {
		t.Fatal(err)
	}
	link, byLink, err := opens(s, a.way.Link)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, byOther, err := opens(s, a.other)
	if err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]struct {
		in bool
		id string
	}{"the link": {byLink, link.ID}, "the other browser": {byOther, elsewhere.ID}} {
		if got.in && got.id != a.id {
			t.Errorf("%s: %s opens the answers of %s", when, what, got.id)
		}
	}
	for _, secret := range a.signedOut {
		if _, in, err := opens(s, secret); err != nil || in {
			t.Errorf("%s: a key that was signed out opens %v, %v", when, in, err)
		}
	}
	switch {
	case !stored && len(tokens) > 0:
		t.Errorf("%s: %d keys are left of who is gone", when, len(tokens))
	case a.done["delete all"] && (in || stored):
		t.Errorf("%s: everything was deleted, and is there: in %v, stored %v", when, in, stored)
	case a.done["private"] && stored:
		t.Errorf("%s: a private visit goes on, and the store has them", when)
	case a.done["everywhere"] && (byLink || byOther):
		t.Errorf("%s: signed out everywhere, and a link opens %v, another browser %v", when, byLink, byOther)
	case a.done["end sign-in"] && byOther:
		t.Errorf("%s: the other browser is still signed in", when)
	case !in && !a.asked["delete all"] && !a.asked["sign out"] && !a.lostMemory:
		t.Errorf("%s: locked out; stored %v, keys %d", when, stored, len(tokens))
	case !in && stored && !a.wayIn():
		t.Errorf("%s: nothing that they hold opens what is stored", when)
	case !in && !stored && !a.asked["delete all"] && !a.lostMemory:
		t.Errorf("%s: gone, and nobody asked for it", when)
	}
	if in {
		a.checkAnswers(t, when, p)
	}
	a.checkOther(t, when)
}

// wayIn reports whether something that a page showed opens the answers, or nothing should: a person who signed out after they ended the rest.
func (a *actor) wayIn() bool {
	for _, way := range append(slices.Clone(a.made), a.way) {
		for _, secret := range []quiz.Secret{way.Link, way.Words} {
			if _, in, err := opens(a.stage, secret); err == nil && in {
				return true
			}
		}
	}
	return a.asked["everywhere"] && !a.done["everywhere"] // its reply, with the new way back, was lost before they signed out here
}

// checkAnswers holds that what is there is what they left there.
func (a *actor) checkAnswers(t fataler, when string, p quiz.Participant) {
	t.Helper()
	s := a.stage
	o, err := s.service.Overview(context.Background(), p, "nine-steps")
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	has := func(id string) bool {
		return slices.ContainsFunc(o.History.Results, func(r quiz.Result) bool { return r.ID == id })
	}
	switch {
	case !has(a.safety):
		t.Errorf("%s: a result is lost", when)
	case has(a.about) && a.done["delete one"]:
		t.Errorf("%s: a deleted result is there", when)
	case !has(a.about) && !a.asked["delete one"]:
		t.Errorf("%s: a result is gone that nobody deleted", when)
	case a.done["tick"] && len(o.History.Events) == 0:
		t.Errorf("%s: what was reported is lost", when)
	case a.done["finish"] && len(o.History.Results) < 2:
		t.Errorf("%s: what was finished is lost", when)
	case a.done["agree"] && p.Settings.Consents["second"].Text == "":
		t.Errorf("%s: a consent is lost", when)
	}
	keeps, err := s.service.KeepsDetails(context.Background(), p, "nine-steps")
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	if a.done["withdraw"] && keeps || !a.asked["withdraw"] && !keeps {
		t.Errorf("%s: details are kept: %v", when, keeps)
	}
	for _, r := range o.History.Results {
		if full := r.Set == "safety" && !r.Answers["sf_own"].StandIn && r.Answers["sf_own"].Form != quiz.Unanswered && slices.Contains(r.Answers["sf_own"].Codes, "tracked"); full && !keeps {
			t.Errorf("%s: nothing more than the outcome is said to be kept, and %+v is", when, r.Answers["sf_own"])
		}
	}
}

// checkOther holds that nobody else notices anything.
func (a *actor) checkOther(t fataler, when string) {
	t.Helper()
	s := a.stage
	if s.other == nil || s.other == a {
		return
	}
	p, in, err := opens(s, s.other.secret)
	if err != nil || !in || p.ID != s.other.id {
		t.Errorf("%s: another person gets %v, %q, %v", when, in, p.ID, err)
	}
	if h, err := s.store.History(context.Background(), s.other.id, "nine-steps"); err != nil || len(h.Results) != 2 {
		t.Errorf("%s: another person has %d results, %v", when, len(h.Results), err)
	}
}
