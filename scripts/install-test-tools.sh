#!/usr/bin/env bash
# Installs what the tests need and do not find: the PostgreSQL server and Chromium.
set -euo pipefail

have_postgres() {
	command -v initdb >/dev/null && command -v postgres >/dev/null && return
	local bin
	for bin in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /usr/pgsql-*/bin; do
		[ -x "$bin/initdb" ] && return
	done
	return 1
}

have_chromium() {
	local name
	for name in chromium chromium-browser google-chrome google-chrome-stable chrome headless-shell; do
		# Ubuntu has a chromium-browser that only says that it wants to be a snap.
		command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1 && return
	done
	[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] || [ -x /Applications/Chromium.app/Contents/MacOS/Chromium ]
}

missing=()
have_postgres || missing+=(postgresql)
have_chromium || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing for the tests: ${missing[*]}" >&2
if command -v apt-get >/dev/null; then
	as_root=()
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || { echo "The tests need ${missing[*]}: install them with apt-get as root, then run make test again." >&2; exit 1; }
		as_root=(sudo)
	fi
	"${as_root[@]}" apt-get update -qq
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
elif command -v brew >/dev/null; then
	for tool in "${missing[@]}"; do
		if [ "$tool" = chromium ]; then brew install --cask chromium; else brew install postgresql@16; fi
	done
else
	echo "The tests need ${missing[*]}: install the PostgreSQL server (14 or later) and Chromium with the package manager of your system, then run make test again." >&2
	exit 1
fi

have_postgres || { echo "PostgreSQL was installed, but initdb is not found; put its bin folder into PATH." >&2; exit 1; }
have_chromium || { echo "Chromium was installed, but does not run; install Chromium or Google Chrome by hand, so that chromium or google-chrome is in PATH." >&2; exit 1; }
