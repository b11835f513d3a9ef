#!/usr/bin/env bash
# Runs tests on the built package with the oldest and with the newest versions of what it needs:
#   tests/support/bounds.sh [--all] [WHEEL]
# and shows that each upper bound is needed: with a version beyond it no calendar is exported without an error.
# The quick ones, which use each of these packages; --all: every test, with the oldest versions only, because
# `holidays`, which some tests compare with, holds back python-dateutil.
set -euo pipefail
repo=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Some tests go on as another user.
chmod 755 "$work"
unset PYTHONPATH PYTHONUNBUFFERED VIRTUAL_ENV "${!FOERDER_@}"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_QUIET=1
python=${PYTHON:-python3}

all=
if [ "${1:-}" = --all ]; then
    all=yes
    shift
fi
"$python" -m venv "$work/oldest"
wheel=${1:-}
if [ -z "$wheel" ]; then
    "$work/oldest/bin/pip" wheel --no-deps --wheel-dir "$work/dist" "$repo"
    wheel=$(ls "$work"/dist/foerder-*.whl)
fi

"$work/oldest/bin/python" - "$repo/pyproject.toml" "$work" <<'CODE'
import re, sys, tomllib
from pathlib import Path
project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
needs = project["dependencies"]
oldest = "".join(re.sub(r"(>=|==)([0-9a-z.]+).*", r"==\2", need) + "\n" for need in needs)
newest = "".join(re.split("[<>=]", need)[0] + "\n" for need in needs)
Path(sys.argv[2], "oldest.txt").write_text(oldest, encoding="utf-8")
found = [match for need in needs for match in re.findall(r"^([\w-]+)(?:==|>=[^,;]*,<)([\d.]+)", need)]
bounds = "".join(f"{name} {bound}\n" for name, bound in found)
Path(sys.argv[2], "newest.txt").write_text(newest, encoding="utf-8")
Path(sys.argv[2], "bounds.txt").write_text(bounds, encoding="utf-8")
CODE
if [ "$all" ]; then
    "$work/oldest/bin/pip" install --constraint "$work/oldest.txt" --editable "$repo[dev]"
    cat "$work/oldest.txt"
    cd "$repo"
    "$work/oldest/bin/python" -m pytest --quiet -p no:cacheprovider
    exit
fi

tools=(pytest hypothesis icalendar openpyxl vobject)
quick=(cli/test_cli deadlines/test_deadlines views/test_export_csv calendars/test_ics calendars/test_publish
    register/test_register editor/test_store deadlines/test_timeline deadlines/test_worked_dates spreadsheets/test_xlsx)
files=("${quick[@]/#/$repo/tests/}")
files=("${files[@]/%/.py}")
smoke() { "$work/$1/bin/foerder" "${@:2}" >"$work/$1.said" 2>&1 || { cat "$work/$1.said" && exit 1; }; }
run() {
    cd "$work"
    smoke "$1" -f "$repo/data/projects.toml" due --all
    smoke "$1" -f "$repo/foerder/beispiel.toml" export "$work/$1.xlsx"
    smoke "$1" -f "$repo/foerder/beispiel.toml" import "$work/$1.xlsx" --dry-run
    "$work/$1/bin/pytest" --quiet -p no:cacheprovider --config-file "$repo/pyproject.toml" "${files[@]}"
}

oldest() {
    "$work/oldest/bin/pip" install --constraint "$work/oldest.txt" "$wheel" "${tools[@]}"
    cat "$work/oldest.txt"
    run oldest
}
newest() {
    "$python" -m venv "$work/newest"
    "$work/newest/bin/pip" install --upgrade --upgrade-strategy eager "$wheel" "${tools[@]}"
    "$work/newest/bin/pip" freeze | grep --ignore-case --file <(sed 's/.*/^&==/' "$work/newest.txt")
    run newest
    while read -r name bound; do beyond "$name" "$bound"; done <"$work/bounds.txt"
}
exports() {
    PYTHONPATH=${1:-} "$work/newest/bin/python" -W error -m foerder -f "$work/beyond.toml" export "$work/beyond.ics"
}
cp "$repo/foerder/beispiel.toml" "$work/beyond.toml"
beyond() {
    "$work/newest/bin/pip" install --pre --target "$work/beyond-$1" "$1>=$2,!=$2"
    exports 2>/dev/null
    if exports "$work/beyond-$1" >"$work/beyond.log" 2>&1; then
        echo "$1 beyond $2 works: the upper bound is not needed"
        exit 1
    fi
    echo "$1 beyond $2: $(tail -n 1 "$work/beyond.log")"
}
(oldest) >"$work/oldest.log" 2>&1 &
code=0
(newest) || code=$?
wait $! || code=$?
cat "$work/oldest.log"
exit "$code"
