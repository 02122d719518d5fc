# make run | test | check | smoke | slow | bench | docs: each sets up .venv first where it is missing or older than what it is made from.

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
BIN := .venv/bin

.PHONY: run test check smoke slow bench docs clean

run: .venv/ready
	$(BIN)/planner solve instances/reference.toml --out plans/reference --force

test: .venv/ready
	$(BIN)/python -m pytest -q -n auto --dist worksteal

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy planner models

# The newest dependencies, without constraints.txt, on every Python from 3.11 that the machine has, each in an environment of its own.
smoke:
	$(PYTHON) .ci/smoke.py

slow: .venv/ready
	$(BIN)/python -m pytest -q -m slow

# Hours: every line three times, peers, growth; records in .bench/ are kept, and tests/benchmarks/results.md is written after each part.
bench: .venv/ready
	$(BIN)/python -m pip install --quiet --editable '.[dev,bench]' --constraint constraints.txt
	$(BIN)/python tests/benchmarks/run.py
	$(BIN)/python -m pytest -q -s -m bench

# The manual as a site in .site/; its search works where it is served: python -m http.server --directory .site
docs: .venv/ready
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --config-file planner/manual/mkdocs.yml
	@echo "the manual: .site/index.html"

clean:
	rm -rf .venv .site plans .pytest_cache .mypy_cache .ruff_cache

.venv/ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]' --constraint constraints.txt
	@touch $@
