package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"waymark/questions"
	"waymark/questions/starter"
	"waymark/quiz/source"
)

type newCommand struct {
	Title string `placeholder:"TEXT" help:"What people read as the title; made of the name when left out."`
	Name  string `arg:"" help:"The folder to make. Its last part is the id of the quiz: small letters, digits, - and _."`
}

// Help teaches the command.
func (newCommand) Help() string {
	return `Writes a small complete quiz to learn from: three sets, two scales, a guard, four steps, a card and tests, with remarks that explain them. It is right as it is; change it bit by bit and look at it with waymark dev.

Examples:

    waymark new my-quiz
    waymark new --title Sleep quizzes/better-nights
` + exitCodes
}

// idForm is what an id looks like; see docs/format.md.
var idForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// Run writes the files into a folder that is not there yet, or is empty.
func (c newCommand) Run(p program) error {
	id := filepath.Base(c.Name)
	if !idForm.MatchString(id) {
		return wrongUsage(fmt.Errorf("%q can't be the id of a quiz", id),
			"take small letters, digits, - and _, with a letter first, at most 40; like "+nearestID(id))
	}
	if err := c.free(); err != nil {
		return err
	}
	title := c.Title
	if title == "" {
		title = titleOf(id)
	}
	if strings.ContainsFunc(title, unicode.IsControl) || strings.TrimSpace(title) == "" {
		return wrongUsage(errors.New("a title is one line of text"), "give another --title")
	}
	files := starter.Files(id, title)
	if err := os.MkdirAll(c.Name, 0o755); err != nil {
		return couldNotRun(fmt.Errorf("make the folder: %w", err), "see that you may write there")
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := source.Quote(filepath.Join(c.Name, filepath.FromSlash(name)))
		if err := questions.Folder(c.Name).WriteFile(name, files[name]); err != nil {
			return couldNotRun(fmt.Errorf("write %s: %w", path, err), "see that you may write there, and that there is space left")
		}
		fmt.Fprintln(p.stdout, path)
	}
	if err := writeSchemas(filepath.Join(c.Name, ".waymark")); err != nil {
		return err
	}
	p.say("The quiz is ready. Look at it:     waymark dev %s", c.Name)
	p.say("Run its tests:                     waymark test %s", c.Name)
	p.say("After each change:                 waymark check %s", c.Name)
	return nil
}

// free reports whether nothing is in the way of the folder.
func (c newCommand) free() error {
	info, err := os.Stat(c.Name)
	switch {
	case err != nil:
		return nil // it is to be made
	case !info.IsDir():
		return wrongUsage(fmt.Errorf("%s is there already and is no folder", source.Quote(c.Name)), "choose another name; nothing was written")
	}
	if found, err := os.ReadDir(c.Name); err == nil && len(found) > 0 {
		return wrongUsage(fmt.Errorf("the folder %s is there already and holds files", source.Quote(c.Name)), "choose another name; nothing was written")
	}
	return nil
}

// nearestID makes an id of a name as well as that goes.
func nearestID(name string) string {
	id := strings.Trim(regexp.MustCompile(`[^a-z0-9_]+`).ReplaceAllString(strings.ToLower(name), "-"), "-_0123456789")
	if id == "" {
		return "my-quiz"
	}
	return id[:min(40, len(id))]
}

// titleOf makes a title of an id: my-quiz is "My quiz".
func titleOf(id string) string {
	words := strings.NewReplacer("-", " ", "_", " ").Replace(id)
	return strings.ToUpper(words[:1]) + words[1:]
}
