# `make demo` and `make test` work in a fresh clone with nothing but Python 3.11.
VENV := .venv
PYTHON := $(VENV)/bin/python
LOCK ?= requirements/cpu.txt
WORKERS ?= 2
STAMP := $(VENV)/.installed
.DEFAULT_GOAL := help

.PHONY: help install demo test test-all bench lint lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

install: $(STAMP)  ## create .venv and install the lock

# Two steps: torch with its own dependencies, then everything else exactly as locked.
$(STAMP): $(LOCK)
	python3.11 -m venv $(VENV) 2>/dev/null || python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet torch==2.13.0
	$(PYTHON) -m pip install --quiet --no-deps --use-pep517 -r $(LOCK)
	$(PYTHON) -m pip install --quiet --no-deps -e .
	touch $(STAMP)

demo: $(STAMP)  ## the main job end to end: request -> sessions -> release
	$(PYTHON) -m generator.demo

test: $(STAMP)  ## lint, types, import contracts, all fast tests
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	PATH="$(abspath $(VENV))/bin:$$PATH" $(VENV)/bin/pyright
	$(VENV)/bin/lint-imports
	OMP_NUM_THREADS=1 $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not long"

test-all: $(STAMP)  ## the above and the long statistical and real-corpus tests
	OMP_NUM_THREADS=1 $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: $(STAMP)  ## figures of speed and memory, as ratios taken in one run
	$(PYTHON) -m benchmarks.generation
	$(PYTHON) -m benchmarks.evidence
	$(PYTHON) -m benchmarks.retrieval
	$(PYTHON) -m benchmarks.planning
	$(PYTHON) -m benchmarks.training
	$(PYTHON) -m benchmarks.identifiers
	$(PYTHON) -m benchmarks.planted
	$(PYTHON) -m benchmarks.memorization
	$(PYTHON) -m benchmarks.reconstruction

lock: $(STAMP)  ## make both locks again from pyproject.toml (needs uv in .venv)
	PATH="$(abspath $(VENV))/bin:$$PATH" sh requirements/lock.sh

clean:  ## remove the environment and the demo's output
	rm -rf $(VENV) demo
