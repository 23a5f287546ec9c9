# `make up` is the one to begin with. Each command installs what it needs, and repeats nothing that is done.

PYTHON ?= $(shell for p in .venv/bin/python python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && echo $$p && exit; \
	done; echo python3)
RUN = .venv/bin/python
# Both cores of a small machine; WORKERS=0 runs the tests in this one process.
WORKERS ?= 2
LOCK = .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-build-isolation \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

# What was compiled is kept, whatever the environment says: the CDK alone compiles for seconds at each start.
export PYTHONDONTWRITEBYTECODE =

# The CDK would say it with every synthesis; `laptop/install.py` says which versions will do.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = 20

.PHONY: ready install tools up down clean unit t api flows stack test machines aws-test aws-sweep check bench openapi pictures locks

# What `make up` needs.
ready:
	@$(PYTHON) -m laptop ready

# And the CDK command, which deploys to an account.
install:
	@$(PYTHON) -m laptop install

# And what tests, checks and benchmarks need beside.
tools:
	@$(PYTHON) -m laptop install-tools

up: ready
	@$(RUN) -m laptop up

down: ready
	@$(RUN) -m laptop down

clean: ready
	@$(RUN) -m laptop clean

# The ladder of tests, quickest first; CONTRIBUTING.md says which to climb when.
PYTEST = $(RUN) -m pytest -q
BOTH = -n $(WORKERS) --dist loadscope --no-loadscope-reorder

# Pure functions, with few examples of each property: some 10 seconds. Neither AWS nor any other folder's fixtures.
# Without a limit of time, which starts a thread for each of thousands of tests, and without what is logged.
UNIT = $(RUN) -m testing.shares $(WORKERS) -q -p no:logging --confcutdir=tests/unit tests/unit
unit: tools
	@$(UNIT) -o faulthandler_timeout=0 --hypothesis-profile=quick -m "not long"

# One file or folder, `make t T=tests/unit/scoring/test_rfm.py`, or by words of names, `make t T="refund and not line"`.
t: tools
	@$(PYTEST) -n0 $(if $(wildcard $(firstword $(subst ::, ,$(T)))),$(T),-k "$(T)")

# The API and the other functions' handlers, on moto.
api: tools
	@$(PYTEST) $(BOTH) tests/functions

# Orders, imports and nights from their beginning to their end, crossed and killed, on moto.
flows: tools
	@$(PYTEST) $(BOTH) tests/flows

# The deployed stack on an emulator of its own, and its page in a browser.
stack: tools
	@$(PYTEST) $(BOTH) -rs tests/stack tests/browser

# What ends soonest first. Then one worker more than elsewhere: for minutes two do little but wait for their emulators.
test: tools
	npm --silent --prefix dashboard test
	$(UNIT)
	$(RUN) -m pytest $(BOTH) -rs --ignore=tests/unit $(if $(filter file,$(origin WORKERS)),-n 3)

# Every property and state machine of flows, with examples that nobody has seen before, ten times as many of the machines.
machines: tools
	@HYPOTHESIS_RANDOM=1 PIPELINE_EXAMPLES=2000 PERSONS_EXAMPLES=250 FEEDS_EXAMPLES=250 EVERYTHING_EXAMPLES=250 TOLD_EXAMPLES=120 \
		$(PYTEST) $(BOTH) --dist worksteal tests/flows tests/functions/test_description_holds.py

# Against a real account, or what of it the emulator can do: docs/aws-test.md says what it costs.
aws-test: tools
	@$(RUN) -m account test

# Deletes what runs of aws-test that were cut off have left in an account.
aws-sweep: install
	@$(RUN) -m account sweep

check: tools
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	npm --silent --prefix dashboard run check
	npm --silent --prefix dashboard test
	$(PYTEST) tests/docs tests/functions/test_openapi.py tests/infra/test_nag.py tests/infra/test_lint.py

# The pictures of docs/pictures, anew, by the tests that open every screen.
pictures: tools
	@PICTURES=docs/pictures $(PYTEST) -n0 tests/browser/test_pictures.py -k docs

bench: tools
	@$(RUN) -m benchmarks

# After a change of an endpoint, its shapes or its examples.
openapi: tools
	@$(RUN) -m openapi

# After a change of the dependencies in pyproject.toml, locks/pip.in or locks/ministack.in. Each lock keeps to those before it.
locks: tools
	$(LOCK) -o locks/pip.txt locks/pip.in
	$(LOCK) -o layers/deps/requirements.txt pyproject.toml
	$(LOCK) --extra operator --extra deploy -c layers/deps/requirements.txt -o locks/up.txt pyproject.toml
	$(LOCK) --extra dev -c locks/pip.txt -c locks/up.txt -o locks/dev.txt pyproject.toml
	$(LOCK) --extra analysis -c locks/up.txt -c locks/dev.txt -o locks/analysis.txt pyproject.toml
	$(LOCK) -o locks/ministack.txt locks/ministack.in
