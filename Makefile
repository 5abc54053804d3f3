# For users: `make` does the main job, `make test` runs the tests, `make help` lists the rest.

PYTHON ?= python3
VENV   ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY     := "$(BIN)/python"
READY  := $(VENV)/.ready
# Package index for another torch build, such as the smaller one for CPUs: make TORCH_INDEX=URL
TORCH_INDEX ?=
NAME   ?=
# make book SOLUTIONS=no leaves out the page of solutions
SOLUTIONS ?= yes
export PYTHONUTF8 := 1

.DEFAULT_GOAL := all
.PHONY: all test help book serve notebooks site release sample grade feedback solutions verify bench lint format clean pins system

all: book grade feedback notebooks ## the main job: book, assignments, a graded sample class, feedback pages, notebooks
	@echo
	@echo "The book:      _build/html/index.html      (make serve shows it)"
	@echo "Assignments:   _build/course/release/"
	@echo "Feedback:      _build/course/feedback/"
	@echo "For Colab:     _build/notebooks/"

test: $(READY) system ## run every test, two folders of tests at a time
	@echo "== tests"
	@$(PY) -m pytest --numprocesses 2 $(ARGS)

help: ## list the targets
	@echo "make            the main job: see 'all'"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

book: $(READY) ## build the book into _build/html
	@echo "== the book"
	@$(PY) book/build.py html $(if $(filter no,$(SOLUTIONS)),--no-solutions)

serve: book ## build the book and serve it on this machine
	@$(PY) book/build.py serve

notebooks: $(READY) ## write the chapters as notebooks for Colab into _build/notebooks
	@echo "== notebooks for Colab"
	@$(PY) book/build.py notebooks $(if $(filter no,$(SOLUTIONS)),--no-solutions)

site: all ## collect book, notebooks and assignments for publishing in _build/site
	@echo "== the site"
	@$(PY) book/build.py site $(if $(filter no,$(SOLUTIONS)),--no-solutions)

release: $(READY) ## build the assignments and release them into _build/course/release
	@echo "== the assignments"
	@$(PY) -m autograder release

sample: release ## write the submissions of the sample class into _build/course/submitted
	@echo "== the sample class"
	@$(PY) -m autograder sample

grade: sample ## grade the sample class
	@echo "== grading"
	@$(PY) -m autograder doctor --quick \
	  || echo "The sample class is the course's own, so it is graded without a sandbox."
	@$(PY) -m autograder grade --allow-unsandboxed

feedback: grade ## write a feedback page for every student of the sample class
	@echo "== feedback"
	@$(PY) -m autograder feedback

solutions: $(READY) ## write the solved notebooks into _build/solved, for self-study
	@echo "== solved notebooks"
	@$(PY) -m autograder solutions

verify: $(READY) ## test the checks: right answers pass, stubs and wrong answers fail
	@$(PY) -m autograder verify

bench: $(READY) ## run the benchmarks
	@$(PY) benchmarks/layers.py
	@$(PY) benchmarks/grading.py

lint: $(READY) ## check the code for mistakes and formatting
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: $(READY) ## format the code
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

clean: ## remove build output, but keep the virtual environment
	rm -rf _build .pytest_cache .hypothesis .ruff_cache

pins: $(READY) ## pin the versions of the installed packages in requirements.txt
	@{ head -n 1 requirements.txt; \
	   $(PY) -m pip freeze --exclude-editable --exclude cnncourse | sed 's/+cpu$$//'; } > requirements.new
	@mv requirements.new requirements.txt

# Report missing system packages; tests that need them are skipped and say so.
system:
	@command -v "$${CNNCOURSE_CHROMIUM:-chromium}" >/dev/null || command -v chromium-browser >/dev/null \
	  || command -v google-chrome >/dev/null \
	  || echo "Chromium is missing: the tests of the pages will be skipped. On Debian: apt-get install chromium"
	@command -v bwrap >/dev/null \
	  || echo "bubblewrap is missing: the tests of the sandbox will be skipped. On Debian: apt-get install bubblewrap"

$(READY): requirements.txt pyproject.toml
	@echo "== the virtual environment $(VENV)"
	@test -x $(PY) || $(PYTHON) -m venv "$(VENV)" \
	  || { echo "$(PYTHON) cannot create a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$$(grep '^torch==' requirements.txt)"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch "$(READY)"
