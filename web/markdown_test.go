package web

import (
	"strings"
	"testing"

	"waymark/quiz"
)

func TestMarkdown(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, source, want string }{
		{"plain", "Some **bold** text.", "<p>Some <strong>bold</strong> text.</p>\n"},
		{"headings stay below the page's own", "# One\n\n### Three", "<h2>One</h2>\n<h3>Three</h3>\n"},
		{"link", "[a](https://example.org)", `<p><a href="https://example.org" rel="noreferrer">a</a></p>` + "\n"},
		{"mail and telephone", "[a](mailto:a@b.org) [b](tel:112)",
			`<p><a href="mailto:a@b.org" rel="noreferrer">a</a> <a href="tel:112" rel="noreferrer">b</a></p>` + "\n"},
		{"script link", "[a](javascript:alert(1))", "<p>a</p>\n"},
		{"coded script link", "[a](java&#115;cript:alert(1))", "<p>a</p>\n"},
		{"data link", "[a](data:text/html,x)", "<p>a</p>\n"},
		{"http link", "[a](http://example.org)", "<p>a</p>\n"},
		{"own link", "[a](/return)", "<p>a</p>\n"},
		{"reference link", "[a][b]\n\n[b]: http://example.org", "<p>a</p>\n"},
		{"link with emphasis", "[a *b*](http://example.org) c", "<p>a <em>b</em> c</p>\n"},
		{"page of every site", "[a](/me) [b](/help)", `<p><a href="/me">a</a> <a href="/help">b</a></p>` + "\n"},
		{"another page", "[a](/quizzes/x) [b](//me)", "<p>a b</p>\n"},
		{"image", "x ![alt](https://evil.example/x.gif) y", "<p>x alt y</p>\n"},
		{"image in a link", "[![alt](https://evil.example/x.gif)](https://example.org)", `<p><a href="https://example.org" rel="noreferrer">alt</a></p>` + "\n"},
		{"address", "<https://example.org>", `<p><a href="https://example.org">https://example.org</a></p>` + "\n"},
		{"foreign address", "a <ftp://example.org> b", "<p>a  b</p>\n"},
		{"raw HTML", "a <b onclick=x>b</b> c", "<p>a b c</p>\n"},
		{"HTML block", "<script>alert(1)</script>\n\na", "<p>a</p>\n"},
		{"words stay", "{they} and {their}", "<p>{they} and {their}</p>\n"},
	}
	ps := newProses()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := string(ps.render(test.source)); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestWordsInProseAreEscaped(t *testing.T) {
	t.Parallel()
	q := &quiz.Quiz{About: "Ask {they}.", Words: &quiz.Words{
		By: "who", Tokens: map[string]map[string]string{"they": {"he": "<b>he</b>"}}, Else: map[string]string{"they": "they & co"},
	}}
	book, err := readPhrases()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{proses: newProses(), phrases: book}
	v := &quiz.Version{Quiz: q, Hash: "h"}
	he := quiz.Answers{"who": {Form: quiz.Code, Text: "he"}}
	if got := string(s.voice(v, quiz.History{}, he).read(q.About)); got != "<p>Ask &lt;b&gt;he&lt;/b&gt;.</p>\n" {
		t.Error(got)
	}
	if got := string(s.voice(v, quiz.History{}, nil).read(q.About)); got != "<p>Ask they &amp; co.</p>\n" {
		t.Error(got)
	}
	past := quiz.History{Results: []quiz.Result{{Answers: he}, {Answers: quiz.Answers{}}}}
	if got := s.voice(v, past, nil).say("{they}, {other}"); got != "<b>he</b>, {other}" {
		t.Error(got)
	}
}

func TestProsesAreBounded(t *testing.T) {
	t.Parallel()
	ps := newProses()
	for i := range 3 * keptProses {
		ps.of(&quiz.Version{Quiz: &quiz.Quiz{About: "x"}, Hash: strings.Repeat("h", i)})
		if len(ps.kept) > keptProses {
			t.Fatalf("%d versions are kept", len(ps.kept))
		}
	}
}

func TestSay(t *testing.T) {
	t.Parallel()
	for x, want := range map[float64]string{0: "0", 37.5: "38", 62.49: "62", 91.66666: "92", 100: "100", -0.5: "0"} {
		if got := whole(x); got != want {
			t.Errorf("%v is %s, want %s", x, got, want)
		}
	}
}
