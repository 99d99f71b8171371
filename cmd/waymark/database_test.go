package main

import (
	"path/filepath"
	"testing"

	"waymark/quiz/storetest/postgrestest"
)

// databases are the databases that everything is tried on; each call gives an empty one.
func databases() map[string]func(t *testing.T) (dsn string) {
	return map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "waymark.db") },
		"PostgreSQL": func(t *testing.T) string { return postgrestest.Start(t) },
	}
}
