# The project's commands. `make run` needs Python 3.11–3.13 and make, nothing else.
# Any of these Pythons will do to begin with; -I keeps what the environment says to other programs away from ours.
PYTHON := $(shell for p in "$(PYTHON)" python3.13 python3.12 python3.11 python3; do test -n "$$p" && command -v "$$p" >/dev/null 2>&1 && "$$p" -I -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' >/dev/null 2>&1 && echo "$$p" && break; done)
MACHINE = $(if $(PYTHON),"$(PYTHON)" -I config/machine.py,echo "需要 Python 3.11、3.12 或 3.13：这台机器上没有找到" && false)
PY = @$(MACHINE) with --dev
BIN := .venv/bin

.PHONY: run ready dev test drills test-sqlite check pure lint translations bench lock shots clean help

run: ## the whole product with demo data on http://127.0.0.1:8000, or PORT=…
	@$(MACHINE) run

ready: ## .venv with every package, for an editor or a check that calls it directly
	$(PY) -c ""

# Where the demonstration keeps its data. Without a worker and a beat nothing happens by the clock: `make run` does that.
dev: ## pages that reload when the code changes, on the same SQLite and demo data; web only, a worker does not reload; PORT=…
	@mkdir -p var/media var/mail
	$(PY) manage.py compile_translations
	$(PY) manage.py migrate --verbosity=0
	$(PY) manage.py seed_demo --once
	$(PY) manage.py runserver $(or $(PORT),8000)

# Side by side, a processor each: a second process for the tests would only read all of them once more.
check: ## lint, and the tests that need no database and no server: about a minute, before every commit
	@$(MAKE) --no-print-directory -j 2 lint pure

pure:
	$(PY) -m pytest -m "pure and not browser" $(ARGS)

# The smoke run on SQLite, then everything but the drills on a real PostgreSQL and a real Redis: those that
# TEST_DATABASE_URL and TEST_REDIS_URL name, else two that are started for the run. ARGS goes to pytest.
test: test-sqlite ## everything but the drills, on a real PostgreSQL and Redis of its own; ARGS="…" goes to pytest
	$(PY) -m tests.servers .venv/bin/python -m pytest -n 2 --dist loadgroup -m "not drill" $(ARGS)

drills: ## what is tried on the whole product and takes its time: every form, day and route, whole journeys, kills
	$(PY) -m pytest -n 2 -m days $(ARGS)
	$(PY) -m tests.servers .venv/bin/python -m pytest -n 2 --dist loadgroup -m "drill and not days" $(ARGS)

test-sqlite: ## the smoke tests on SQLite
	$(PY) -m pytest -n 2 -m smoke

lint: ## style of Python and templates, types, who may import whom, migrations, deployment settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m djlint --lint --quiet accounts challenges frontend notifications
	$(PY) -m djlint --check --quiet accounts challenges frontend notifications
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m tests.deploy_check

translations: ## sentences without English, idle, twice or too high; ARGS=--write puts them right
	$(PY) -m tests.translations $(ARGS)

bench: ## the measurements of benchmarks/, 20,000 made-up requests a role among them (hours); ARGS="pages ranking" for some
	$(PY) -m tests.servers .venv/bin/python -m benchmarks $(ARGS)

shots: ## pictures of every kind of page, wide and narrow
	$(PY) -m tests.frontend.shots

lock: ## the lock files anew from pyproject.toml
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove the demo data and what tools left
	rm -rf var staticfiles .pytest_cache .ruff_cache .mypy_cache .coverage htmlcov

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'
