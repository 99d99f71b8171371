package sqlstore

import (
	"context"

	"waymark/quiz"
)

// PutVersion keeps a version's files; one that is kept already is left as it is.
func (s *Store) PutVersion(ctx context.Context, v quiz.VersionFiles) error {
	files, err := encode(v.Files) // contents as base64
	if err != nil {
		return wrap("put a version", err)
	}
	return retry(ctx, "put a version", func() error {
		_, err := s.write.exec(ctx, `insert into versions (quiz, hash, files) values (?, ?, ?) on conflict do nothing`, v.Quiz, v.Hash, files)
		return err
	})
}

// VersionFiles returns the files of a version. ErrNotFound.
func (s *Store) VersionFiles(ctx context.Context, quizID, hash string) (quiz.VersionFiles, error) {
	v := quiz.VersionFiles{Quiz: quizID, Hash: hash}
	err := retry(ctx, "read a version", func() error {
		var files string
		if err := s.read.get(ctx, &files, `select files from versions where quiz = ? and hash = ?`, quizID, hash); err != nil {
			return err
		}
		return decode(files, &v.Files)
	})
	return v, err
}
