#!/usr/bin/env bash
# Installs the program without an index, as on a machine without internet, and runs it as another user whose home
# cannot be written: the way of docs/handbuch.d/windows.md. Needs the network once, to fill the wheelhouse.
#   tests/support/offline.sh [WHEEL]
set -euo pipefail
repo=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"
unset PYTHONPATH PYTHONUNBUFFERED VIRTUAL_ENV "${!FOERDER_@}"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_QUIET=1
python=${PYTHON:-python3}
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
if [ "$(id -u)" = 0 ]; then
    # One that another user may run too: python3 may be in the home of root.
    for one in "$python" /usr/bin/python3 /usr/local/bin/python3; do
        if "${nobody[@]}" "$one" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$one
            break
        fi
    done
fi

"$python" -m venv "$work/build"
wheel=${1:-}
if [ -z "$wheel" ]; then
    "$work/build/bin/pip" wheel --no-deps --wheel-dir "$work/dist" "$repo"
    wheel=$(ls "$work"/dist/foerder-*.whl)
fi
"$work/build/bin/pip" download --dest "$work/wheelhouse" "$wheel"

"$python" -m venv "$work/offline"
env -i PATH=/nowhere PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONFIG_FILE=/dev/null \
    "$work/offline/bin/pip" install --quiet --no-index --find-links "$work/wheelhouse" foerder

mkdir "$work/home" "$work/desk"
cp "$repo/foerder/beispiel.toml" "$work/desk/projects.toml"
chmod 555 "$work/home" "$work/desk"
home=$work/home
other=()
if [ "$(id -u)" = 0 ]; then
    if "${nobody[@]}" env "$work/offline/bin/python" -c pass 2>/dev/null; then
        other=("${nobody[@]}")
    else
        echo "offline: no other user may run $(command -v "$python"); run as root, with a home that nobody can write" >&2
        home=/proc/1
    fi
fi
cd "$work/desk"
smoke() { "${other[@]}" env -i HOME="$home" LC_ALL=C PATH=/usr/bin:/bin "$work/offline/bin/foerder" "$@"; }
smoke --version
smoke help fristen | grep -q '§ 31 Abs. 3 VwVfG'
smoke help used-late | grep -q '§ 49a Abs. 4 VwVfG'
smoke completion bash | grep -q COMPREPLY
_FOERDER_COMPLETE=bash _FOERDER_WORD=du "$work/offline/bin/foerder" | grep -q '^due$'
smoke rules | grep -q anbest-gk-bund-2024
smoke due --all | grep -q 'Verwendungsnachweis'
smoke where --format plain | grep -q "$work/desk/projects.toml"
smoke export - --format ics | grep -q '^BEGIN:VEVENT'
code=0
smoke use projects.toml 2>"$work/said" || code=$?
[ "$code" = 4 ]
grep -q 'foerder' "$work/said"
echo "offline: $(smoke --version)"
