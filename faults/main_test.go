package faults

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/Shopify/toxiproxy/v2/toxics"
)

// root is the folder of the module.
const root = ".."

// wholeVariable names the file that takes the table; with it everything is tried, without it the short half.
const wholeVariable = "WAYMARK_FAULTS"

// clockVariable is read by the build whose clock is off: by how much, as Go writes durations.
const clockVariable = "WAYMARK_TEST_CLOCK_OFF"

// parallel is how many tests run at a time: most of what they do is waiting.
const parallel = "8"

// harness is what all tests share: the programs and the table.
var harness struct {
	folder   string
	program  string    // as people run it
	buildOff sync.Once // of the one with a clock that is off
	errOff   error
	report   report
	late     lateness
}

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	toxics.Register(lostCommitType, new(lostCommit))
	folder, err := os.MkdirTemp("", "waymark-faults-")
	if err == nil {
		harness.folder = folder
		defer os.RemoveAll(folder)
		harness.program = filepath.Join(folder, "waymark")
		err = errors.Join(lookOver(root), build(harness.program))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	flag.Parse()
	if err := flag.Set("test.parallel", parallel); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	stopped := make(chan struct{})
	defer close(stopped)
	go harness.late.measure(stopped)
	code := m.Run()
	if table := os.Getenv(wholeVariable); table != "" {
		if err := os.WriteFile(table, []byte(harness.report.String()), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}

// lookOver looks at every file that the program is built of: the go command takes a result from its cache unless a file that the test
// looked at has changed, and does not know what the test builds.
func lookOver(folder string) error {
	return filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if name != folder && strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules" {
			return filepath.SkipDir
		}
		return nil
	})
}

// whole reports whether everything is to be tried.
func whole() bool { return os.Getenv(wholeVariable) != "" }

// times returns how often something is tried.
func times(short, all int) int {
	if whole() {
		return all
	}
	return short
}

// builtOff returns the program with a clock that is off by what clockVariable says. The one line that asks the system for the time is
// another there; the program that people run has no such thing.
func builtOff(t *testing.T) string {
	t.Helper()
	path := filepath.Join(harness.folder, "waymark-off")
	harness.buildOff.Do(func() { harness.errOff = buildOff(path) })
	if harness.errOff != nil {
		t.Fatal(harness.errOff)
	}
	return path
}

func buildOff(path string) error {
	const asked, off = "time.Now().UTC()", "time.Now().Add(clockOff()).UTC()"
	original, err := filepath.Abs(root + "/cmd/waymark/program.go")
	if err != nil {
		return err
	}
	text, err := os.ReadFile(original)
	if err != nil {
		return err
	}
	if strings.Count(string(text), asked) != 1 {
		return errors.New("cmd/waymark/program.go no longer asks for the time with " + asked + "; teach this harness the new way")
	}
	changed := strings.Replace(string(text), asked, off, 1) + fmt.Sprintf(`
func clockOff() time.Duration {
	d, err := time.ParseDuration(os.Getenv(%q))
	if err != nil {
		panic(err)
	}
	return d
}
`, clockVariable)
	replacement := filepath.Join(harness.folder, "program.go")
	if err := os.WriteFile(replacement, []byte(changed), 0o600); err != nil {
		return err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: replacement}})
	if err != nil {
		return err
	}
	list := filepath.Join(harness.folder, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		return err
	}
	return build(path, "-overlay", list)
}

func build(path string, flags ...string) error {
	cmd := exec.Command("go", append(append([]string{"build", "-o", path}, flags...), "./cmd/waymark")...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return nil
}
