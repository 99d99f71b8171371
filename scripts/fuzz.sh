#!/usr/bin/env bash
# Runs every fuzz target for a while, one after the other: scripts/fuzz.sh [TIME], TIME like 60s.
# What is found stands in the testdata of its package, as a seed for every later test.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0
while IFS=: read -r file target; do
  echo "== $(dirname "$file") $target"
  # To make an input small that shows something new takes nearly all of the time when it is long, so only little is tried.
  ${GO:-go} test "./$(dirname "$file")" -run '^$' -fuzz "^$target\$" -fuzztime "${1:-60s}" -fuzzminimizetime 20x -parallel 2 || failed=1
done < <(grep -rhoE --include='*_test.go' -H '^func Fuzz[A-Za-z]+' . | sed -E 's/^\.\///; s/:func /:/' | sort)
exit $failed
