package sqlstore

import (
	"context"

	"waymark/quiz"
)

const (
	noteProgram   = `insert into programs (program_id, beat) values (?, ?) on conflict (program_id) do update set beat = excluded.beat`
	removeProgram = `delete from programs where program_id = ? and beat <= ?`
	setCurrent    = `insert into current_versions (quiz, hash) select quiz, hash from versions where quiz = ? and hash = ?
		on conflict (quiz) do update set hash = excluded.hash`
	board = `select 'program' as kind, program_id as name, beat, '' as hash from programs
		union all select 'current', quiz, 0, hash from current_versions`
)

// Exclusive reports whether no other program can use the store while this one does: an SQLite file is locked, memory is nobody else's.
func (s *Store) Exclusive() bool { return s.exclusive }

// NoteProgram keeps that the program runs, with its beat.
func (s *Store) NoteProgram(ctx context.Context, program string, beat int64) error {
	return s.change(ctx, "note a program", func(x execer) error {
		_, err := x.exec(ctx, noteProgram, program, beat)
		return err
	})
}

// RemoveProgram removes a program unless its beat has gone beyond the given one.
func (s *Store) RemoveProgram(ctx context.Context, program string, beat int64) error {
	return s.change(ctx, "remove a program", func(x execer) error {
		_, err := x.exec(ctx, removeProgram, program, beat)
		return err
	})
}

// SetCurrent makes a version that is kept the current one of its quiz. ErrNotFound.
func (s *Store) SetCurrent(ctx context.Context, quizID, hash string) error {
	return s.change(ctx, "set the current version", func(x execer) error {
		n, err := x.exec(ctx, setCurrent, quizID, hash)
		if err == nil && n == 0 {
			return quiz.ErrNotFound
		}
		return err
	})
}

// Board returns what the programs that use the store tell each other, as it stood at one moment.
func (s *Store) Board(ctx context.Context) (quiz.Board, error) {
	return retry(ctx, s.limit(), "read which programs run", func(ctx context.Context) (quiz.Board, error) {
		var rows []struct {
			Kind string `db:"kind"`
			Name string `db:"name"`
			Beat int64  `db:"beat"`
			Hash string `db:"hash"`
		}
		if err := s.read.list(ctx, &rows, board); err != nil {
			return quiz.Board{}, err
		}
		b := quiz.Board{Programs: map[string]int64{}, Current: map[string]string{}}
		for _, row := range rows {
			if row.Kind == "program" {
				b.Programs[row.Name] = row.Beat
			} else {
				b.Current[row.Name] = row.Hash
			}
		}
		return b, nil
	})
}
