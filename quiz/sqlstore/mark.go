package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"

	"waymark/quiz"
)

// What was committed stands in the log beside the file until it is moved into the file. When somebody puts an older file in the place of
// the one that a log belongs to, SQLite moves it there all the same: the older file is undone, or damaged. SQLite can't tell, so the
// program marks: a number in the head of the file (SQLite's user_version), another one each time that the log was emptied,
// and beside the file the two that it may have. A file without any of them is not the one that the log was written for.

var (
	errForeign = errors.New("the file of another program")
	errStale   = errors.New("the log of another file")
)

// belongs refuses a file of another program, and one that is not the file of the log beside it. It writes nothing and takes no lock.
func belongs(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	log, missing := os.Stat(path + logSuffix)
	logged := missing == nil && log.Size() > 0
	mark, tables, err := inspect(ctx, path)
	if damaged := (*sqlite.Error)(nil); errors.As(err, &damaged) && logged {
		return nil // it ended while it moved the log into the file, and SQLite does that again now
	}
	switch {
	case err != nil:
		return err
	case !isOurs(tables):
		return advise(path+" holds the tables of another program, and was left as it is", "give waymark a file of its own, and name it in the address", fmt.Errorf("%w: %w", errForeign, quiz.ErrInvalid))
	}
	known := readMarks(path)
	switch {
	case slices.Contains(known, mark):
		return nil
	case logged && len(known) > 0:
		return fmt.Errorf("%s is not the file that the log %s was written for; to put a backup in place use `waymark restore`; "+
			"to go on with this file as it is, without what the log holds, remove the log; if both were copied here together, remove %s: %w: %w",
			path, path+logSuffix, path+markSuffix, errStale, quiz.ErrInvalid)
	default:
		return writeMarks(path, mark)
	}
}

// inspect reads the mark and the names of the tables from the file alone, without the log beside it.
func inspect(ctx context.Context, path string) (mark int32, tables []string, err error) {
	db, err := sqlx.Open("sqlite", fileName(path, "immutable=1&mode=ro"))
	if err != nil {
		return 0, nil, err
	}
	err = errors.Join(
		db.GetContext(ctx, &mark, `pragma user_version`),
		db.SelectContext(ctx, &tables, `select name from sqlite_master where type = 'table'`),
		db.Close(),
	)
	return mark, tables, err
}

// isOurs reports whether the tables are Waymark's, or those of a file in which there is nothing yet.
func isOurs(tables []string) bool {
	const versions = "goose_db_version" // of the migrations
	others := slices.DeleteFunc(slices.Clone(tables), func(name string) bool {
		return name == versions || strings.HasPrefix(name, "sqlite_") || strings.HasPrefix(name, "_litestream_")
	})
	return len(others) == 0 || slices.Contains(others, "participants") && slices.Contains(others, "attempts") && slices.Contains(tables, versions)
}

// newMark returns a number that no other state of a file has had.
func newMark() int32 { return rand.Int32() }

// setMark gives a file a mark.
func setMark(ctx context.Context, db sqlx.ExecerContext, mark int32) error {
	_, err := db.ExecContext(ctx, "pragma user_version = "+strconv.Itoa(int(mark)))
	return err
}

// readMarks returns the marks that the file may have; none when that is not known.
func readMarks(path string) (marks []int32) {
	text, err := os.ReadFile(path + markSuffix)
	if err != nil {
		return nil // then nothing is held against the file
	}
	for word := range strings.FieldsSeq(string(text)) {
		if n, err := strconv.ParseInt(word, 10, 32); err == nil {
			marks = append(marks, int32(n))
		}
	}
	return marks
}

// writeMarks notes the marks that the file may have, for good, before it gets any of them.
func writeMarks(path string, marks ...int32) error {
	var text strings.Builder
	for _, mark := range marks {
		fmt.Fprintln(&text, mark)
	}
	return replaceFile(path+markSuffix, func(file *os.File) error {
		_, err := file.WriteString(text.String())
		return err
	})
}
