package sqlstore

import (
	"path/filepath"
	"testing"

	"github.com/jmoiron/sqlx"
)

// TestPragmas reads from every connection what durability and integrity rest on.
func TestPragmas(t *testing.T) {
	t.Parallel()
	f, err := openSQLite(t.Context(), filepath.Join(t.TempDir(), "waymark.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.close(); err != nil {
			t.Error(err)
		}
	})
	for name, pool := range map[string]struct {
		db   *sqlx.DB
		want map[string]string
	}{
		"writer": {f.write, map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "secure_delete": "1", "query_only": "0"}},
		"reader": {f.read, map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "secure_delete": "1", "query_only": "1"}},
	} {
		for pragma, want := range pool.want {
			var got string
			if err := pool.db.GetContext(t.Context(), &got, "pragma "+pragma); err != nil || got != want {
				t.Errorf("%s: %s is %q, %v; want %q", name, pragma, got, err, want)
			}
		}
	}
	if most := f.write.Stats().MaxOpenConnections; most != 1 {
		t.Errorf("%d connections can write", most)
	}
}
