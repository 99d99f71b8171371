// Command sbom tells what Waymark is made of: a bill of materials for a built program, and the page docs/dependencies.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
)

const usage = `Usage:
  sbom PROGRAM           print the CycloneDX 1.6 bill of materials of a built waymark, as JSON
  sbom --dependencies    print docs/dependencies.md: every module with its version and licence

Run it in the folder of the module whose program it is. Exit codes: 0 good, 1 could not tell, 64 wrong usage.
`

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run does what the arguments ask for and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("sbom", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	page := flags.Bool("dependencies", false, "")
	if err := flags.Parse(args); err != nil || *page == (flags.NArg() == 1) || flags.NArg() > 1 {
		fmt.Fprint(stderr, usage)
		return 64
	}
	write := func() error { return writeDependencies(ctx, stdout, ".") }
	if !*page {
		write = func() error { return writeBill(ctx, stdout, ".", flags.Arg(0)) }
	}
	if err := write(); err != nil {
		fmt.Fprintf(stderr, "sbom: %v\n", err)
		return 1
	}
	return 0
}
