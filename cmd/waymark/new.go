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

	"waymark/questions/starter"
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
	if found, err := os.ReadDir(c.Name); err == nil && len(found) > 0 {
		return wrongUsage(fmt.Errorf("the folder %s is there already and holds files", c.Name), "choose another name; nothing was written")
	}
	title := c.Title
	if title == "" {
		title = titleOf(id)
	}
	if strings.ContainsFunc(title, unicode.IsControl) || strings.TrimSpace(title) == "" {
		return wrongUsage(errors.New("a title is one line of text"), "give another --title")
	}
	files := starter.Files(id, title)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(c.Name, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return couldNotRun(fmt.Errorf("make the folder: %w", err), "see that you may write there")
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
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
