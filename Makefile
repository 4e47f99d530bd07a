# What each command does stands in the README.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/requirements.stamp
DEV := $(VENV)/requirements-dev.stamp

.PHONY: run test facts audit bench attack admin check backup restore torture screenshots lock
.DELETE_ON_ERROR:

run: $(RUNTIME)
	@exec $(BIN)/python -m xiaojuren_site.run

test: $(DEV)
	@tests/tools/install
	$(BIN)/pytest --numprocesses 3
	$(BIN)/python -m tests.postgres pytest --numprocesses 3

facts: $(DEV)
	@$(if $(FACTS),,echo "Which folder? make facts FACTS=..." >&2; exit 1)
	@$(BIN)/python tests/tools/compare_facts.py "$(FACTS)"

audit: $(DEV)
	@tests/tools/install --for-audit
	$(BIN)/python -m tests.tools.audit

attack: $(DEV)
	@tests/tools/install
	ANY_INPUT_EXAMPLES=2500 $(BIN)/pytest --quiet tests/site/test_any_input.py
	$(BIN)/python -m tests.tools.attack

bench: $(DEV)
	@tests/tools/install --for-bench
	$(BIN)/python -m tests.tools.bench

admin: $(RUNTIME)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createsuperuser

check: $(DEV)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/hadolint Dockerfile
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.tools.secret_scan
	$(BIN)/python manage.py makemigrations --check --dry-run
	SITE_URL=https://example.org TRUSTED_PROXIES=127.0.0.1 EMAIL_URL=smtps://a%40example.org:b@localhost:465 \
		SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

backup: $(RUNTIME)
	@$(BIN)/python manage.py backup

restore: $(RUNTIME)
	@$(if $(FILE),,echo "Which backup? make restore FILE=var/backups/..." >&2; exit 1)
	@$(BIN)/python manage.py restore "$(FILE)"

torture: $(DEV)
	@tests/tools/install
	$(BIN)/python -m tests.tools.torture sqlite
	$(BIN)/python -m tests.tools.torture postgresql

screenshots: $(DEV)
	@tests/tools/install
	$(BIN)/pytest --quiet tests/tools/screenshots.py tests/tools/handbook.py

# The lock: every version and hash of the public registry, whatever this machine's pip is told.
COMPILE := env -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL -u PIP_FIND_LINKS PIP_CONFIG_FILE=/dev/null \
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-annotate --no-emit-options
DEV_GROUP := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")

lock: $(DEV)
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(BIN)/python -c '$(DEV_GROUP)' | \
		$(COMPILE) --output-file requirements-dev.txt requirements.txt -

# The environment, made anew only where a lock has changed.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(BIN)/python
	@echo "Installing the locked requirements ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installing the locked requirements of development ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
