"""A target is never the source: whatever is written, the register and its memory stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import foerder

TEXT = 'format = 1\n[notify]\nfrom = "a@stadt.example"\n[[project]]\nid = "a"\ntitle = "A"\n'


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "amt.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert foerder("-f", path, "set", "a", "notes", "x", "--yes").code == 0
    return path


def everything(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("lock"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("style", ["ics", "json", "csv", "html", "xlsx"])
@pytest.mark.parametrize("name", ["amt.toml", "AMT-LINK", "HARD", "amt.toml.bak", ".foerder/amt/journal.jsonl"])
def test_an_export_never_replaces_its_source(register: Path, style: str, name: str) -> None:
    (register.parent / "AMT-LINK").symlink_to(register)
    (register.parent / "HARD").hardlink_to(register)
    before = everything(register.parent)
    result = foerder("-f", register, "export", register.parent / name, "--format", style)
    assert result.code == 4
    assert "belongs to the register itself" in result.err
    assert everything(register.parent) == before


@pytest.mark.parametrize(
    "words",
    [
        ("report", "--format", "csv", "amt.toml"),
        ("report", "--format", "xlsx", "amt.toml"),
        ("publish", ".foerder"),
        ("publish", ".foerder/amt"),
        ("notify", "--outbox", ".foerder/amt"),
    ],
    ids=lambda words: " ".join(words),
)
def test_nor_does_any_other_verb(register: Path, words: tuple[str, ...]) -> None:
    before = everything(register.parent)
    result = foerder("-f", register, *words[:-1], register.parent / words[-1])
    assert result.code in (2, 4), result
    assert everything(register.parent) == before


def test_nothing_new_is_written_into_a_folder_that_is_a_register(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(TEXT, encoding="utf-8")
    result = foerder("-f", tmp_path, "export", tmp_path / "b.toml", "--format", "csv")
    assert result.code == 4
    assert not (tmp_path / "b.toml").exists()
    assert foerder("-f", tmp_path, "export", tmp_path / "b.json").code == 0
