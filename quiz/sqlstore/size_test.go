package sqlstore_test

import (
	"fmt"
	"testing"
	"time"

	"waymark/quiz"
)

// TestSizeOfEmptyStoreGrows sees that a store without anybody says so, and that what is added counts, on SQLite with the log beside the file.
func TestSizeOfEmptyStoreGrows(t *testing.T) {
	t.Parallel()
	for name, database := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := openStore(t, database(t))
			was, err := store.Size(t.Context())
			if err != nil || was.People != 0 || was.Bytes <= 0 || !was.Oldest.IsZero() {
				t.Fatalf("%+v %v", was, err)
			}
			const people = 300
			for i := range people {
				p := quiz.Participant{ID: fmt.Sprint("p", i), Created: noon, Seen: noon.Add(time.Duration(i) * time.Minute)}
				if err := store.AddParticipant(t.Context(), p, quiz.Token{Hash: person(i).secret(), Kind: quiz.SessionToken}); err != nil {
					t.Fatal(err)
				}
			}
			is, err := store.Size(t.Context())
			if err != nil || is.People != people || !is.Oldest.Equal(noon) || is.Bytes < was.Bytes+people*100 || is.Bytes > was.Bytes+8<<20 {
				t.Errorf("%+v after %+v: %v", is, was, err)
			}
		})
	}
}
