"""What is different in Windows: run here with Windows' answers put in its place, and as it is in Windows itself."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest
from program import EXAMPLE, foerder

from foerder.cli.terminal.editors import command_words
from foerder.cli.terminal.output import takes_escapes
from foerder.files import PAUSES, WriteError, unread, why, write_file
from foerder.text.i18n import using
from foerder.views.change import diff

SHARING_VIOLATION = 32
HELD = "another program holds it open"
EDITORS = {
    "notepad": ["notepad"],
    "C:\\Windows\\notepad.exe": ["C:\\Windows\\notepad.exe"],
    '"C:\\Program Files\\Notepad++\\notepad++.exe" -multiInst': [
        "C:\\Program Files\\Notepad++\\notepad++.exe",
        "-multiInst",
    ],
    "code --wait": ["C:\\VS Code\\bin\\code.CMD", "--wait"],
}


def held(*_arguments: object, **_more: object) -> None:
    """What Windows answers where another program, Excel for one, has opened the file."""
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = SHARING_VIOLATION  # type: ignore[attr-defined]
    raise error


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    @contextmanager
    def opened(path: Path, share: int) -> Iterator[None]:
        """A file as another program has it open: for itself alone (0), or so that others may read it (1)."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = wintypes.HANDLE
        kernel.CloseHandle.argtypes = [wintypes.HANDLE]
        handle = kernel.CreateFileW(str(path), 0xC0000000, share, None, 3, 0x80, None)
        assert handle != wintypes.HANDLE(-1).value, ctypes.get_last_error()
        try:
            yield
        finally:
            kernel.CloseHandle(handle)

    @pytest.mark.parametrize("share", [0, 1], ids=["alone", "shared for reading"])
    @pytest.mark.parametrize("suffix", ["xlsx", "csv", "json", "html", "ics"])
    def test_what_is_open_in_another_program_is_said(register: Path, suffix: str, share: int) -> None:
        target = register.with_name(f"liste.{suffix}")
        target.write_bytes(b"old")
        with opened(target, share):
            result = foerder("-f", register, "export", target)
        assert result.code == 4
        assert HELD in result.err
        assert target.read_bytes() == b"old"

    def test_a_register_open_in_another_program_is_not_changed(register: Path) -> None:
        before = register.read_bytes()
        with opened(register, 1):
            result = foerder("-f", register, "set", "settings", "within", "60")
        assert result.code == 4
        assert "open in another program" in result.err
        assert register.read_bytes() == before

    def test_a_register_that_cannot_be_read_is_said(register: Path) -> None:
        with opened(register, 0):
            result = foerder("-f", register, "list")
        assert result.code == 3
        assert "Close it in the program that holds it open" in result.err


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    return path


@pytest.mark.parametrize(
    "words",
    [
        "export {folder}/liste.xlsx",
        "export {folder}/liste.csv",
        "export {folder}/liste.json",
        "export {folder}/liste.html",
        "export {folder}/liste.ics",
        "export {folder} --per owner --format ics",
        "publish {folder}",
        "report {folder}/liste.xlsx",
        "report {folder}/liste.html",
        "import --template {folder}/liste.xlsx",
    ],
)
def test_a_file_that_is_held_open_is_said(
    tmp_path: Path, register: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "aus"
    folder.mkdir()
    monkeypatch.setattr(os, "replace", held)
    result = foerder("-f", register, *words.format(folder=folder).split())
    assert result.code == 4
    assert HELD in result.err
    assert list(folder.iterdir()) == []


def test_a_register_that_is_held_open_is_said_and_stays(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = register.read_bytes()
    monkeypatch.setattr(os, "replace", held)
    result = foerder("-f", register, "set", "settings", "within", "60")
    assert result.code == 4
    assert "open in another program" in result.err
    assert "Close Excel or the editor" in result.err
    assert register.read_bytes() == before
    assert [each.name for each in register.parent.iterdir() if each.suffix == ".tmp"] == []


def test_a_remembered_path_that_cannot_be_written_is_said(
    tmp_path: Path, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "replace", held)
    result = foerder("use", register, XDG_CONFIG_HOME=str(tmp_path), APPDATA=str(tmp_path))
    assert result.code == 4
    assert HELD in result.err


def test_what_another_program_holds_cannot_be_read(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = tmp_path / "liste.csv"
    listing.write_text("id\n", encoding="utf-8")
    # The C runtime says of both only that permission is denied.
    denied = PermissionError(13, "Permission denied")
    monkeypatch.setattr(os, "open", lambda *_arguments: (_ for _ in ()).throw(denied))
    monkeypatch.setattr(sys, "platform", "win32")
    assert "Close it in the program that holds it open" in foerder("-f", register, "list").err
    monkeypatch.undo()
    with using("en"):
        monkeypatch.setattr(sys, "platform", "linux")
        assert unread(PermissionError(13, "Permission denied")) == "it may not be read"
        monkeypatch.setattr(sys, "platform", "win32")
        assert unread(PermissionError(13, "Permission denied")) == f"{HELD}, or it may not be read"


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("{folder}/x", FileNotFoundError(errno.ENOENT, "No such file"), "the name is too long"),
        ("{folder}/nirgends/x", FileNotFoundError(errno.ENOENT, "No such file"), "does not exist. Create it first"),
        ("{folder}/Frist: heute?.ics", OSError(errno.EINVAL, "Invalid argument"), 'must not hold any of < > : " | ? *'),
    ],
    ids=["too long", "no folder", "forbidden"],
)
def test_names_that_windows_does_not_take(tmp_path: Path, name: str, error: OSError, said: str) -> None:
    with using("en"):
        assert said in why(name.format(folder=tmp_path), error)


@pytest.mark.parametrize("refusals", [0, 1, 5, 6])
def test_what_is_held_for_a_moment_only_is_tried_again(
    tmp_path: Path, refusals: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, waited, replace = tmp_path / "liste.csv", list[float](), os.replace
    target.write_bytes(b"old")

    def busy(old: str | Path, new: str | Path) -> None:
        held() if len(waited) < refusals else replace(old, new)

    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr("time.sleep", waited.append)
    monkeypatch.setattr(sys, "platform", "win32")
    if refusals <= len(PAUSES):
        write_file(target, b"new")
    else:
        with using("en"), pytest.raises(WriteError, match=HELD):
            write_file(target, b"new")
    assert target.read_bytes() == (b"new" if refusals <= len(PAUSES) else b"old")
    assert waited == list(PAUSES[:refusals])


def test_nothing_is_tried_again_where_permission_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_names: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr("time.sleep", lambda _seconds: pytest.fail("waited"))
    monkeypatch.setattr(sys, "platform", "win32")
    with using("en"), pytest.raises(WriteError, match="permission is missing"):
        write_file(tmp_path / "liste.csv", b"new")


class Console:
    """Windows' console functions: a mode to be read and set."""

    def __init__(self, mode: int | None, settable: bool) -> None:
        self.mode, self.settable = mode, settable

    def GetConsoleMode(self, _handle: object, found: Any) -> int:  # noqa: N802 (its name in Windows)
        if self.mode is not None:
            found._obj.value = self.mode
        return int(self.mode is not None)

    def SetConsoleMode(self, _handle: object, mode: int) -> int:  # noqa: N802 (its name in Windows)
        if self.settable:
            self.mode = mode
        return int(self.settable)


@pytest.mark.parametrize(
    ("console", "colours", "mode"),
    [
        (Console(3, settable=True), True, 7),
        (Console(7, settable=False), True, 7),
        (Console(3, settable=False), False, 3),
        (Console(None, settable=True), False, None),
    ],
    ids=["switched on", "on already", "an old console", "no console"],
)
def test_the_console_is_told_to_draw_colours(
    console: Console, colours: bool, mode: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=console), raising=False)
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(get_osfhandle=lambda number: number))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(fileno=lambda: 1))
    takes_escapes.cache_clear()
    try:
        assert takes_escapes() is colours
    finally:
        takes_escapes.cache_clear()
    assert console.mode == mode


@pytest.mark.parametrize(("command", "words"), EDITORS.items(), ids=EDITORS)
def test_the_editor_is_found(command: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("shutil.which", lambda name: words[0] if name == "code" else None)
    assert command_words(command) == words


def test_notepad_is_the_editor_where_none_is_named(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def run(words: list[str], **_more: Any) -> subprocess.CompletedProcess[bytes]:
        started.append(words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("foerder.cli.terminal.ask.interactive", lambda: True)
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    foerder("-f", register, "edit")
    assert [PureWindowsPath(words[0]).stem for words in started] == ["notepad"]


def test_backslashes_of_a_path_stay_in_a_diff() -> None:
    old, new = 'source = "C:\\\\test"\n', 'source = "C:\\\\test\\\\neu"\t# \x1b\n'
    text = diff(old, new, "Z:\\test\\projects.toml")
    assert text.startswith("--- Z:\\test\\projects.toml\n+++ Z:\\test\\projects.toml\n@@ ")
    assert '-source = "C:\\\\test"\n+source = "C:\\\\test\\\\neu"\t# \\x1b\n' in text


def test_write_file_keeps_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "liste.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", held)
    with using("en"), pytest.raises(WriteError, match=HELD):
        write_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["liste.xlsx"]
