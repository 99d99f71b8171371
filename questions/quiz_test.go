package questions

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"waymark/quiz"
	"waymark/quiz/source"
)

// example returns the quiz of testdata/all-kinds, which has no problem.
func example(t *testing.T) *quiz.Quiz {
	t.Helper()
	q, _, problems := Load(os.DirFS("testdata/all-kinds"))
	if len(problems) > 0 {
		t.Fatalf("problems: %+v", problems)
	}
	return q
}

func TestLoadReturnsTheFilesThatAreServed(t *testing.T) {
	t.Parallel()
	_, files, _ := Load(os.DirFS("testdata/all-kinds"))
	var want []string
	for name := range folder(t, "all-kinds") {
		if !strings.HasPrefix(name, "tests/") {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	var got []string
	for name := range files {
		got = append(got, name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	q, problems := Parse(files)
	if len(problems) > 0 || len(q.Tests) > 0 || len(q.Sets) != 4 {
		t.Errorf("from memory: %d problems, %d tests, %d sets", len(problems), len(q.Tests), len(q.Sets))
	}
}

func TestTheExampleHasEveryKind(t *testing.T) {
	t.Parallel()
	q := example(t)
	kinds := map[quiz.Kind]bool{}
	for _, s := range q.Sets {
		for _, question := range s.Questions {
			kinds[question.Kind] = true
		}
	}
	for _, kind := range allKinds() {
		if !kinds[kind] {
			t.Errorf("no question of the kind %s", kind)
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	rating := func(value, label string, n float64) quiz.Option {
		return quiz.Option{Value: value, Label: label, Number: n, Numbered: true}
	}
	tests := map[string][]quiz.Option{
		"sleeper": {{Value: "me", Label: "My own"}, {Value: "child", Label: "My child’s", Help: "A child who lives with you"}, {Value: "partner", Label: "My partner’s"}},
		"worries": {
			{Value: "work", Label: "Work"}, {Value: "money", Label: "Money"},
			{Value: "health", Label: "Health", Help: "Your own or that of a person close to you"}, {Value: "dark", Label: "I do not want to be here any more"},
			{Value: "none", Label: "None of these", Exclusive: true}, {Value: "skip", Label: "Rather not say", Exclusive: true},
		},
		"shifts": {{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}, {Value: "skip", Label: "Rather not say"}},
		"hours":  {{Value: "varies", Label: "It is different every night"}, {Value: "skip", Label: "I do not know"}},
		"since":  {{Value: "always", Label: "As long as I can remember"}},
		"coffee": {rating("0", "None", 0), rating("1", "One or two", 1), rating("2.5", "More than two", 2.5), {Value: "decaf", Label: "Only without caffeine"}},
		"n_wake": {
			rating("1", "Never", 1), rating("2", "Rarely", 2), rating("3", "Sometimes", 3), rating("4", "Often", 4), rating("5", "Almost always", 5),
			{Value: "away", Label: "I was awake by choice"}, {Value: "skip", Label: "Rather not say"},
		},
	}
	all := answerable(example(t))
	for id, want := range tests {
		if diff := cmp.Diff(want, all[id].Options); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
	if row := all["n_wake"]; !row.Optional || row.Kind != quiz.Rate || row.Lead == "" || row.Ask != "I lay awake in the middle of the night." {
		t.Errorf("the row of a grid: %+v", row)
	}
	if !all["sleeper"].Carry || all["told"].Carry || all["coffee"].Carry {
		t.Error("a set says whether its questions carry, and a question can say otherwise")
	}
}

// answerable returns the questions that hold answers, by id.
func answerable(q *quiz.Quiz) map[string]*quiz.Question {
	all := map[string]*quiz.Question{}
	for _, s := range q.Sets {
		for _, page := range s.Questions {
			for _, part := range page.Answerable() {
				all[part.ID] = part
			}
		}
	}
	return all
}

func TestAPatternFitsAllOfTheText(t *testing.T) {
	t.Parallel()
	end := answerable(example(t))["shift_end"]
	for text, fits := range map[string]bool{"06:30": true, "06:3": false, "at 06:30": false, "06:30 ": true, "x": false} {
		_, err := end.Accept(quiz.Answer{Form: quiz.Written, Text: text})
		if fits != (err == nil) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTheRestOfTheExample(t *testing.T) {
	t.Parallel()
	q := example(t)
	texts := func(sayings []quiz.Saying) (all []string) {
		for _, s := range sayings {
			all = append(all, s.When.Value+" → "+s.Say.Value)
		}
		return all
	}
	checks := map[string]struct{ got, want any }{
		"sets":         {[]string{q.Sets[0].ID, q.Sets[1].ID, q.Sets[2].ID, q.Sets[3].ID}, []string{"about-you", "nights", "evenings", "look-back"}},
		"steps":        {[]string{q.Steps[0].ID, q.Steps[1].ID}, []string{"wind-down", "calm-evening"}},
		"words":        {q.Words.Else, map[string]string{"they": "your partner", "their": "your partner’s"}},
		"needs":        {[]int{q.Scales[0].Needs, q.Scales[1].Needs}, []int{3, 2}},
		"close all":    {q.Guard("nobody").Close, []string{"wind-down", "calm-evening"}},
		"pause":        {q.Guard("danger").Pause, "support"},
		"because":      {texts(q.Guard("shift").Because)[1], " → You told us about night work."},
		"one sentence": {texts(q.Steps[1].Says), []string{" → Evenings change slowly. One habit is enough."}},
		"task":         {q.Steps[0].Tasks[1], quiz.Task{ID: "t2", Do: "Leave the bed when you lie awake for long.", When: q.Steps[0].Tasks[1].When}},
		"rule of task": {q.Steps[0].Tasks[1].When.Value, "n_wake > 3"},
		"body":         {q.Steps[1].Body, "Choose **one** habit and keep it for a week."},
		"value":        {q.Values[0].Is.Value, "hours < enough or has(worries, 'work', 'money')"},
		"band":         {q.Values[1].Bands[1].Range, quiz.Range{Low: 40, High: 70, HasLow: true, HasHigh: true, HighOpen: true}},
		"setting":      {q.Settings[0].Value, 3.0},
		"checked on":   {q.Card("crisis").Lines[0].CheckedOn.String(), "2026-11-01"},
		"wait":         {q.Planning.Wait.Value, "Nothing is open today. Rest is part of the plan."},
		"recheck":      {q.Planning.Recheck.Days, 30},
	}
	for name, check := range checks {
		if diff := cmp.Diff(check.want, check.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestRulesKnowTheirPlaces(t *testing.T) {
	t.Parallel()
	q := example(t)
	files := folder(t, "all-kinds")
	rules := []source.Text{q.Values[1].Is, q.Guard("shift").Because[0].When, q.Steps[0].Says[0].When, q.Steps[1].Opens.On, q.Steps[0].Need, q.Scales[2].Score}
	for _, rule := range rules {
		line := strings.Split(string(files[rule.Start.File]), "\n")[rule.Start.Line-1]
		if !strings.HasPrefix(string([]rune(line)[rule.Start.Column-1:]), rule.Value) {
			t.Errorf("%q does not stand at %v: %s", rule.Value, rule.Start, line)
		}
	}
}

func TestTestsExtendEachOther(t *testing.T) {
	t.Parallel()
	var joined *quiz.Test
	for _, test := range example(t).Tests {
		if test.Name == "evenings-open" {
			joined = test
		}
	}
	var sets []string
	for _, r := range joined.Case.History.Results {
		sets = append(sets, r.Set)
	}
	if diff := cmp.Diff([]string{"about-you", "nights", "evenings"}, sets); diff != "" {
		t.Error(diff)
	}
	first := joined.Case.History.Results[0]
	want := quiz.Answers{
		"sleeper": {Form: quiz.Code, Text: "me"}, "worries": {Form: quiz.Codes, Codes: []string{"work", "money"}},
		"shifts": {Form: quiz.Code, Text: "no"}, "since": {Form: quiz.Dated, Day: 20697, About: true},
		"hours": {Form: quiz.Numeric, Number: 5.5}, "told": {Form: quiz.Written, Text: "Since the move."},
	}
	if diff := cmp.Diff(want, first.Answers); diff != "" {
		t.Error(diff)
	}
	if coffee := joined.Case.History.Results[1].Answers["coffee"]; !coffee.Equal(quiz.Answer{Form: quiz.Code, Text: "decaf"}) {
		t.Errorf("an answer in words: %+v", coffee)
	}
	if len(joined.Case.History.Events) != 2 || first.Ruler == "" || !joined.Case.At.Equal(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("history: %+v at %v", joined.Case.History.Events, joined.Case.At)
	}
	if joined.Expect.Next != nil || joined.Expect.Order == nil {
		t.Error("only what is written is compared")
	}
}

func TestAResultReplacesThatOfTheTestItExtends(t *testing.T) {
	t.Parallel()
	files := folder(t, "small")
	files["tests/first.yaml"] = append(files["tests/first.yaml"], `
  - name: later
    extends: sad-day
    results:
      - {set: mood, at: 2026-11-20T12:00:00Z, answers: {calm: 3}}
    expect: {cards: []}
`...)
	q, problems := Parse(files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c := q.Tests[1].Case
	if len(c.History.Results) != 1 || c.History.Results[0].Answers["calm"].Number != 3 || c.At != q.Tests[0].Case.At {
		t.Errorf("got %+v", c)
	}
	if cards := q.Tests[1].Expect.Cards; cards == nil || len(*cards) != 0 {
		t.Error("an empty list is compared too")
	}
}

func TestATestMayExtendOneOfALaterFile(t *testing.T) {
	t.Parallel()
	files := folder(t, "small")
	files["tests/a-first.yaml"] = []byte("tests:\n  - name: early\n    extends: sad-day\n    expect: {cards: []}\n")
	q, problems := Parse(files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	early, base := q.Tests[0], q.Tests[1]
	if early.Name != "early" || base.Name != "sad-day" || len(base.Case.History.Results) == 0 {
		t.Fatalf("%s, then %s", early.Name, base.Name)
	}
	if diff := cmp.Diff(base.Case.History, early.Case.History); diff != "" || !early.Case.At.Equal(base.Case.At) {
		t.Error(diff)
	}
}

func TestRuler(t *testing.T) {
	t.Parallel()
	ruler := func(old, now string) string {
		files := folder(t, "small")
		changed := strings.Replace(string(files["sets/mood.yaml"]), old, now, 1)
		if old != now && changed == string(files["sets/mood.yaml"]) {
			t.Fatalf("%q is not there", old)
		}
		files["sets/mood.yaml"] = []byte(changed)
		q, _ := Parse(files)
		return q.Sets[0].Ruler
	}
	same := ruler("", "")
	if len(same) != 64 {
		t.Errorf("%q is no hex SHA-256", same)
	}
	for old, now := range map[string]string{
		"title: Your mood": "title: Mood\nintro: Hello.", "    rate: often": "    rate: often\n    help: Think of today.",
		"questions:": "minutes: 3\nquestions:\n  - {id: hello, info: Hello.}",
	} {
		if ruler(old, now) != same {
			t.Errorf("%q changes nothing that is asked", now)
		}
	}
	for old, now := range map[string]string{
		"I was calm.": "I was quiet.", "[Never, Sometimes": "[Never, At times", "[Never, Sometimes, Often]": "{0: Never, 1: Sometimes, 2: Often}",
		"nobody: Nobody": "none: Nobody", "id: sad": "id: blue", "often: [Never, Sometimes, Often]": "often: {lead: Today, options: [Never, Sometimes, Often]}",
		"    rate: often": "    yes_no: true",
	} {
		if ruler(old, now) == same {
			t.Errorf("%q changes what is asked", now)
		}
	}
}

func TestCharacters(t *testing.T) {
	t.Parallel()
	small := string(folder(t, "small")["quiz.yaml"])
	place := func(line, column int) *source.Pos { return &source.Pos{File: "quiz.yaml", Line: line, Column: column} }
	tests := map[string]struct {
		content string
		want    *source.Pos // nil: no problem
	}{
		"NUL":                     {strings.Replace(small, "small quiz", "small\x00quiz", 1), place(2, 15)},
		"not UTF-8":               {strings.Replace(small, "A small", "é \xff small", 1), place(2, 10)},
		"a control character":     {strings.Replace(small, "small quiz", "small\x1b quiz", 1), place(2, 15)},
		"a line end out of sight": {strings.Replace(small, "small quiz", "small\u2028quiz", 1), place(2, 15)},
		"a lone return":           {strings.Replace(small, "\n", "\r", 1), place(1, 12)},
		"a byte order mark":       {"\ufeff" + small, nil},
		"line ends of Windows":    {strings.ReplaceAll(small, "\n", "\r\n"), nil},
		"no line end at the end":  {strings.TrimSuffix(small, "\n"), nil},
		"a mark within":           {strings.Replace(small, "small quiz", "small\ufeffquiz", 1), place(2, 15)},
		"a first line of dashes":  {"---\n" + small, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := folder(t, "small")
			files["quiz.yaml"] = []byte(test.content)
			_, problems := Parse(files)
			switch {
			case test.want == nil && len(problems) > 0:
				t.Errorf("problems: %+v", problems)
			case test.want != nil && (len(problems) != 1 || problems[0].Pos != *test.want || problems[0].Code != "file/character"):
				t.Errorf("got %+v, want one at %v", problems, *test.want)
			}
		})
	}
}

func TestLineEndsOfWindowsChangeNothing(t *testing.T) {
	t.Parallel()
	unix, windows := folder(t, "all-kinds"), folder(t, "all-kinds")
	for name, content := range windows {
		windows[name] = []byte(strings.ReplaceAll(string(content), "\n", "\r\n"))
	}
	a, _ := Parse(unix)
	b, problems := Parse(windows)
	if len(problems) > 0 {
		t.Fatalf("problems: %+v", problems)
	}
	if diff := cmp.Diff(a.Steps, b.Steps); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(a.Guards, b.Guards); diff != "" {
		t.Error(diff)
	}
}

func TestEveryQuizIsReadTheSameEveryTime(t *testing.T) {
	t.Parallel()
	files := folder(t, "all-kinds")
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		damaged := map[string][]byte{}
		for name, content := range files {
			damaged[name] = slices.Clone(content)
			if random.IntN(4) == 0 {
				at := random.IntN(len(content))
				damaged[name] = slices.Delete(damaged[name], at, min(at+1+random.IntN(30), len(content)))
			}
		}
		_, first := Parse(damaged)
		for range 3 {
			if _, again := Parse(damaged); !slices.Equal(first, again) {
				t.Fatalf("not the same problems: %s", cmp.Diff(first, again))
			}
		}
	}
}

func TestLoadIsParseOfAFolder(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"README.md": {Data: []byte("mine")}, "sets/.hidden.yaml": {Data: []byte("x")}}
	for name, content := range folder(t, "small") {
		files[name] = &fstest.MapFile{Data: content}
	}
	q, read, problems := Load(files)
	if q == nil || len(problems) > 0 || len(read) != 5 {
		t.Errorf("%d files, problems: %+v", len(read), problems)
	}
}
