# Everything a developer or operator does by hand. Each target sets up what it needs by itself.
#
#   make run      the portal with a fictional demonstration round on http://127.0.0.1:8000/
#   make test     all tests, on SQLite and on PostgreSQL
#   make check    style, types, import contracts, templates, house rules
#   make bench    speed, as ratios to a floor measured in the same run
#
# HOST, PORT and every PORTAL_* setting may be given: make run PORT=8080 PORTAL_INSTANCE=/srv/portal

SHELL := /bin/sh
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
ARGS ?=
PYTHON ?= $(shell command -v python3.11 || command -v python3)

BIN := .venv/bin
RUN := .venv/.installed
DEV := .venv/.installed-for-development
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
TEMPLATE := translations/messages.pot
FLASK := $(BIN)/flask --app wsgi
PYTEST := $(BIN)/pytest -q -n $(WORKERS) --dist worksteal
# What knows no database, and how pages look and are worded, need not be asked on two: pages hold no statements,
# and the verbs behind these are asked on both by the tests of the services.
WORDED := quick_* section_plan errors language config no_english_left headers mail* request_log round* rules \
	review_* expl* form_workbook_* papers people association* rehearsals*
PURE := --ignore=tests/form --ignore=tests/filing --ignore=tests/exchange --ignore=tests/house_rules \
	--ignore=tests/browser/test_accessibility.py --ignore-glob='tests/browser/*_page*.py' \
	$(WORDED:%=--ignore-glob='tests/web/test_%.py')
PINS := UV_CUSTOM_COMPILE_COMMAND="make pins" uv pip compile --quiet --generate-hashes --no-emit-index-url \
	--no-emit-find-links --python-version 3.11

export PORTAL_INSTANCE ?= instance

.PHONY: run test test-sqlite test-postgres check bench pins translations clean
.DELETE_ON_ERROR:

run: export PORTAL_ENVIRONMENT ?= development
run: $(RUN) $(CATALOGUES)
	@$(FLASK) portal migrate
	@test "$$PORTAL_ENVIRONMENT" = production || $(FLASK) portal demonstration
	@exec $(FLASK) portal serve --worker --host $(HOST) --port $(PORT)

test: test-sqlite test-postgres

test-sqlite: $(DEV) $(CATALOGUES)
	env -u PORTAL_DATABASE_URL $(PYTEST) -m "not postgres" $(ARGS)

# 77: no server can be started here. Then the tests that need one say so themselves.
test-postgres: $(DEV) $(CATALOGUES)
	@if [ -n "$$PORTAL_DATABASE_URL" ]; then $(PYTEST) $(PURE) $(ARGS); exit; fi; \
	$(BIN)/python -m tests.support.postgres $(PYTEST) $(PURE) $(ARGS); status=$$?; \
	if [ $$status -eq 77 ]; then $(BIN)/pytest -q -m postgres $(ARGS); else exit $$status; fi

# Templates are not formatted by a program: the blanks it puts between inline elements show in Chinese text.
check: $(DEV) $(CATALOGUES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint portal/templates
	$(BIN)/pytest -q tests/house_rules

bench: $(DEV) $(CATALOGUES)
	$(BIN)/python -m bench $(ARGS)

# Needs uv, which nothing else does.
pins:
	$(PINS) requirements.in --output-file requirements.txt
	$(PINS) requirements-dev.in --output-file requirements-dev.txt

translations: $(DEV)
	$(BIN)/pybabel -q extract -F pyproject.toml -k _l -k lazy_gettext -k N_ --no-location --sort-output \
		--project "Pilot Returns Portal" --output $(TEMPLATE) .
	test -f translations/zh/LC_MESSAGES/messages.po || $(BIN)/pybabel -q init -i $(TEMPLATE) -d translations -l zh
	$(BIN)/pybabel -q update -i $(TEMPLATE) -d translations --no-fuzzy-matching --ignore-obsolete

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(CATALOGUES) $(TEMPLATE)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

%.mo: %.po | $(RUN)
	@$(BIN)/pybabel -q compile --input-file $< --output-file $@

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(RUN): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $(RUN) $@
