# One command for each thing; every target sets up what it needs. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
CMS := .venv-cms
CMS_STAMP := $(CMS)/.set-up
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

.PHONY: help setup system demo test format lint types tests bench bench-backlog bench-statistics lock licences cms clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

setup: $(STAMP) ## build .venv with the gongshi command in it

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Gongshi needs Python 3.11, 3.12 or 3.13; set PYTHON=python3.12, say" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

cms: $(CMS_STAMP) ## build .venv-cms, the Wagtail that some tests publish into

$(CMS_STAMP): requirements-cms.lock
	test -x $(CMS)/bin/python || $(PYTHON) -m venv $(CMS)
	$(CMS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-cms.lock
	@touch $@

system: ## install the Debian packages that some tests use (root)
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx chromium chromium-driver prometheus fonts-noto-cjk

demo: setup ## the whole main job on embedded parts, with a summary at the end
	$(BIN)/gongshi demo

test: setup format lint types tests ## every check and every test

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

tests: setup cms licences
	$(BIN)/pytest -n 2 --dist worksteal -rs tests

licences: setup cms ## no dependency's licence may conflict with ours
	@$(BIN)/pip-licenses --format=json --with-system > $(VENV)/licences.json
	@$(BIN)/python tests/architecture/licences.py $(VENV)/licences.json
	@$(CMS)/bin/pip-licenses --format=json --with-system > $(CMS)/licences.json
	@$(BIN)/python tests/architecture/licences.py $(CMS)/licences.json

bench: setup ## 100,000 decisions through everything, beside a straight-line script
	$(BIN)/python tests/bench/end_to_end.py

bench-backlog: setup ## 100,000 deliveries waiting for a platform that was down
	$(BIN)/python tests/bench/backlog.py

bench-statistics: setup ## the official forms over 10,000,000 decisions, beside one scan, pandas and PostgreSQL
	$(BIN)/python tests/bench/official_forms.py

lock: ## renew requirements.lock and requirements-cms.lock after a change in pyproject.toml or requirements-cms.in
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install -q uv
	build/lock/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --extra dev --extra query-server pyproject.toml -o requirements.lock
	build/lock/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --no-emit-package pillow-heif requirements-cms.in -o requirements-cms.lock

clean: ## remove everything that was made here
	rm -rf $(VENV) $(CMS) build var .ruff_cache .mypy_cache
