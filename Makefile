# `make up` is the one to begin with. Each command installs what it needs, and repeats nothing that is done.

PYTHON ?= $(shell for p in .venv/bin/python python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && echo $$p && exit; done; echo python3)
RUN = .venv/bin/python

.PHONY: install up down clean test check bench locks

install:
	@$(PYTHON) -m laptop install

up: install
	@$(RUN) -m laptop up

down: install
	@$(RUN) -m laptop down

clean: install
	@$(RUN) -m laptop clean

test: install
	@$(RUN) -m pytest

check: install
	@$(RUN) -m laptop.check

bench: install
	@$(RUN) -m benchmarks

# after a change of the dependencies in pyproject.toml
locks: install
	@$(RUN) -m laptop.locks
