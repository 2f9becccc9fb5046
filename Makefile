# Everything a person or CI does here. Needs Python >= 3.11, git and make; `make setup` brings the rest into .venv.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench docs pictures lock clean

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys, venv; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUNTIME := .venv/.runtime
STAMP := .venv/.ready
PEERS := .venv/.peers
JOBS ?= 2

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

setup: $(STAMP) ## Make the environment in .venv

# What shipcheck itself needs, at the versions that were tested: seconds, not the minute that the workshop takes.
$(RUNTIME): pyproject.toml .ci/requirements.txt
	@test -n "$(PYTHON)" || { echo "no Python >= 3.11 found: install one, or say make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/requirements.txt -e .
	@touch $(RUNTIME)

$(STAMP): $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r .ci/requirements.txt
	@touch $(STAMP)

demo: $(RUNTIME) ## See what shipcheck says about a badly kept app, and about its clean twin, also when they run
	@echo "examples/badly-kept:"; echo
	@$(BIN)/shipcheck check --root examples/badly-kept; test $$? -eq 1
	@echo; echo "examples/well-kept:"; echo
	@$(BIN)/shipcheck check --root examples/well-kept
	@echo; if test "$$(docker version --format '{{.Server.Os}}' 2>/dev/null)" = linux; then \
		echo "examples/badly-kept, built and run:"; echo; \
		$(BIN)/shipcheck run --root examples/badly-kept; test $$? -eq 1 || exit 1; \
		echo; echo "examples/well-kept, built and run:"; echo; \
		$(BIN)/shipcheck run --root examples/well-kept; \
	else echo "No engine answers here, so the examples were not built and run (Docker with Linux containers would do)."; fi

test: $(STAMP) ## Run all tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

lint: $(STAMP) ## Check types, style and our own rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --quiet .github/workflows
	$(BIN)/shipcheck check

# bandit and semgrep want an environment of their own; without it the figures are those of the other peers, and say so.
$(PEERS):
	$(PYTHON) -m venv $(PEERS)
	-$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check bandit==1.9.4 semgrep==1.185.0

bench: $(STAMP) $(PEERS) ## Time the hooks, the secret scanner and the static check against their peers, and a run against doing it by hand
	$(BIN)/python bench/hooks.py
	$(BIN)/python bench/secrets.py
	$(BIN)/python bench/static.py --peers $(PEERS)
	$(BIN)/python bench/run.py

docs: $(STAMP) ## Rewrite everything that is written by machine
	$(BIN)/python -m pytest -q --update tests/test_every_rule.py tests/test_every_hook.py tests/unit

pictures: $(STAMP) ## Draw the comments that README shows (needs Chromium, and Node's packages of the tests)
	cd tests && ../$(BIN)/python -m action.pictures ../docs/pictures green-light green-dark red-light red-dark

lock: $(STAMP) ## Compile .ci/requirements.txt and the action's requirements anew
	$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file .ci/requirements.txt pyproject.toml .ci/requirements.in
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
		--custom-compile-command "make lock" --constraint .ci/requirements.txt --output-file action/requirements.txt pyproject.toml

clean: ## Remove what setup and the tools have made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist
