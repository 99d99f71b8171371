# Everything a developer does here. `make` alone says what there is.

GO ?= go

.PHONY: help
help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

.PHONY: run
run: ## serve the shipped quiz on http://127.0.0.1:8080
	$(GO) run ./cmd/waymark serve

.PHONY: build
build: ## build the program as ./waymark
	CGO_ENABLED=0 $(GO) build -trimpath -o waymark ./cmd/waymark

.PHONY: sbom
sbom: build ## tell what ./waymark is made of: waymark.cdx.json, a bill of materials in CycloneDX 1.6
	$(GO) run ./cmd/sbom waymark >waymark.cdx.json

.PHONY: dependencies
dependencies: ## write docs/dependencies.md from go.mod and the licences of the modules
	$(GO) run ./cmd/sbom --dependencies >docs/dependencies.md.new && mv docs/dependencies.md.new docs/dependencies.md

.PHONY: vulnerabilities
vulnerabilities: ## ask Go's vulnerability database which known faults the code reaches; needs the network
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...

.PHONY: tools
tools: ## install what the tests need and do not find: PostgreSQL, Chromium, checkers of pages
	@./scripts/install-test-tools.sh

.PHONY: test
test: tools ## run every test, on SQLite and PostgreSQL, in a real browser
	$(GO) test -timeout 30m ./...

.PHONY: check
check: ## look the code over: format, vet, staticcheck, borders, races
	@unformatted=$$(gofmt -l $$(git ls-files '*.go' 2>/dev/null || find . -name '*.go')); \
	if [ -n "$$unformatted" ]; then echo "these files are not as gofmt writes them; run gofmt -w on them:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test -run '^TestBorders' ./cmd/waymark
	$(GO) test -timeout 30m -race -short ./quiz/... ./scoring ./questions/... ./web
	$(GO) test -timeout 30m -race -run Problems ./lsp
	$(GO) test -timeout 30m -race -run "Score|Killed|Replicas|Drain" ./cmd/waymark

.PHONY: faults
faults: tools ## try everything that can break under people who answer; prints a table, takes some 20 minutes
	@rm -f faults.md; WAYMARK_FAULTS=$(CURDIR)/faults.md $(GO) test -count=1 -timeout 60m ./faults; \
	code=$$?; cat faults.md; exit $$code

.PHONY: storybook
storybook: tools ## draw every page in every state into storybook/
	WAYMARK_STORYBOOK=$(CURDIR)/storybook $(GO) test -count=1 -run '^TestStories$$' ./cmd/waymark
	@echo "open storybook/index.html"

.PHONY: lighthouse
lighthouse: tools ## measure three pages with Lighthouse, as on a phone
	./scripts/lighthouse.sh

.PHONY: fuzz
fuzz: ## give every fuzz target a minute
	./scripts/fuzz.sh 60s

.PHONY: bench
bench: ## measure
	$(GO) test -run '^$$' -bench . -benchmem ./...
