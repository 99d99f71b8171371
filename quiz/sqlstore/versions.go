package sqlstore

import (
	"context"

	"waymark/quiz"
)

const (
	insertVersion = `insert into versions (quiz, hash, files) values (?, ?, ?) on conflict do nothing`
	oneVersion    = `select files from versions where quiz = ? and hash = ?`
)

// PutVersion keeps a version's files; one that is kept already is left as it is.
func (s *Store) PutVersion(ctx context.Context, v quiz.VersionFiles) error {
	const op = "put a version"
	files, err := encode(v.Files) // contents as base64
	if err != nil {
		return wrap(op, err)
	}
	return s.change(ctx, op, func(x execer) error {
		_, err := x.exec(ctx, insertVersion, v.Quiz, v.Hash, files)
		return err
	})
}

// VersionFiles returns the files of a version. ErrNotFound.
func (s *Store) VersionFiles(ctx context.Context, quizID, hash string) (quiz.VersionFiles, error) {
	return retry(ctx, s.limit(), "read a version", func(ctx context.Context) (quiz.VersionFiles, error) {
		v := quiz.VersionFiles{Quiz: quizID, Hash: hash}
		var files string
		if err := s.read.get(ctx, &files, oneVersion, quizID, hash); err != nil {
			return quiz.VersionFiles{}, err
		}
		return v, decode("a version", files, &v.Files)
	})
}
