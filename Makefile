# The two commands that matter: `make demo` and `make test`. `make` alone lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
V := .venv/bin
# Where the environment forbids kept bytecode, each process that the tests start would compile every module anew.
export PYTHONDONTWRITEBYTECODE :=

help: ## List the recipes
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)$$/  make \1|\2/' | column -t -s '|'

demo: .venv/.run ## Prepare the demonstration (once) and serve it on http://127.0.0.1:8000
	@$(V)/exchange demo --port $(PORT)

test: .venv/.test ## Run every test this machine can run; says what it left out and why
	@$(V)/python tests/left_out.py || true
	@$(V)/pytest -n 2 --dist worksteal -m "not e2e"
	@$(V)/python tests/left_out.py >/dev/null || $(V)/pytest -n 2 --dist loadfile -m e2e tests/e2e

unit: .venv/.test ## Run the half of the tests that needs no installation and no database: under a minute
	@$(V)/pytest -q -n 2 --dist worksteal -m unit

test-postgres: .venv/.test ## Run the same tests on PostgreSQL (from a wheel, nothing to install)
	@EXCHANGE_TEST_DATABASE=postgres $(V)/pytest -n 2 --dist worksteal -m "not e2e" tests

faults: .venv/.test ## Break disk, processes, mail, index and database under load; prints faults x invariants
	@$(V)/python -m tests.faults $(ARGS)

probes: .venv/.test ## Ask every address for every hidden thing as every stranger: over 110,000, 18 minutes of a core
	@$(V)/python -m tests.trust.probing --long $(ARGS)

twins: .venv/.test ## Crawl the demonstration as every reader, with and without private things, and compare every byte (ARGS=--help: how to do it in parts)
	@$(V)/python -m tests.trust.twins $(ARGS)

drill: .venv/.test ## Back up a gigabyte under load, restore it into an empty place, compare, print seconds
	@$(V)/python -m tests.keeping.gigabyte $(ARGS)

e2e: .venv/.test ## Walk the product in a real headless Chromium (required here, never skipped)
	@EXCHANGE_REQUIRE_BROWSER=1 $(V)/pytest -n 2 --dist loadfile -m e2e tests/e2e

check: .venv/.test ## Format, lint, types, imports, templates, translations, assets, licences, known weaknesses (no network)
	$(V)/ruff format --check .
	$(V)/ruff check .
	$(V)/mypy
	$(V)/lint-imports
	$(V)/djlint --lint --quiet templates
	$(V)/python assets/check_messages.py
	$(V)/python assets/check_static.py
	$(V)/python assets/docs.py --check
	$(V)/python assets/licences.py --check
	$(V)/python assets/advisories.py

format: .venv/.test ## Put the code into the one form
	$(V)/ruff format .
	$(V)/ruff check --fix .

messages: .venv/.test ## Collect the messages of code and templates into the four catalogues, compile them
	$(V)/python assets/messages.py

assets: node_modules/.installed ## Rebuild exchange/static from assets/ (needs Node; the result is committed)
	npm run --silent build

lock: ## Resolve the newest tested set of packages into the two locks (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -U -o requirements.lock
	uv pip compile pyproject.toml --extra test --extra check --extra pdf --extra postgres --extra semantic --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -U -o requirements-test.lock
	$(V)/python assets/advisories.py --locked

docs: .venv/.test ## Regenerate the pages of docs/ that are made from the code
	$(V)/python assets/docs.py

wheel-test: .venv/.test ## Build the wheel, install it into an empty environment, prepare the demonstration with it
	@sh tests/wheel.sh

audit: ## Ask the published advisories about the locked packages (needs the network and uv; `make check` needs neither)
	@uvx pip-audit --strict --disable-pip --require-hashes -r requirements.lock

licences: .venv/.test ## List the licences of the locked packages; fails on one that nobody agreed to
	@$(V)/python assets/licences.py

sbom: .venv/.test ## Write the bill of materials (CycloneDX) of the locked packages to dist/sbom.cdx.json
	@mkdir -p dist
	@$(V)/cyclonedx-py requirements requirements.lock --of JSON --output-reproducible -o dist/sbom.cdx.json

clean: ## Remove everything that can be made again (the demonstration's data too)
	rm -rf .venv node_modules instance dist build .mypy_cache .ruff_cache .pytest_cache

.venv/.run: requirements.lock pyproject.toml
	@test -x $(V)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages (about a minute, once) ..."
	@$(V)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(V)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.test: requirements-test.lock pyproject.toml
	@test -x $(V)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages with the test tools (one to two minutes, once) ..."
	@$(V)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@$(V)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@ .venv/.run

node_modules/.installed: package-lock.json
	@npm ci --silent --no-audit --no-fund
	@touch $@

.PHONY: help demo test unit test-postgres faults probes twins drill e2e check format messages assets lock docs audit licences sbom clean wheel-test
