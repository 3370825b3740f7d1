# make serve   build the book and read it at http://127.0.0.1:8000 (PORT=8001 for another port)
# make watch   the same, built again and reloaded in the browser on every change
# make test    run the tests, in a real browser too, but for the few that run every week
# make colab   run every chapter alone, in a clean environment, as Colab does
# make live    run every chapter whole in the page, in a real browser
# make engines look at every page in Firefox and in Safari's engine, which `make test` samples
# make paper   print the book twice, and look at every page of it
# make torch   run the hooks of chapter 14 under PyTorch, which it installs beside the environment
# make faults  kill builds and installations at many moments, and look at what comes after
# make compat  run units and chapters on the oldest and the newest packages, on every Python there is,
#              and on those that run in a page
# make reseed  run every chapter with other seeds, 20 times, and name what hangs on the draw
# make vulnerabilities   look up what is known to be vulnerable in constraints.txt
# make book    build the book into _build/html
# make book SOLUTIONS=no   the same for a class, without the worked solutions; also with serve and watch
# make bench   measure figures against PNGs and a live kernel, gradients against loops, and
#              Python in the page against JupyterLite and marimo
# make reading CHAPTERS="ch01 ch02"   measure how chapters read: words, code, pictures, symbols; or all
# make audit   let Lighthouse judge every page, as a phone and a desk see it, in about ten minutes
# make pdf     print the book as one file, and three sheets of one page, into _build/paper
# make zip     pack the site into one file, with the PDFs if they are printed, and offer both on its first page
# make experiments   compute what chapters 11 and 14 show again, in about an hour; the latter
#              needs PyTorch, which `make torch` brings
# make lint    check the style of code, notebooks and workflows
# make clean   remove all that the other commands made
# make lock    pin the newest versions in constraints.txt
# make address REPOSITORY=https://github.com/you/name [REF=main]   say where the course is published

PYTHON ?= python3
PORT ?= 8000
REF ?= main
SOLUTIONS ?= yes
# What `make torch` gives to uv.
TORCH ?= --torch-backend cpu torch
export SOLUTIONS

BIN := .venv/bin
# Scripts of the tests find what the rooms share.
RUN := PYTHONPATH=$(CURDIR):$(CURDIR)/tests:$(CURDIR)/_ext $(BIN)/python

.PHONY: serve watch port python packages test-packages test colab engines torch live faults compat reseed vulnerabilities book pdf zip paper paper-packages bench reading audit experiments lint clean lock address published

serve: port book
	@$(BIN)/python _ext/serve.py "$(PORT)"

watch: port book
	@$(BIN)/python _ext/serve.py --watch "$(PORT)"

# Before the book is built, not after.
port: python
	@$$(test -x $(BIN)/python && echo $(BIN)/python || echo $(PYTHON)) _ext/serve.py --check "$(PORT)"

book: packages
	@$(BIN)/python _ext/build.py

# Both run, whichever fails.
test: test-packages
	@$(BIN)/python _ext/chromium.py
	@$(RUN) tests/engines.py || echo "The tests name it, too, and go on without"
	@start=$$(date +%s); $(MAKE) --no-print-directory book; book=$$?; \
	echo "The book took $$(($$(date +%s) - start)) s"; \
	$(BIN)/pytest --numprocesses 2 && exit $$book

pdf: book paper-packages
	@$(BIN)/python _ext/chromium.py
	@$(BIN)/python _ext/paper.py

zip: book
	@$(BIN)/python _ext/offers.py

paper: book test-packages
	@$(BIN)/pytest -v -m scheduled tests/site/test_paper.py

colab: test-packages
	@$(BIN)/pytest -v --numprocesses 2 -m "" tests/chapters/test_colab.py

live: book test-packages
	@$(BIN)/pytest -v --numprocesses 2 -m scheduled tests/site/test_live.py

engines: book test-packages
	@$(RUN) tests/engines.py
	@$(BIN)/pytest -v -m "" tests/site/test_engines.py

torch: test-packages
	@$(BIN)/uv pip install --quiet --target .venv/torch $(TORCH)
	@PYTHONPATH=$(CURDIR)/.venv/torch $(BIN)/pytest -v tests/chapters/test_hooks.py \
		tests/chapters/test_chapters.py tests/chapters/test_chapter_exercises.py -k "hooks or ch14"

faults: book test-packages
	@$(BIN)/pytest -v -m scheduled tests/build/test_build_faults.py tests/build/test_make.py

compat: test-packages
	@$(RUN) tests/build/compat.py $(AGE)

reseed: test-packages
	@$(RUN) tests/chapters/reseed.py

vulnerabilities: test-packages
	@$(BIN)/pytest -v -m scheduled tests/build/test_vulnerabilities.py
	@$(RUN) tests/build/vulnerabilities.py

bench: book test-packages
	@$(BIN)/python _ext/chromium.py
	@for bench in tests/bench/bench_*.py; do $(RUN) $$bench || exit 1; done

reading: book test-packages
	@$(BIN)/python _ext/chromium.py
	@$(RUN) tests/site/reading.py $(CHAPTERS)

audit: book test-packages
	@$(BIN)/python _ext/chromium.py
	@$(BIN)/python tests/audit/lighthouse.py

experiments: packages
	@$(BIN)/python experiments/success_table.py
	@$(BIN)/python experiments/cures_table.py
	@PYTHONPATH=$(CURDIR)/.venv/torch $(BIN)/python experiments/debugged_networks.py

lint: test-packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/python tests/lint/workflows.py

clean:
	rm -rf .venv _build *.egg-info _ext/*/node_modules tests/*/node_modules .hypothesis .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

lock: packages
	: > constraints.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header \
		--no-emit-package life-of-a-gradient --output-file constraints.txt requirements.txt _ext/paper/requirements.txt tests/requirements.txt

published: packages
	@$(BIN)/python _ext/address.py --check

address: packages
	@$(BIN)/python _ext/address.py "$(REPOSITORY)" "$(REF)"

packages: python
	$(call install,requirements.txt)

test-packages: python
	$(call install,requirements.txt _ext/paper/requirements.txt tests/requirements.txt)

paper-packages: python
	$(call install,requirements.txt _ext/paper/requirements.txt)

# The script knows whether an installation is whole and was made for this folder.
install = @$(BIN)/python _ext/install.py --is-current $(1) 2>/dev/null || $(PYTHON) _ext/install.py $(1)

# Where an environment stands, it brings its own Python.
python:
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	"The book needs Python 3.11 or newer and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | tail -n 1); name another with: make PYTHON=python3.12" >&2; exit 1; }
