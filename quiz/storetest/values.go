package storetest

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"waymark/quiz"
)

// answers are of every form, with what databases and JSON are known to change on the way.
func answers() quiz.Answers {
	day := func(text string) quiz.Day {
		d, _ := quiz.ParseDay(text) // the zero day for a text that is none would be found as an answer that differs
		return d
	}
	return quiz.Answers{
		"code":           {Form: quiz.Code, Text: "ex"},
		"code_date":      {Form: quiz.Code, Text: "2026-11-17"},
		"codes":          {Form: quiz.Codes, Codes: []string{"threat", "hit", "größe"}},
		"code_stand_in":  {Form: quiz.Code, Text: "ex", StandIn: true},
		"codes_stand_in": {Form: quiz.Codes, Codes: []string{"hit"}, StandIn: true},
		"codes_one":      {Form: quiz.Codes, Codes: []string{"none"}},
		"codes_none":     {Form: quiz.Codes},
		"zero":           {Form: quiz.Numeric},
		"tenth":          {Form: quiz.Numeric, Number: 0.1},
		"sum":            {Form: quiz.Numeric, Number: math.Nextafter(0.3, 1)},
		"tiny":           {Form: quiz.Numeric, Number: math.SmallestNonzeroFloat64},
		"huge":           {Form: quiz.Numeric, Number: -math.MaxFloat64},
		"big":            {Form: quiz.Numeric, Number: 1 << 53},
		"date":           {Form: quiz.Dated, Day: day("2026-11-17")},
		"date_about":     {Form: quiz.Dated, Day: day("1900-01-01"), About: true},
		"date_last":      {Form: quiz.Dated, Day: day("2200-12-31")},
		"date_epoch":     {Form: quiz.Dated, Day: 0},
		"text":           {Form: quiz.Written, Text: "I’m <b>“fine”</b> & ok\n\tline 2\r\n"},
		"text_empty":     {Form: quiz.Written, Text: ""},
		"text_space":     {Form: quiz.Written, Text: "  two  spaces  "},
		"text_number":    {Form: quiz.Written, Text: "007"},
		"text_date":      {Form: quiz.Written, Text: "2026-11-17~"},
		"text_null":      {Form: quiz.Written, Text: "null"},
		"text_scripts":   {Form: quiz.Written, Text: "Größe, čaj, 日本語, العربية, हिन्दी, 👩‍👩‍👧, e\u0301 é"},
		"text_escapes":   {Form: quiz.Written, Text: `\u0000 \\u0000 \ufffd \` + "\u2028\u2029\ufeff\ufffd\u0001\u007f"},
		"text_quotes":    {Form: quiz.Written, Text: `'; drop table attempts; -- " ? $1 :name`},
		"größe":          {Form: quiz.Written, Text: "the id of a question is kept too"},
		"text_astral":    {Form: quiz.Written, Text: "\U0010ffff\U0001f9ed"},
		"code_skip":      {Form: quiz.Code, Text: quiz.SkipValue},
		"rating":         {Form: quiz.Numeric, Number: 5},
		"negative":       {Form: quiz.Numeric, Number: -2.5},
		"codes_repeated": {Form: quiz.Codes, Codes: []string{"a", "a", ""}},
	}
}

func (s *suite) everyAnswer(t *testing.T) {
	p := s.join(t)
	blank := s.blank(p, "one")
	blank.Answers = answers()
	blank.Changed = map[string]int{"code": 7, "größe": math.MaxInt32}
	blank.Operations = []string{"first", "größe", `"`}
	blank.Revision = 7
	a, err := s.AddAttempt(t.Context(), blank)
	must(t, err)
	same(t, "added", a, blank)
	a.Revision, a.Answers = 8, answers()
	must(t, s.SaveAttempt(t.Context(), a, 7))
	got, err := s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "saved", got, a)
	r := frozen(a)
	r.Scores = map[string]quiz.Score{"third": {Value: 1.0 / 3, Scored: true}, "none": {}, "tiny": {Value: math.SmallestNonzeroFloat64, Scored: true, Band: "größe"}}
	stored, err := s.FinishAttempt(t.Context(), r, 8, quiz.AnySettings)
	must(t, err)
	same(t, "finished", stored, r)
	h, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "read back", h.Results, []quiz.Result{r})
	for id, answer := range h.Results[0].Answers {
		if math.Float64bits(answer.Number) != math.Float64bits(r.Answers[id].Number) {
			t.Errorf("%s: the number differs in its bits", id)
		}
	}
}

// emptyAnswers keeps attempts without anything, whose maps must be fit to be written to.
func (s *suite) emptyAnswers(t *testing.T) {
	p := s.join(t)
	blank := s.blank(p, "one")
	blank.Answers, blank.Changed = nil, nil
	a, err := s.AddAttempt(t.Context(), blank)
	must(t, err)
	if a.Answers == nil || a.Changed == nil || len(a.Answers)+len(a.Changed) > 0 {
		t.Errorf("the maps of an empty attempt are %v and %v", a.Answers, a.Changed)
	}
	r, err := s.FinishAttempt(t.Context(), quiz.Result{ID: a.ID, Participant: p.ID, Quiz: "quiz", Set: "one", At: noon}, 0, quiz.AnySettings)
	must(t, err)
	same(t, "the result", r, quiz.Result{ID: a.ID, Participant: p.ID, Quiz: "quiz", Set: "one", At: noon})
	a, err = s.AddAttempt(t.Context(), s.blank(p, "one"))
	must(t, err)
	a.Revision, a.Answers = 1, quiz.Answers{"gone": {}, "there": {Form: quiz.Code, Text: "x"}}
	must(t, s.SaveAttempt(t.Context(), a, 0))
	got, err := s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "no answer is not stored", got.Answers, quiz.Answers{"there": {Form: quiz.Code, Text: "x"}})
}

func (s *suite) times(t *testing.T) {
	berlin := time.FixedZone("", 60*60)
	for _, at := range []time.Time{
		{}, time.Unix(0, 0), time.Unix(0, -1000), noon, noon.Add(999 * time.Nanosecond), noon.In(berlin),
		time.Date(1900, 1, 1, 0, 0, 0, 1000, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
	} {
		p, secret := quiz.Participant{ID: s.id(), Created: at, Seen: noon}, s.secret() // Seen is what DeleteUnseen goes by
		must(t, s.AddParticipant(t.Context(), p, browser(secret)))
		got, err := s.ParticipantBySecret(t.Context(), secret)
		must(t, err)
		e := quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", Kind: quiz.StepStarted, At: at}
		must(t, s.AddEvent(t.Context(), e))
		h, err := s.History(t.Context(), p.ID, "quiz")
		must(t, err)
		for _, read := range []time.Time{got.Created, h.Events[0].At} {
			if want := at.Truncate(time.Microsecond); !read.Equal(want) || read.Location() != time.UTC {
				t.Errorf("%v is read back as %v", at, read)
			}
		}
	}
}

// unfitTexts holds that what one database can't keep is refused by every store, wherever it stands.
func (s *suite) unfitTexts(t *testing.T) {
	for name, unfit := range map[string]string{"NUL": "a\x00b", "only NUL": "\x00", "broken UTF-8": "a\xffb", "half a character": "\xe2\x80"} {
		p := s.join(t)
		a := s.begin(t, p, "one")
		with := func(change func(*quiz.Attempt)) error {
			changed := answered(a, s.id(), "ex")
			change(&changed)
			return s.SaveAttempt(t.Context(), changed, a.Revision)
		}
		fails(t, name+" in a text", with(func(a *quiz.Attempt) { a.Answers = quiz.Answers{"q": {Form: quiz.Written, Text: unfit}} }), quiz.ErrInvalid)
		fails(t, name+" in a code", with(func(a *quiz.Attempt) { a.Answers = quiz.Answers{"q": {Form: quiz.Code, Text: unfit}} }), quiz.ErrInvalid)
		fails(t, name+" in codes", with(func(a *quiz.Attempt) { a.Answers = quiz.Answers{"q": {Form: quiz.Codes, Codes: []string{unfit}}} }), quiz.ErrInvalid)
		fails(t, name+" in a question", with(func(a *quiz.Attempt) { a.Answers = quiz.Answers{unfit: {Form: quiz.Code, Text: "x"}} }), quiz.ErrInvalid)
		fails(t, name+" in an operation", with(func(a *quiz.Attempt) { a.Operations = []string{unfit} }), quiz.ErrInvalid)
		fails(t, name+" in an id", with(func(a *quiz.Attempt) { a.ID = unfit }), quiz.ErrInvalid)
		event := quiz.Event{ID: unfit, Participant: p.ID, Quiz: "quiz", At: noon}
		fails(t, name+" in an event's id", s.AddEvent(t.Context(), event), quiz.ErrInvalid)
		event.ID, event.Task = s.id(), unfit
		fails(t, name+" in a task", s.AddEvent(t.Context(), event), quiz.ErrInvalid)
		settings := quiz.Settings{Consents: map[string]quiz.Consent{"quiz": {Version: unfit}}}
		fails(t, name+" in settings", s.UpdateSettings(t.Context(), p.ID, settings, 0), quiz.ErrInvalid)
		r := frozen(a)
		r.Because = unfit
		_, err := s.FinishAttempt(t.Context(), r, a.Revision, quiz.AnySettings)
		fails(t, name+" in a result", err, quiz.ErrInvalid)
		_, err = s.Attempt(t.Context(), p.ID, unfit)
		fails(t, name+" in an id to read", err, quiz.ErrInvalid)
		_, err = s.OpenAttempt(t.Context(), p.ID, "quiz", unfit)
		fails(t, name+" in a set to read", err, quiz.ErrInvalid)
		_, err = s.History(t.Context(), p.ID, unfit)
		fails(t, name+" in a quiz to read", err, quiz.ErrInvalid)
		fails(t, name+" in a file's name", s.PutVersion(t.Context(), quiz.VersionFiles{Quiz: "quiz", Hash: s.id(), Files: map[string][]byte{unfit: nil}}), quiz.ErrInvalid)
		got, err := s.Attempt(t.Context(), p.ID, a.ID)
		must(t, err)
		same(t, "the attempt", got, a)
		h, err := s.History(t.Context(), p.ID, "quiz")
		must(t, err)
		same(t, "the history", h, quiz.History{})
	}
}

// unfitNumbers holds that nothing is kept that could not be read back.
func (s *suite) unfitNumbers(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	for name, answer := range map[string]quiz.Answer{
		"not a number":  {Form: quiz.Numeric, Number: math.NaN()},
		"infinity":      {Form: quiz.Numeric, Number: math.Inf(-1)},
		"the year 1":    {Form: quiz.Dated, Day: quiz.DayOf(time.Time{})},
		"the year 5000": {Form: quiz.Dated, Day: 1_106_000},
	} {
		changed := answered(a, s.id(), "ex")
		changed.Answers = quiz.Answers{"q": answer}
		fails(t, name, s.SaveAttempt(t.Context(), changed, a.Revision), quiz.ErrInvalid)
		r := frozen(a)
		r.Answers = changed.Answers
		_, err := s.FinishAttempt(t.Context(), r, a.Revision, quiz.AnySettings)
		fails(t, name+" in a result", err, quiz.ErrInvalid)
	}
	got, err := s.OpenAttempt(t.Context(), p.ID, "quiz", "one")
	must(t, err)
	same(t, "the attempt", got, a)
}

// endedContext holds that a call whose caller has left does nothing and says so.
func (s *suite) endedContext(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	a := s.begin(t, p, "one")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	calls := map[string]func() error{
		"PutVersion":          func() error { return s.PutVersion(ended, quiz.VersionFiles{Quiz: "ended", Hash: "h"}) },
		"VersionFiles":        func() error { _, err := s.VersionFiles(ended, "quiz", "h"); return err },
		"SetCurrent":          func() error { return s.SetCurrent(ended, "quiz", "h") },
		"NoteProgram":         func() error { return s.NoteProgram(ended, s.id(), 1) },
		"RemoveProgram":       func() error { return s.RemoveProgram(ended, s.id(), 1) },
		"Board":               func() error { _, err := s.Board(ended); return err },
		"AddParticipant":      func() error { return s.AddParticipant(ended, quiz.Participant{ID: s.id()}, browser(s.secret())) },
		"Participant":         func() error { _, err := s.Participant(ended, p.ID); return err },
		"ParticipantBySecret": func() error { _, err := s.ParticipantBySecret(ended, secret); return err },
		"NoteVisit":           func() error { return s.NoteVisit(ended, p.ID, secret, noon.AddDate(1, 0, 0)) },
		"UpdateSettings":      func() error { return s.UpdateSettings(ended, p.ID, quiz.Settings{}, 0) },
		"WithdrawDetails": func() error {
			return s.WithdrawDetails(ended, p.ID, quiz.Settings{}, 0, "quiz", outcomeOnly)
		},
		"Tokens":            func() error { _, err := s.Tokens(ended, p.ID); return err },
		"AddToken":          func() error { return s.AddToken(ended, p.ID, browser(s.secret()), 9) },
		"RemoveToken":       func() error { return s.RemoveToken(ended, p.ID, secret) },
		"ReplaceTokens":     func() error { return s.ReplaceTokens(ended, p.ID, secret, noon) },
		"EndReplaced":       func() error { return s.EndReplaced(ended, p.ID, quiz.Token{Replaces: secret}) },
		"DeleteEndedTokens": func() error { _, err := s.DeleteEndedTokens(ended, noon.AddDate(-100, 0, 0)); return err },
		"DeleteCopied":      func() error { return s.DeleteCopied(ended, p.ID, quiz.Extent{Attempts: map[string]int{a.ID: 0}}) },
		"DeleteParticipant": func() error { return s.DeleteParticipant(ended, p.ID) },
		"DeleteUnseenOf":    func() error { _, err := s.DeleteUnseenOf(ended, "quiz", noon.AddDate(-100, 0, 0)); return err },
		"DeleteUnseen":      func() error { _, err := s.DeleteUnseen(ended, noon.AddDate(-100, 0, 0)); return err },
		"AddAttempt":        func() error { _, err := s.AddAttempt(ended, s.blank(p, "two")); return err },
		"OpenAttempt":       func() error { _, err := s.OpenAttempt(ended, p.ID, "quiz", "one"); return err },
		"Attempt":           func() error { _, err := s.Attempt(ended, p.ID, a.ID); return err },
		"SaveAttempt":       func() error { return s.SaveAttempt(ended, answered(a, s.id(), "ex"), 0) },
		"FinishAttempt":     func() error { _, err := s.FinishAttempt(ended, frozen(a), 0, quiz.AnySettings); return err },
		"History":           func() error { _, err := s.History(ended, p.ID, "quiz"); return err },
		"AddEvent":          func() error { return s.AddEvent(ended, quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz"}) },
		"Ping":              func() error { return s.Ping(ended) },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, quiz.ErrUnavailable) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	same(t, "the participant", got, p)
	attempt, err := s.OpenAttempt(t.Context(), p.ID, "quiz", "one")
	must(t, err)
	same(t, "the attempt", attempt, a)
}
