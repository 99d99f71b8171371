package quiz_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"waymark/quiz"
)

// TestForgetWithoutStore goes on privately while the store goes away before it has deleted anything: what was stored is left, and nobody is
// told that everything is deleted before it is.
func TestForgetWithoutStore(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, s *stage) {
		a := s.enter(t)
		p, err := s.service.Recognise(t.Context(), a.secret)
		if err != nil {
			t.Fatal(err)
		}
		s.store.arm(3, outage, nil) // History and Attempts are read, and DeleteCopied does not arrive
		moved, _, err := s.service.GoPrivate(t.Context(), p)
		if err != nil || !moved.Private() {
			calls, _ := s.store.disarm()
			t.Fatalf("after %d calls: %v", calls, err)
		}
		if err := s.service.Forget(t.Context(), moved); !errors.Is(err, quiz.ErrUnavailable) {
			t.Errorf("while the store is away everything is said to be deleted: %v", err)
		}
		s.now = s.now.Add(quiz.PrivateIdle + time.Minute)
		if n, err := s.service.EndIdle(t.Context()); n != 1 || !errors.Is(err, quiz.ErrUnavailable) {
			t.Errorf("%d visits have ended, %v", n, err)
		}
		s.store.disarm()
		if _, err := s.store.Participant(t.Context(), a.id); err != nil {
			t.Fatalf("nothing is left in the store: %v", err)
		}
		if _, err := s.service.EndIdle(context.Background()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.store.Participant(t.Context(), a.id); !errors.Is(err, quiz.ErrNotFound) {
			t.Errorf("what was left is there when the store is back: %v", err)
		}
	})
}
