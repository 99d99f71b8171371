package questions

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"waymark/questions/library"
	"waymark/questions/starter"
)

// validators compiles the schema of each kind.
func validators(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	all := map[string]*jsonschema.Schema{}
	for _, kind := range Kinds() {
		document, ok := Schema(kind)
		if !ok {
			t.Fatalf("there is no schema of %s", kind)
		}
		text, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		if err := c.AddResource(kind+".json", parsed); err != nil {
			t.Fatal(err)
		}
		if all[kind], err = c.Compile(kind + ".json"); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// plain returns a YAML document as an editor's schema sees it: dates are texts.
func plain(t *testing.T, text []byte) any {
	t.Helper()
	if bytes.HasPrefix(text, []byte("---\n")) {
		text, _, _ = bytes.Cut(text[4:], []byte("\n---"))
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	return plainNode(t, document.Content[0])
}

func plainNode(t *testing.T, n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		group := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			group[n.Content[i].Value] = plainNode(t, n.Content[i+1])
		}
		return group
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			list = append(list, plainNode(t, item))
		}
		return list
	}
	if n.ShortTag() == "!!timestamp" {
		return n.Value
	}
	var value any
	if err := n.Decode(&value); err != nil {
		t.Fatal(err)
	}
	if i, whole := value.(int); whole {
		return float64(i)
	}
	return value
}

// TestSchemaTakesEveryQuiz holds that the schemas take every file of the quizzes that are right, and every example of the guide.
func TestSchemaTakesEveryQuiz(t *testing.T) {
	t.Parallel()
	schemas := validators(t)
	folders := map[string]fs.FS{"nine-steps": library.NineSteps()}
	for _, name := range []string{"small", "all-kinds", "translated", "workload"} {
		folders[name] = os.DirFS("testdata/" + name)
	}
	quizzes := map[string]map[string][]byte{"new": starter.Files("new", "A new one: 7")}
	for name, folder := range folders {
		quizzes[name] = Files(folder)
	}
	seen := map[string]int{}
	for quiz, files := range quizzes {
		for name, text := range files {
			seen[kindOf(name)]++
			if err := schemas[kindOf(name)].Validate(plain(t, text)); err != nil {
				t.Errorf("%s/%s: %v", quiz, name, err)
			}
		}
	}
	for kind, example := range documented(t) {
		seen[kind]++
		if err := schemas[kind].Validate(plain(t, []byte(example))); err != nil {
			t.Errorf("the example of %s in docs/format.md: %v", kind, err)
		}
	}
	for _, kind := range Kinds() {
		if seen[kind] < 4 {
			t.Errorf("only %d files of the kind %s", seen[kind], kind)
		}
	}
}

// documented returns the example of each kind of file in the guide.
func documented(t *testing.T) map[string]string {
	t.Helper()
	guide, err := os.ReadFile("../docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := map[string]string{}
	for _, m := range regexp.MustCompile("(?ms)^## (\\S+)$.*?^```(?:yaml|markdown)\n(.*?)^```").FindAllStringSubmatch(string(guide), -1) {
		name := strings.NewReplacer("ID", "x", "*", "x").Replace(m[1])
		if kind := kindOf(name); kind != "" {
			examples[kind] = m[2]
		}
	}
	if len(examples) != len(Kinds()) {
		t.Fatalf("%d kinds have an example", len(examples))
	}
	return examples
}

// TestSchemaRefuses holds that the schemas refuse what the reader refuses: a key that is not there, one that is missing, one of a wrong kind.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	schemas := validators(t)
	refused := 0
	for name, s := range shapes() {
		if !slices.Contains(Kinds(), name) {
			continue
		}
		for kind, text := range documented(t) {
			if kind != name {
				continue
			}
			good := plain(t, []byte(text)).(map[string]any)
			good["zzz"] = "1"
			if schemas[kind].Validate(good) == nil {
				t.Errorf("a %s may have the key zzz", kind)
			}
			delete(good, "zzz")
			for _, key := range s.needed() {
				without := map[string]any{}
				for k, v := range good {
					if k != key {
						without[k] = v
					}
				}
				if schemas[kind].Validate(without) == nil {
					t.Errorf("a %s may have no %s", kind, key)
				}
				refused++
			}
			for _, key := range s.names() {
				wrong := map[string]any{key: map[string]any{"Zzz": []any{map[string]any{"zzz": map[string]any{}}}}}
				for k, v := range good {
					if k != key {
						wrong[k] = v
					}
				}
				if key != "words" && schemas[kind].Validate(wrong) == nil {
					t.Errorf("%s of a %s may be anything", key, kind)
				}
			}
		}
	}
	if refused < 15 {
		t.Errorf("only %d keys are needed", refused)
	}
}

// TestSchemaRefusesTheProblems holds that the schemas refuse each file of testdata/problems that has a slip that a schema can see:
// a key too many or missing, something of a wrong type, a number that is out of its range.
func TestSchemaRefusesTheProblems(t *testing.T) {
	t.Parallel()
	schemas := validators(t)
	seen := []string{
		"file/unknown-key", "file/missing-key", "file/wrong-type", "file/number", "question/no-kind", "question/kinds", "question/key-for-kind",
		"question/or-say", "guard/close-and-pause", "guard/closes-nothing", "quiz/too-young", "test/task", "promise/either",
	}
	const counted = "testdata/problems/scale-needs.txtar" // more than there are items: a schema can't count them
	refused := map[string]int{}
	cases, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files := folder(t, "small")
		for _, f := range archive.Files {
			files[f.Name] = f.Data
		}
		_, problems := Parse(files)
		for _, p := range problems {
			if !slices.Contains(seen, p.Code) || name == counted {
				continue
			}
			refused[p.Code]++
			if schemas[kindOf(p.Pos.File)].Validate(plain(t, files[p.Pos.File])) == nil {
				t.Errorf("%s: the schema takes line %d of %s: %s", name, p.Pos.Line, p.Pos.File, p.Message)
			}
		}
	}
	for _, code := range seen {
		if refused[code] == 0 {
			t.Errorf("no case of %s", code)
		}
	}
}
