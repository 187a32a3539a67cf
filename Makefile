# `make run` and `make test` need Python 3.11 or newer and make, nothing else. uv is used when it is there.
PYTHON ?= python3
VENV := .venv
TEMPLATES = $(shell find templates -name "*.html")
# Node.js for the tools of tools/lint comes with the Python requirements, as a wheel.
WITH_NODE = PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
NODE_TOOLS := tools/lint/node_modules
PRETTIER = $(WITH_NODE) $(NODE_TOOLS)/.bin/prettier --config tools/lint/prettier.json --log-level warn "static/**/*.{js,ts,css}"
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)

ifdef UV
make_venv = test -x $(PY) || uv venv --quiet --python $(PYTHON) $(VENV)
install = uv pip install --quiet --require-hashes --python $(PY) -r
else
# Debian keeps a part of venv in a package of its own.
make_venv = $(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) >/dev/null || \
	{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	  apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv --clear $(VENV); } || \
	{ rm -rf $(VENV); echo "Python's venv is not whole here. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
install = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r
endif

.DEFAULT_GOAL := help
.PHONY: help run test lint format pins columns messages bench growth faults screenshot

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run  ## set everything up and start the app on http://127.0.0.1:8000
	@exec $(PY) manage.py serve

test: lint $(VENV)/.chromium  ## every check and every test, on a database of its own
	$(PY) -m pytest -n auto

bench: $(VENV)/.chromium  ## measure what the design promises, beside a reference each, in one table and var/bench.json
	$(PY) -m bench var/bench.json

growth: $(VENV)/.dev  ## measure at three sizes, for docs/growth.svg
	$(PY) -m bench.growth docs/growth

screenshot: $(VENV)/.chromium  ## take the README's picture anew
	$(PY) -m docs.screenshot

faults: $(VENV)/.dev  ## kill the app's parts fifty times, fill its disk, take its database away, while twenty people label
	$(PY) -m tests.faults.storm 50 20000
	FAULTS_AWAY=30 $(PY) -m pytest tests/faults -v --deselect tests/faults/test_storm.py

lint: $(VENV)/.dev $(NODE_TOOLS)/.installed  ## style, import contracts, types
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/djade --check --target-version 5.2 $(TEMPLATES)
	$(VENV)/bin/djhtml --check --tabwidth 2 $(TEMPLATES)
	SKEPSIS_VAR=$(VENV)/lint $(VENV)/bin/mypy
	$(PRETTIER) --check
	$(WITH_NODE) $(NODE_TOOLS)/.bin/tsc --project tools/lint

format: $(VENV)/.dev $(NODE_TOOLS)/.installed  ## rewrite the code in the house format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/djade --target-version 5.2 $(TEMPLATES)
	$(VENV)/bin/djhtml --tabwidth 2 $(TEMPLATES)
	$(PRETTIER) --write

pins: $(VENV)/.dev  ## compile the pinned requirements, with hashes, from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --no-header --generate-hashes --python-version 3.11 pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --no-header --generate-hashes --python-version 3.11 --group dev -c requirements.txt -o requirements-dev.txt

messages: $(VENV)/.run  ## update the catalogues of translations from the texts of the code, and compile them
	$(PY) -m tools.messages

columns: $(VENV)/.run  ## write docs/columns.md from the declared columns
	$(PY) -m annotator.export.datasets.columns > docs/columns.md

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Skepsis needs Python 3.11 or newer: make PYTHON=/path/to/python3")'
	$(make_venv)
	$(install) requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(install) requirements-dev.txt
	@touch $@

$(VENV)/.chromium: $(VENV)/.dev
	$(PY) -m tools.chromium
	@touch $@

$(NODE_TOOLS)/.installed: tools/lint/package.json tools/lint/package-lock.json | $(VENV)/.dev
	$(WITH_NODE) npm ci --prefix tools/lint --no-audit --no-fund --loglevel=error
	@touch $@
