package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/handler"

	"waymark/quiz"
	"waymark/quiz/source"
)

// Config is what a server rests on. Every field is needed.
type Config struct {
	// Files returns the files of a folder that belong to a quiz, by their names, and what kept it from reading others; none when there is no
	// such folder.
	Files func(dir string) (map[string][]byte, []source.Problem)
	// Look looks at the files of a quiz, in some milliseconds.
	Look func(files map[string][]byte) Look
	// LookOver returns everything that is found in the files, and may take seconds.
	LookOver func(files map[string][]byte) []source.Problem
	// Test runs an author's test: "" when it passes, else in words what came in place of what is expected.
	Test func(l Look, t *quiz.Test) string
	// Pause is how long nothing changes before everything is looked for.
	Pause time.Duration
}

// server is a language server with one client.
type server struct {
	Config
	push func(method string, params any)

	mu        sync.Mutex
	folders   map[string]*folder // by their directories
	renames   bool               // the client can rename files
	shut      bool               // the client said that it is about to end
	waiting   map[*folder]*time.Timer
	looking   sync.WaitGroup // looks at everything that are on their way
	oneLook   sync.Mutex     // one look at everything at a time
	published sync.Mutex     // what is said of a folder is said in order
}

// ErrNotShutDown is when the client ends the server without having shut it down.
var ErrNotShutDown = errors.New("the editor ended the server without shutting it down")

// Serve speaks with a client until it ends the server or the streams or the context end. ErrNotShutDown.
func Serve(ctx context.Context, in io.Reader, out io.WriteCloser, c Config) error {
	s := &server{Config: c, folders: map[string]*folder{}, waiting: map[*folder]*time.Timer{}}
	ended := make(chan error, 2)
	lines := framing(in, out, s.shutdown)
	methods := s.methods()
	methods[lastMethod] = func(context.Context, *jrpc2.Request) (any, error) {
		lines.last()
		return nil, nil
	}
	methods["exit"] = func(context.Context, *jrpc2.Request) (any, error) {
		ended <- nil
		return nil, nil
	}
	rpc := jrpc2.NewServer(methods, &jrpc2.ServerOptions{AllowPush: true, Concurrency: 1})
	s.push = func(method string, params any) {
		_ = rpc.Notify(ctx, method, params) // a client that is gone misses nothing
	}
	rpc.Start(lines)
	go func() { ended <- rpc.Wait() }() // it also waits for the input to end, which an editor may keep open
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	s.end()
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("speak with the editor: %w", err)
	case !s.isShut() && ctx.Err() == nil:
		return ErrNotShutDown
	default:
		return nil
	}
}

func (s *server) isShut() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shut
}

func (s *server) methods() handler.Map {
	// Methods without parameters take any: some editors send an empty object, others null.
	quiet := func(context.Context, *jrpc2.Request) (any, error) { return nil, nil }
	return handler.Map{
		"initialize":                       handler.New(s.initialize),
		"initialized":                      quiet,
		"shutdown":                         quiet, // see shutdown
		"$/cancelRequest":                  quiet, // every answer takes milliseconds
		"$/setTrace":                       quiet,
		"workspace/didChangeConfiguration": quiet,
		"textDocument/didOpen":             handler.New(s.didOpen),
		"textDocument/didChange":           handler.New(s.didChange),
		"textDocument/didSave":             handler.New(s.didSave),
		"textDocument/didClose":            handler.New(s.didClose),
		"workspace/didChangeWatchedFiles":  handler.New(s.didChangeFiles),
		"textDocument/hover":               handler.New(s.hover),
		"textDocument/definition":          handler.New(s.definition),
		"textDocument/references":          handler.New(s.references),
		"textDocument/prepareRename":       handler.New(s.prepareRename),
		"textDocument/rename":              handler.New(s.rename),
		"textDocument/completion":          handler.New(s.completion),
		"textDocument/formatting":          handler.New(s.formatting),
		"textDocument/documentSymbol":      handler.New(s.symbols),
		"textDocument/codeAction":          handler.New(s.actions),
		"textDocument/codeLens":            handler.New(s.lenses),
		"workspace/executeCommand":         handler.New(s.execute),
	}
}

func (s *server) initialize(_ context.Context, p *initializeParams) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, operation := range p.Capabilities.Workspace.WorkspaceEdit.ResourceOperations {
		s.renames = s.renames || operation == "rename"
	}
	return map[string]any{
		"serverInfo": map[string]string{"name": "waymark"},
		"capabilities": map[string]any{
			"positionEncoding":           "utf-16",
			"textDocumentSync":           map[string]any{"openClose": true, "change": 1, "save": true}, // 1: the whole text
			"hoverProvider":              true,
			"definitionProvider":         true,
			"referencesProvider":         true,
			"renameProvider":             map[string]any{"prepareProvider": true},
			"completionProvider":         map[string]any{"triggerCharacters": []string{"'", "\"", "(", ".", "{", " "}},
			"documentFormattingProvider": true,
			"documentSymbolProvider":     true,
			"codeActionProvider":         map[string]any{"codeActionKinds": []string{"quickfix"}},
			"codeLensProvider":           map[string]any{},
			"executeCommandProvider":     map[string]any{"commands": []string{runTest, readFor}},
		},
	}, nil
}

// shutdown notes that the client is about to end.
func (s *server) shutdown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut = true
}

// end waits for what is on its way.
func (s *server) end() {
	s.mu.Lock()
	for _, t := range s.waiting {
		if t.Stop() {
			s.looking.Done()
		}
	}
	s.mu.Unlock()
	s.looking.Wait()
}

// folderOf returns the folder of a quiz to which a document belongs, and the name of its file there; nil for a document of no quiz.
func (s *server) folderOf(uri string) (*folder, string) {
	file := pathOf(uri)
	if file == "" {
		return nil, ""
	}
	for _, dir := range []string{filepath.Dir(file), filepath.Dir(filepath.Dir(file))} {
		f := s.folders[dir]
		if f == nil {
			disk, unread := s.Files(dir)
			if disk["quiz.yaml"] == nil && filepath.Base(file) != "quiz.yaml" {
				continue
			}
			f = &folder{dir: dir, disk: disk, unread: unread, open: map[string]*document{}, published: map[string]bool{}}
			f.changed()
			s.folders[dir] = f
		}
		if name, ok := f.name(file); ok {
			return f, name
		}
	}
	return nil, ""
}

// about calls a function with the folder of a document and the name of its file, after a quick look; not for a document of no quiz.
func (s *server) about(uri string, do func(f *folder, name string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, name := s.folderOf(uri)
	if f == nil {
		return
	}
	f.lookQuickly(s.Look)
	do(f, name)
}
