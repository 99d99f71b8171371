package main

import (
	"context"
	"errors"
	"fmt"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

type restoreCommand struct {
	databaseFlag
	WithoutDeleted bool   `help:"Leave out what people deleted or withdrew since the backup, as far as the database that is there tells."`
	File           string `arg:"" name:"file" help:"The backup."`
}

// Help teaches the command.
func (restoreCommand) Help() string {
	return `Puts a backup in the place of an SQLite database. Stop "waymark serve" first, and what else reads the file, like Litestream. The backup is read through before anything changes: it must be whole, a database of Waymark, and not made by a newer one. The database that is there stays beside it under a name with the time; restore that file to undo. A log beside the database, which would undo or damage the backup, is put away with it.

A backup holds what people deleted since it was made. When the database that is there can be read, the command says how much of it is back. With --without-deleted it stays deleted: people, results and return links that the database that is there does not have any more are left out. Do not use it when that database is new, or lost them by a fault. A PostgreSQL database is restored with pg_restore.

Examples:

    waymark restore waymark-monday.db
    waymark restore --without-deleted --database sqlite:/var/lib/waymark/waymark.db /backup/waymark.db
` + exitCodes
}

// Run restores the backup.
func (c restoreCommand) Run(ctx context.Context, p program) error {
	r, err := sqlstore.Restore(ctx, c.Database, c.File, c.WithoutDeleted, p.now())
	switch {
	case err == nil:
		c.tell(p, r)
		return nil
	case errors.Is(err, sqlstore.ErrPostgres):
		return couldNotRun(err, "restore with `pg_restore --clean --if-exists --dbname=ADDRESS waymark.dump`, with the ADDRESS of the database; docs/operating.md tells more")
	case errors.Is(err, sqlstore.ErrBackup):
		return couldNotRun(err, "nothing was changed; try another backup")
	case errors.Is(err, quiz.ErrUnavailable):
		return couldNotRun(err, "nothing was changed; stop the program that has the database open, then run this again")
	default:
		return couldNotRun(fmt.Errorf("restore: %w", err), "nothing was changed; see that the backup is named right, and that you may write to the folder of the database")
	}
}

// tell says what is there now, and what that means for those who deleted something.
func (c restoreCommand) tell(p program, r sqlstore.Restored) {
	p.say("the database now holds what %s holds", c.File)
	if r.Kept != "" {
		p.say("what was there before is %s; it holds answers, so remove it when all is well, or undo with `waymark restore --database %s %s`", r.Kept, c.Database, r.Kept)
	}
	gone := fmt.Sprintf("%s, and of others %s and %s", people(r.People), count(r.Results, "result"), count(r.Secrets, "secret"))
	switch {
	case !r.Compared:
		p.say("what people deleted after the backup was made is in it again; which that is can't be told here")
	case r.LeftOut:
		p.say("left out, because the database before did not have them any more: %s", gone)
	case r.People+r.Results+r.Secrets > 0:
		p.say("there again, though the database before did not have them any more: %s", gone)
		p.say("  next: if people deleted them, undo this, then restore with --without-deleted")
	}
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
