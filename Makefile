# `make up` is the one to begin with. Each command installs what it needs, and repeats nothing that is done.

PYTHON ?= $(shell for p in .venv/bin/python python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && echo $$p && exit; \
	done; echo python3)
RUN = .venv/bin/python
# Both cores of a small machine; WORKERS=0 runs the tests in this one process.
WORKERS ?= 2
LOCK = .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-build-isolation \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

# The CDK would say it with every synthesis; `laptop/install.py` says which versions will do.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = 20

.PHONY: install up down clean test aws-test aws-sweep check bench openapi locks

install:
	@$(PYTHON) -m laptop install

up: install
	@$(RUN) -m laptop up

down: install
	@$(RUN) -m laptop down

clean: install
	@$(RUN) -m laptop clean

test: install
	$(RUN) -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder -rs

# Against a real account, or what of it the emulator can do: docs/aws-test.md says what it costs.
aws-test: install
	@$(RUN) -m account test

# Deletes what runs of aws-test that were cut off have left in an account.
aws-sweep: install
	@$(RUN) -m account sweep

check: install
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(RUN) -m pytest -q tests/docs tests/functions/test_openapi.py tests/infra/test_nag.py tests/infra/test_lint.py

bench: install
	@$(RUN) -m benchmarks

# After a change of an endpoint, its shapes or its examples.
openapi: install
	@$(RUN) -m openapi

# After a change of the dependencies in pyproject.toml or locks/ministack.in.
locks: install
	$(LOCK) -o layers/deps/requirements.txt pyproject.toml
	$(LOCK) --extra operator --extra deploy --extra dev -c layers/deps/requirements.txt -o locks/dev.txt pyproject.toml
	$(LOCK) -o locks/ministack.txt locks/ministack.in
