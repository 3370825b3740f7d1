# make serve   build the book and read it at http://127.0.0.1:8000 (PORT=8001 for another port)
# make test    run every test, in a real browser too
# make colab   run every chapter alone, in a clean environment, as Colab does
# make compat  run units and chapters on the oldest and the newest packages, on every Python there is
# make reseed  run every chapter with other seeds, 20 times, and name what hangs on the draw
# make book    build the book into _build/html
# make bench   measure figures against PNGs and a live kernel, and gradients against loops
# make audit   let Lighthouse judge chapter 1, as a phone and a desk see it
# make experiments   compute the table of chapter 11 again, in about ten minutes
# make lint    check the style of code, notebooks and workflows
# make clean   remove all that the other commands made
# make lock    pin the newest versions in constraints.txt
# make address REPOSITORY=https://github.com/you/name [REF=main]   say where the course is published

PYTHON ?= python3
PORT ?= 8000
REF ?= main

BIN := .venv/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9
SOURCES := _config.yml _toc.yml $(shell find chapters tools _ext _static -type f \
	-not -path '*/node_modules/*' -not -path '*/__pycache__/*' -not -path '*/.*')

.PHONY: serve test colab compat reseed book bench audit experiments lint clean lock address

serve: book
	@$(BIN)/python _ext/serve.py $(PORT)

book: _build/html/.complete

# Both run, whichever fails. Chapters stay with one worker, which executes each of them once.
test: .venv/tests
	@$(BIN)/python tests/chromium.py
	@start=$$(date +%s); $(MAKE) --no-print-directory book; book=$$?; \
	echo "The book took $$(($$(date +%s) - start)) s"; \
	$(BIN)/pytest --numprocesses 2 --dist loadgroup && exit $$book

colab: .venv/tests
	@$(BIN)/pytest -v --numprocesses 2 -m "" tests/test_colab.py

compat: .venv/tests
	@$(BIN)/python tests/compat.py $(AGE)

reseed: .venv/tests
	@$(BIN)/python tests/reseed.py

bench: .venv/tests
	@$(BIN)/python tests/chromium.py
	@for bench in tests/bench_*.py; do $(BIN)/python $$bench || exit 1; done

audit: book .venv/tests
	@$(BIN)/python tests/chromium.py
	@$(BIN)/python tests/audit/lighthouse.py

experiments: .venv/book
	@$(BIN)/python experiments/success_table.py

lint: .venv/tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/python tests/lint/workflows.py

clean:
	rm -rf .venv _build *.egg-info _ext/*/node_modules tests/*/node_modules
	find . -name __pycache__ -prune -exec rm -rf {} +

lock: $(UV)
	: > constraints.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header \
		--no-emit-package life-of-a-gradient --output-file constraints.txt requirements.txt tests/requirements.txt

address: .venv/book
	@$(BIN)/python _ext/address.py "$(REPOSITORY)" "$(REF)"

_build/html/.complete: .venv/book $(SOURCES)
	@rm -rf _build/html  # a page that left the book must not stay
	$(BIN)/jupyter-book build . -W -n --keep-going
	@touch $@

# An installation is made once, and again when what it was made from has changed.
.venv/book: $(UV) requirements.txt constraints.txt pyproject.toml
	$(call install,requirements.txt)

.venv/tests: .venv/book tests/requirements.txt
	$(call install,tests/requirements.txt)

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(call stop,The book \
	needs Python 3.11 or newer and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | tail -n 1); name another with: make PYTHON=python3.12)
	@$(PYTHON) -m venv .venv > /dev/null || $(call stop,$(PYTHON) has no working venv module; on Debian: apt install python3-venv)
	@$(BIN)/pip install --quiet --retries 1 uv==$(UV_VERSION) > .venv/install.log 2>&1 || $(call stop,$(no_packages))

no_packages = The packages could not be installed: is there a network? The installer wrote .venv/install.log
stop = { echo "$(1)" >&2; exit 1; }
define install
@echo "Installing $(1)"
@$(UV) pip install --quiet --python $(BIN)/python -r $(1) > .venv/install.log 2>&1 || $(call stop,$(no_packages))
@touch $@
endef
