# The commands of this repository. `make help` lists them. Needs Rust and Debian's apt (or the same packages by hand).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Mutated inputs that `make fuzz` gives to each reader, and the seed that they are made from.
FUZZ_INPUTS ?= 20000
FUZZ_SEED ?= 1
# Cases that each property test tries in `make fuzz`, and the most seconds that it may take.
FUZZ_CASES ?= 20000
FUZZ_SECONDS ?= 900

.PHONY: help run test test-pages-on-postgres journeys check generate format bench bench-timetable load fuzz fuzz-api

help: ## Lists the commands.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: ## Builds junheng, judges the sample county, and starts the pages with it; Ctrl-C stops them.
	@scripts/setup build
	cargo build --release --locked -p junheng-cli
	@cargo run --quiet --release --locked -p junheng-cli --bin junheng -- demo
	@cargo run --quiet --release --locked -p junheng-cli --bin junheng -- serve --sample

test: ## Runs all tests, on SQLite and on a PostgreSQL of its own.
	@scripts/setup test
	scripts/with-postgres cargo test --workspace --locked
	@$(MAKE) --no-print-directory journeys

test-pages-on-postgres: ## Runs the tests of the pages and the API on PostgreSQL; `make test` runs them on SQLite.
	@scripts/setup test
	JUNHENG_TEST_ENGINE=postgres scripts/with-postgres cargo test --locked -p junheng-web --lib

journeys: ## Plays the user stories in a real browser; keeps a picture of each page in web/screenshots.
	@scripts/setup journeys
	cargo build --locked --workspace --bin junheng
	npm --prefix web run --silent journeys

check: ## Format, lints, documentation, generated files: all that CI asks beside the tests.
	@scripts/setup check
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	npm --prefix web run --silent check
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked
	cargo run --quiet --locked -p junheng-testkit --bin generate -- --check

generate: ## Writes the generated documents anew.
	cargo run --quiet --locked -p junheng-testkit --bin generate

format: ## Formats all Rust files.
	cargo fmt --all

bench: ## Measures speed against the peers, as ratios on this machine.
	@scripts/setup build
	scripts/bench-setup
	cargo build --release --locked -p junheng-cli -p junheng-bench
	cargo run --release --locked -p junheng-bench --bin bench

bench-timetable: ## Measures the timetable engine beside FET (Debian packages fet and fet-data), which judges the answers; with XHSTT=FOLDER on archives too.
	@scripts/setup build
	cargo build --release --locked -p junheng-cli
	benches/timetable/bench.py
	$(if $(XHSTT),benches/timetable/xhstt.py "$(XHSTT)")

load: ## Measures the pages of a county of 300 schools and 10 years at 100 requests a second.
	@scripts/setup load
	cargo build --release --locked -p junheng-cli -p junheng-bench
	scripts/load "$${CARGO_TARGET_DIR:-target}/release"

fuzz-api: ## Feeds the API of a running program with requests made from its OpenAPI document.
	@scripts/setup fuzz-api
	cargo build --locked -p junheng-cli
	scripts/fuzz-api "$${CARGO_TARGET_DIR:-target}/debug/junheng"

fuzz: ## Feeds mutated files to every reader, and runs the property tests with many more cases, for a bounded time.
	@scripts/setup build
	cargo build --release --locked -p junheng-fuzz
	for reader in workbook delimited mapping standard expression timetable form; do \
	  cargo run --quiet --release --locked -p junheng-fuzz --bin fuzz-$$reader -- $(FUZZ_SEED) $(FUZZ_INPUTS); \
	done
	PROPTEST_CASES=$(FUZZ_CASES) timeout $(FUZZ_SECONDS) cargo test --workspace --locked || [[ $$? == 124 ]]
