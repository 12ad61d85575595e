# The project's commands. `make run` needs Python 3.11–3.13 and make, nothing else.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PY := $(BIN)/python

.PHONY: run test test-sqlite lint bench lock shots clean translations

run: .venv/.runtime
	@mkdir -p var/media var/mail
	@$(PY) manage.py compile_translations
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py seed_demo --once
	@$(PY) -m config.run

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11、3.12 或 3.13"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock | .venv/bin/python
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock | .venv/bin/python
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@ .venv/.runtime

# The smoke run on SQLite, then everything on a real PostgreSQL and a real Redis.
test: test-sqlite
	$(PY) -m tests.servers $(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

test-sqlite: .venv/.dev
	DATABASE_URL= $(PY) -m pytest -n 2 -m smoke

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m tests.deploy_check

bench: .venv/.dev
	$(PY) -m tests.servers $(PY) -m benchmarks

shots: .venv/.dev
	$(PY) -m tests.frontend.shots

lock: .venv/.dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf var staticfiles .pytest_cache .ruff_cache .coverage htmlcov
