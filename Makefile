# make demo    analyse the example article
# make test    run all tests
# make check   format, lint and types
# make dist    build what is published into dist/, and try it where the sources aren't
# Each sets up what it needs, in .venv, and again only when a pyproject.toml has changed.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PLUGINS = $(sort $(wildcard plugins/*/pyproject.toml)) benchmarks/pyproject.toml
PROJECTS = pyproject.toml $(PLUGINS)
FOLDERS = $(patsubst %/,%,$(dir $(PROJECTS)))
EDITABLE_PLUGINS = $(foreach file,$(PLUGINS),--editable $(dir $(file)))
SOURCES = src $(wildcard plugins/*/src) benchmarks/src
TESTS = tests $(wildcard plugins/*/tests) benchmarks/tests
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

# Published corpora that some tests measure on; without them those tests are skipped.
ifneq ($(wildcard ../shared/data),)
export STANCEKIT_DATA ?= $(abspath ../shared/data)
endif

.PHONY: demo test check dist format clean

demo: $(VENV)/.ready
	$(BIN)/stancekit analyze examples/talks.txt

# Each test process has one processor: threads of its own would only wait for each other. What is compiled is kept,
# since many tests start processes. Files are handed out in the order of tests/conftest.py, the longest first.
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(TESTS)

check: $(VENV)/.ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict $(SOURCES)

# The wheels are built from the sdists, so that these are whole. Our own distributions are installed from dist/ alone, by
# their files, and then asked for by the name that the README gives; the index has only what they need. All of it in a
# folder with nothing else in it, which is removed again if all went well.
dist: $(VENV)/.ready-dist
	rm -rf dist
	for folder in $(FOLDERS); do $(BIN)/python -m build --outdir dist $$folder || exit 1; done
	$(BIN)/twine check --strict dist/*
	set -e; unset PYTHONPATH; tried=$$(mktemp -d); built=$$PWD/dist; cp examples/talks.txt $$tried; \
	$(PYTHON) -m venv $$tried/env; cd $$tried; export PIP_DISABLE_PIP_VERSION_CHECK=1; \
	env/bin/python -m pip install --quiet $$built/*.whl; \
	env/bin/python -m pip install --quiet --no-index --find-links $$built "stancekit[rules]"; \
	env/bin/python -m pip check; \
	env/bin/stancekit analyze talks.txt > said.txt; tail -n 3 said.txt; grep -q ready_to_negotiate said.txt; \
	cd $$built; rm -rf $$tried
	@ls dist

format: $(VENV)/.ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: $(PROJECTS) | $(BIN)/python
	$(PIP) install --editable ".[all]" $(EDITABLE_PLUGINS)
	@touch $@

$(VENV)/.ready-dev: $(PROJECTS) | $(BIN)/python
	$(PIP) install --editable ".[dev]" $(EDITABLE_PLUGINS)
	@touch $@ $(VENV)/.ready

$(VENV)/.ready-dist: | $(BIN)/python
	$(PIP) install "build>=1.2" "twine>=6.1"
	@touch $@
