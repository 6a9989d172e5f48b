# Every target sets up what it needs. `make test` is what CI runs.
PYTHON ?= python3
BIN := .venv/bin
BUNDLE := tgwidget/widget/static/widget.js
JS := $(shell find js/src js/build.mjs js/names.mjs js/package-lock.json -type f 2>/dev/null)
PY_READY := .venv/.ready
# Whole files go to one worker: what a file sets up is set up once.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: .chromium help setup demo test check unit notebooks browser test-peers bench bench-engines bench-core bench-browser bench-widget bench-machine bench-journal pictures format clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

$(PY_READY): pyproject.toml
	@node --version >/dev/null 2>&1 || { echo "tgwidget's front end is built with node 20 or newer: install it first"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1' uv
	# uv takes seconds; pip does it where uv cannot.
	TGWIDGET_SKIP_JS=1 $(BIN)/uv pip install --quiet --python $(BIN)/python --editable . --group dev \
	  || TGWIDGET_SKIP_JS=1 $(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

js/node_modules/.ready: js/package-lock.json
	cd js && npm ci --no-audit --no-fund
	@touch $@

$(BUNDLE): js/node_modules/.ready $(JS)
	cd js && npm run build
	@touch $@

setup: $(PY_READY) $(BUNDLE)  ## Install everything into .venv and build the front end

demo: setup  ## Open the first notebook in JupyterLab; HEADLESS=1 runs it in the terminal
ifeq ($(HEADLESS),1)
	$(BIN)/python -m tgwidget.demo
else
	$(BIN)/jupyter lab $(AS_ROOT) --LabApp.default_url=/lab/tree/notebooks/01-first-run.ipynb
endif

test: setup check unit notebooks browser test-peers  ## Run every check

check: setup  ## Linters, types, the contract and the front end's own tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cd js && npx --no-install pyright --project ..
	@mkdir -p build && $(BIN)/python -m tgwidget.events build/protocol.ts && cmp build/protocol.ts js/src/protocol.ts \
	  || { echo "js/src/protocol.ts is stale: run .venv/bin/python -m tgwidget.events"; exit 1; }
	cd js && npm run lint && npm run typecheck && npm test

unit: setup  ## The Python tests
	$(BIN)/python -m pytest $(PARALLEL) --ignore tests/browser --ignore tests/peers

notebooks: setup  ## Run every notebook and compare its outputs
	@rm -rf build/home # no journal of an earlier time
	TGWIDGET_HOME=$(CURDIR)/build/home TGWIDGET_REVIEW=accept TGWIDGET_SIMULATED_RATE=0 $(BIN)/python -m pytest $(PARALLEL) --nbval notebooks

.chromium:
	@command -v chromium >/dev/null 2>&1 && exit 0; \
	echo "The browser tests need Debian's chromium; installing it"; \
	(apt-get update && apt-get install --yes --no-install-recommends chromium) >/dev/null \
	  || (sudo -n apt-get update && sudo -n apt-get install --yes --no-install-recommends chromium) >/dev/null \
	  || { echo "chromium is missing and could not be installed: apt-get install chromium"; exit 1; }

browser: setup .chromium  ## The widget in a real JupyterLab and Chromium, on four kernels
	$(BIN)/python -m tests.browser.environments
	$(BIN)/python -m pytest $(PARALLEL) --no-loadscope-reorder --timeout 300 --reruns 1 tests/browser

test-peers: setup  ## Both adapters against real servers with random weights
	# llama-cpp is built from source, in minutes: make test-peers PEERS="transformers llama-cpp"
	$(BIN)/python -m tests.peers.environments $(PEERS)
	$(BIN)/python -m pytest $(PARALLEL) --dist loadgroup tests/peers -rs

bench: bench-core bench-engines bench-browser bench-widget  ## Print every figure

bench-core: setup
	$(BIN)/python -m tests.bench.bench_core

bench-engines: setup
	$(BIN)/python -m tests.bench.bench_engines

bench-browser: setup .chromium
	$(BIN)/python -m tests.bench.bench_browser

bench-widget: setup .chromium  ## What the widget costs the page
	$(BIN)/python -m tests.bench.bench_widget

bench-machine: setup  ## 50,000 random steps of persons, program and model
	$(BIN)/python -m tests.bench.machine

bench-journal: setup  ## What a journal costs, and 500 kills at random moments
	$(BIN)/python -m tests.bench.journal
	$(BIN)/python -m tests.bench.crashes 500

pictures: setup .chromium  ## Take the README's screenshots from a real run
	$(BIN)/python -m tests.browser.pictures

format: setup  ## Format everything
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	cd js && npx --no-install biome check --write .

clean:  ## Remove everything that was built
	rm -rf .venv .kernels build dist js/node_modules tgwidget/widget/static
