# make demo   makes .venv, installs, and speaks a Mandarin and an English sentence (VOICE=me.wav: in your own voice;
#             CONSENT="who agreed" where nobody can be asked)
# make test   installs what tests need and runs them
# make bench  prints the figures of benchmarks/ as JSON and draws them
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

.PHONY: demo test lint bench clean

demo: $(VENV)/.installed
	@$(PY) -m unisono demo $(if $(VOICE),--voice "$(VOICE)") $(if $(CONSENT),--consent "$(CONSENT)")

test: $(VENV)/.with-tests lint
	@$(PY) -m pytest -n 2 --dist loadfile

lint: $(VENV)/.with-tests
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check --quiet
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

bench: $(VENV)/.with-bench
	@$(PY) benchmarks/run.py

clean:
	rm -rf $(VENV) build dist demo.*

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "unisono needs Python 3.10 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo")'
	@echo "unisono: making $(VENV) and installing (about a minute) …"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -e .
	@echo "unisono: compiling the renderer (once) …"
	@$(PY) -c "from unisono.render.software import warm; warm()"
	@touch $@

$(VENV)/.with-tests: $(VENV)/.installed
	@$(PIP) install -e ".[test]"
	@touch $@

$(VENV)/.with-bench: $(VENV)/.installed
	@$(PIP) install -e ".[bench]"
	@touch $@
