# Two commands set everything up on a machine that has git, make and Python >= 3.11: `make demo`, `make test`.
PYTHON ?= python3
PY := .venv/bin/python
UV := .venv/bin/uv
WORKERS ?= auto
INSTALL := $(UV) pip install --quiet --python $(PY) --require-hashes

export FAHRWASSER_DEMO ?= 1
export FAHRWASSER_MFA ?= off
export FAHRWASSER_TODAY ?= 2026-03-09

.PHONY: demo stop reset test check bench env env-dev frontend lock

demo: env frontend
	@$(PY) manage.py demo up

stop:
	@test ! -x $(PY) || $(PY) manage.py demo stop

reset:
	@test ! -x $(PY) || $(PY) manage.py demo reset

test: env-dev frontend
	@$(PY) -m tests.browser
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: env-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy fahrwasser tests tools
	.venv/bin/lint-imports --no-cache
	.venv/bin/djlint --quiet --lint fahrwasser
	$(PY) manage.py makemigrations --check --dry-run

bench: env-dev
	$(PY) manage.py bench $(ARGS)

env: .venv/.installed
env-dev: .venv/.installed-dev

.venv/.bootstrapped: requirements-build.lock
	@$(PYTHON) -c 'import sys; sys.exit("Fahrwasser needs Python 3.11 to 3.13.") if not (3, 11) <= sys.version_info < (3, 14) else None'
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@touch $@

.venv/.installed: .venv/.bootstrapped requirements.lock
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/.installed-dev: .venv/.bootstrapped requirements-dev.lock
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

frontend: .venv/.bootstrapped
	@$(PY) tools/frontend.py


lock: .venv/.bootstrapped
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --group build -c requirements-dev.lock -o requirements-build.lock
