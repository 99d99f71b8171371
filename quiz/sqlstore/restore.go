package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"

	"waymark/migrations"
	"waymark/quiz"
)

// Restored is what Restore did.
type Restored struct {
	Kept     string // where the database is now that stood there before; "" when there was none
	Compared bool   // what follows is known: the database that stood there could be read
	People   int    // in the backup and not in that one: who deleted everything since, or was not there any more
	Results  int    // of others, likewise
	Secrets  int    // of others that opened answers at the time of the backup and do not any more
	LeftOut  bool   // these are not in the database now
}

// Restore puts a backup in the place of an SQLite database that no program serves. What stood there stays beside it under a name
// with the time at, so that restoring can be undone. With leaveOut it leaves out what the database that stood there does not have any more:
// people, results, and secrets that were withdrawn. ErrBackup, ErrUnavailable while a program has the database open, ErrInvalid when
// leaveOut can't be done, ErrPostgres.
func Restore(ctx context.Context, address, backup string, leaveOut bool, at time.Time) (r Restored, err error) {
	path, err := pathOf(address)
	if err != nil {
		return r, err
	}
	from, err := filePath(backup)
	if err != nil {
		return r, err
	}
	if from == path {
		return r, fmt.Errorf("%s is the database itself: %w", backup, quiz.ErrInvalid)
	}
	lock, err := lockFile(ctx, path)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	temporary, err := readBackup(ctx, from, path)
	if temporary != "" {
		defer func() { _ = os.Remove(temporary) }() // it is in its place, or of no use
	}
	if err != nil {
		return r, fmt.Errorf("%s: %w", backup, err)
	}
	replaced, err := settle(ctx, path)
	if err != nil {
		return r, err
	}
	if r.Compared = replaced == readable; r.Compared {
		err = r.compare(ctx, temporary, path, leaveOut)
	} else if leaveOut {
		err = fmt.Errorf("the database that is there can't be read, so what was deleted since is not known: %w", quiz.ErrInvalid)
	}
	if err != nil {
		return r, err
	}
	if replaced != missing {
		if r.Kept, err = keep(path, replaced, at); err != nil {
			return r, fmt.Errorf("keep the database that is there: %w", err)
		}
	}
	return r, errors.Join(os.Rename(temporary, path), syncFolder(path))
}

// readBackup copies a backup beside the database, checks the copy and brings its tables up to date.
func readBackup(ctx context.Context, from, path string) (string, error) {
	if _, err := os.Stat(from); err != nil {
		return "", errors.Join(quiz.ErrNotFound, err)
	}
	options := "mode=ro"
	if _, err := os.Stat(from + logSuffix); errors.Is(err, os.ErrNotExist) {
		options = "immutable=1&mode=ro" // so that nothing is made beside the backup
	}
	source, err := sqlx.Open("sqlite", fileName(from, options))
	if err != nil {
		return "", err
	}
	temporary, err := copyInto(ctx, source, path)
	if damaged := (*sqlite.Error)(nil); errors.As(err, &damaged) {
		err = fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if err = errors.Join(err, source.Close()); err != nil {
		return temporary, err
	}
	copied, err := openPlain(temporary)
	if err != nil {
		return temporary, err
	}
	return temporary, errors.Join(wrap("migrate", migrations.SQLite(ctx, copied.DB)), copied.Close())
}

// inPlace is what stands in the place of a database.
type inPlace int

const (
	missing inPlace = iota
	readable
	damaged
	parted // from its log: what stands beside it is the log of another file
)

// settle moves the log of the database into its file, when it is one that can be read. ErrUnavailable while another program reads it.
func settle(ctx context.Context, path string) (inPlace, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return missing, nil
	}
	f := files{path: path}
	if err = f.open(ctx); err == nil {
		var whole []string
		if err = f.write.SelectContext(ctx, &whole, `pragma quick_check(1)`); err == nil && !slices.Equal(whole, []string{"ok"}) {
			err = ErrBackup
		}
	}
	err = errors.Join(err, f.close())
	switch {
	case errors.Is(err, errForeign):
		return damaged, err
	case errors.Is(err, errStale):
		return parted, nil
	case err != nil:
		return damaged, nil
	}
	if _, err := os.Stat(path + logSuffix); err == nil {
		return damaged, fmt.Errorf("another program reads %s; stop it first: %w", path, quiz.ErrUnavailable)
	}
	return readable, nil
}

// keep gives the database and its log a name with the time beside their own, and takes the log away from the database's name.
func keep(path string, was inPlace, at time.Time) (string, error) {
	kept := path + ".replaced-" + at.UTC().Format("20060102T150405Z")
	log := kept + logSuffix
	if was == parted {
		log = kept + ".log-of-another-file" // under this name SQLite does not take it for its own
	}
	if err := os.Link(path+logSuffix, log); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	// A second name, so that there is a database in its place at every moment.
	if err := errors.Join(os.Link(path, kept), syncFolder(path)); err != nil {
		return "", err
	}
	for _, suffix := range []string{logSuffix, indexSuffix, markSuffix} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return kept, err
		}
	}
	return kept, nil
}

// What the backup has and the database that stood there does not.
const (
	goneResults = `from results where participant_id in (select participant_id from newer.participants)
		and not exists (select 1 from newer.results n where n.participant_id = results.participant_id and n.result_id = results.result_id)`
	goneSecrets = `from tokens where participant_id in (select participant_id from newer.participants)
		and secret_hash not in (select secret_hash from newer.tokens)`
	gonePeople = `from participants where participant_id not in (select participant_id from newer.participants)`
)

// leavingOut takes out of the copy of a backup what was deleted or withdrawn since.
var leavingOut = []string{
	`delete ` + goneSecrets,
	`delete ` + goneResults,
	`delete from attempts where not exists (select 1 from newer.attempts n where n.participant_id = attempts.participant_id and n.attempt_id = attempts.attempt_id)`,
	`delete from events where not exists (select 1 from newer.events n where n.participant_id = events.participant_id and n.event_id = events.event_id)`,
	`delete from tokens where participant_id not in (select participant_id from newer.participants)`,
	`delete ` + gonePeople,
	`update results set body = (select body from newer.results n where n.participant_id = results.participant_id and n.result_id = results.result_id)`,
	`update attempts set body = (select body from newer.attempts n where n.participant_id = attempts.participant_id and n.attempt_id = attempts.attempt_id)
		where state = 'finished'`,
	`delete from attempts where state = 'open' and exists (select 1 from newer.attempts n
		where n.participant_id = attempts.participant_id and n.attempt_id = attempts.attempt_id and n.body like '%"stand_in":true%')`, // what was said was dropped when they finished
	`update participants set settings = (select settings from newer.participants n where n.participant_id = participants.participant_id), revision = revision + 1`,
}

// compare counts what the copy of a backup has and the database does not, and takes it out of the copy when it is to be left out.
func (r *Restored) compare(ctx context.Context, temporary, path string, leaveOut bool) error {
	db, err := openPlain(temporary)
	if err != nil {
		return err
	}
	commands := []string{}
	if leaveOut {
		commands = leavingOut
	}
	_, err = db.ExecContext(ctx, `attach ? as newer`, fileName(path, "immutable=1&mode=ro"))
	for into, query := range map[*int]string{&r.People: gonePeople, &r.Results: goneResults, &r.Secrets: goneSecrets} {
		if err == nil {
			err = db.GetContext(ctx, into, `select count(*) `+query)
		}
	}
	for _, command := range commands {
		if err == nil {
			_, err = db.ExecContext(ctx, command)
		}
	}
	r.LeftOut = leaveOut
	return errors.Join(wrap("compare with the database that is there", err), db.Close(), syncFile(temporary))
}
