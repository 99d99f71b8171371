// Package lsp is a language server for the files of a quiz: the Language Server Protocol 3.17 over standard input and output.
//
// A folder is read with what its open documents hold in place of the files. On each change a quick look finds what is wrong in the
// files' form and in the rules; when the author pauses, everything else is looked for. Both are given to it, so that an editor says the same
// as the commands.
package lsp
