// Package library holds the quizzes that ship with the program, as plain files.
package library

import (
	"embed"
	"io/fs"
)

//go:embed all:nine-steps
var files embed.FS

// NineSteps returns the folder of the quiz nine-steps.
func NineSteps() fs.FS {
	folder, err := fs.Sub(files, "nine-steps")
	if err != nil {
		return files // the name is valid, so fs.Sub has no error
	}
	return folder
}
