package main

import (
	"context"
	"errors"
	"fmt"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

type backupCommand struct {
	databaseFlag
	Force bool   `help:"Replace the file when it is there already."`
	File  string `arg:"" name:"file" help:"The file to write."`
}

// Help teaches the command.
func (backupCommand) Help() string {
	return `Copies an SQLite database as it is at one moment, also while "waymark serve" uses it: nobody waits. The copy is read through once before it gets its name; only you may read it, and a file of that name is not replaced without --force. It holds people's answers: keep it encrypted, and no longer than the quiz promises to keep answers. "waymark restore" puts it back. A PostgreSQL database is copied with pg_dump.

Examples:

    waymark backup waymark-monday.db
    waymark backup --database sqlite:/var/lib/waymark/waymark.db --force /backup/waymark.db
` + exitCodes
}

// Run writes the backup.
func (c backupCommand) Run(ctx context.Context, p program) error {
	err := sqlstore.Backup(ctx, c.Database, c.File, c.Force)
	switch {
	case err == nil:
		p.say("%s holds all of the database; it was read through and is whole", c.File)
		return nil
	case errors.Is(err, sqlstore.ErrPostgres):
		return couldNotRun(err, "copy it with `pg_dump -Fc --file=waymark.dump ADDRESS`, with the ADDRESS of the database; docs/operating.md tells more")
	case errors.Is(err, sqlstore.ErrExists):
		return couldNotRun(err, "name another file, or add --force to replace this one")
	case errors.Is(err, sqlstore.ErrBackup):
		return couldNotRun(err, "stop the server and put the last good backup in its place with `waymark restore FILE`")
	case errors.Is(err, quiz.ErrNotFound):
		return couldNotRun(err, "name it with --database sqlite:FILE")
	default:
		return couldNotRun(fmt.Errorf("back up: %w", err), "see that the folder of the file is there, that you may write to it and that it has room")
	}
}
