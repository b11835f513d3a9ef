"""Kept answers change how fast `due`, `list` and `check` are, and nothing else: the same bytes with and without."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from generate import register as blocks
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from program import EXAMPLE, ROOT, TODAY, Result, foerder

from foerder.cli import kept as kept_answers
from foerder.cli import session
from foerder.cli.terminal.output import Copy
from foerder.register.files import with_bytes
from foerder.views.table import MOST_ROWS

pytestmark = pytest.mark.slow

RICH = EXAMPLE.read_text(encoding="utf-8")
"""A register with something of everything; its calls recur without an end."""
PLAIN = "".join(blocks(6))
"""A register whose dates do not depend on the day on which they are computed."""
DAYS = ("2026-11-22", "2026-11-23", "2027-01-01", "2028-02-29", "2025-06-30", "2035-12-31")
QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("due",),
    ("due", "--format", "json"),
    ("due", "--format", "csv"),
    ("due", "--format", "table"),
    ("due", "--overdue"),
    ("due", "--overdue", "--format", "json"),
    ("due", "--within", "2y", "--check"),
    ("due", "--by", "2026-01-01", "--format", "json"),
    ("due", "--by", "2199-12-31"),
    ("due", "--within", "0", "--format", "table"),
    ("due", "--owner", "a"),
    ("due", "--all"),
    ("list",),
    ("list", "--format", "json"),
    ("check",),
    ("check", "--fail-on", "error", "--format", "csv"),
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own; answers about registers of any size are kept."""
    monkeypatch.setattr(session, "INDEXED_BYTES", 1)
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setenv("LOCALAPPDATA", str(folder))
    monkeypatch.setattr(kept_answers, "user_folder", lambda _kind: folder / "foerder")
    return folder / "foerder"


def kept(cache: Path) -> list[Path]:
    """The files of the answers."""
    return sorted(cache.glob("*.answer"))


def ask(*words: str | Path, today: str = TODAY, lang: str = "en") -> Result:
    """Ask with kept answers; the answer must be that without them."""
    answer = foerder(*words, today=today, lang=lang)
    assert answer == foerder("--no-index", *words, today=today, lang=lang)
    return answer


def unread(*words: str | Path, today: str = TODAY, lang: str = "en", **env: str) -> Result:
    """Ask where the register itself must not be read."""
    with mock.patch("foerder.register.load.load", side_effect=AssertionError("the register was read")):
        return foerder(*words, today=today, lang=lang, **env)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register."""
    path = tmp_path / "projects.toml"
    path.write_text(PLAIN, encoding="utf-8")
    return path


PROGRAMME = 'format = 1\n[[programme]]\nid = "p"\ntitle = "P"\n'
NOTHING = (
    "",
    "format = 1\n",
    "format = 1\n[settings]\nwithin = true\n",
    PROGRAMME,
    PROGRAMME + '[[programme.call]]\nid = "c"\ncloses = 2026-12-01\n',
    PROGRAMME + "level = 5\n",
)


@pytest.mark.parametrize(
    "text", [PLAIN, RICH, RICH + "\n[[project]\n", 'format = 1\n[[project]]\nid = "a"\n', *NOTHING]
)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_question_has_the_same_answer(text: str, lang: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
    for day in DAYS[::3]:
        for question in QUESTIONS:
            ask("-f", path, *question, today=day, lang=lang)
            ask("-f", path, *question, today=day, lang=lang)


def test_the_second_run_does_not_read_the_register(path: Path, cache: Path) -> None:
    for question in QUESTIONS:
        expected = ask("-f", path, *question)
        assert unread("-f", path, *question) == expected
    assert len(kept(cache)) == len(QUESTIONS)


def test_another_day_language_or_width_is_another_question(path: Path) -> None:
    question = ("-f", path, "due", "--format", "table")
    for asked in (("0", "en", "80"), ("1", "en", "80"), ("1", "de", "80"), ("1", "de", "200")):
        today, lang, columns = DAYS[int(asked[0])], *asked[1:]
        with pytest.raises(AssertionError, match="the register was read"):
            unread(*question, today=today, lang=lang, COLUMNS=columns)
        expected = foerder(*question, today=today, lang=lang, COLUMNS=columns)
        assert unread(*question, today=today, lang=lang, COLUMNS=columns) == expected


def test_what_depends_on_another_file_is_not_kept(path: Path, tmp_path: Path, cache: Path) -> None:
    text = 'format = 1\n[[rule_set]]\nid = "{name}"\ntitle = "X"\n'
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(text.format(name=name), encoding="utf-8")
    foerder("-f", path, "due", "--rules", f"anbest-p-bund-2019..{tmp_path / 'a.toml'}")
    assert not cache.exists()


def test_help_and_mistakes_are_not_kept(path: Path, cache: Path) -> None:
    for words in (("due", "--help"), ("due", "--within", "many"), ("list", "--format", "xml")):
        ask("-f", path, *words)
        ask("-f", path, *words)
    assert not cache.exists()


def test_a_long_answer_is_neither_held_nor_kept(path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Copy, "room", 100)
    ask("-f", path, "due")
    assert Copy.current is None
    assert not cache.exists()


def test_a_register_that_changes_between_question_and_reading_is_not_kept(path: Path, cache: Path) -> None:
    real = session.Session.register

    def meanwhile(run: session.Session) -> Any:
        path.write_text(PLAIN.replace("2027-", "2029-"), encoding="utf-8")
        return real(run)

    with mock.patch.object(session.Session, "register", meanwhile):
        foerder("-f", path, "due")
    assert not cache.exists()
    ask("-f", path, "due")


@pytest.mark.parametrize("switch", [("--no-index", ""), ("", "1")])
def test_kept_answers_can_be_left_out(switch: tuple[str, str], path: Path, cache: Path) -> None:
    option, variable = switch
    foerder(*([option] if option else []), "-f", path, "due", FOERDER_NO_INDEX=variable)
    assert not cache.exists()


def test_answers_about_small_registers_are_not_kept(path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "INDEXED_BYTES", 400_000)
    foerder("-f", path, "due")
    assert not cache.exists()


def test_nothing_is_written_beside_the_register(path: Path, cache: Path) -> None:
    ask("-f", path, "due")
    assert sorted(path.parent.iterdir()) == sorted([path, cache.parent])


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_only_the_user_may_read_an_answer(path: Path, cache: Path) -> None:
    ask("-f", path, "due")
    assert [oct(p.stat().st_mode & 0o777) for p in (cache, *kept(cache))] == ["0o700", "0o600"]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
@pytest.mark.parametrize("mode", [0o666, 0o620])
def test_what_others_may_write_to_is_not_believed(mode: int, path: Path, cache: Path) -> None:
    ask("-f", path, "due")
    kept(cache)[0].chmod(mode)
    with pytest.raises(AssertionError, match="the register was read"):
        unread("-f", path, "due")
    ask("-f", path, "due")


@pytest.mark.skipif(sys.platform == "win32", reason="users of POSIX")
def test_another_users_answer_is_not_believed(path: Path, cache: Path) -> None:
    ask("-f", path, "due")
    with mock.patch("os.geteuid", return_value=4711):
        with pytest.raises(AssertionError, match="the register was read"):
            unread("-f", path, "due")
        before = [(p.name, p.read_bytes()) for p in cache.iterdir()]
        ask("-f", path, "due")
        # Nor is anything written into a folder that is another user's.
        assert [(p.name, p.read_bytes()) for p in cache.iterdir()] == before


def test_an_edit_of_the_same_size_within_one_clock_tick_is_seen(path: Path) -> None:
    stamp = path.stat()
    seen = set()
    for day in ("2027-01-11", "2027-01-12", "2027-01-13"):
        path.write_text(
            'format = 1\n[[project]]\nid = "a"\ntitle = "A"\n[[project.period]]\nid = "1"\n'
            f'[[project.period.deadline]]\nid = "d"\nkind = "other"\ndue = {day}\n',
            encoding="utf-8",
        )
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        seen.add(ask("-f", path, "due").out)
    assert len(seen) == 3


def test_a_touched_register_keeps_its_answers(path: Path) -> None:
    expected = ask("-f", path, "due")
    os.utime(path, (1, 1))
    assert unread("-f", path, "due") == expected


def test_several_registers_and_folders_each_have_their_own(path: Path, tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for n, part in enumerate((PLAIN, 'format = 1\n[[project]]\nid = "other"\ntitle = "O"\n')):
        (folder / f"{n}.toml").write_text(part, encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text(PLAIN.replace("2027-", "2029-"), encoding="utf-8")
    questions: list[tuple[str | Path, ...]] = [
        ("-f", path), ("-f", other), ("-f", folder), ("-f", other, "-f", folder), ("-f", folder, "-f", other),
    ]  # fmt: skip
    for words in questions * 2:
        ask(*words, "due", "--format", "json")
    assert len(kept(cache)) == len(questions)
    (folder / "2.toml").write_text('format = 1\n[[project]]\nid = "new"\ntitle = "N"\n', encoding="utf-8")
    ask("-f", folder, "due")
    (folder / "0.toml").unlink()
    ask("-f", folder, "due")


def test_an_answer_about_another_register_put_in_its_place_is_not_believed(
    path: Path, tmp_path: Path, cache: Path
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(PLAIN.replace("2027-", "2029-"), encoding="utf-8")
    ask("-f", path, "due")
    (mine,) = kept(cache)
    ask("-f", other, "due")
    (others,) = set(kept(cache)) - {mine}
    shutil.copy(others, mine)
    ask("-f", path, "due")


def test_another_version_and_other_rule_sets_make_their_own(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("-f", path, "due")
    with monkeypatch.context() as changed:
        changed.setattr("foerder.__version__", "99.0")
        with pytest.raises(AssertionError, match="the register was read"):
            unread("-f", path, "due")
    copy = tmp_path / "package"
    shutil.copytree(kept_answers.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(kept_answers, "PACKAGE", copy)
    keys = set()
    file = with_bytes(path, "x")
    for edit in ("", "x", "y"):
        target = copy / "law" / "rules" / "remedy.toml"
        stamp = target.stat()
        target.write_bytes(target.read_bytes()[: stamp.st_size - len(edit)] + edit.encode())
        os.utime(target, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        found = kept_answers.key_of([file], ["de"])
        assert found
        keys.add(found.made_from)
    assert len(keys) == 3


def broken(data: bytes) -> Iterator[tuple[str, bytes]]:
    """An answer, damaged in many ways."""
    dice = random.Random(8)
    yield "empty", b""
    yield "text", b"no answer" * 1000
    for size in (1, 99, 100, 4095, 4096, len(data) // 2, len(data) - 1):
        yield f"cut at {size}", data[:size]
    for _n in range(150):
        at = dice.randrange(len(data))
        yield f"byte {at}", data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
    for page in range(len(data) // 4096):
        yield f"page {page} is empty", data[: page * 4096] + bytes(4096) + data[(page + 1) * 4096 :]


def test_a_damaged_answer_is_not_believed(path: Path, cache: Path) -> None:
    expected = ask("-f", path, "due")
    (file,) = kept(cache)
    good = file.read_bytes()
    for what, data in broken(good):
        file.write_bytes(data)
        assert foerder("-f", path, "due") == expected, what
    assert unread("-f", path, "due") == expected


def forged(known: dict[str, Any]) -> dict[str, Any]:
    """Changes of the head, by what is wrong with it."""
    return {
        "another register": {"made_from": "0" * 32},
        "no register": {"made_from": None},
        "no code": {"code": None},
        "the code is a text": {"code": "none"},
        "nothing printed": {"printed": None},
        "no size": {"printed": [["out"]]},
        "the size is a text": {"printed": [["out", "1"]]},
    }


@pytest.mark.parametrize("what", forged({}))
def test_an_answer_somebody_wrote_into_is_not_believed(what: str, path: Path, cache: Path) -> None:
    ask("-f", path, "due")
    (file,) = kept(cache)
    head, body = file.read_bytes()[kept_answers.SUM :].split(b"\n", 1)
    known = json.loads(head)
    new = json.dumps({**known, **forged(known)[what]}).encode() + b"\n"
    # The checksum is right, whatever is written there.
    file.write_bytes(kept_answers._sum([new, body]).encode() + new + body)
    with pytest.raises(AssertionError, match="the register was read"):
        unread("-f", path, "due")
    ask("-f", path, "due")


def test_an_answer_holds_nothing_that_runs() -> None:
    text = Path(kept_answers.__file__).read_text(encoding="utf-8")
    assert not re.search(r"\b(marshal|pickle|eval|exec|sqlite3)\b", text)


FAILURES: dict[str, tuple[str, Any]] = {
    "no folder": ("pathlib.Path.mkdir", PermissionError(13, "denied")),
    "read-only": ("foerder.files._write", OSError(30, "read-only file system")),
    "full disk": ("os.fsync", OSError(28, "no space left on device")),
    "held open": ("os.replace", PermissionError(13, "held open")),
}


@pytest.mark.parametrize("name", FAILURES)
def test_an_answer_that_cannot_be_written_does_no_harm(name: str, path: Path, cache: Path) -> None:
    expected = foerder("--no-index", "-f", path, "due")
    target, error = FAILURES[name]
    with mock.patch(target, side_effect=error, create=True):
        assert foerder("-f", path, "due") == expected
    assert not cache.exists() or list(cache.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_where_the_system_takes_no_more_the_answer_is_the_same(path: Path, tmp_path: Path, cache: Path) -> None:
    path.write_text("".join(blocks(60)), encoding="utf-8")
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
        "from foerder.cli import session; session.INDEXED_BYTES = 1; from foerder.cli.app import main; main()"
    )
    words = [sys.executable, "-c", program, "--lang", "en", "--today", TODAY, "-f", str(path), "due"]
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    run = subprocess.run(words, env=environ, capture_output=True, encoding="utf-8")
    assert (run.returncode, run.stdout, run.stderr) == (0, foerder("--no-index", "-f", path, "due").out, "")
    assert list(cache.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_file_in_the_way_of_the_cache_does_no_harm(path: Path, cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("in the way", encoding="utf-8")
    ask("-f", path, "due")


def test_two_processes_at_once(path: Path, tmp_path: Path, cache: Path) -> None:
    path.write_text("".join(blocks(40)), encoding="utf-8")
    program = (
        "import sys; from foerder.cli import session; session.INDEXED_BYTES = 1;"
        "from foerder.cli.app import main; main()"
    )
    words = [sys.executable, "-c", program, "--lang", "en", "--today", TODAY, "-f", str(path), "due"]
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    expected = foerder("--no-index", "-f", path, "due").out
    for _turn in range(2):
        runs = [subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, encoding="utf-8") for _n in range(3)]
        assert [run.communicate()[0] for run in runs] == [expected] * 3


def test_only_a_few_answers_are_kept(path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "KEPT", 2)
    for n in range(5):
        other = path.with_name(f"{n}.toml")
        other.write_text(PLAIN, encoding="utf-8")
        ask("-f", other, "due")
    assert len(kept(cache)) == 2


def test_of_many_deadlines_a_table_shows_the_first_and_plain_lines_the_rest(path: Path) -> None:
    path.write_text("".join(blocks(90)), encoding="utf-8")
    plain = ask("-f", path, "due").out.splitlines()
    table = ask("-f", path, "due", "--format", "table").out
    assert len(plain) > MOST_ROWS
    assert table.endswith("\n".join(plain[MOST_ROWS:]) + "\n")
    assert plain[MOST_ROWS - 1] not in table


@pytest.mark.parametrize(
    "words", [("costs",), ("costs", "--pace"), ("timeline",), ("report",), ("list",)], ids=" ".join
)
def test_every_table_shows_the_first_and_plain_lines_the_rest(
    words: tuple[str, ...], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text("".join(blocks(60)), encoding="utf-8")
    question: tuple[str | Path, ...] = ("--no-index", "-f", path, *words, "--format", "table")
    whole = foerder(*question, COLUMNS="200")
    monkeypatch.setattr("foerder.views.table.MOST_ROWS", 20)
    short = foerder(*question, COLUMNS="200")
    assert (whole.code, whole.err) == (short.code, short.err)
    assert "\t" not in whole.out
    named = set(re.findall(r"Vorhaben \d+", whole.out))
    assert set(re.findall(r"Vorhaben \d+", short.out)) == named
    assert sum("\t" in line for line in short.out.splitlines()) >= len(named) - 20 > 0


class Between(RuleBasedStateMachine):
    """Registers and answers change, are touched, swapped, cut and damaged between the runs; the answers hold."""

    @initialize()
    def begin(self) -> None:
        import tempfile

        self.folder = Path(tempfile.mkdtemp())
        self.paths = [self.folder / f"{n}.toml" for n in range(2)]
        for n, path in enumerate(self.paths):
            path.write_text("".join(blocks(2 + n)), encoding="utf-8")
        self.patches: list[Any] = [
            mock.patch.object(session, "INDEXED_BYTES", 1),
            mock.patch.object(kept_answers, "user_folder", return_value=self.folder / "cache"),
        ]
        for patch in self.patches:
            patch.start()

    @rule(
        words=st.sampled_from(QUESTIONS[:9]),
        which=st.sampled_from([(0,), (1,), (0, 1)]),
        day=st.sampled_from(DAYS),
        lang=st.sampled_from(["de", "en"]),
    )
    def look(self, words: tuple[str, ...], which: tuple[int, ...], day: str, lang: str) -> None:
        named = [word for n in which for word in ("-f", self.paths[n])]
        ask(*named, *words, today=day, lang=lang)

    @rule(n=st.integers(0, 1), at=st.floats(0, 1), old=st.sampled_from("0123456789"), new=st.sampled_from("0123456789"))
    def change(self, n: int, at: float, old: str, new: str) -> None:
        """An edit of the same size; the file keeps its times."""
        path = self.paths[n]
        stamp, text = path.stat(), path.read_text(encoding="utf-8")
        place = text.find(old, int(at * len(text)))
        if place >= 0:
            path.write_text(text[:place] + new + text[place + 1 :], encoding="utf-8")
            os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    @rule(n=st.integers(0, 1), size=st.floats(0, 1))
    def cut_register(self, n: int, size: float) -> None:
        text = self.paths[n].read_bytes()
        self.paths[n].write_bytes(text[: int(len(text) * size)])

    @rule(n=st.integers(0, 1), projects=st.integers(0, 3))
    def renew(self, n: int, projects: int) -> None:
        self.paths[n].write_text("".join(blocks(projects)), encoding="utf-8")

    @rule()
    def swap_registers(self) -> None:
        first, second = (path.read_bytes() for path in self.paths)
        self.paths[0].write_bytes(second)
        self.paths[1].write_bytes(first)

    @rule(n=st.integers(0, 1))
    def touch(self, n: int) -> None:
        os.utime(self.paths[n])

    @rule(at=st.floats(0, 1), bit=st.integers(0, 7), cut=st.booleans())
    def damage(self, at: float, bit: int, cut: bool) -> None:
        for path in (self.folder / "cache").glob("*.answer"):
            data = bytearray(path.read_bytes()) or bytearray(1)
            place = min(int(at * len(data)), len(data) - 1)
            data[place] ^= 1 << bit
            path.write_bytes(data[:place] if cut else data)

    @rule()
    def swap_answers(self) -> None:
        found = sorted((self.folder / "cache").glob("*.answer"))
        data = [path.read_bytes() for path in found]
        for path, other in zip(found, data[1:] + data[:1], strict=True):
            path.write_bytes(other)

    def teardown(self) -> None:
        for patch in self.patches:
            patch.stop()
        shutil.rmtree(self.folder)


Between.TestCase.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
TestBetween = Between.TestCase
