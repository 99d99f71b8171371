package main

import (
	"bytes"
	"debug/buildinfo"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// root is the folder of the module.
const root = "../.."

// builtProgram builds waymark and returns where it is.
func builtProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "waymark")
	if _, err := goCommand(t.Context(), root, nil, "build", "-o", program, "./cmd/waymark"); err != nil {
		t.Fatal(err)
	}
	return program
}

// billOf returns the bill of materials of a program as text and read.
func billOf(t *testing.T, program string) (string, *cyclonedx.BOM) {
	t.Helper()
	var text bytes.Buffer
	if err := writeBill(t.Context(), &text, root, program); err != nil {
		t.Fatal(err)
	}
	bill := new(cyclonedx.BOM)
	if err := cyclonedx.NewBOMDecoder(strings.NewReader(text.String()), cyclonedx.BOMFileFormatJSON).Decode(bill); err != nil {
		t.Fatal(err)
	}
	return text.String(), bill
}

// TestBill holds that the bill of materials is a valid one, the same each time, and names what the program holds.
func TestBill(t *testing.T) {
	t.Parallel()
	program := builtProgram(t)
	text, bill := billOf(t, program)
	if err := cyclonedxSchema(t).Validate(decoded(t, text)); err != nil {
		t.Errorf("the bill is not valid: %v", err)
	}
	if again, _ := billOf(t, program); again != text {
		t.Errorf("the bill of the same program is another one:\n%s", cmp.Diff(text, again))
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"std": strings.TrimPrefix(runtime.Version(), "go")}
	for _, dep := range info.Deps {
		want[dep.Path] = dep.Version
	}
	got, refs := map[string]string{}, map[string]bool{bill.Metadata.Component.BOMRef: true}
	for _, c := range *bill.Components {
		got[c.Name], refs[c.BOMRef] = c.Version, true
		if c.Licenses == nil {
			t.Errorf("%s has no licence", c.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the program holds, and what its bill names (-held +named):\n%s", diff)
	}
	for _, d := range *bill.Dependencies {
		for _, used := range append([]string{d.Ref}, refsOf(d)...) {
			if !refs[used] {
				t.Errorf("%s is used and no component", used)
			}
		}
	}
	if !strings.Contains(text, "cpe:2.3:a:sqlite:sqlite:3.") {
		t.Error("the bill does not name SQLite itself")
	}
	if built := builtFor(info); !slices.Contains(built, "GOOS="+runtime.GOOS) {
		t.Errorf("the program was built for %v", built)
	}
}

func refsOf(d cyclonedx.Dependency) []string {
	if d.Dependencies == nil {
		return nil
	}
	return *d.Dependencies
}

// TestSchemaOfBillRefuses holds that the schema that bills are held against refuses what is none.
func TestSchemaOfBillRefuses(t *testing.T) {
	t.Parallel()
	schema := cyclonedxSchema(t)
	for _, text := range []string{
		`{"bomFormat":"CycloneDX"}`,
		`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"x"}]}`,
		`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"x","type":"library","licenses":[{"license":{"id":"Nobody-1.0"}}]}]}`,
	} {
		if schema.Validate(decoded(t, text)) == nil {
			t.Errorf("the schema takes %s", text)
		}
	}
}

// cyclonedxSchema is the schema of CycloneDX 1.6, from the module that writes it.
func cyclonedxSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	out, err := goCommand(t.Context(), root, nil, "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go")
	if err != nil {
		t.Fatal(err)
	}
	folder, compiler := filepath.Join(strings.TrimSpace(string(out)), "schema"), jsonschema.NewCompiler()
	for name, file := range map[string]string{"bom-1.6.schema.json": "bom-1.6.schema.json", "spdx.schema.json": "spdx.schema.json", "jsf-0.82.schema.json": "jsf-0.82.schemax.json"} {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource("http://cyclonedx.org/schema/"+name, decoded(t, string(text))); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := compiler.Compile("http://cyclonedx.org/schema/bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// TestBillOfAnotherTree holds that a program that was built with other versions gets no bill.
func TestBillOfAnotherTree(t *testing.T) {
	t.Parallel()
	modules := map[string]*module{"waymark": {Path: "waymark", Main: true}, "a.example/a": {Path: "a.example/a", Version: "v1.0.0", Sum: "h1:a"}}
	same := &debug.Module{Path: "a.example/a", Version: "v1.0.0", Sum: "h1:a"}
	for name, deps := range map[string][]*debug.Module{
		"another version":  {{Path: "a.example/a", Version: "v1.0.1", Sum: "h1:a"}},
		"another checksum": {{Path: "a.example/a", Version: "v1.0.0", Sum: "h1:b"}},
		"one more":         {same, {Path: "b.example/b", Version: "v1.0.0"}},
		"one less":         nil,
	} {
		if sameModules(&debug.BuildInfo{Deps: deps}, modules) == nil {
			t.Errorf("%s is taken for the same", name)
		}
	}
	if err := sameModules(&debug.BuildInfo{Deps: []*debug.Module{same}}, modules); err != nil {
		t.Error(err)
	}
}

func TestPackageURL(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"github.com/BurntSushi/toml", "v1.4.1", "pkg:golang/github.com/BurntSushi/toml@v1.4.1"},
		{"a.example/b/v3", "v3.0.0+incompatible", "pkg:golang/a.example/b/v3@v3.0.0%2Bincompatible"},
	} {
		if got := packageURL(c[0], c[1]); got != c[2] {
			t.Errorf("%s %s: want %s, got %s", c[0], c[1], c[2], got)
		}
	}
}

// TestUsage holds which exit code each way of calling has, and that what fails prints nothing on standard output.
func TestUsage(t *testing.T) {
	t.Parallel()
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 64, "Usage:"},
		{[]string{"a", "b"}, 64, "Usage:"},
		{[]string{"--dependencies", "a"}, 64, "Usage:"},
		{[]string{"--unknown"}, 64, "Usage:"},
		{[]string{filepath.Join(t.TempDir(), "none")}, 1, "build it first: make build"},
		{[]string{text}, 1, "is no program that Go built"},
	} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), c.args, &out, &errs); code != c.code || !strings.Contains(errs.String(), c.says) || out.Len() > 0 {
			t.Errorf("%q: want %d and %q, got %d and %q, and %q on standard output", c.args, c.code, c.says, code, errs.String(), out.String())
		}
	}
}

// TestReplaced holds that a module that go.mod replaces is refused, since nobody else has it.
func TestReplaced(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":   "module m\n\ngo 1.26\n\nrequire a.example/a v1.0.0\n\nreplace a.example/a => ./a\n",
		"main.go":  "package main\n\nimport _ \"a.example/a\"\n\nfunc main() {}\n",
		"a/go.mod": "module a.example/a\n\ngo 1.26\n",
		"a/a.go":   "package a\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := modulesOf(t.Context(), folder, nil, "."); err == nil || !strings.Contains(err.Error(), "is replaced in go.mod") {
		t.Errorf("want that it is replaced, got %v", err)
	}
}
