# Every command sets up what it needs. `make up` is the one to begin with.
PYTHON ?= $(shell command -v python3.13 || command -v python3.12 || command -v python3.11 || echo python3)

.PHONY: setup
setup:
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@.venv/bin/pip install -q --require-hashes -r locks/dev.txt
	@.venv/bin/pip install -q --no-build-isolation --no-deps -e .
