package main

import (
	"context"
	"errors"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// cli is the commands and flags of the program.
type cli struct {
	Version kong.VersionFlag `help:"Print the version and exit."`

	New        newCommand        `cmd:"" help:"Write a small complete quiz to learn from."`
	Serve      serveCommand      `cmd:"" help:"Serve quizzes in the browser."`
	Check      checkCommand      `cmd:"" help:"Find everything that is wrong in the files of a quiz."`
	LSP        lspCommand        `cmd:"" name:"lsp" help:"Speak with an editor: problems as you type, completion, renaming."`
	Dev        devCommand        `cmd:"" help:"Preview a quiz beside your editor: what you save is seen at once."`
	Test       testCommand       `cmd:"" help:"Run the author's tests of a quiz."`
	Mutate     mutateCommand     `cmd:"" help:"Make small mistakes in a quiz and see whether its tests find them."`
	Simulate   simulateCommand   `cmd:"" help:"Make many people by chance, count what becomes of them, and check promises."`
	Explain    explainCommand    `cmd:"" help:"Print for one person why everything is what it is."`
	Graph      graphCommand      `cmd:"" help:"Show what rests on what, as Mermaid or as a drawing."`
	Translate  translateCommand  `cmd:"" help:"Write or complete the translation of a quiz into a language."`
	Schema     schemaCommand     `cmd:"" help:"Print the JSON Schema of a kind of file, for editors."`
	Score      scoreCommand      `cmd:"" help:"Make plans of many histories: JSON Lines in, JSON Lines out."`
	Publish    publishCommand    `cmd:"" help:"Record the versions of quizzes in the database and make them the current ones."`
	People     peopleCommand     `cmd:"" help:"Count the people in the store, and delete those who gave nothing."`
	Migrate    migrateCommand    `cmd:"" help:"Bring the tables of a database up to date."`
	Backup     backupCommand     `cmd:"" help:"Copy an SQLite database, also while it is served."`
	Restore    restoreCommand    `cmd:"" help:"Put a backup in the place of an SQLite database."`
	Completion completionCommand `cmd:"" help:"Print a completion script for your shell."`
}

const description = `Waymark asks questions in a browser, scores the answers by rules that authors keep in files, and gives an explained plan of steps.

Begin with "waymark serve" and open http://127.0.0.1:8080.`

// environmentPrefix begins the name of the variable that stands for a flag.
const environmentPrefix = "WAYMARK_"

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, p program) int {
	shown := false
	parser, err := newParser(p, func() { shown = true })
	if err != nil {
		return p.end(err)
	}
	parsed, err := parser.Parse(args)
	if shown {
		return exitGood
	}
	if err != nil {
		return p.end(usageError(err))
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return p.end(parsed.Run(p, parser.Model))
}

// newParser returns the reader of command lines. It calls shown when help or the version was all that was asked for.
func newParser(p program, shown func()) (*kong.Kong, error) {
	return kong.New(&cli{},
		kong.Name("waymark"),
		kong.Description(description),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(int) { shown() }),
		kong.Vars{"version": version()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.ValueFormatter(describe),
		kong.Resolvers(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
			name := variable(flag.Name)
			if name == "" || p.getenv(name) == "" {
				return nil, nil
			}
			return p.getenv(name), nil
		})),
	)
}

// usageError says what was wrong with the command line and where its help is.
func usageError(err error) error {
	name := "waymark"
	if parse := (*kong.ParseError)(nil); errors.As(err, &parse) && parse.Context != nil && parse.Context.Selected() != nil {
		name = parse.Context.Selected().FullPath()
	}
	return wrongUsage(err, "see `"+name+" --help`")
}

// variable returns the name of the environment variable that stands for a flag, "" for those that only print something.
func variable(flag string) string {
	if flag == "help" || flag == "version" {
		return ""
	}
	return environmentPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// describe is the help of a flag or argument, with its default and its environment variable.
func describe(value *kong.Value) string {
	if value.Flag == nil || variable(value.Name) == "" {
		return value.Help
	}
	if value.HasDefault {
		return value.Help + " Default: " + value.Default + " ($" + variable(value.Name) + ")"
	}
	return value.Help + " ($" + variable(value.Name) + ")"
}

// version names what was built, as far as Go recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "waymark, built without module information"
	}
	text := "waymark " + info.Main.Version
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			text += " " + setting.Value[:min(12, len(setting.Value))]
		}
	}
	return text + " " + info.GoVersion
}

const exitCodes = `
Exit codes: 0 good, 1 could not run, 2 the author's files, tests or data fell short, 64 wrong usage.`
