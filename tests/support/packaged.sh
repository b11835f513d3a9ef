#!/usr/bin/env bash
# Builds foerder.pyz and the folder with an interpreter of its own, and runs each where no Python is on the PATH.
#   tests/support/packaged.sh
set -euo pipefail
repo=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PYTHONPATH PYTHONDONTWRITEBYTECODE VIRTUAL_ENV "${!FOERDER_@}"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_QUIET=1
python=$(python3 -c 'import sys; print(sys.executable)')

cd "$repo"
"$python" packaging/build.py pyz
"$python" packaging/build.py folder

smoke() {
    local home=$work/home-$1
    shift
    mkdir "$home"
    run() { (cd "$home" && env -i PATH=/nowhere HOME="$home" LC_ALL=C "$@"); }
    run "$@" --version
    run "$@" init --example >/dev/null
    run "$@" --today 2026-11-22 due | grep -q "Verwendungsnachweis"
    run "$@" --lang en --today 2026-11-22 due | grep -q "proof of use"
    run "$@" help | grep -q "zehn-minuten"
    run "$@" --lang en help changing | grep -q "foerder undo"
    { run "$@" where --check --format csv || [ $? = 1 ]; } | grep -q encoding
    run "$@" rules | grep -q "anbest-p-bund-2019"
    run "$@" completion bash | grep -q "complete "
    run "$@" --today 2026-11-22 export fristen.ics
    run "$@" --today 2026-11-22 export fristen.xlsx
    run "$@" import fristen.xlsx --dry-run
    run "$@" done lesestart/2024/final-report --yes >/dev/null
    run "$@" notify --install cron | grep -qF -- "${*: -1}"
}
smoke pyz "$python" "$repo/dist/foerder.pyz"
smoke folder "$repo/dist/foerder/foerder"

# What they carry, with its licences.
folder=$(find "$repo/dist/foerder/_internal" -path '*.dist-info/*' -iname '*licen[cs]e*' | wc -l)
pyz=$("$python" -m zipfile --list "$repo/dist/foerder.pyz" | grep -ciE '\.dist-info/.*licen[cs]e')
for licences in "$folder" "$pyz"; do
    [ "$licences" -ge 10 ] || { echo "only $licences licences are inside" && exit 1; }
done
echo "foerder.pyz ($pyz licences) and dist/foerder ($folder) run without a Python on the PATH"
