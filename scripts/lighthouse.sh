#!/usr/bin/env bash
# Measures the front page, a question and a plan with Lighthouse, as on a phone; each of its four marks has to be 100.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
address=127.0.0.1:9387
${GO:-go} build -o "$folder/waymark" ./cmd/waymark
"$folder/waymark" serve --addr "$address" --database "sqlite:$folder/waymark.db" 2>"$folder/log" &
server=$!
trap 'kill "$server"; rm -rf "$folder"' EXIT
for _ in $(seq 100); do curl -fs "http://$address/readyz" >/dev/null && break || sleep 0.1; done
curl -fs -o /dev/null -c "$folder/jar" -d 'age=yes&agree=yes' "http://$address/quizzes/nine-steps"
person=$(awk '$6 == "waymark" { print $7 }' "$folder/jar")
for path in / /quizzes/nine-steps/sets/about-you/in_when /quizzes/nine-steps/plan; do
	cookie=()
	[ "$path" = / ] || cookie=(--extra-headers "{\"Cookie\":\"waymark=$person\"}")
	CHROME_PATH=${CHROME_PATH:-$(command -v chromium || command -v google-chrome)} npm exec --yes --package=lighthouse@12.8.2 -- \
		lighthouse "http://$address$path" --quiet --chrome-flags="--headless=new --no-sandbox" --output json --output-path "$folder/report.json" "${cookie[@]}"
	node -e '
		const { categories } = JSON.parse(require("fs").readFileSync(process.argv[1]));
		const marks = Object.entries(categories).map(([name, { score }]) => [name, Math.round(score * 100)]);
		console.log(process.argv[2], marks.map((m) => m.join(" ")).join(", "));
		if (marks.some(([, mark]) => mark < 100)) process.exit(1);
	' "$folder/report.json" "$path"
done
