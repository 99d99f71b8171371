package main

import (
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
	if err := c.migrate(ctx); err != nil {
		return err
	}
	p.say("the database is up to date")
	return nil
}

func (d databaseFlag) migrate(ctx context.Context) error {
	if err := sqlstore.Migrate(ctx, d.Database); err != nil {
		return couldNotRun(fmt.Errorf("bring the database up to date: %w", err), databaseHint)
	}
	return nil
}

const databaseHint = "see that --database names a database that can be reached: sqlite:FILE in a folder you may write to, or postgres://USER:PASSWORD@HOST/NAME?sslmode=verify-full"
