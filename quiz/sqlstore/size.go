package sqlstore

import (
	"context"
	"errors"
	"io/fs"
	"os"
)

const (
	bytesOfPostgres = `select coalesce(sum(pg_total_relation_size(to_regclass(name))), 0)::bigint
		from unnest(array['versions', 'participants', 'tokens', 'attempts', 'results', 'events']) as name`
	bytesOfMemory = `select page_count * page_size from pragma_page_count(), pragma_page_size()`
)

// bytesBy asks the database itself how much it keeps.
func bytesBy(r reader, query string) func(context.Context) (int64, error) {
	return func(ctx context.Context) (n int64, err error) {
		return n, r.get(ctx, &n, query)
	}
}

// bytesOfFiles adds up the file of an SQLite database and the log beside it.
func bytesOfFiles(path string) func(context.Context) (int64, error) {
	return func(context.Context) (int64, error) {
		file, err := os.Stat(path)
		if err != nil {
			return 0, err
		}
		log, err := os.Stat(path + "-wal")
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return file.Size(), nil
		case err != nil:
			return 0, err
		}
		return file.Size() + log.Size(), nil
	}
}
