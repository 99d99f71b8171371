package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

type peopleCommand struct {
	databaseFlag
	DeleteEmpty bool          `name:"delete-empty" help:"Delete the people who gave nothing: no answer, no result, no event."`
	OlderThan   time.Duration `name:"older-than" default:"1h" placeholder:"TIME" help:"Of those, only who was not here for so long. A visit is noted once a day, so this is since the first one of a day."`
	Yes         bool          `help:"Delete without asking; needed where nobody can answer."`
	JSON        bool          `name:"json" help:"Print the counts as JSON."`
}

// Help teaches the command.
func (peopleCommand) Help() string {
	return `Counts the people in the store: all, and those who gave nothing yet, by their last visit. Nobody on a private visit is among them. "waymark serve" deletes who gave nothing after a day by itself; with --delete-empty you do it now, for example after somebody's script began thousands of times. Nobody who answered anything is touched. It says first what it is going to do, and asks. With PostgreSQL it works while the pages are served; an SQLite file belongs to one program at a time, so stop the server first.

Examples:

    waymark people
    waymark people --json --database 'postgres://waymark@db.example/waymark?sslmode=verify-full'
    waymark people --delete-empty --older-than 3h
    waymark people --delete-empty --yes
` + exitCodes
}

// age is a time since the last visit, with who was here last within it and not within the one before.
type age struct {
	Within string `json:"within"` // "" for longer ago than all others
	People int    `json:"people"`
	Empty  int    `json:"gave_nothing"`
	limit  time.Duration
}

// peopleReport is what the command prints.
type peopleReport struct {
	People  int   `json:"people"`
	Empty   int   `json:"gave_nothing"`
	Ages    []age `json:"last_visit"`
	Deleted *int  `json:"deleted,omitempty"`
}

const hoursOfDay = 24 * time.Hour

func ages() []age {
	return []age{
		{Within: "1 hour", limit: time.Hour}, {Within: "1 day", limit: hoursOfDay}, {Within: "7 days", limit: 7 * hoursOfDay},
		{Within: "30 days", limit: 30 * hoursOfDay}, {Within: "90 days", limit: 90 * hoursOfDay}, {},
	}
}

// Run counts, and deletes when that is asked for.
func (c peopleCommand) Run(ctx context.Context, p program) error {
	switch {
	case c.OlderThan < 0:
		return wrongUsage(errors.New("--older-than is less than nothing"), "give a time like 1h or 30m")
	case c.DeleteEmpty && !c.Yes && !p.isTerminal(p.stdin):
		return wrongUsage(errors.New("--delete-empty asks first, and nobody can answer here"), "add --yes when it is meant")
	}
	if path, ok := strings.CutPrefix(c.Database, "sqlite:"); ok {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return couldNotRun(fmt.Errorf("there is no file %q", path), "name with --database the file that `waymark serve` uses")
		}
	}
	store, err := c.open(ctx, p.telling())
	switch {
	case err != nil && strings.HasPrefix(c.Database, "sqlite:") && errors.Is(err, quiz.ErrUnavailable):
		return couldNotRun(err, "stop the server first; or leave it to the server, which deletes once a day who gave nothing")
	case err != nil:
		return err
	}
	defer store.Close()
	now := p.now()
	report, err := c.count(ctx, p, store, now)
	if err != nil {
		return databaseFailed("count the people", err)
	}
	if c.DeleteEmpty {
		if err := c.delete(ctx, p, store, now, &report); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(p.stdout, report)
	}
	return report.print(p)
}

// count walks over all people, the latest visits first.
func (c peopleCommand) count(ctx context.Context, p program, store *sqlstore.Store, now time.Time) (peopleReport, error) {
	size, err := store.Size(ctx)
	if err != nil {
		return peopleReport{}, err
	}
	bar := newProgress(p, int64(size.People))
	bar.noun = "people"
	defer bar.end()
	report := peopleReport{Ages: ages()}
	until := now.AddDate(1000, 0, 0) // whoever was here according to another clock, too
	for i := range report.Ages {
		age := &report.Ages[i]
		var since time.Time
		if age.limit > 0 {
			since = now.Add(-age.limit)
		}
		if age.People, age.Empty, err = store.CountPeople(ctx, since, until); err != nil {
			return report, err
		}
		report.People += age.People
		report.Empty += age.Empty
		until = since
		bar.add(age.People, age.People)
	}
	return report, nil
}

// delete says what is going to be deleted, asks, and does it.
func (c peopleCommand) delete(ctx context.Context, p program, store *sqlstore.Store, now time.Time, report *peopleReport) error {
	before := now.Add(-c.OlderThan)
	_, found, err := store.CountPeople(ctx, time.Time{}, before)
	if err != nil {
		return databaseFailed("count the people", err)
	}
	p.say("going to delete %d of %d people: those who gave nothing and were not here for %s; nobody who answered anything is touched", found, report.People, c.OlderThan)
	if !c.Yes && !p.confirms("delete them?") {
		p.say("nothing was deleted")
		return nil
	}
	n, err := store.DeleteEmpty(ctx, time.Time{}, before)
	report.Deleted = &n
	if err != nil {
		return databaseFailed(fmt.Sprintf("%d were deleted, and then", n), err)
	}
	p.say("deleted %d people; the counts are those of before", n)
	return nil
}

// confirms asks a question on the terminal; only a yes is one.
func (p program) confirms(question string) bool {
	fmt.Fprintf(p.stderr, "%s [y/N] ", question)
	line, _ := bufio.NewReader(p.stdin).ReadString('\n') // the end of the input is a no
	return strings.EqualFold(strings.TrimSpace(line), "y") || strings.EqualFold(strings.TrimSpace(line), "yes")
}

func (r peopleReport) print(p program) error {
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "last visit\tpeople\tgave nothing\t\n")
	for _, age := range r.Ages {
		name := "within " + age.Within
		if age.Within == "" {
			name = "longer ago"
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t\n", name, age.People, age.Empty)
	}
	fmt.Fprintf(table, "all\t%d\t%d\t\n", r.People, r.Empty)
	if err := table.Flush(); err != nil {
		return couldNotRun(fmt.Errorf("write the counts: %w", err), "see that the output can be written to")
	}
	return nil
}
