#!/usr/bin/env bash
# Installs what the tests need and do not find: the PostgreSQL server, pgbouncer, Chromium, and what looks pages over (scripts/page-tools).
set -euo pipefail
cd "$(dirname "$0")/.."

have_postgres() {
	command -v initdb >/dev/null && command -v postgres >/dev/null && return
	local bin
	for bin in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /usr/pgsql-*/bin; do
		[ -x "$bin/initdb" ] && return
	done
	return 1
}

have_pgbouncer() { command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ]; }

have_chromium() {
	local name
	for name in chromium chromium-browser google-chrome google-chrome-stable chrome headless-shell; do
		# Ubuntu has a chromium-browser that only says that it wants to be a snap.
		command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1 && return
	done
	[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] || [ -x /Applications/Chromium.app/Contents/MacOS/Chromium ]
}

have_npm() { command -v npm >/dev/null && command -v node >/dev/null; }

# page_tools puts the checkers of pages where the tests look for them, in the versions of the lock file.
page_tools() {
	local folder=scripts/page-tools stamp
	stamp=$(cksum <"$folder/package-lock.json")
	[ "$(cat "$folder/node_modules/.stamp" 2>/dev/null)" = "$stamp" ] && return
	echo "installing for the tests: the checkers of pages" >&2
	(cd "$folder" && npm ci --ignore-scripts --loglevel=error >&2) ||
		{ echo "The checkers of pages could not be installed: see that npm reaches its registry, then run make tools again." >&2; exit 1; }
	echo "$stamp" >"$folder/node_modules/.stamp"
}

missing=()
have_postgres || missing+=(postgresql)
have_pgbouncer || missing+=(pgbouncer)
have_chromium || missing+=(chromium)
have_npm || missing+=(nodejs npm)
[ ${#missing[@]} -eq 0 ] && page_tools && exit 0

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
		case "$tool" in
		chromium) brew install --cask chromium ;;
		postgresql) brew install postgresql@16 ;;
		pgbouncer) brew install pgbouncer ;;
		nodejs) brew install node ;;
		esac
	done
else
	echo "The tests need ${missing[*]}: install the PostgreSQL server (14 or later), pgbouncer, Chromium and Node.js with npm by the package manager of your system, then run make test again." >&2
	exit 1
fi

have_postgres || { echo "PostgreSQL was installed, but initdb is not found; put its bin folder into PATH." >&2; exit 1; }
have_pgbouncer || { echo "pgbouncer was installed, but is not found; put its folder into PATH." >&2; exit 1; }
have_chromium || { echo "Chromium was installed, but does not run; install Chromium or Google Chrome by hand, so that chromium or google-chrome is in PATH." >&2; exit 1; }
have_npm || { echo "Node.js was installed, but node or npm is not found; put them into PATH." >&2; exit 1; }
page_tools
