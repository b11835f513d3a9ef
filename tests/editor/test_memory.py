"""What is remembered of a register: its own, as private as itself, as shared as its folder, whatever lies there."""

from __future__ import annotations

import codecs
import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from program import foerder

from foerder import clock
from foerder.editor.memory import BusyError, Memory

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")
ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be two users")
HEAD = """\
format = 1
[notify]
from = "foerder@stadt.example"
coordinator = "fristen@stadt.example"
domains = ["stadt.example"]
"""
PROJECT = """
[[project]]
id = "{name}"
title = "Projekt {name}"
owner = "a@stadt.example"
  [[project.period]]
  id = "x"
  start = 2026-01-01
  end = 2026-12-30
    [[project.period.deadline]]
    id = "bericht"
    kind = "content-report"
    due = 2026-12-30
"""
DAY = ("--today", "2026-11-30")


def written(path: Path, *names: str) -> Path:
    path.write_text(HEAD + "".join(PROJECT.format(name=name) for name in names), encoding="utf-8")
    return path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return written(tmp_path / "projects.toml", "kita")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize(
    ("name", "folder"), [("projects.toml", "projects"), ("a.b.toml", "a.b"), ("register", "register")]
)
def test_a_register_has_a_folder_of_its_own(tmp_path: Path, name: str, folder: str) -> None:
    assert Memory(tmp_path / name).folder == tmp_path / ".foerder" / folder


def test_a_folder_that_is_one_register_has_one_too(tmp_path: Path) -> None:
    assert Memory(tmp_path).folder == tmp_path / ".foerder" / "_"


@POSIX
def test_of_a_link_the_memory_is_beside_the_real_file(tmp_path: Path, register: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "link.toml").symlink_to(register)
    assert Memory(tmp_path / "elsewhere" / "link.toml").folder == tmp_path / ".foerder" / "projects"


def test_reading_makes_nothing(register: Path) -> None:
    assert Memory(register).read("notify.json") is None
    assert not (register.parent / ".foerder").exists()


def old_layout(folder: Path, *registers: str) -> Path:
    """What versions before left: one folder for all registers."""
    memory = folder / ".foerder"
    memory.mkdir()
    for name in ("notify.json", "notify-good.json", "calendar.json", "journal.jsonl"):
        (memory / name).write_text(name)
    for name in registers:
        (memory / f"{name}.seen").write_text(name)
    (memory / "lock").touch()
    return memory


def test_the_old_layout_is_read_without_being_touched(register: Path) -> None:
    folder = old_layout(register.parent, "projects.toml")
    memory = Memory(register)
    assert memory.read("notify.json") == b"notify.json"
    assert memory.read("seen") == b"projects.toml"
    assert {each.name for each in folder.iterdir()} == {
        "notify.json", "notify-good.json", "calendar.json", "journal.jsonl", "projects.toml.seen", "lock"
    }  # fmt: skip


def test_the_old_layout_is_carried_over_once(register: Path) -> None:
    folder = old_layout(register.parent, "projects.toml")
    memory = Memory(register)
    memory.make()
    assert {each.name for each in folder.iterdir()} == {"projects"}
    assert memory.read("journal.jsonl") == b"journal.jsonl"
    memory.write("notify.json", b"new")
    (folder / "notify.json").write_text("from an old program")
    assert Memory(register).read("notify.json") == b"new"


def test_the_old_layout_waits_for_the_other_registers_of_the_folder(register: Path) -> None:
    other = written(register.with_name("jugend.toml"), "jugend")
    folder = old_layout(register.parent, "projects.toml", "jugend.toml")
    Memory(register).make()
    assert (folder / "notify.json").exists()
    memory = Memory(other)
    memory.make()
    assert memory.read("notify.json") == b"notify.json"
    assert memory.read("seen") == b"jugend.toml"
    assert not (folder / "notify.json").exists()


def told(folder: Path) -> list[str]:
    return sorted(line for mail in folder.glob("*.eml") for line in mail.read_text().splitlines() if "Subject" in line)


def test_two_registers_in_a_folder_never_silence_each_other(tmp_path: Path) -> None:
    """Of the same owner, on every step day, whichever is first."""
    registers = [written(tmp_path / f"{name}.toml", name) for name in ("jugend", "soziales")]
    for day in ("2026-11-30", "2026-12-16", "2026-12-23"):
        for path in registers:
            run = foerder("-f", path, "--today", day, "notify", "--outbox", tmp_path / "out", "--format", "json")
            assert [mail["to"] for mail in run.json["sent"] if mail["to"] == "a@stadt.example"], (day, path.name)


def test_a_trial_with_a_copy_does_not_silence_the_register(register: Path) -> None:
    copy = shutil.copy(register, register.with_name("probe.toml"))
    sent = []
    for path in (Path(copy), register):
        run = foerder("-f", path, *DAY, "notify", "--outbox", register.parent / path.stem, "--format", "json")
        sent.append([mail["to"] for mail in run.json["sent"]])
    assert sent[0] == sent[1] != []


def test_a_lock_says_who_holds_it(register: Path) -> None:
    memory, now = Memory(register), clock.now()
    with (
        memory.locked("calendar.lock", "export", now),
        memory.locked("notify.lock", "notify", now),
        pytest.raises(BusyError, match=rf"foerder export, process {os.getpid()}"),
        Memory(register).locked("calendar.lock", "publish", now, patience=0),
    ):
        pass


def test_what_is_damaged_is_kept_under_names_that_are_free(register: Path) -> None:
    memory = Memory(register)
    names = []
    for text in (b"one", b"two"):
        memory.write("calendar.json", text)
        names.append(memory.set_aside("calendar.json", date(2026, 11, 30)))
    assert [path.name for path in names] == [
        "calendar.json.damaged-2026-11-30",
        "calendar.json.damaged-2026-11-30-1",
    ]
    assert [path.read_bytes() for path in names] == [b"one", b"two"]
    assert memory.read("calendar.json") is None


PLANTED = ["seen", "journal.jsonl", "lock", "lock.json", "calendar.json", "calendar.lock", "notify.json",
           "notify-good.json", "notify.lock", "notify.lock.json"]  # fmt: skip


@POSIX
@pytest.mark.parametrize("name", [*PLANTED, "../../projects.toml.bak", ".", "../lock"])
def test_planted_links_are_replaced_and_never_followed(register: Path, name: str) -> None:
    precious = register.parent / "precious"
    folder = register.parent / ".foerder" / "projects"
    if name == ".":
        precious.mkdir()
        (precious / "kept").write_text("precious")
        folder.parent.mkdir()
        folder.symlink_to(precious)
    else:
        precious.write_text("precious")
        folder.mkdir(parents=True)
        (folder / name).symlink_to(precious)
    before = {path: path.read_bytes() for path in (precious, *precious.rglob("*")) if path.is_file()}
    assert foerder("-f", register, *DAY, "done", "kita/x/bericht", "--yes").code == 0
    assert foerder("-f", register, *DAY, "undo-done", "kita", "--yes").code == 0
    assert foerder("-f", register, *DAY, "export", register.with_name("out.ics")).code == 0
    assert foerder("-f", register, *DAY, "notify", "--outbox", register.with_name("out")).code == 0
    assert {path: path.read_bytes() for path in (precious, *precious.rglob("*")) if path.is_file()} == before


@POSIX
def test_a_pipe_in_the_memory_is_not_waited_for(register: Path) -> None:
    folder = register.parent / ".foerder" / "projects"
    folder.mkdir(parents=True)
    for name in ("calendar.json", "notify.json", "journal.jsonl"):
        os.mkfifo(folder / name)
    assert foerder("-f", register, *DAY, "export", register.with_name("out.ics")).code == 0
    assert foerder("-f", register, *DAY, "notify", "--outbox", register.with_name("out")).code == 5


@POSIX
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o000], ids=oct)
def test_of_a_private_register_everything_is_private(register: Path, umask: int) -> None:
    register.parent.chmod(0o755)
    register.chmod(0o600)
    old = os.umask(umask)
    try:
        assert foerder("-f", register, *DAY, "done", "kita/x/bericht", "--yes").code == 0
        foerder("-f", register, *DAY, "export", register.with_name("out.ics"))
        foerder("-f", register, *DAY, "notify", "--outbox", register.with_name("out"))
    finally:
        os.umask(old)
    folder = register.parent / ".foerder" / "projects"
    assert mode(folder) == 0o700
    assert {path.name: oct(mode(path)) for path in folder.iterdir() if mode(path) != 0o600} == {}
    assert {path.name for path in folder.iterdir()} >= {"journal.jsonl", "seen", "calendar.json", "notify.json"}
    assert mode(register.with_name("projects.toml.bak")) == 0o600
    assert mode(register.with_name("out.ics")) == 0o600


@POSIX
@pytest.mark.parametrize(("own", "exported"), [(0o600, 0o600), (0o644, 0o644), (0o640, 0o644)], ids=oct)
@pytest.mark.parametrize("name", ["out.ics", "out.html", "out.xlsx", "out.csv", "out.json"])
def test_what_is_exported_from_a_private_register_is_private(
    register: Path, own: int, exported: int, name: str
) -> None:
    """A file that is there keeps its mode: who opened it meant it."""
    register.chmod(own)
    old = os.umask(0o022)
    try:
        target = register.with_name(name)
        assert foerder("-f", register, *DAY, "export", target).code == 0
        assert mode(target) == exported
        target.chmod(0o664)
        assert foerder("-f", register, *DAY, "export", target).code == 0
        assert mode(target) == 0o664
    finally:
        os.umask(old)


@POSIX
def test_private_from_the_first_byte(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made with a wider mode first and closed afterwards."""
    register.chmod(0o600)
    opened: list[tuple[str, int]] = []
    real = os.open

    def watched(path: str, flags: int, mode: int = 0o777, **more: int) -> int:
        number = real(path, flags, mode, **more)
        if flags & os.O_CREAT and ".foerder" in os.fspath(path):
            opened.append((os.fspath(path), os.fstat(number).st_mode & 0o077))
        return number

    monkeypatch.setattr(os, "open", watched)
    memory = Memory(register)
    with memory.locked("notify.lock", "notify", clock.now()):
        memory.write("notify.json", b"{}")
    assert len(opened) >= 3
    assert [name for name, open_to in opened if open_to] == []


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Path]:
    """A folder of a group (3000), in which everything new is the group's."""
    # What the verbs load is loaded before: another user may not be able to read our packages.
    scratch = written(tmp_path / "projects.toml", "kita")
    for verb in ("done", "undo", "notify", "export"):
        foerder("-f", scratch, *DAY, *[word.format(own=tmp_path) for word in VERBS[verb]])
    folder = Path(tempfile.mkdtemp(prefix="foerder-test-"))
    folder.chmod(0o755)
    inside = folder / "share"
    inside.mkdir()
    os.chown(inside, 2001, 3000)
    inside.chmod(0o2775)
    register = written(inside / "projects.toml", "kita")
    os.chown(register, 2001, 3000)
    register.chmod(0o664)
    yield inside
    shutil.rmtree(folder)


def as_user(user: int, work: Callable[[], list[int]]) -> list[int]:
    """Run something as a user of the group, with the usual umask; the codes that it returns."""
    # Loaded before: another user may not be able to read our packages.
    import_module("filelock")
    codecs.lookup("ascii")
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(3000)
            os.setuid(user)
            os.umask(0o022)
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    found: list[int] = json.loads(text)
    return found


VERBS = {
    "notify": ("notify", "--outbox", "{own}/out"),
    "export": ("export", "{own}/out.ics", "--changes"),
    "done": ("done", "kita/x/bericht", "--yes"),
    "undo": ("undo-done", "kita", "--yes"),
}


@POSIX
@ROOT
@pytest.mark.parametrize("first", ["notify", "export", "done"])
def test_whoever_is_first_shuts_no_colleague_out(share: Path, first: str) -> None:
    def work(user: int, verbs: list[str]) -> list[int]:
        own = Path(tempfile.mkdtemp(prefix=f"foerder-test-{user}-"))
        codes = []
        try:
            for verb in verbs:
                words = [word.format(own=own) for word in VERBS[verb]]
                result = foerder("-f", share / "projects.toml", *DAY, *words)
                codes.append(result.code)
                assert "cannot be written" not in result.err, result.err
        finally:
            shutil.rmtree(own)
        return codes

    both = ["done", "undo", "notify", "export"]
    assert as_user(2001, lambda: work(2001, [first])) == [0]
    if first == "done":
        assert as_user(2002, lambda: work(2002, ["undo"])) == [0]
    assert as_user(2002, lambda: work(2002, both)) == [0, 0, 0, 0]
    assert as_user(2001, lambda: work(2001, both)) == [0, 0, 0, 0]
    strange = [
        path for path in (share / ".foerder").rglob("*") if path.stat().st_gid != 3000 or not path.stat().st_mode & 0o20
    ]
    assert strange == []
