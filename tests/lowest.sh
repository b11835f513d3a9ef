#!/usr/bin/env bash
# Runs the tests with the oldest versions that pyproject.toml allows: tests/lowest.sh [PYTEST ARGUMENTS]
set -euo pipefail
repo=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_QUIET=1
python3 -m venv "$work/venv"
"$work/venv/bin/python" - "$repo/pyproject.toml" >"$work/oldest.txt" <<'CODE'
import re, sys, tomllib
from pathlib import Path
project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
for need in project["dependencies"]:
    print(re.sub(r"(>=|==)([0-9a-z.]+).*", r"==\2", need))
CODE
"$work/venv/bin/pip" install --constraint "$work/oldest.txt" --editable "$repo[dev]"
cat "$work/oldest.txt"
cd "$repo"
"$work/venv/bin/python" -m pytest --quiet -p no:cacheprovider "$@"
