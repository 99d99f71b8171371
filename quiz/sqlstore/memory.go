package sqlstore

import (
	"context"
	"errors"
	"strconv"

	"github.com/jmoiron/sqlx"

	"waymark/migrations"
)

// memoryPages is how much OpenMemory holds at most: pages of 4 KiB, 64 MiB together.
const memoryPages = 16384

// OpenMemory returns an empty store that lives in the memory of this program and ends with it: SQLite without a file, also for what it
// puts aside. It holds 64 MiB at most; what goes beyond is refused with ErrFull. What is deleted is overwritten.
func OpenMemory(ctx context.Context) (*Store, error) {
	db, err := sqlx.Open("sqlite", "file::memory:?_pragma=foreign_keys(ON)&_pragma=secure_delete(ON)&_pragma=temp_store(MEMORY)"+
		"&_pragma=max_page_count("+strconv.Itoa(memoryPages)+")")
	if err != nil {
		return nil, wrap("open", err)
	}
	db.SetMaxOpenConns(1) // each connection would be a database of its own
	if err := migrations.SQLite(ctx, db.DB); err != nil {
		return nil, errors.Join(wrap("migrate", err), db.Close())
	}
	changes := newBatches(db)
	read := inTurn{changes}
	return &Store{read: read, write: changes, closers: []func() error{changes.close}, bytes: bytesBy(read, bytesOfMemory), exclusive: true}, nil
}

// inTurn reads by the connection that also writes, between two batches.
type inTurn struct{ b *batches }

func (r inTurn) get(ctx context.Context, dest any, query string, args ...any) error {
	return r.read(ctx, func() error { return r.b.get(ctx, dest, query, args...) })
}

func (r inTurn) list(ctx context.Context, dest any, query string, args ...any) error {
	return r.read(ctx, func() error { return r.b.list(ctx, dest, query, args...) })
}

func (r inTurn) read(ctx context.Context, fn func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r.b.turn.Lock()
	defer r.b.turn.Unlock()
	if err := r.b.connect(); err != nil {
		return err
	}
	return fn()
}
