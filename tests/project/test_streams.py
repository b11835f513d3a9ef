"""What goes out is a stream: ten times the projects take ten times the work, and no more room while it is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from generate import with_mails
from helpers import assert_linear
from hypothesis import given
from hypothesis import strategies as st
from program import EXAMPLE, ROOT, foerder

from foerder.calendars import ics
from foerder.calendars.entry import Entry
from foerder.cli.exports import lists, write
from foerder.files import WriteError, write_file
from foerder.spreadsheets import csv
from foerder.views.formats import json_text

WRITERS = {"json": lists, "jsonl": lists, "csv": lists}
"""Each format that is written in pieces, with the module that writes it."""


def _register(folder: Path, projects: int) -> Path:
    path = folder / f"{projects}.toml"
    path.write_text(with_mails(projects), encoding="utf-8")
    return path


def _consumed(pieces: Iterable[bytes]) -> tuple[int, int]:
    """How many bytes the pieces have, and how many were held at once while they were made."""
    tracemalloc.start()
    written = sum(map(len, pieces))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return written, peak


@pytest.mark.parametrize("suffix", WRITERS)
def test_while_a_file_is_written_further_projects_hardly_take_room(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[tuple[int, int]] = []
    monkeypatch.setattr(write, "PIECE", 5_000)
    monkeypatch.setattr(csv, "KEPT", 10)
    monkeypatch.setattr(WRITERS[suffix], "put", lambda _run, _target, pieces: found.append(_consumed(pieces)))
    for projects in (10, 20, 80):
        assert foerder("-f", _register(tmp_path, projects), "export", tmp_path / f"a.{suffix}").code == 0
    _first, (written, peak), (more, room) = found
    assert room - peak < (more - written) / 5, found


def test_while_a_calendar_is_written_further_entries_hardly_take_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def pieces(count: int) -> Iterable[bytes]:
        entries = (Entry(f"a/b/{n}", date(2027, 3, 31), "Bericht", "Warum: " + "x" * 2000) for n in range(count))
        return ics.pieces(entries, "stadt", "Fristen", "de")

    monkeypatch.setattr(ics, "HELD", 5_000)
    monkeypatch.setattr(ics, "TOGETHER", 5)
    _consumed(pieces(1))
    (written, peak), (more, room) = _consumed(pieces(100)), _consumed(pieces(400))
    assert room - peak < (more - written) / 5


VERBS = (
    *("list", "check", "report", "due --all --format json", "notify --outbox outbox"),
    *("export a.json", "export a.csv", "export a.ics", "export a.xlsx"),
)


@pytest.mark.parametrize("verb", VERBS)
def test_the_work_grows_as_the_register_does(verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(projects: int) -> None:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        monkeypatch.chdir(folder)
        assert foerder("-f", _register(folder, projects), *verb.split()).code in (0, 1)

    assert_linear(run, 20)


PLAIN = st.none() | st.booleans() | st.integers() | st.text()
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


@given(st.dictionaries(st.text(), JSON, min_size=1))
def test_json_is_what_the_standard_library_writes(content: dict[str, object]) -> None:
    expected = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    found = json_text(content)
    assert json.loads(found) == content
    if expected.isascii() and "\x7f" not in expected:
        assert found == expected
        in_pieces = {key: iter(value) if isinstance(value, list) else value for key, value in content.items()}
        assert json_text(in_pieces) == expected


def test_control_characters_never_reach_a_terminal() -> None:
    text = "\x00\x7f\x85\u200e\u2028\u202e\ufeff"
    found = json_text({text: [text, {"inner": [[text]]}]})
    assert found.replace("\n", "").isprintable()
    assert json.loads(found) == {text: [text, {"inner": [[text]]}]}


def test_a_file_whose_pieces_fail_is_not_written(tmp_path: Path) -> None:
    def pieces() -> Iterable[bytes]:
        yield b"begun"
        raise OSError(28, "No space left on device")

    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(WriteError):
        write_file(path, pieces())
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["list"], ["due", "--all"], ["due", "--format", "json"], ["--help"]])
def test_a_full_disk_below_stdout_is_said(words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "foerder", "-f", str(EXAMPLE), "--lang", "en", *words]
        run = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert run.returncode == 4
    assert run.stderr.splitlines()[-1].startswith("standard output cannot be written: ")
