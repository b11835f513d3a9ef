"""`foerder edit` where no variable names an editor: the friendliest that is installed, and how to leave it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from program import foerder
from terminal import on_terminal

REGISTER = 'format = 1\n[[project]]\nid = "spielplatz"\ntitle = "Spielplatz"\n'
FAKE = '#!/bin/sh\nprintf "# {name}\\n" >> "$1"\n'
WAYS_OUT = {
    "nano": "nano: Strg+X beendet ihn; er fragt, ob gespeichert werden soll.",
    "micro": "micro: Strg+Q beendet ihn; er fragt, ob gespeichert werden soll.",
    "mcedit": "mcedit: F10 beendet ihn; er fragt, ob gespeichert werden soll.",
    "vi": "vi: Esc, dann :wq und Enter speichert und beendet; Esc, dann :q! beendet ohne zu speichern.",
}
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there it is notepad")


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    path = tmp_path / "projects.toml"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def install(register: Path, *names: str) -> None:
    """Editors that write their name at the end of the file."""
    for name in names:
        program = register.parent / "bin" / name
        program.write_text(FAKE.format(name=name), encoding="utf-8")
        program.chmod(0o755)


def edit(register: Path, **environ: str) -> str:
    """What a terminal shows of the change."""
    words = ["-f", str(register), "--lang", "de", "edit", "--yes"]
    return on_terminal(words, [], **{"VISUAL": "", "EDITOR": "", "COLUMNS": "200", **environ})


@pytest.mark.parametrize(
    ("installed", "opened"),
    [
        (("vi", "mcedit", "micro", "nano"), "nano"),
        (("vi", "mcedit", "micro"), "micro"),
        (("vi", "mcedit"), "mcedit"),
        (("vi", "ed"), "vi"),
    ],
)
def test_the_friendliest_is_opened_and_how_to_leave_it_is_said_before(
    register: Path, installed: tuple[str, ...], opened: str
) -> None:
    install(register, *installed)
    seen = edit(register).splitlines()
    assert seen[:2] == [WAYS_OUT[opened], "Öffnen: Eingabetaste "]
    assert register.read_text(encoding="utf-8") == f"{REGISTER}# {opened}\n"


@pytest.mark.parametrize("variable", ["VISUAL", "EDITOR"])
def test_who_names_an_editor_knows_it(register: Path, variable: str) -> None:
    install(register, "nano", "kate")
    assert "nano" not in edit(register, **{variable: "kate"})
    assert register.read_text(encoding="utf-8") == f"{REGISTER}# kate\n"


def test_without_any_editor_nothing_is_changed(register: Path) -> None:
    seen = edit(register)
    assert seen.splitlines() == [
        "foerder: Hier gibt es keinen Texteditor.",
        "  → nano installieren, oder einen anderen in der Variablen EDITOR nennen.",
    ]
    assert register.read_text(encoding="utf-8") == REGISTER


def test_off_a_terminal_none_is_guessed(register: Path) -> None:
    install(register, "nano")
    result = foerder("-f", register, "edit", VISUAL="", EDITOR="")
    assert result.code == 4
    assert register.read_text(encoding="utf-8") == REGISTER
