# The project's commands. `make run` needs Python 3.11–3.13 and make, nothing else.
# Any of these Pythons will do to begin with; -I keeps what the environment says to other programs away from ours.
PYTHON := $(shell for p in "$(PYTHON)" python3.13 python3.12 python3.11 python3; do test -n "$$p" && command -v "$$p" >/dev/null 2>&1 && "$$p" -I -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' >/dev/null 2>&1 && echo "$$p" && break; done)
MACHINE = $(if $(PYTHON),"$(PYTHON)" -I config/machine.py,echo "需要 Python 3.11、3.12 或 3.13：这台机器上没有找到" && false)
PY = @$(MACHINE) with --dev
BIN := .venv/bin

.PHONY: run test drills test-sqlite lint translations bench lock shots clean

run:
	@$(MACHINE) run

# The smoke run on SQLite, then everything but the drills on a real PostgreSQL and a real Redis: those that
# TEST_DATABASE_URL and TEST_REDIS_URL name, else two that are started for the run. ARGS goes to pytest.
test: test-sqlite
	$(PY) -m tests.servers .venv/bin/python -m pytest -n 2 --dist loadgroup -m "not drill" $(ARGS)

# What is tried on the whole product and takes its time: every form, every day, every route, whole journeys, kills.
drills:
	$(PY) -m tests.servers .venv/bin/python -m pytest -n 2 --dist loadgroup -m drill $(ARGS)

test-sqlite:
	$(PY) -m pytest -n 2 -m smoke

lint:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m tests.deploy_check

# What has no English, what is used no more, what stands twice; ARGS=--write puts it right.
translations:
	$(PY) -m tests.translations $(ARGS)

bench:
	$(PY) -m tests.servers .venv/bin/python -m benchmarks

shots:
	$(PY) -m tests.frontend.shots

lock:
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf var staticfiles .pytest_cache .ruff_cache .coverage htmlcov
