"""Builds foerder for machines without a Python environment: ``python packaging/build.py pyz`` or ``… folder``.

- ``pyz``: ``dist/foerder.pyz``, one file for any Python from 3.11 on; what it carries is pure Python. It unpacks itself
  once, into the person's cache folder, and then starts as fast as an installed program.
- ``folder``: ``dist/foerder/``, a program with its own interpreter for the system it is built on (Linux, Windows,
  macOS); it needs no Python.

Both are made from a wheel of this folder, in an environment of their own. Needs access to a package index.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
import zipapp
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
COMPILED = ("toml-rs", "pypdfium2")
"""Dependencies that are no pure Python: without the first the program is slower, without the second it says that it
cannot read PDF."""
PURE = (
    "--platform",
    "any",
    "--implementation",
    "py",
    "--abi",
    "none",
    "--only-binary",
    ":all:",
)
START = "from foerder.__main__ import main\n\nmain()\n"


def run(*words: str | Path, folder: Path | None = None) -> None:
    """Run a command; ends the build where it fails."""
    subprocess.run([str(word) for word in words], check=True, cwd=folder)


def environment(folder: Path) -> Path:
    """A new environment; its interpreter."""
    venv.create(folder, with_pip=True)
    if sys.platform == "win32":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"


def wheel(python: Path, work: Path) -> Path:
    """The wheel of this folder."""
    run(python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", work, ROOT)
    return next(work.glob("foerder-*.whl"))


def requirements() -> list[str]:
    """What the program needs, without what is compiled."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        need
        for need in project["dependencies"]
        if re.split(r"[<>=!~;\[ ]", need)[0] not in COMPILED
    ]


def build_pyz(python: Path, work: Path) -> Path:
    """One file for any Python."""
    site = work / "site"
    pip = (python, "-m", "pip", "install", "--quiet", "--no-compile", "--target", site)
    run(*pip, *PURE, *requirements())
    run(*pip, "--no-deps", "--upgrade", wheel(python, work))
    start = Path(__file__).with_name("unpack.py").read_text(encoding="utf-8")
    start = start.replace('BUILD = ""', f'BUILD = "{digest(site)}"')
    (site / "__main__.py").write_text(start, encoding="utf-8")
    target = DIST / "foerder.pyz"
    zipapp.create_archive(site, target, interpreter="/usr/bin/env python3", compressed=True)
    return target


def digest(folder: Path) -> str:
    """What tells one build's files from another's."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def build_folder(python: Path, work: Path) -> Path:
    """A folder with the program and an interpreter."""
    run(python, "-m", "pip", "install", "--quiet", wheel(python, work), "pyinstaller>=6.16")
    start = work / "start.py"
    start.write_text(START, encoding="utf-8")
    carried = (
        "--collect-submodules",
        "foerder",
        "--collect-data",
        "foerder",
        "--recursive-copy-metadata",
        "foerder",
    )
    places = ("--distpath", DIST, "--workpath", work / "build", "--specpath", work)
    run(
        python,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level",
        "WARN",
        "--name",
        "foerder",
        *carried,
        *places,
        start,
        # Not from the repository, whose source has no handbook in it.
        folder=work,
    )
    return DIST / "foerder"


BUILDS = {"pyz": build_pyz, "folder": build_folder}


def main() -> None:
    """Build what was named and say where it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=BUILDS)
    kind = parser.parse_args().kind
    DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        print(BUILDS[kind](environment(work / "venv"), work))


if __name__ == "__main__":
    main()
