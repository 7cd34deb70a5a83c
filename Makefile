# Three commands matter: `make demo`, `make test`, `make proof`. `make help` lists the rest.
# Everything lives in .venv and .cache; nothing is installed outside but Chromium (tests only, by apt where allowed).

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export UV_SYSTEM_CERTS = 1
export UV_LINK_MODE = copy
export PYTHONUNBUFFERED = 1
# .venv is ours to write in: without bytecode every process compiles 1,700 modules, three seconds each time.
unexport PYTHONDONTWRITEBYTECODE
UV = $(BIN)/uv --cache-dir $(CURDIR)/.cache/uv --no-config

.PHONY: help demo setup test check proof bench format lock sbom browser clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

demo: $(VENV)/.runtime  ## set up all it needs and open a running school (PORT=9000 make demo moves it)
	@$(BIN)/waypost demo --port $(PORT)

setup: $(VENV)/.dev  ## make .venv with everything for development

test: $(VENV)/.dev browser  ## set up all it needs, check types, layers and style, run every test
	@$(BIN)/python -m tests.run test

check: $(VENV)/.dev  ## style, types and layers only
	@$(BIN)/python -m tests.run check

proof: $(VENV)/.dev browser  ## everything at full size; ends in the table of docs/proof.md
	@$(BIN)/python -m tests.run proof

bench: $(VENV)/.dev  ## run the benchmarks and print their tables
	@for b in benchmarks/bench_*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

format: $(VENV)/.dev  ## put imports and layout in order
	@$(BIN)/ruff check --fix-only -q . ; $(BIN)/ruff format -q .

browser: $(VENV)/.dev
	@$(BIN)/python -m tests.setup_browser

lock: $(VENV)/.uv  ## refresh the locked versions from requirements/*.in
	@for f in build runtime dev; do \
	  $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements/$$f.in -o requirements/$$f.lock; done

sbom: $(VENV)/.runtime  ## write docs/sbom.cdx.json and docs/licences.md anew from the lock
	@$(BIN)/python -m waypost.parts

clean:  ## remove what make made (not your data)
	rm -rf $(VENV) .cache build *.egg-info

$(VENV)/.uv: requirements/build.lock
	@$(PYTHON) -c 'import sys; sys.exit("Waypost needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.11 demo" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up Waypost in $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/build.lock
	@touch $@

PREPARED := $(shell find waypost \( -path '*/static/*' -not -path '*/vendor/*' -o -name '*.po' \) -type f 2>/dev/null)

$(VENV)/.runtime: $(VENV)/.packages $(PREPARED)
	@$(BIN)/python -m waypost.setup
	@touch $@

$(VENV)/.packages: requirements/runtime.lock pyproject.toml $(VENV)/.uv
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/runtime.lock
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.runtime
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@touch $@
