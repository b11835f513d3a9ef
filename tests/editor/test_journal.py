"""The journal tells the truth: what was changed by whom, whatever is refused, killed or unreadable."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers import killed_at
from program import foerder

from foerder.editor.journal import BY_HAND

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="forks")
TEXT = """\
format = 1
[[project]]
id = "kita"
title = "Kita"
[[project.period]]
id = "1"
start = 2026-01-01
end = 2027-06-30
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def noted(register: Path, text: str) -> int:
    return foerder("-f", register, "set", "kita", "notes", text, "--yes").code


def history(register: Path) -> list[tuple[str, Any]]:
    """Verb and new value of every change, the oldest first."""
    entries = foerder("-f", register, "log", "--format", "json").json["entries"]
    return [(entry["verb"], change["new"]) for entry in entries for change in entry["changes"]]


def editor(folder: Path, *lines: str) -> str:
    script = folder / "editor.sh"
    script.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    script.chmod(0o755)
    return str(script)


def as_program(register: Path) -> str:
    return f"{sys.executable} -m foerder -f {register}"


@POSIX
def test_a_refused_edit_invents_no_change_by_hand(register: Path, tmp_path: Path) -> None:
    """While the editor was open a colleague has changed the register."""
    assert noted(register, "first") == 0
    colleague = f"{as_program(register)} set kita notes colleague --yes > {tmp_path}/said 2>&1"
    for number in range(3):
        command = editor(tmp_path, colleague.replace("colleague", f"colleague{number}"), 'echo "# mine" >> "$1"')
        assert foerder("-f", register, "edit", "--yes", EDITOR=command).code == 4
    assert noted(register, "last") == 0
    assert history(register) == [("set", f"{word}") for word in ("first", *[f"colleague{n}" for n in range(3)], "last")]


def test_a_change_by_hand_is_recorded_as_one_once(register: Path) -> None:
    assert noted(register, "first") == 0
    register.write_text(register.read_text("utf-8").replace('title = "Kita"', 'title = "Hort"'), encoding="utf-8")
    assert noted(register, "second") == 0
    assert noted(register, "third") == 0
    assert history(register) == [("set", "first"), (BY_HAND, "Hort"), ("set", "second"), ("set", "third")]


def test_of_several_files_the_others_are_noted_too_but_never_what_is_outdated(tmp_path: Path) -> None:
    for name in ("hort", "kita"):
        (tmp_path / f"{name}.toml").write_text(TEXT.replace('"kita"', f'"{name}"'), encoding="utf-8")
        assert foerder("-f", tmp_path, "set", name, "notes", "first", "--yes").code == 0
    other = tmp_path / "hort.toml"
    other.write_text(other.read_text("utf-8").replace('title = "Kita"', 'title = "Hort"'), encoding="utf-8")
    assert foerder("-f", tmp_path, "set", "kita", "notes", "second", "--yes").code == 0
    assert history(other) == [("set", "first"), (BY_HAND, "Hort")]


@POSIX
def test_a_change_that_was_killed_is_entered_as_its_own_or_was_not_made(register: Path) -> None:
    """At whatever step on the disk the run dies; and the next one clears up after it."""
    assert noted(register, "begin") == 0
    step, made = 0, 0
    while True:
        step += 1
        died = killed_at(step, register.parent, lambda step=step: noted(register, f"step {step}"))  # type: ignore[misc]
        text = register.read_text("utf-8")
        made += f'"step {step}"' in text
        assert noted(register, f"after {step}") == 0
        done = history(register)
        assert (("set", f"step {step}") in done) == (f'"step {step}"' in text), step
        assert done[-1] == ("set", f"after {step}")
        assert BY_HAND not in {verb for verb, _value in done}
        if not died:
            break
    assert step > 20
    assert made > 3
    left = sorted(path.name for path in register.parent.rglob("*") if path.is_file())
    assert left == ["calendar.lock", "journal.jsonl", "lock", "projects.toml", "projects.toml.bak", "seen"][1:]


@pytest.mark.parametrize("kind", ["folder", *["pipe"] * (sys.platform != "win32")])
def test_a_journal_that_cannot_be_read_is_never_no_changes(register: Path, kind: str) -> None:
    assert noted(register, "first") == 0
    journal = register.parent / ".foerder" / "projects" / "journal.jsonl"
    journal.unlink()
    if kind == "folder":
        journal.mkdir()
    elif sys.platform != "win32":
        os.mkfifo(journal)
    result = foerder("-f", register, "log")
    assert result.code == 3
    assert "cannot be read" in result.err
    assert "No changes" not in result.err


def test_a_line_that_is_no_record_hides_no_other(register: Path) -> None:
    assert noted(register, "first") == 0
    journal = register.parent / ".foerder" / "projects" / "journal.jsonl"
    journal.write_bytes(b"[1]\n\xff\n" + journal.read_bytes() + b'{"when": "2026-')
    assert noted(register, "second") == 0
    assert history(register) == [("set", "first"), ("set", "second")]
    assert json.loads(journal.read_bytes().splitlines()[-1])["verb"] == "set"


@POSIX
@pytest.mark.parametrize("command", ["rm", "mv -t {outside}", "true", "false"])
def test_an_edit_leaves_no_folder(register: Path, tmp_path: Path, command: str) -> None:
    """Nor does it stumble over an editor that removes or moves its copy."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    (tmp_path / "outside").mkdir()
    program = [sys.executable, "-m", "foerder", "-f", str(register), "edit", "--yes"]
    environment = {
        **os.environ,
        "TMPDIR": str(folder),
        "EDITOR": command.format(outside=tmp_path / "outside"),
        "FOERDER_LANG": "en",
    }
    run = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == (0 if command == "true" else 4)
    assert "Traceback" not in run.stderr
    assert list(folder.iterdir()) == []
    assert register.read_text("utf-8") == TEXT


@POSIX
def test_what_was_edited_and_refused_is_kept(register: Path, tmp_path: Path) -> None:
    command = editor(tmp_path, 'echo "nonsense" >> "$1"')
    result = foerder("-f", register, "edit", "--yes", EDITOR=command)
    assert result.code == 4
    kept = Path(result.err.partition("kept in ")[2].strip())
    assert kept.read_text("utf-8") == TEXT + "nonsense\n"
    kept.unlink()
    kept.parent.rmdir()


@pytest.mark.parametrize("other", ['"as named in the letter"', "5", "2026-01-01", "[1]", "{id = 1}"])
def test_what_a_hand_made_of_a_table_is_noted(register: Path, other: str) -> None:
    assert noted(register, "one") == 0
    head, _table, rest = TEXT.partition("[[project.period]]")
    register.write_text(f"{head}period = {other}\n[[project]]{rest}", encoding="utf-8")
    foerder("-f", register, "set", "kita", "notes", "two", "--yes")
    entries = foerder("-f", register, "log", "--format", "json").json["entries"]
    assert BY_HAND in [entry["verb"] for entry in entries]


def test_a_text_in_place_of_a_table_is_noted(register: Path) -> None:
    register.write_text(f'{TEXT}[settings]\nid = "amt"\n', encoding="utf-8")
    assert noted(register, "one") == 0
    register.write_text(TEXT.replace("format = 1", 'format = 1\nsettings = "amt"'), encoding="utf-8")
    foerder("-f", register, "set", "kita", "notes", "two", "--yes")
    assert ("by-hand", "amt") in history(register)
