"""The register on the disk: whole at any moment, no change lost, clear words where nothing can be written."""

from __future__ import annotations

import codecs
import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from helpers import killed_at
from program import foerder

from foerder import clock, files
from foerder.editor import memory, store
from foerder.editor.change import Refused

pytestmark = pytest.mark.slow

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="forks")
HEAD = "format = 1\n# A register. Nobody may lose this line.\n"
PROJECT = """
# about {n}
[[project]]
id = "p{n}"
title = "Projekt {n}"
rules = []
  [[project.period]]
  id = "x"   # no year
    [[project.period.deadline]]
    id = "bericht"
    kind = "content-report"
    due = 2027-03-31
"""


def text_of(projects: int) -> str:
    return HEAD + "".join(PROJECT.format(n=n) for n in range(projects))


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(text_of(3), encoding="utf-8")
    return path


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user of the machine can reach."""
    folder = Path(tempfile.mkdtemp(prefix="foerder-test-"))
    folder.chmod(0o777)
    yield folder
    for each in (folder, *folder.rglob("*/")):
        each.chmod(0o777)
    shutil.rmtree(folder)


def forked(work: Callable[[], int]) -> int:
    """Run something in a process of its own; its process id."""
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        code = work()
    finally:
        os._exit(code)


def ended(child: int) -> int:
    """The exit code of a process."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@POSIX
def test_eight_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(text_of(100), encoding="utf-8")

    def work(first: int) -> int:
        return max(
            foerder("-f", path, "done", f"p{n}/x/bericht", "--by", f"w{first}").code for n in range(first, 100, 8)
        )

    with mock.patch.object(memory, "TIMEOUT", 60):
        children = [forked(lambda first=first: work(first)) for first in range(8)]  # type: ignore[misc]
        assert [ended(child) for child in children] == [0] * 8
    text = path.read_text(encoding="utf-8")
    assert all(f'"p{n}"' in text for n in range(100))
    assert text.count("[[project.done]]") == 100
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in text_of(100).splitlines() if line.startswith("#")
    ]
    records = [
        json.loads(line)
        for line in (tmp_path / ".foerder" / "projects" / "journal.jsonl").read_text("utf-8").splitlines()
    ]
    assert sorted(record["id"] for record in records) == sorted(f"p{n}/x/bericht" for n in range(100))
    assert {record["verb"] for record in records} == {"done"}


@POSIX
def test_killed_at_any_step_the_file_is_the_old_or_the_new_one(register: Path) -> None:
    """And nothing is left that is in the way of the next change, which also clears up."""
    words, back = ("done", "p1/x/bericht", "--on", "2026-01-02"), ("undo-done", "p1")
    old = register.read_bytes()
    assert foerder("-f", register, *words).code == 0
    new = register.read_bytes()
    assert foerder("-f", register, *back).code == 0
    step, seen = 1, []
    while killed_at(step, register.parent, lambda: foerder("-f", register, *words)):
        seen.append(register.read_bytes())
        assert foerder("-f", register, *(back if seen[-1] == new else words)).code == 0
        if seen[-1] != new:
            assert foerder("-f", register, *back).code == 0
        assert register.read_bytes() == old
        step += 1
    assert set(seen) == {old, new}
    assert step > 20
    names = {each.name for each in register.parent.iterdir()}
    assert names == {"projects.toml", "projects.toml.bak", ".foerder"}


@POSIX
def test_a_full_disk_changes_nothing(register: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import resource

    before = register.read_bytes()

    def work() -> int:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) - 100, len(before) - 100))
        result = foerder("-f", register, "done", "p1/x/bericht")
        os.write(2, result.err.encode())
        return result.code

    assert ended(forked(work)) == 4
    assert "no room left" in capfd.readouterr().err
    assert register.read_bytes() == before
    assert {each.name for each in register.parent.iterdir()} == {"projects.toml", ".foerder"}


def _as_nobody(work: Callable[[], int]) -> int:
    """Run something without the rights of root."""
    # Loaded before: another user may not be able to read our packages.
    import_module("filelock")
    codecs.lookup("ascii")

    def harmless() -> int:
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        return work()

    return ended(forked(harmless))


@POSIX
@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "words"),
    [(0o444, 0o777, "write-protected"), (0o666, 0o555, "may not be written")],
    ids=["file", "folder"],
)
def test_read_only(
    open_folder: Path, capfd: pytest.CaptureFixture[str], file_mode: int, folder_mode: int, words: str
) -> None:
    path = open_folder / "projects.toml"
    path.write_text(text_of(2), encoding="utf-8")
    before = path.read_bytes()
    foerder("-f", path, "due", "--all")
    foerder("-f", path, "done", "p1/x/bericht", "--dry-run")
    path.chmod(file_mode)
    open_folder.chmod(folder_mode)

    def work() -> int:
        result = foerder("-f", path, "done", "p1/x/bericht")
        os.write(2, result.err.encode())
        reading = foerder("-f", path, "due", "--all").code + foerder("-f", path, "log").code
        return result.code if reading == 0 else 90

    assert _as_nobody(work) == 4
    assert words in capfd.readouterr().err
    assert path.read_bytes() == before
    assert not path.with_name("projects.toml.bak").exists()


def test_a_write_protected_file_is_respected_though_it_could_be_replaced(register: Path) -> None:
    register.chmod(0o444)
    result = foerder("-f", register, "done", "p1/x/bericht")
    assert result.code == 4
    assert "write-protected" in result.err


def test_a_held_lock_says_who_and_since_when(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = register.read_bytes()
    monkeypatch.setattr(memory, "TIMEOUT", 0.05)
    with store.locked([register], "edit", clock.now()):
        result = foerder("-f", register, "done", "p1/x/bericht")
    assert result.code == 4
    assert f"{memory.user()} on " in result.err
    assert f"process {os.getpid()}" in result.err
    assert register.read_bytes() == before
    assert foerder("-f", register, "done", "p1/x/bericht").code == 0


@pytest.mark.parametrize("left", ['{"who": "x", "pid": 1}', "", "no json"])
def test_what_a_dead_run_left_of_its_lock_does_not_block(register: Path, left: str) -> None:
    folder = register.parent / ".foerder" / "projects"
    folder.mkdir(parents=True)
    (folder / "lock").touch()
    (folder / "lock.json").write_text(left, encoding="utf-8")
    assert foerder("-f", register, "done", "p1/x/bericht").code == 0


@pytest.mark.parametrize(("age", "code"), [(60, 4), (7200, 0)])
def test_on_a_drive_without_locks_a_forgotten_one_does_not_block_for_ever(
    register: Path, monkeypatch: pytest.MonkeyPatch, age: int, code: int
) -> None:
    import filelock

    monkeypatch.setattr(filelock, "FileLock", filelock.SoftFileLock)
    monkeypatch.setattr(memory, "TIMEOUT", 0.05)
    lock = register.parent / ".foerder" / "projects" / "lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("123\nanother-machine\n", encoding="utf-8")
    made = clock.now().timestamp() - age
    os.utime(lock, (made, made))
    assert foerder("-f", register, "done", "p1/x/bericht").code == code


def test_changed_in_between_is_refused(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = register.read_bytes() + b"# from an editor\n"
    check = store.check_writable

    def meanwhile(path: Path) -> None:
        check(path)
        path.write_bytes(later)

    monkeypatch.setattr(store, "check_writable", meanwhile)
    result = foerder("-f", register, "done", "p1/x/bericht")
    assert result.code == 4
    assert "in the meantime" in result.err
    assert register.read_bytes() == later


def test_changed_at_the_last_moment_is_refused(register: Path) -> None:
    old = register.read_bytes()
    later = old + b"# from an editor\n"
    write = files.write_atomic

    def meanwhile(path: Path, content: bytes, before: Callable[[], None] | None = None, **rights: Any) -> None:
        if before is not None:
            register.write_bytes(later)
        write(path, content, before, **rights)

    with mock.patch.object(store, "write_atomic", meanwhile), pytest.raises(Refused):
        store.replace(register, old, b"new")
    assert register.read_bytes() == later


@POSIX
def test_mode_and_links_are_kept_and_the_old_text_too(tmp_path: Path) -> None:
    real = tmp_path / "share"
    real.mkdir()
    path = real / "projects.toml"
    path.write_text(text_of(2), encoding="utf-8")
    path.chmod(0o664)
    if os.getuid() == 0:
        os.chown(path, 12345, 23456)
    before, owner = path.read_bytes(), path.stat()
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    assert foerder("-f", link, "done", "p1/x/bericht").code == 0
    assert link.is_symlink()
    after = path.stat()
    assert stat.S_IMODE(after.st_mode) == 0o664
    assert (after.st_uid, after.st_gid) == (owner.st_uid, owner.st_gid)
    assert path.read_bytes() != before
    backup = real / "projects.toml.bak"
    assert backup.read_bytes() == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o664
    assert (real / ".foerder" / "projects" / "journal.jsonl").exists()
    assert not (tmp_path / ".foerder").exists()
    assert foerder("-f", link, "undo-done", "p1").code == 0
    assert path.read_bytes() == before


def test_a_broken_line_of_the_journal_hides_no_other(register: Path) -> None:
    folder = register.parent / ".foerder" / "projects"
    folder.mkdir(parents=True)
    (folder / "journal.jsonl").write_bytes(b'{"when": "2026-')
    assert foerder("-f", register, "done", "p1/x/bericht").code == 0
    assert foerder("-f", register, "undo-done", "p1").code == 0
    assert [entry["verb"] for entry in foerder("-f", register, "log", "--format", "json").json["entries"]] == [
        "done",
        "undo-done",
    ]


def test_the_change_stands_where_the_journal_cannot_be_written(register: Path) -> None:
    (register.parent / ".foerder" / "projects" / "journal.jsonl").mkdir(parents=True)
    result = foerder("-f", register, "done", "p1/x/bericht")
    assert result.code == 0
    assert "could not be noted" in result.err
    assert "[[project.done]]" in register.read_text(encoding="utf-8")


def targets_of(register: Path) -> list[str]:
    content = json.loads((register.parent / ".foerder" / "projects" / "calendar.json").read_text(encoding="utf-8"))
    return sorted(content["targets"])


@POSIX
def test_two_exports_at_once_both_are_remembered(register: Path) -> None:
    """Both have read the memory before either writes it, unless one waits for the other."""
    names = [f"{number}.ics" for number in range(8)]

    def work(first: int) -> int:
        return max(foerder("-f", register, "export", register.parent / name).code for name in names[first::2])

    with mock.patch.object(memory, "TIMEOUT", 60):
        children = [forked(lambda first=first: work(first)) for first in range(2)]  # type: ignore[misc]
        assert [ended(child) for child in children] == [0, 0]
    assert targets_of(register) == names
    assert sorted(path.name for path in register.parent.glob("*.ics")) == names


@POSIX
def test_an_export_waits_for_the_one_at_work(register: Path) -> None:
    folder, target = register.parent / ".foerder" / "projects", register.parent / "late.ics"
    with memory.Memory(register).locked(memory.CALENDAR_LOCK, "export", clock.now()):
        child = forked(lambda: foerder("-f", register, "export", target).code)
        (folder / "calendar.json").write_text(
            '{"schema": 1, "register": "amt", "events": {}, "targets": {"early.ics": {}}, "published": {}}'
        )
        assert not target.exists()
    assert ended(child) == 0
    assert targets_of(register) == ["early.ics", "late.ics"]


@pytest.mark.parametrize("words", [["export", "out.ics"], ["publish", "."]], ids=lambda words: words[0])
def test_a_held_calendar_says_who_and_since_when(
    register: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr(memory, "TIMEOUT", 0.05)
    monkeypatch.chdir(register.parent)
    with memory.Memory(register).locked(memory.CALENDAR_LOCK, "publish", clock.now()):
        held = foerder("-f", register, *words)
        assert foerder("-f", register, "done", "p1/x/bericht").code == 0  # the register is free
        assert foerder("-f", register, "export", "less.ics", "--stateless").code == 0
    assert (held.code, held.out) == (4, "")
    assert f"{memory.user()} on " in held.err
    assert "has been writing the calendars since" in held.err
    assert not (register.parent / "out.ics").exists()
    assert foerder("-f", register, *words).code == 0


@pytest.mark.parametrize(("age", "code"), [(60, 4), (7200, 0)])
def test_on_a_drive_without_locks_a_forgotten_export_does_not_block_for_ever(
    register: Path, monkeypatch: pytest.MonkeyPatch, age: int, code: int
) -> None:
    import filelock

    monkeypatch.setattr(filelock, "FileLock", filelock.SoftFileLock)
    monkeypatch.setattr(memory, "TIMEOUT", 0.05)
    lock = register.parent / ".foerder" / "projects" / memory.CALENDAR_LOCK
    lock.parent.mkdir(parents=True)
    lock.write_text("123\nanother-machine\n", encoding="utf-8")
    made = clock.now().timestamp() - age
    os.utime(lock, (made, made))
    assert foerder("-f", register, "export", register.parent / "out.ics").code == code


@POSIX
@pytest.mark.parametrize("memory", [True, False], ids=["memory", "no memory"])
def test_who_may_only_read_the_register_exports_all_the_same(
    open_folder: Path, capfd: pytest.CaptureFixture[str], memory: bool
) -> None:
    path, target = open_folder / "projects.toml", open_folder / "mine" / "out.ics"
    path.write_text(text_of(2), encoding="utf-8")
    target.parent.mkdir(mode=0o777)
    target.parent.chmod(0o777)
    if memory:
        assert foerder("-f", path, "export", open_folder / "first.ics").code == 0
        for file in (open_folder / ".foerder").rglob("*.json"):
            file.chmod(0o444)
        (open_folder / ".foerder" / "projects").chmod(0o555)
        (open_folder / ".foerder").chmod(0o555)
    open_folder.chmod(0o555)

    def work() -> int:
        result = foerder("-f", path, "export", target)
        os.write(2, result.err.encode())
        return result.code

    assert _as_nobody(work) == 0
    assert "the next export will not know of it" in capfd.readouterr().err
    assert target.exists()
