package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain puts the program into PATH as waymark, so that tests run the real one in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"waymark": main})
}
