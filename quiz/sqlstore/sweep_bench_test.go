package sqlstore_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"waymark/quiz/sqlstore"
)

// peopleOf is how many people BenchmarkSweepOfEmpty walks over; WAYMARK_BENCH_PEOPLE says another number.
const peopleOf = 20_000

// BenchmarkSweepOfEmpty is a sweep over many people of whom each gave one answer: all of them as after a start, and the three days that a later
// sweep looks at, when they came in over half a year; and what is counted for /metrics.
func BenchmarkSweepOfEmpty(b *testing.B) {
	people := peopleOf
	if n, err := strconv.Atoi(os.Getenv("WAYMARK_BENCH_PEOPLE")); err == nil {
		people = n
	}
	for name, database := range durable() {
		b.Run(name, func(b *testing.B) {
			address := database(b)
			if err := sqlstore.Migrate(b.Context(), address); err != nil {
				b.Fatal(err)
			}
			first := noon.AddDate(0, 0, -180)
			fillWithPeople(b, address, people, first)
			store, err := sqlstore.Open(b.Context(), address)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { store.Close() })
			for what, since := range map[string]time.Time{"all": {}, "three days": noon.AddDate(0, 0, -3)} {
				b.Run(what, func(b *testing.B) {
					for b.Loop() {
						if n, err := store.DeleteEmpty(b.Context(), since, noon); n != 0 || err != nil {
							b.Fatal(n, err)
						}
					}
				})
			}
			b.Run("size", func(b *testing.B) {
				for b.Loop() {
					if _, err := store.Size(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// fillWithPeople writes people by plain statements, many at a time, spread over half a year.
func fillWithPeople(b *testing.B, address string, people int, first time.Time) {
	b.Helper()
	driver, source := "postgres", address
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, source = "sqlite", path
	}
	db, err := sqlx.Open(driver, source)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	apart := (180 * 24 * time.Hour).Microseconds() / int64(people)
	at := fmt.Sprintf(`%d + i * %d`, first.UnixMicro(), apart)
	numbers := fmt.Sprintf(` with recursive n(i) as (select cast(0 as bigint) union all select i + 1 from n where i + 1 < %d) select 'p' || (100000000000 + i), `, people)
	for _, statement := range []string{
		`insert into participants (participant_id, created_at, seen_at, settings)` + numbers + at + `, ` + at + `, '{}' from n`,
		`insert into attempts (participant_id, attempt_id, quiz, version, set_id, state, revision, body, started_at, touched_at)` +
			numbers + `'a', 'quiz', 'v', 's', 'open', 1, '{}', ` + at + `, ` + at + ` from n`,
	} {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
}
