package lsp

import (
	"os"
	"slices"
	"strings"
	"testing"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/questions/starter"
)

func nineSteps() map[string][]byte { return questions.Files(library.NineSteps()) }

// TestProblemsAsYouType breaks a rule, letter by letter, and mends it.
func TestProblemsAsYouType(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), nineSteps())
	e.show("rules.yaml")
	e.until("rules.yaml", "that all is well", clean)
	const rule = "sf_order in ['protects_me', 'both']"
	good := e.texts["rules.yaml"]
	if !strings.Contains(good, rule) {
		t.Fatal("the rule is not there")
	}
	// A smiling face takes two units of UTF-16, so columns behind it differ from those in runes.
	broken := strings.Replace(good, rule, "sf_order in ['protects_me', '🙂', 'bothh']", 1)
	e.write("rules.yaml", broken)
	found := e.until("rules.yaml", "the wrong option", with("rule/no-such-option"))
	line := strings.Split(broken, "\n")[found[len(found)-1].Range.Start.Line]
	at := found[slices.IndexFunc(found, func(d diagnostic) bool { return strings.Contains(d.Message, "bothh") })].Range
	units := utf16Column(line, "'bothh'")
	if at.Start.Character != units || at.End.Character != units+len("'bothh'") {
		t.Errorf("marked from %d to %d in %q, not from %d", at.Start.Character, at.End.Character, line, units)
	}
	e.write("rules.yaml", strings.Replace(good, rule, "sf_order in ['protects_me', 'both'", 1))
	e.until("rules.yaml", "the open bracket", with("rule/syntax"))
	e.write("rules.yaml", good)
	e.until("rules.yaml", "that all is well", clean)
}

func utf16Column(line, word string) int {
	units := 0
	for _, r := range line[:strings.Index(line, word)] {
		units++
		if r > 0xffff {
			units++
		}
	}
	return units
}

// TestProblemsOfOtherFiles holds that a change in one file shows in the others, also in those that are not open.
func TestProblemsOfOtherFiles(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), nineSteps())
	e.show("sets/spiral.yaml")
	good := e.texts["sets/spiral.yaml"]
	e.write("sets/spiral.yaml", strings.Replace(good, "id: s1a", "id: s1z", 1))
	e.until("rules.yaml", "the missing question", with("ref/question"))
	e.until("tests/scales.yaml", "the missing question", with("test/unknown"))
	e.write("sets/spiral.yaml", good)
	e.until("rules.yaml", "that all is well", clean)
	e.until("tests/scales.yaml", "that all is well", clean)
}

func TestHover(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), nineSteps())
	e.show("rules.yaml")
	e.show("steps/spiral.md")
	for _, c := range []struct{ file, at, want string }{
		{"rules.yaml", "sf_¦order in ['protects_me'", "Is there a court, police, school or work order"},
		{"rules.yaml", "sf_order in ['prot¦ects_me'", "Yes, it protects me"},
		{"steps/spiral.md", "tasks('spi¦ral') >= tasks_needed", "Step out of the spiral"},
		{"steps/spiral.md", "tasks('spiral') >= tasks¦_needed", "setting: 3"},
		{"steps/spiral.md", "ta¦sks('spiral') >= tasks_needed", "how many tasks of the step are ticked"},
		{"steps/spiral.md", "band(need_spiral) == 'l¦ow'", "below 37.5"},
		{"steps/spiral.md", "not (change.stu¦ck >=", "For the person of the test"},
		{"steps/spiral.md", "done¦_when: >-", "The same in words"},
		{"rules.yaml", "sca¦les:", "Scales by their ids"},
	} {
		var h *hover
		e.call("textDocument/hover", e.place(c.file, c.at), &h)
		if h == nil || !strings.Contains(h.Contents.Value, c.want) {
			t.Errorf("%s: hover says %+v, not %q", c.at, h, c.want)
		}
	}
}

func TestDefinitionAndReferences(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), nineSteps())
	e.show("steps/spiral.md")
	var found []location
	e.call("textDocument/definition", e.place("steps/spiral.md", "started('spi¦ral')"), &found)
	if len(found) != 1 || found[0].URI != e.uri("steps/spiral.md") {
		t.Errorf("made at %+v", found)
	}
	e.call("textDocument/definition", e.place("steps/spiral.md", "not ¦checking and"), &found)
	if len(found) != 1 || found[0].URI != e.uri("rules.yaml") {
		t.Errorf("made at %+v", found)
	}
	at := e.with(e.place("steps/spiral.md", "not ¦checking and"), "context", map[string]bool{"includeDeclaration": true})
	e.call("textDocument/references", at, &found)
	want := 0
	for _, text := range e.texts {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !isIDRune(r) }) {
			if word == "checking" {
				want++
			}
		}
	}
	if len(found) < 5 || len(found) > want {
		t.Errorf("found %d references; the word stands %d times", len(found), want)
	}
}

// TestRename renames things of each kind in every file: then the quiz is as clean as before.
func TestRename(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, at, to string }{
		{"sets/spiral.yaml", "id: s1¦a", "circles"},
		{"rules.yaml", "\n  stu¦ck:", "stuckness"},
		{"rules.yaml", "['prot¦ects_me'", "shields_me"},
		{"sets/spiral.yaml", "  of¦ten:", "how_often"},
		{"steps/own-days.md", "step: own-¦days", "days-of-mine"},
		{"sets/safety.yaml", "set: saf¦ety", "safe"},
		{"cards/crisis.md", "card: cri¦sis", "help-now"},
		{"quiz.yaml", "the¦m: {he", "themm"},
		{"steps/spiral.md", "  t¦1: Set a", "thinking-time"},
		{"rules.yaml", "tasks_¦needed:", "least_tasks"},
	} {
		t.Run(c.to, func(t *testing.T) {
			t.Parallel()
			files := nineSteps()
			e := open(t, plainConfig(), files)
			e.show(c.file)
			var edit workspaceEdit
			e.call("textDocument/rename", e.with(e.place(c.file, c.at), "newName", c.to), &edit)
			if len(edit.DocumentChanges) == 0 {
				t.Fatal("nothing is renamed")
			}
			e.apply(edit)
			renamed := map[string][]byte{}
			for name, text := range e.texts {
				renamed[name] = []byte(text)
			}
			for _, p := range plainLook(renamed).Problems {
				t.Errorf("%s:%d: %s", p.Pos.File, p.Pos.Line, p.Message)
			}
		})
	}
}

// TestRenameInTranslations renames what translations are keyed by.
func TestRenameInTranslations(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, at, to string }{
		{"sets/mood.yaml", "set: mo¦od", "feelings"}, {"sets/mood.yaml", "id: ca¦lm", "quiet"}, {"sets/mood.yaml", "  of¦ten:", "how_often"},
		{"sets/mood.yaml", "{fri¦end:", "pal"}, {"steps/rest.md", "step: re¦st", "pause-a-while"}, {"rules.yaml", "  al¦one:", "lonely"}, {"rules.yaml", "  go¦od:", "mood_now"},
	} {
		files := questions.Files(os.DirFS("../questions/testdata/translated"))
		e := open(t, plainConfig(), files)
		e.show(c.file)
		var edit workspaceEdit
		e.call("textDocument/rename", e.with(e.place(c.file, c.at), "newName", c.to), &edit)
		e.apply(edit)
		renamed := map[string][]byte{}
		for name, text := range e.texts {
			renamed[name] = []byte(text)
		}
		for _, p := range plainLook(renamed).Problems {
			t.Errorf("%s becomes %s: %s:%d: %s", c.at, c.to, p.Pos.File, p.Pos.Line, p.Message)
		}
	}
}

func TestRenameRefuses(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), nineSteps())
	e.show("rules.yaml")
	e.show("steps/spiral.md")
	for _, c := range []struct{ file, at, to, want string }{
		{"steps/spiral.md", "not ¦checking and", "9lives", "can't be a name"},
		{"steps/spiral.md", "not ¦checking and", "stuck", "is taken"},
		{"steps/spiral.md", "ta¦sks('spiral') >=", "jobs", "word of the rule language"},
		{"steps/spiral.md", "for the rest of the day", "x", ""},
	} {
		if c.want == "" {
			continue
		}
		_, err := e.client.Call(t.Context(), "textDocument/rename", e.with(e.place(c.file, c.at), "newName", c.to))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.at, err, c.want)
		}
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), nineSteps())
	for _, file := range []string{"rules.yaml", "steps/spiral.md", "sets/spiral.yaml", "tests/personas.yaml"} {
		e.show(file)
	}
	for _, c := range []struct{ name, file, after, typed, want, not string }{
		{"names of rules", "steps/spiral.md", "  not checking and (", "need_sp", "need_spiral", ""},
		{"functions", "steps/spiral.md", "  not checking and (", "tas", "tasks", ""},
		{"options", "rules.yaml", "guards:\n", "  new:\n    when: sf_order == '", "limits_me", "high"},
		{"options in a list", "rules.yaml", "guards:\n", "  new:\n    when: sf_order in ['both', '", "limits_me", "high"},
		{"options of has", "rules.yaml", "guards:\n", "  new:\n    when: has(sf_harm, '", "control", "protects_me"},
		{"bands", "rules.yaml", "guards:\n", "  new:\n    when: band(stuck) == '", "middle", "control"},
		{"steps", "rules.yaml", "guards:\n", "  new:\n    when: done('", "own-days", "about-you"},
		{"sets", "rules.yaml", "guards:\n", "  new:\n    when: taken('", "about-you", ""},
		{"scales behind before", "rules.yaml", "guards:\n", "  new:\n    when: before.", "stuck", "sf_order"},
		{"keys", "rules.yaml", "guards:\n", "  new:\n    ", "close", "questions"},
		{"steps of a guard", "rules.yaml", "guards:\n", "  new:\n    close: [", "one-message", "about-you"},
		{"cards", "rules.yaml", "guards:\n", "  new:\n    show: [", "abuse", ""},
		{"answers", "sets/spiral.yaml", "questions:\n", "  - id: new\n    rate: ", "often", ""},
		{"kinds of questions", "sets/spiral.yaml", "questions:\n", "  - id: new\n    ", "choose_many", "id"},
		{"answers of a test", "tests/personas.yaml", "tests:\n", "  - name: x\n    results:\n      - set: safety\n        answers: {sf_order: ", "limits_me", ""},
		{"states of a test", "tests/personas.yaml", "tests:\n", "  - name: x\n    expect:\n      states: {spiral: ", "waiting", ""},
		{"rule in a saying", "steps/spiral.md", "because:\n", "  - say: You are {ban", "band", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			was := e.texts[c.file]
			at := strings.Index(was, c.after)
			if at < 0 {
				t.Fatalf("%s does not hold %q", c.file, c.after)
			}
			at += len(c.after)
			e.write(c.file, was[:at]+c.typed+"\n"+was[at:])
			var items []completionItem
			e.call("textDocument/completion", e.place(c.file, c.after+c.typed+"¦\n"), &items)
			has := func(word string) bool {
				return slices.ContainsFunc(items, func(i completionItem) bool { return i.Label == word })
			}
			if !has(c.want) {
				t.Errorf("%q is not offered among %d", c.want, len(items))
			}
			if c.not != "" && has(c.not) {
				t.Errorf("%q is offered", c.not)
			}
			for _, i := range items {
				if i.Label == c.want {
					took := edited(e.texts[c.file], []textEdit{i.TextEdit})
					if !strings.Contains(took, c.after+c.typed[:len(c.typed)-begun(c.typed)]+i.TextEdit.NewText) {
						t.Errorf("%q is put in the wrong place", c.want)
					}
				}
			}
			e.write(c.file, was)
		})
	}
}

// begun is how long the word at the end of a text is.
func begun(typed string) int {
	return len(typed) - 1 - strings.LastIndexFunc(typed, func(r rune) bool { return !isIDRune(r) })
}

func TestFormatting(t *testing.T) {
	t.Parallel()
	files := nineSteps()
	e := open(t, plainConfig(), files)
	e.show("sets/spiral.yaml")
	e.show("steps/spiral.md")
	good := e.texts["sets/spiral.yaml"]
	e.write("sets/spiral.yaml", strings.ReplaceAll(good, "rate: often\n", "rate: often  \t\n")+"\n\n  \n")
	var edits []textEdit
	e.call("textDocument/formatting", e.place("sets/spiral.yaml", "set¦: spiral"), &edits)
	if got := edited(e.texts["sets/spiral.yaml"], edits); got != good {
		t.Errorf("formatted it is\n%s", got)
	}
	step := e.texts["steps/spiral.md"]
	e.write("steps/spiral.md", step+"a line  \nwith a break\n")
	e.call("textDocument/formatting", e.place("steps/spiral.md", "step¦: spiral"), &edits)
	if len(edits) != 0 {
		t.Errorf("a line break of Markdown is taken away: %+v", edits)
	}
	e.write("sets/spiral.yaml", good+"  broken: [  \n")
	e.call("textDocument/formatting", e.place("sets/spiral.yaml", "set¦: spiral"), &edits)
	if len(edits) != 0 {
		t.Errorf("a file that can't be read is changed: %+v", edits)
	}
}

func TestLensesAndSymbols(t *testing.T) {
	t.Parallel()
	c := plainConfig()
	e := open(t, c, nineSteps())
	e.show("tests/personas.yaml")
	document := map[string]any{"textDocument": map[string]string{"uri": e.uri("tests/personas.yaml")}}
	var lenses []codeLens
	e.call("textDocument/codeLens", document, &lenses)
	if len(lenses) < 32 {
		t.Fatalf("there are %d lenses", len(lenses))
	}
	for _, l := range lenses[:4] {
		e.call("workspace/executeCommand", map[string]any{"command": l.Command.Command, "arguments": l.Command.Arguments}, nil)
		if shown := <-e.shown; shown.Type != 3 {
			t.Errorf("%s says %+v", l.Command.Title, shown)
		}
	}
	var symbols []documentSymbol
	e.call("textDocument/documentSymbol", document, &symbols)
	if len(symbols) < 16 {
		t.Errorf("there are %d symbols", len(symbols))
	}
}

func TestQuickFix(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), nineSteps())
	e.show("rules.yaml")
	good := e.texts["rules.yaml"]
	e.write("rules.yaml", strings.Replace(good, "sf_order in ['protects_me'", "sf_ordr in ['protects_me'", 1))
	at := e.until("rules.yaml", "the misspelt name", with("rule/unknown-name"))
	var actions []codeAction
	e.call("textDocument/codeAction", map[string]any{"textDocument": map[string]string{"uri": e.uri("rules.yaml")}, "range": at[0].Range}, &actions)
	if len(actions) != 1 {
		t.Fatalf("offered: %+v", actions)
	}
	e.apply(actions[0].Edit)
	if e.texts["rules.yaml"] != good {
		t.Error("the mend does not mend")
	}
}

// TestNoQuiz holds that documents of no quiz are left alone, and that a folder becomes one.
func TestNoQuiz(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), map[string][]byte{"notes.yaml": []byte("a: [")})
	e.show("notes.yaml")
	var h *hover
	e.call("textDocument/hover", e.place("notes.yaml", "a¦: ["), &h)
	if h != nil {
		t.Errorf("hover says %+v", h)
	}
	e.notify("textDocument/didOpen", map[string]any{"textDocument": textDocument{"untitled:Untitled-1", 1, "x"}})
	for name, text := range starter.Files("my-quiz", "Mine") {
		e.texts[name] = string(text)
		if err := os.MkdirAll(e.dir+"/"+name[:max(0, strings.LastIndex(name, "/"))], 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(e.dir+"/"+name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	e.texts["quiz.yaml"] += "colour: red\n"
	e.show("quiz.yaml")
	e.until("quiz.yaml", "the unknown key", with("file/unknown-key"))
}
