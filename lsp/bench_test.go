package lsp

import (
	"strings"
	"testing"

	"waymark/questions/questionstest"
)

// BenchmarkKeystroke is the time from a change of a document to what is said of it, through the protocol.
func BenchmarkKeystroke(b *testing.B) {
	for _, c := range []struct {
		name, file string
		files      map[string][]byte
	}{
		{"nine-steps/rules", "rules.yaml", nineSteps()},
		{"nine-steps/set", "sets/spiral.yaml", nineSteps()},
		{"nine-steps/tests", "tests/personas.yaml", nineSteps()},
		{"large/rules", "rules.yaml", questionstest.Large()},
	} {
		b.Run(c.name, func(b *testing.B) {
			config := plainConfig()
			config.Pause = 1 << 40 // no closer look
			e := open(b, config, c.files)
			e.show(c.file)
			texts := []string{e.texts[c.file] + "oops: 1\n", e.texts[c.file] + "# fine\n"}
			wrong := func(all []diagnostic) bool { return len(all) > 0 }
			e.until(c.file, "that all is well", func(all []diagnostic) bool { return !with("file/unknown-key")(all) })
			for i := 0; b.Loop(); i++ {
				e.write(c.file, texts[i%2])
				if i%2 == 0 {
					e.until(c.file, "the unknown key", wrong)
				} else {
					e.until(c.file, "that all is well", func(all []diagnostic) bool { return !with("file/unknown-key")(all) })
				}
			}
			if !strings.Contains(e.texts[c.file], "\n") {
				b.Fatal("nothing was written")
			}
		})
	}
}
