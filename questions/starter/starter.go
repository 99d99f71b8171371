// Package starter holds a small complete quiz to learn from, for authors who begin one of their own.
package starter

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed quiz
var files embed.FS

// Files returns the files of a new quiz with the id and the title, by their names. The title is a line of text.
func Files(id, title string) map[string][]byte {
	all := map[string][]byte{}
	fill := strings.NewReplacer("quiz: ID ", "quiz: "+id+" ", "title: TITLE", "title: "+quoted(title))
	err := fs.WalkDir(files, "quiz", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		all[strings.TrimPrefix(name, "quiz/")] = text
		return err
	})
	if err != nil {
		panic("the program was built without its starter: " + err.Error())
	}
	all["quiz.yaml"] = []byte(fill.Replace(string(all["quiz.yaml"])))
	return all
}

// quoted writes a title so that whatever it holds is a text.
func quoted(title string) string { return "'" + strings.ReplaceAll(title, "'", "''") + "'" }
