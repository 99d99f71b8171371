package sqlstore

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"waymark/quiz"
)

const (
	stepMost  = 1000 // how many participants a walk looks at in one statement
	emptyMost = 100  // how many of those who gave nothing are deleted in one transaction: it lasts some milliseconds
)

// gaveNothing is true of a participant p who gave nothing. An attempt is answered when it was saved once, or when it began with answers
// from before, which needs a result. One that began lately is somebody's who reads its first page.
const gaveNothing = `not exists (select 1 from results r where r.participant_id = p.participant_id)
	and not exists (select 1 from events e where e.participant_id = p.participant_id)
	and not exists (select 1 from attempts a where a.participant_id = p.participant_id
		and (a.revision > 0 or a.state <> 'open' or a.started_at >= ?))`

const (
	// walk goes by the index of seen_at, from one participant on, whether they gave something or not: so that each step is short.
	walk = `select participant_id, seen_at, case when ` + gaveNothing + ` then 1 else 0 end as empty from participants p
		where seen_at >= ? and (seen_at > ? or participant_id > ?) and seen_at < ? order by seen_at, participant_id limit ?`
	countPeople = `select count(*) from participants`
	oldestSeen  = `select min(seen_at) from participants`
)

// The statements that delete who gave nothing, each of emptyMost participants.
var (
	holdPeople   = `select participant_id from participants where participant_id in (` + marks(emptyMost) + `) order by participant_id`
	holdAttempts = `update attempts set touched_at = touched_at where participant_id in (` + marks(emptyMost) + `)`
	deleteEmpty  = `delete from participants as p where participant_id in (` + marks(emptyMost) + `) and seen_at < ? and ` + gaveNothing + ` returning participant_id`
)

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// walkRow is a participant on a walk.
type walkRow struct {
	ID    string `db:"participant_id"`
	Seen  int64  `db:"seen_at"`
	Empty int    `db:"empty"`
}

// walkPeople calls fn with all participants whose Seen is not before the one time but before the other, some at a time, the least recent
// first.
func (s *Store) walkPeople(ctx context.Context, since, before time.Time, fn func([]walkRow) error) error {
	at := walkRow{Seen: micros(since)}
	for {
		rows, err := retry(ctx, s.limit(), "walk the participants", func(ctx context.Context) (rows []walkRow, err error) {
			return rows, s.read.list(ctx, &rows, walk, micros(before), at.Seen, at.Seen, at.ID, micros(before), stepMost)
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := fn(rows); err != nil || len(rows) < stepMost {
			return err
		}
		at = rows[len(rows)-1]
	}
}

// CountPeople returns how many participants have a Seen that is not before the one time but before the other, and how many of them gave
// nothing.
func (s *Store) CountPeople(ctx context.Context, since, before time.Time) (all, empty int, err error) {
	err = s.walkPeople(ctx, since, before, func(rows []walkRow) error {
		all += len(rows)
		for _, row := range rows {
			empty += row.Empty
		}
		return nil
	})
	return all, empty, err
}

// DeleteEmpty removes the participants who gave nothing, whose Seen is not before the one time but before the other, and returns how many,
// also with an error. Whoever answers or comes back meanwhile stays.
func (s *Store) DeleteEmpty(ctx context.Context, since, before time.Time) (int, error) {
	total := 0
	defer func() {
		if total > 0 {
			s.write.overwrite()
		}
	}()
	err := s.walkPeople(ctx, since, before, func(rows []walkRow) error {
		var found []string
		for i, row := range rows {
			if row.Empty > 0 {
				found = append(found, row.ID)
			}
			if len(found) == emptyMost || i == len(rows)-1 && len(found) > 0 {
				n, err := s.deleteEmptyOf(ctx, found, before)
				if total += n; err != nil {
					return err
				}
				found = nil
			}
		}
		return nil
	})
	return total, err
}

// deleteEmptyOf deletes those of the participants who still gave nothing. First it waits for whatever adds something of them, and keeps
// more from being added: an answer that was acknowledged is then seen, and one that comes later finds nobody.
func (s *Store) deleteEmptyOf(ctx context.Context, found []string, before time.Time) (int, error) {
	people := make([]any, emptyMost)
	for i := range people {
		people[i] = found[min(i, len(found)-1)] // the last one fills what is left
	}
	return retry(ctx, s.limit(), "delete who gave nothing", func(ctx context.Context) (n int, err error) {
		err = s.write.all(ctx, func(x execer) error {
			var ids []string
			if err := x.list(ctx, &ids, holdPeople+s.forUpdate, people...); err != nil {
				return err
			}
			if _, err := x.exec(ctx, holdAttempts, people...); err != nil {
				return err
			}
			ids = nil
			if err := x.list(ctx, &ids, deleteEmpty, append(people[:emptyMost:emptyMost], micros(before), micros(before))...); err != nil {
				return err
			}
			for _, id := range ids {
				if _, err := x.exec(ctx, deleteTokens, id); err != nil {
					return err
				}
			}
			n = len(ids)
			return nil
		})
		return n, err
	})
}

// Size returns how much is stored.
func (s *Store) Size(ctx context.Context) (quiz.Size, error) {
	return retry(ctx, s.limit(), "see how much is stored", func(ctx context.Context) (size quiz.Size, err error) {
		if err := s.read.get(ctx, &size.People, countPeople); err != nil {
			return size, err
		}
		var oldest sql.NullInt64
		if err := s.read.get(ctx, &oldest, oldestSeen); err != nil {
			return size, err
		}
		if oldest.Valid {
			size.Oldest = fromMicros(oldest.Int64)
		}
		size.Bytes, err = s.bytes(ctx)
		return size, err
	})
}
