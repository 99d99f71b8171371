package main

import (
	"context"
	"fmt"

	"waymark/quiz"
	"waymark/vet"
)

type publishCommand struct {
	databaseFlag
	Folders []string `arg:"" name:"folder" help:"Folders of quizzes."`
}

// Help teaches the command.
func (publishCommand) Help() string {
	return `Records the versions of quizzes in the database, so that every result can be replayed by exactly the files that made it, and makes them the current ones. A quiz with an error, or with a test that fails, is not published. Programs that serve the quiz from the same PostgreSQL take the new version within seconds, without a signal; whoever is in the middle finishes on the version they began. What is published last counts, also by a program that starts: give its folder the same files. An SQLite database belongs to the program that serves it: change its folder, and send SIGHUP or use serve --watch.

Examples:

    waymark publish my-quiz
    waymark publish --database 'postgres://waymark@db.example/waymark' my-quiz other-quiz
` + exitCodes
}

// Run publishes the quizzes of the folders: all of them or, when one may not be served, none.
func (c publishCommand) Run(ctx context.Context, p program) error {
	folders, err := openFolders(c.Folders)
	if err != nil {
		return err
	}
	var versions []*quiz.Version
	for _, f := range folders {
		c, problems := vet.Load(f.files)
		if err := vet.Servable(c, problems, p.now()); err != nil {
			return fellShort("see `waymark check` and `waymark test`; nothing was published", "%s: %w", f.title(), err)
		}
		versions = append(versions, c.Version)
	}
	if err := c.migrate(ctx, p); err != nil {
		return err
	}
	store, err := c.open(ctx, p.telling())
	if err != nil {
		return err
	}
	defer store.Close()
	service := p.service(quiz.Config{Store: store, Log: p.logger("text")})
	for _, v := range versions {
		if err := service.Publish(ctx, v); err != nil {
			return databaseFailed("record the quizzes", err)
		}
		fmt.Fprintf(p.stdout, "%s %s\n", v.Quiz.ID, v.Hash)
	}
	return nil
}
