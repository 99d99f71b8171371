package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help teaches the command.
func (completionCommand) Help() string {
	return `Examples:

    waymark completion bash > ~/.local/share/bash-completion/completions/waymark
    waymark completion zsh  > "${fpath[1]}/_waymark"
    waymark completion fish > ~/.config/fish/completions/waymark.fish
` + exitCodes
}

// Run prints the script.
func (c completionCommand) Run(p program, app *kong.Application) error {
	write := map[string]func(io.Writer, []completable) error{"bash": writeBash, "zsh": writeZsh, "fish": writeFish}[c.Shell]
	if err := write(p.stdout, completables(app)); err != nil {
		return couldNotRun(fmt.Errorf("write the script: %w", err), "see that the output can be written to")
	}
	return nil
}

// completable is what a shell may complete behind a command; that of the program itself has no name.
type completable struct {
	name  string
	help  string
	words []word   // flags, and at the program itself the commands
	args  []string // the values of its argument, when they are few
	paths bool     // its argument is a path
}

type word struct {
	text string
	help string
}

// completables reads the commands and flags of the program.
func completables(app *kong.Application) []completable {
	top := completable{words: flagWords(app.Flags)}
	var commands []completable
	for _, node := range app.Leaves(true) {
		c := completable{name: node.Name, help: node.Help, words: flagWords(append(node.Flags, app.Flags...))}
		for _, arg := range node.Positional {
			if arg.Enum != "" {
				c.args = strings.Split(arg.Enum, ",")
			}
			c.paths = c.paths || arg.Name == "folder" || arg.Name == "file"
		}
		top.words = append(top.words, word{node.Name, node.Help})
		commands = append(commands, c)
	}
	return append([]completable{top}, commands...)
}

func flagWords(flags []*kong.Flag) []word {
	var words []word
	for _, flag := range flags {
		words = append(words, word{"--" + flag.Name, flag.Help})
	}
	return words
}

func (c completable) texts() string {
	texts := append([]string{}, c.args...)
	for _, w := range c.words {
		texts = append(texts, w.text)
	}
	return strings.Join(texts, " ")
}

func writeBash(w io.Writer, all []completable) error {
	var b strings.Builder
	b.WriteString("# Completion of waymark for bash.\n_waymark() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]} words=\"\" paths=\"\"\n\tcase ${COMP_WORDS[1]} in\n")
	for _, c := range all[1:] {
		fmt.Fprintf(&b, "\t%s) words=%q; paths=%q ;;\n", c.name, c.texts(), map[bool]string{true: "yes"}[c.paths])
	}
	fmt.Fprintf(&b, "\tesac\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then words=%q; paths=\"\"; fi\n", all[0].texts())
	b.WriteString("\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"; [ -n \"$paths\" ] && compgen -d -- \"$word\")\n}\ncomplete -o filenames -F _waymark waymark\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func writeZsh(w io.Writer, all []completable) error {
	var b strings.Builder
	b.WriteString("#compdef waymark\n# Completion of waymark for zsh.\n_waymark() {\n\tlocal -a offered\n\tif (( CURRENT == 2 )); then\n")
	fmt.Fprintf(&b, "\t\toffered=(%s)\n\t\t_describe 'command' offered\n\t\treturn\n\tfi\n\tcase $words[2] in\n", zshWords(all[0].words))
	for _, c := range all[1:] {
		offered := c.words
		for _, arg := range c.args {
			offered = append(offered, word{text: arg})
		}
		fmt.Fprintf(&b, "\t%s)\n\t\toffered=(%s)\n\t\t_describe 'option' offered\n", c.name, zshWords(offered))
		if c.paths {
			b.WriteString("\t\t_files -/\n")
		}
		b.WriteString("\t\t;;\n")
	}
	b.WriteString("\tesac\n}\ncompdef _waymark waymark\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func zshWords(words []word) string {
	var quoted []string
	for _, w := range words {
		quoted = append(quoted, shellQuote(strings.ReplaceAll(w.text, ":", `\:`)+":"+w.help))
	}
	return strings.Join(quoted, " ")
}

func writeFish(w io.Writer, all []completable) error {
	var b strings.Builder
	b.WriteString("# Completion of waymark for fish.\ncomplete -c waymark -f\n")
	for _, flag := range all[0].words {
		if name, ok := strings.CutPrefix(flag.text, "--"); ok {
			fmt.Fprintf(&b, "complete -c waymark -n __fish_use_subcommand -l %s -d %s\n", name, shellQuote(flag.help))
		} else {
			fmt.Fprintf(&b, "complete -c waymark -n __fish_use_subcommand -a %s -d %s\n", flag.text, shellQuote(flag.help))
		}
	}
	for _, c := range all[1:] {
		seen := "'__fish_seen_subcommand_from " + c.name + "'"
		for _, flag := range c.words {
			fmt.Fprintf(&b, "complete -c waymark -n %s -l %s -d %s\n", seen, strings.TrimPrefix(flag.text, "--"), shellQuote(flag.help))
		}
		for _, arg := range c.args {
			fmt.Fprintf(&b, "complete -c waymark -n %s -a %s\n", seen, arg)
		}
		if c.paths {
			fmt.Fprintf(&b, "complete -c waymark -n %s -a '(__fish_complete_directories)'\n", seen)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// shellQuote puts a text into single quotes.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
