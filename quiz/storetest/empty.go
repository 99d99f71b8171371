package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"waymark/quiz"
)

// testsOfEmpty are about who gave nothing, and how many people there are.
func (s *suite) testsOfEmpty() map[string]func(t *testing.T) {
	return map[string]func(t *testing.T){
		"DeleteEmpty":           s.deleteEmpty,
		"DeleteEmptyInSteps":    s.deleteEmptyInSteps,
		"DeletingEmptyOrGiving": s.deletingEmptyOrGiving,
		"Size":                  s.size,
	}
}

// farOff returns a day around which no other test has people.
func (s *suite) farOff() time.Time {
	return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 10*int(s.made.Add(1)))
}

// counts holds how many participants were seen in a time, and how many of them gave nothing.
func (s *suite) counts(t *testing.T, since, before time.Time, wantAll, wantEmpty int) {
	t.Helper()
	all, empty, err := s.CountPeople(t.Context(), since, before)
	must(t, err)
	same(t, "how many there are, and how many gave nothing", [2]int{all, empty}, [2]int{wantAll, wantEmpty})
}

func (s *suite) deleteEmpty(t *testing.T) {
	since := s.farOff()
	before := since.AddDate(0, 0, 3)
	within := since.AddDate(0, 0, 1)
	attempt := func(p quiz.Participant, started time.Time) quiz.Attempt {
		a := s.blank(p, "one")
		a.Started, a.Touched = started, started
		a, err := s.AddAttempt(t.Context(), a)
		must(t, err)
		return a
	}
	nothing, secret := s.seen(t, within, quiz.Settings{})
	second := s.secret()
	must(t, s.AddToken(t.Context(), nothing.ID, browser(second), quiz.MostSessions))
	begun, begunSecret := s.seen(t, since, quiz.Settings{})
	attempt(begun, since)

	stay := map[string]quiz.SecretHash{}
	keep := func(why string, at time.Time) quiz.Participant {
		var p quiz.Participant
		p, stay[why] = s.seen(t, at, quiz.Settings{})
		return p
	}
	keep("who was seen before", since.Add(-time.Microsecond))
	keep("who was seen later", before)
	p := keep("who answered", within)
	a := attempt(p, since)
	must(t, s.SaveAttempt(t.Context(), answered(a, s.id(), "ex"), a.Revision))
	p = keep("who has a result", within)
	a = attempt(p, since)
	_, err := s.FinishAttempt(t.Context(), frozen(a), a.Revision, quiz.AnySettings)
	must(t, err)
	p = keep("who reported something", within)
	must(t, s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", Step: "walk", Kind: quiz.StepStarted, At: within}))
	attempt(keep("who reads a first page", within), before)

	s.counts(t, since, before, 6, 2)
	n, err := s.DeleteEmpty(t.Context(), since, before)
	must(t, err)
	same(t, "how many were deleted", n, 2)
	s.isGone(t, nothing, secret, second)
	s.isGone(t, begun, begunSecret)
	for why, secret := range stay {
		if _, err := s.ParticipantBySecret(t.Context(), secret); err != nil {
			t.Errorf("%s is gone: %v", why, err)
		}
	}
	s.counts(t, since, before, 4, 0)
	n, err = s.DeleteEmpty(t.Context(), since, before)
	must(t, err)
	same(t, "how many were deleted again", n, 0)
}

// deleteEmptyInSteps has more people than a store looks at in one step, most of them seen at the same time.
func (s *suite) deleteEmptyInSteps(t *testing.T) {
	since := s.farOff()
	before := since.AddDate(0, 0, 1)
	const people, answers = 2300, 7
	var adding sync.WaitGroup
	for part := range 10 {
		adding.Go(func() {
			for i := part; i < people; i += 10 {
				at := since
				if i%4 == 0 {
					at = since.Add(time.Duration(i) * time.Microsecond)
				}
				p := quiz.Participant{ID: s.id(), Created: at, Seen: at}
				err := s.AddParticipant(t.Context(), p, browser(s.secret()))
				if err == nil && i%answers == 0 {
					err = s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", Step: "walk", Kind: quiz.StepStarted, At: at})
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	adding.Wait()
	const stay = (people + answers - 1) / answers
	s.counts(t, since, before, people, people-stay)
	n, err := s.DeleteEmpty(t.Context(), since, before)
	must(t, err)
	same(t, "how many were deleted", n, people-stay)
	s.counts(t, since, before, stay, 0)
}

// deletingEmptyOrGiving lets people give their first thing while they are swept: whoever is told that it is stored is there afterwards.
func (s *suite) deletingEmptyOrGiving(t *testing.T) {
	since := s.farOff()
	before := since.AddDate(0, 0, 1)
	type person struct {
		quiz.Participant
		secret  quiz.SecretHash
		attempt quiz.Attempt
		given   bool
	}
	people := make([]*person, 60)
	for i := range people {
		p := &person{}
		p.Participant, p.secret = s.seen(t, since, quiz.Settings{})
		p.attempt = s.blank(p.Participant, "one")
		p.attempt.Started = since
		var err error
		p.attempt, err = s.AddAttempt(t.Context(), p.attempt)
		must(t, err)
		people[i] = p
	}
	give := func(i int, p *person) error {
		switch i % 3 {
		case 0:
			return s.SaveAttempt(t.Context(), answered(p.attempt, s.id(), "ex"), p.attempt.Revision)
		case 1:
			return s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", Step: "walk", Kind: quiz.StepStarted, At: since})
		default:
			_, err := s.FinishAttempt(t.Context(), frozen(p.attempt), p.attempt.Revision, quiz.AnySettings)
			return err
		}
	}
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := s.DeleteEmpty(t.Context(), since, before); err != nil {
			t.Error(err)
		}
	})
	for i, p := range people {
		all.Go(func() {
			err := give(i, p)
			p.given = err == nil
			overtaken := errors.Is(err, quiz.ErrNotFound) || errors.Is(err, quiz.ErrConflict) // whoever tries again finds nobody
			if err != nil && !overtaken {
				t.Errorf("to give something: %v", err)
			}
		})
	}
	all.Wait()
	stay := 0
	for i, p := range people {
		_, err := s.ParticipantBySecret(t.Context(), p.secret)
		if there := err == nil; there != p.given {
			t.Errorf("person %d was told that it is stored: %v; they are there: %v", i, p.given, there)
		}
		if p.given {
			stay++
		}
	}
	s.counts(t, since, before, stay, 0)
}

func (s *suite) size(t *testing.T) {
	early := time.Date(1999, 1, 2, 0, 0, 0, 0, time.UTC) // no test deletes who was here then
	s.seen(t, early, quiz.Settings{})
	s.seen(t, noon, quiz.Settings{})
	got, err := s.Size(t.Context())
	must(t, err)
	if got.People < 2 || got.Bytes <= 0 || got.Oldest.IsZero() || got.Oldest.After(early) {
		t.Errorf("%+v", got)
	}
}
