// Command waymark asks question sets in a browser, scores the answers by rules that authors keep in files,
// and tells a person which step is next and why.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], systemProgram()))
}
