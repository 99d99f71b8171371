package main

import (
	"cmp"
	"context"
	"fmt"

	"waymark/quiz/sqlstore"
)

// databaseFlag says where answers are kept.
type databaseFlag struct {
	Database string `default:"sqlite:waymark.db" placeholder:"URL" help:"Where answers are kept: sqlite:FILE or postgres://HOST/NAME."`
}

type migrateCommand struct {
	databaseFlag
}

// Help teaches the command.
func (migrateCommand) Help() string {
	return `"waymark serve" does this by itself when it starts. Use this command to do it before a release, with a user who may create tables, and directly rather than through a connection pooler.

Examples:

    waymark migrate
    waymark migrate --database 'postgres://owner@db.example/waymark?sslmode=verify-full'
` + exitCodes
}

// Run migrates the database.
func (c migrateCommand) Run(ctx context.Context, p program) error {
	if err := c.migrate(ctx, p); err != nil {
		return err
	}
	p.say("the database is up to date")
	return nil
}

func (d databaseFlag) migrate(ctx context.Context, p program) error {
	if err := sqlstore.Migrate(ctx, d.Database, p.telling()); err != nil {
		return databaseFailed("bring the database up to date", err)
	}
	return nil
}

// open opens the database, whose tables are there.
func (d databaseFlag) open(ctx context.Context, telling sqlstore.Option) (*sqlstore.Store, error) {
	store, err := sqlstore.Open(ctx, d.Database, telling)
	if err != nil {
		return nil, databaseFailed("open the database", err)
	}
	return store, nil
}

// telling says on standard error what an operator should know of the database.
func (p program) telling() sqlstore.Option {
	return sqlstore.Telling(func(n sqlstore.Notice) {
		p.say("waymark: %s", n.What)
		if n.Next != "" {
			p.say("  next: %s", n.Next)
		}
	})
}

// databaseFailed ends the program with what the store says can be done.
func databaseFailed(doing string, err error) error {
	return couldNotRun(fmt.Errorf("%s: %w", doing, err), cmp.Or(sqlstore.Next(err), databaseHint))
}

const databaseHint = "see that --database names a database that can be reached: sqlite:FILE in a folder you may write to, or postgres://USER:PASSWORD@HOST/NAME?sslmode=verify-full"
