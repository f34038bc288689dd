# The everyday words. Each target says after its name what it is for; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run demo newcomer test test-oracles check static format soak bench lock golden messages clean

BIN := .venv/bin
CODE := ledger projections api tests benchmarks
# As many test processes as the slowest machine we promise anything for has cores.
WORKERS ?= 2

# Tests start some hundred processes; without bytecode each of them compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## List these words and what they do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

setup: .venv/.ok ## Install everything into .venv (needs only python3; done by itself when needed)

.venv/.ok: requirements.lock service.lock embedded.lock bootstrap.lock scripts/setup
	scripts/setup

run: .venv/.ok ## Start the service, with its own PostgreSQL unless DATABASE_URL names one
	$(BIN)/parasol serve

demo: .venv/.ok ## Start the service with example funds, one of two years
	$(BIN)/parasol demo

newcomer: ## Do what a newcomer does, from a clean clone to a first instalment, and time it
	scripts/newcomer

test: .venv/.ok static ## Run every check and the whole test suite; installs a browser if there is none
	chromium="$$(scripts/browser)" && PARASOL_CHROMIUM="$$chromium" $(BIN)/pytest -n $(WORKERS)

check: .venv/.ok static ## Run what is quick: format, lint, types, import contracts, locks, fast tests
	$(BIN)/pytest -q -n $(WORKERS) -m "not slow and not browser and not crash"

test-oracles: .venv/.ok ## Have programs of other people check our log: Go, openssl, npm (fetches them)
	$(BIN)/pytest -n0 -o python_files='check_*.py' tests/oracles

static: .venv/.ok
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	scripts/lock-guard

format: .venv/.ok ## Put the code into its one form and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

soak: .venv/.ok ## Kill service, PostgreSQL and clients for ten minutes, then go over the books
	SOAK_SECONDS=$(or $(SECONDS),600) SOAK_KILLS=$(or $(KILLS),1000) SOAK_SEED=$(or $(SEED),20261121) \
		$(BIN)/python -m tests.soak

bench: .venv/.ok ## Measure speed beside others into benchmarks/results.json; QUICK=1 makes it short
	$(BIN)/python -m benchmarks

lock: .venv/.ok ## Write the locks anew (maintainers; scripts/lock --upgrade takes newer versions)
	scripts/lock

golden: .venv/.ok ## Write the golden file of every event that has none yet; never changes one
	$(BIN)/python -m tests.golden

messages: .venv/.ok ## Collect the texts to translate, and say what is not translated yet
	$(BIN)/python scripts/messages update
	$(BIN)/python scripts/messages check

clean: ## Remove what tools left behind (not .venv, never data)
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
