# Everything a newcomer needs: Python 3.11 or newer, make, and nothing else.
#   make demo    set up and watch it work        make test   every gate and every test
#   make install leaves .venv/bin/bantay         make help   the rest

PYTHON ?= python3
UV     := 0.13.9
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/uv pip install --python $(BIN)/python --quiet

DEMO_ARGS   ?=
BARS_ARGS   ?=
PYTEST_ARGS ?=
TEST_CORES  ?= 3

# Where a shell forbids it, every process of a suite of processes would compile every library again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format bars docs lock sbom audit hooks clean distclean

help:
	@echo "make install     set up $(VENV) and leave $(BIN)/bantay"
	@echo "make demo        install, then bantay demo (DEMO_ARGS=...)"
	@echo "make test        ruff, mypy, import contracts, then pytest (PYTEST_ARGS=...)"
	@echo "make lint        the same without pytest"
	@echo "make format      let ruff format and mend"
	@echo "make bars        measure every bar and write it to a file; resumable (BARS_ARGS=...)"
	@echo "make docs        write the generated pages again"
	@echo "make lock        resolve requirements/*.lock again from pyproject.toml"
	@echo "make sbom        what Bantay is made of, as CycloneDX, into dist/"
	@echo "make audit       known holes in the locked libraries; needs a network, so no test runs it"
	@echo "make hooks       run the fast gates before each commit"
	@echo "make clean       remove caches and builds; distclean removes $(VENV) too"
	@echo "PYTHON=python3.12 chooses the interpreter."

install: $(VENV)/.stamp-project
	@echo "ready: $(BIN)/bantay"

demo: install
	@$(BIN)/bantay demo $(DEMO_ARGS)

lint: $(VENV)/.stamp-dev
	@echo "==> ruff check"
	@$(BIN)/ruff check .
	@echo "==> ruff format"
	@$(BIN)/ruff format --check .
	@echo "==> mypy --strict"
	@$(BIN)/mypy
	@echo "==> import contracts"
	@$(BIN)/lint-imports --no-logo

test: lint
	@echo "==> pytest"
	@$(BIN)/python -m pytest -n $(TEST_CORES) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

format: $(VENV)/.stamp-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bars: $(VENV)/.stamp-dev
	@$(BIN)/python -m bantay.bench bars $(BARS_ARGS)

docs: install
	@$(BIN)/python -m bantay.cli.client_code
	@$(BIN)/bantay docs

COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
           --generate-hashes --no-header --no-emit-index-url --quiet

lock: $(VENV)/.stamp-uv-$(UV)
	$(COMPILE) $(LOCK_ARGS) --extra console --group build --output-file requirements/base.lock
	$(COMPILE) $(LOCK_ARGS) --group dev --constraint requirements/base.lock --output-file requirements/dev.lock
	$(subst pyproject.toml,requirements/spark.in,$(COMPILE)) $(LOCK_ARGS) --output-file requirements/spark.lock

sbom: $(VENV)/.stamp-dev
	@$(BIN)/python -m bantay.bench.sbom

# Asks a public database of vulnerabilities about every pin of every lock. It is not in `make test`
# because its answer changes with the day and needs the network; run it before a release. Strict: a
# library about which the database could not be asked is a failure, and not one without findings.
audit: $(VENV)/.stamp-uv-$(UV)
	@for lock in base dev spark synapse; do $(BIN)/uv tool run pip-audit --strict --require-hashes --disable-pip \
	  --requirement requirements/$$lock.lock || exit 1; done

hooks: $(VENV)/.stamp-dev
	@$(BIN)/pre-commit install

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) .synapse .synapse.lock .spark .spark.lock

# Set-up, step by step. Each step leaves a stamp in the environment and is skipped while the
# stamp is newer than what it was made from; removing the environment removes the stamps.

define TOO_OLD
Bantay needs Python 3.11 or newer, but '$(PYTHON)' is $$($(PYTHON) -V 2>&1 | tail -n 1). \
Name another one, for example: make install PYTHON=python3.12
endef

define NO_VENV
'$(PYTHON) -m venv' failed, see above. On Debian and Ubuntu the package python3-venv is missing.
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "$(TOO_OLD)" >&2; exit 1; }
	@echo "==> environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(NO_VENV)" >&2; exit 1; }

$(VENV)/.stamp-uv-$(UV): | $(BIN)/python
	@echo "==> uv $(UV)"
	@$(BIN)/uv --version 2>/dev/null | grep -qF "uv $(UV)" \
	  || { { $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; } \
	  && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV); }
	@touch $@

$(VENV)/.stamp-base: requirements/base.lock $(VENV)/.stamp-uv-$(UV)
	@echo "==> libraries (requirements/base.lock)"
	@$(PIP) --require-hashes -r requirements/base.lock
	@touch $@

$(VENV)/.stamp-project: pyproject.toml src/bantay/model/version.py $(VENV)/.stamp-base
	@echo "==> bantay itself"
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.stamp-dev: requirements/dev.lock $(VENV)/.stamp-project
	@echo "==> tools for tests and gates (requirements/dev.lock)"
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@
