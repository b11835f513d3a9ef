# The checks and the steps of this project, each by its name: just --list. Needs what CONTRIBUTING.md sets up.

bin := env("FOERDER_BIN", ".venv/bin")

# What a developer runs after each change: lint, types, and the tests that are neither slow nor about documents.
fast: lint
    {{bin}}/python -m pytest --quiet --numprocesses 2 -m "not slow and not docs"

# Everything: all tests with the many cases of the slow ones, and what was skipped, with the reason.
full: lint types docs
    FOERDER_FULL=1 {{bin}}/python -m pytest --quiet --numprocesses 2 -rs

# Every test, as README.md runs them, on two cores.
test:
    {{bin}}/python -m pytest --quiet --numprocesses 2

# Every test on two cores, with the share of the code that they run; below the floor it fails.
coverage:
    {{bin}}/python -m pytest --quiet --numprocesses 2 --cov=foerder --cov-report=term:skip-covered

# So many random wrong inputs and servers, by their seeds from 0 on.
fuzz count="20000":
    FOERDER_FUZZ={{count}} {{bin}}/python -m pytest --quiet --numprocesses 2 tests/fuzz

lint:
    {{bin}}/ruff format --check .
    {{bin}}/ruff check .
    if command -v msgfmt >/dev/null; then msgfmt --check --output-file=/dev/null foerder/locale/de/LC_MESSAGES/foerder.po; fi

# Repair what can be repaired.
format:
    {{bin}}/ruff check --fix .
    {{bin}}/ruff format .

# For Linux and for Windows.
types:
    {{bin}}/mypy
    {{bin}}/mypy --platform win32 foerder

# The catalogue: every sentence has its German, and the compiled file is current.
words:
    {{bin}}/python -m pytest --quiet tests/text/test_catalogue.py

# The handbook's contents, the man page, and the output that README shows.
docs:
    {{bin}}/python docs/build.py --check
    {{bin}}/python tests/support/readme_blocks.py

# Write anew what is made from the program: catalogue, contents, man page, and all output shown in the documents.
write:
    {{bin}}/python tests/support/catalogue.py
    {{bin}}/python tests/support/schemas.py
    {{bin}}/python docs/build.py
    {{bin}}/python tests/support/finding_blocks.py --write
    {{bin}}/python tests/support/handbook_blocks.py --write
    {{bin}}/python tests/support/readme_blocks.py --write
    {{bin}}/python tests/support/pictures.py --write
    {{bin}}/python tests/support/newcomer.py --write

# Speed: goals and figures are in docs/speed.md.
bench *words:
    {{bin}}/python tests/bench/run.py {{words}}

# What each verb takes on large registers, in time and memory, beside its goals.
bench-verbs *sizes:
    {{bin}}/python tests/bench/verbs.py {{sizes}}

# The package with nothing but what it declares: offline, with the oldest and the newest of what it needs, and a
# newcomer's first path. WHEEL: what `pip wheel` built; PROGRAM: that wheel, installed.
package wheel program:
    tests/support/offline.sh {{wheel}}
    tests/support/bounds.sh {{wheel}}
    {{bin}}/python tests/support/newcomer.py {{program}}

# foerder.pyz and the folder with its own interpreter, built and tried without a Python on the PATH.
programs:
    tests/support/packaged.sh

# The versions that developers use, for whoever wants the same: pip install --constraint tests/support/dev.lock …
lock:
    {{bin}}/pip freeze --exclude-editable --exclude foerder > tests/support/dev.lock
