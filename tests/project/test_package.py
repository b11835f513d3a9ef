"""What is shipped: both packages hold the rule sets, the catalogues, the example, the chapters and the licence."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from program import ROOT

from foerder import __version__

pytestmark = pytest.mark.slow

PACKED = [
    path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "foerder").rglob("*"))
    if path.is_file() and "__pycache__" not in path.parts
]
CHAPTERS = {"handbuch.d": "foerder/handbook/de", "handbook.d": "foerder/handbook/en"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and, made from that, the wheel: built without the network."""
    folder = tmp_path_factory.mktemp("dist")
    code = "import sys; from hatchling import build as b; getattr(b, sys.argv[1])(sys.argv[2])"
    run = [sys.executable, "-c", code]
    subprocess.run([*run, "build_sdist", str(folder)], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(folder / f"foerder-{__version__}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    source = folder / f"foerder-{__version__}"
    subprocess.run([*run, "build_wheel", str(folder)], cwd=source, check=True, capture_output=True)
    return folder


def test_the_sdist_holds_everything(built: Path) -> None:
    source = built / f"foerder-{__version__}"
    names = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    needed = {*PACKED, "LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "data/projects.toml"}
    assert needed - names == set()


def test_the_wheel_holds_everything_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name and ".data/" not in name}
        manual = [name for name in wheel.namelist() if name.endswith("/share/man/man1/foerder.1")]
        licences = [name for name in wheel.namelist() if name.endswith("/licenses/LICENSE")]
    chapters = {
        f"{place}/{path.name}" for folder, place in CHAPTERS.items() for path in (ROOT / "docs" / folder).glob("*.md")
    }
    assert names == {*PACKED, *chapters}
    assert (len(licences), len(manual)) == (1, 1)


@pytest.mark.parametrize(
    "name", ["foerder/beispiel.toml", "foerder/locale/de/LC_MESSAGES/foerder.mo", "foerder/py.typed"]
)
def test_what_the_program_cannot_do_without(name: str) -> None:
    assert name in PACKED
    assert sum(one.startswith("foerder/law/rules/") for one in PACKED) >= 9
