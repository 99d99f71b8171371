package quiz

import (
	"context"
	"time"
)

const (
	// EmptyAfter is how long a participant who gave nothing is kept after their last visit.
	EmptyAfter = 24 * time.Hour
	// sweptAgain is how far a sweep of who gave nothing goes back behind the one before: whoever was there then may have deleted their results.
	sweptAgain = 48 * time.Hour
)

// Swept is how many participants lost what is stored of them; whose it was is not known any more.
type Swept struct {
	Quizzes map[string]int // by quiz: of whom everything of the quiz was deleted, and other quizzes stayed
	People  int            // of whom everything was deleted
	Empty   int            // who had given nothing
}

// DeleteUnseen deletes what was not visited for as long as each quiz promises: of every quiz after its KeepDays, and the participant after
// the longest of them; whoever gave nothing goes after EmptyAfter, and what opens
// nothing any more at once. With an error it returns what was deleted until then.
func (s *Service) DeleteUnseen(ctx context.Context) (swept Swept, err error) {
	days := s.keepDays()
	before := func(days int) time.Time { return s.now().AddDate(0, 0, -days) }
	if days > 0 {
		if swept.People, err = s.store.DeleteUnseen(ctx, before(days)); err != nil {
			return swept, err
		}
	}
	if swept.Empty, err = s.deleteEmpty(ctx); err != nil {
		return swept, err
	}
	if _, err = s.store.DeleteEndedTokens(ctx, s.now()); err != nil || days == 0 {
		return swept, err
	}
	swept.Quizzes = map[string]int{}
	for _, v := range s.versions.all() {
		if v.Quiz.KeepDays == days {
			continue
		}
		if swept.Quizzes[v.Quiz.ID], err = s.store.DeleteUnseenOf(ctx, v.Quiz.ID, before(v.Quiz.KeepDays)); err != nil {
			return swept, err
		}
	}
	return swept, nil
}

// keepDays is the longest time for which a quiz keeps anything, 0 without a quiz.
func (s *Service) keepDays() int {
	days := 0
	for _, v := range s.versions.all() {
		days = max(days, v.Quiz.KeepDays)
	}
	return days
}

// deleteEmpty deletes who gave nothing. The first time it looks at everybody, and then only at who was not looked at, or lately.
func (s *Service) deleteEmpty(ctx context.Context) (int, error) {
	until := s.now().Add(-EmptyAfter)
	var since time.Time
	if swept := s.swept.Load(); swept != nil {
		since = swept.Add(-sweptAgain)
	}
	n, err := s.store.DeleteEmpty(ctx, since, until)
	if err == nil {
		s.swept.Store(&until)
	}
	return n, err
}

// Stock is how much is stored, and how well the sweep does.
type Stock struct {
	People  int
	Bytes   int64
	Overdue time.Duration // how long ago the oldest that the sweep has not deleted should have been; a sweep a day lets it grow to a day
}

// Stock returns how much is stored now. It may read all keys of participants. The error is that of the store.
func (s *Service) Stock(ctx context.Context) (Stock, error) {
	size, err := s.store.Size(ctx)
	if err != nil {
		return Stock{}, err
	}
	stock := Stock{People: size.People, Bytes: size.Bytes}
	if days := s.keepDays(); days > 0 && size.People > 0 {
		stock.Overdue = max(0, s.now().AddDate(0, 0, -days).Sub(size.Oldest))
	}
	if swept := s.swept.Load(); swept != nil && size.People > 0 {
		stock.Overdue = max(stock.Overdue, s.now().Add(-EmptyAfter).Sub(*swept))
	}
	return stock, nil
}
