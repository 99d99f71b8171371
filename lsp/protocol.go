package lsp

import "encoding/json"

// The parts of the protocol that are spoken, by the names of
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/.
type (
	position struct {
		Line      int `json:"line"`      // from 0
		Character int `json:"character"` // from 0, in UTF-16 code units
	}
	span struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	location struct {
		URI   string `json:"uri"`
		Range span   `json:"range"`
	}
	textDocument struct {
		URI     string `json:"uri"`
		Version int    `json:"version"`
		Text    string `json:"text"`
	}
	documentParams struct {
		TextDocument textDocument `json:"textDocument"`
	}
	placeParams struct {
		TextDocument textDocument `json:"textDocument"`
		Position     position     `json:"position"`
		NewName      string       `json:"newName"` // of a rename
		Context      struct {
			IncludeDeclaration bool `json:"includeDeclaration"` // of references
		} `json:"context"`
	}
	changeParams struct {
		TextDocument   textDocument `json:"textDocument"`
		ContentChanges []struct {
			Text string `json:"text"`
		} `json:"contentChanges"`
	}
	actionParams struct {
		TextDocument textDocument `json:"textDocument"`
		Range        span         `json:"range"`
	}
	commandParams struct {
		Command   string            `json:"command"`
		Arguments []json.RawMessage `json:"arguments"`
	}
	filesParams struct {
		Changes []struct {
			URI string `json:"uri"`
		} `json:"changes"`
	}
	initializeParams struct {
		Capabilities struct {
			Workspace struct {
				WorkspaceEdit struct {
					DocumentChanges    bool     `json:"documentChanges"`
					ResourceOperations []string `json:"resourceOperations"`
				} `json:"workspaceEdit"`
			} `json:"workspace"`
		} `json:"capabilities"`
	}
	diagnostic struct {
		Range    span   `json:"range"`
		Severity int    `json:"severity"` // 1 error, 2 warning, 3 information
		Code     string `json:"code"`
		Source   string `json:"source"`
		Message  string `json:"message"`
	}
	diagnosticsParams struct {
		URI         string       `json:"uri"`
		Diagnostics []diagnostic `json:"diagnostics"`
	}
	markup struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	}
	hover struct {
		Contents markup `json:"contents"`
		Range    span   `json:"range"`
	}
	textEdit struct {
		Range   span   `json:"range"`
		NewText string `json:"newText"`
	}
	versionedDocument struct {
		URI     string `json:"uri"`
		Version *int   `json:"version"` // null for a file that is not open
	}
	documentEdit struct {
		TextDocument versionedDocument `json:"textDocument"`
		Edits        []textEdit        `json:"edits"`
	}
	renameFile struct {
		Kind   string `json:"kind"` // "rename"
		OldURI string `json:"oldUri"`
		NewURI string `json:"newUri"`
	}
	workspaceEdit struct {
		DocumentChanges []any `json:"documentChanges"` // of documentEdit and renameFile
	}
	completionItem struct {
		Label         string   `json:"label"`
		Kind          int      `json:"kind"`
		Detail        string   `json:"detail,omitempty"`
		Documentation string   `json:"documentation,omitempty"`
		SortText      string   `json:"sortText,omitempty"`
		TextEdit      textEdit `json:"textEdit"`
	}
	command struct {
		Title     string `json:"title"`
		Command   string `json:"command"`
		Arguments []any  `json:"arguments,omitempty"`
	}
	codeLens struct {
		Range   span    `json:"range"`
		Command command `json:"command"`
	}
	codeAction struct {
		Title       string        `json:"title"`
		Kind        string        `json:"kind"`
		Diagnostics []diagnostic  `json:"diagnostics"`
		Edit        workspaceEdit `json:"edit"`
	}
	documentSymbol struct {
		Name           string `json:"name"`
		Detail         string `json:"detail,omitempty"`
		Kind           int    `json:"kind"`
		Range          span   `json:"range"`
		SelectionRange span   `json:"selectionRange"`
	}
	message struct {
		Type    int    `json:"type"` // 1 error, 2 warning, 3 information
		Message string `json:"message"`
	}
)

// The kinds of completion items and symbols that are used.
const (
	itemFunction = 3
	itemVariable = 6
	itemProperty = 10
	itemValue    = 12
	itemEnum     = 13

	symbolMethod = 6
)
