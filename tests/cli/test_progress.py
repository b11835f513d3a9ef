"""What takes a second is said on a terminal, and no trace of it stays; off a terminal nothing is said."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest
from generate import register as blocks
from lists import workbook
from newcomer import on_terminal
from program import EXAMPLE, ROOT, TODAY, foerder
from terminal import Screen

from foerder import clock
from foerder.cli import kept, session
from foerder.cli.app import main
from foerder.cli.terminal import ask, output, progress
from foerder.cli.verbs import edit, import_
from foerder.text import i18n

READ, COUNT, WRITE = "Reading the register …", "Counting the deadlines …", "Writing the register …"
EXPORT, LIST, COMPARE = "Writing the deadlines …", "The list is read …", "List and register are compared …"
MAILS = "Sending the mails …"
VERBS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("due", (READ, COUNT)),
    ("due --format json", (READ, COUNT)),
    ("due --what-if 'end quartier 2026-12-31'", (READ, COUNT)),
    ("list", (READ, COUNT)),
    ("list --format csv", (READ, COUNT)),
    ("check", (READ, COUNT, "Looking for problems and risks …")),
    ("timeline", (READ, COUNT)),
    ("costs", (READ, COUNT)),
    ("report", (READ, COUNT)),
    ("report report.html", (READ, COUNT)),
    ("rules", (READ, COUNT)),
    ("where", (READ, COUNT)),
    ("show quartier", (READ, COUNT)),
    ("show nothing", (READ, COUNT)),
    ("export out.html", (READ, COUNT, EXPORT)),
    ("export out.xlsx", (READ, COUNT, EXPORT)),
    ("export out.ics", (READ, COUNT, EXPORT)),
    ("export out.csv", (READ, COUNT, EXPORT)),
    ("export out.json", (READ, COUNT, EXPORT)),
    ("export - --format json", (READ, COUNT, EXPORT)),
    ("publish .", (READ, COUNT, "Writing the calendars …")),
    ("notify --dry-run", (READ, COUNT)),
    ("notify --outbox .", (READ, COUNT, MAILS)),
    ("set settings within 120 --dry-run", (READ, COUNT)),
    ("set settings within 120", (READ, COUNT, WRITE)),
    ("set settings within 90", (READ, COUNT)),
    ("set nothing title A", (READ, COUNT)),
    ("done quartier/2025/nothing", (READ, COUNT)),
    ("import list.xlsx --yes", (LIST, COMPARE, READ, COUNT, WRITE)),
    ("edit", (READ, READ, WRITE)),
    ("log", ()),
    ("log quartier", (READ,)),
    ("use projects.toml", ()),
)


class Terminal(Screen):
    """A screen that knows what was on it."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was said and taken away."""
        found = re.findall(r"([^\r\n]+)\r( +)\r", self.getvalue())
        return tuple(text for text, blank in found if len(text) == len(blank))


def lines(terminal: Terminal) -> list[str]:
    """What is seen in the end, without the spaces that nobody sees."""
    return [line.rstrip() for line in terminal.seen.split("\n")]


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a register, a list and an editor, in which it is always the same moment."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 6, 15, tzinfo=UTC))
    monkeypatch.setattr(kept, "user_folder", lambda _kind: tmp_path / "cache" / "foerder")
    monkeypatch.setattr(session, "INDEXED_BYTES", 1)
    monkeypatch.setattr(import_, "SLOW_BYTES", 1)
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.chdir(folder)
    shutil.copy(EXAMPLE, "projects.toml")
    workbook(Path("list.xlsx"), {"Projekte": [["id", "Titel"], ["neu", "Neu"]]})
    Path("editor.py").write_text(
        "import sys; path = sys.argv[1]; text = open(path, encoding='utf-8').read()\n"
        "open(path, 'w', encoding='utf-8').write(text.replace('within = 90', 'within = 91'))\n",
        encoding="utf-8",
    )
    return folder


def run(line: str, **env: str) -> Terminal:
    """Run the program in this process on a terminal."""
    terminal = Terminal()
    words = ["foerder", "--today", TODAY, "--lang", "en", "-f", "projects.toml", *shlex.split(line)]
    environ = {"COLUMNS": "100", "XDG_CONFIG_HOME": os.path.abspath("config"), "NO_COLOR": "1"}
    editor = {"VISUAL": "", "EDITOR": f'"{Path(sys.executable).as_posix()}" editor.py'}
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.dict(os.environ, {**environ, **editor, **env}),
        contextlib.redirect_stdout(terminal),
        contextlib.redirect_stderr(terminal),
        contextlib.suppress(SystemExit),
    ):
        main()
    i18n.use("en")
    return terminal


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every register counts as a large one."""
    monkeypatch.setattr(session, "SLOW_BYTES", 1)


@pytest.mark.parametrize(("line", "notes"), VERBS, ids=[line for line, _notes in VERBS])
def test_what_takes_long_is_said_and_no_trace_of_it_stays(
    line: str, notes: tuple[str, ...], office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(office, office.with_name("copy"))
    monkeypatch.setattr(import_, "SLOW_BYTES", 1_000_000)
    expected = run(line)
    assert expected.notes == ()
    monkeypatch.chdir(office.parent)
    shutil.rmtree(office)
    shutil.rmtree(office.parent / "cache", ignore_errors=True)
    copy.rename(office)
    monkeypatch.chdir(office)
    monkeypatch.setattr(session, "SLOW_BYTES", 1)
    terminal = run(line)
    assert terminal.notes == notes
    assert lines(terminal) == lines(expected)
    assert "\x1b" not in terminal.getvalue()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("line", [line for line, _notes in VERBS if "edit" not in line and "use" not in line])
def test_off_a_terminal_nothing_is_said(line: str) -> None:
    result = foerder("-f", "projects.toml", *shlex.split(line))
    assert "\r" not in result.err
    assert "\r" not in result.out.replace("\r\n", "\n")
    assert "…\n" not in result.err


@pytest.mark.usefixtures("large")
def test_data_in_a_file_are_free_of_it() -> None:
    out, terminal = io.StringIO(), Terminal()
    words = ["foerder", "--today", TODAY, "-f", "projects.toml", "--lang", "en", "list", "--format", "csv"]
    with (
        mock.patch.object(sys, "argv", words),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(terminal),
        contextlib.suppress(SystemExit),
    ):
        main()
    assert out.getvalue() == foerder("-f", "projects.toml", "list", "--format", "csv").out
    assert terminal.notes == (READ, COUNT)
    assert terminal.seen == ""


def test_a_small_register_says_nothing_of_it() -> None:
    assert run("list").notes == ()


def test_a_long_list_is_slow_whatever_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("import list.xlsx --yes").notes == (LIST, COMPARE, READ, COUNT, WRITE)
    monkeypatch.setattr(import_, "SLOW_BYTES", 1_000_000)
    assert run("import list.xlsx --yes").notes == ()


def test_a_mail_server_is_slow_whatever_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foerder.notify.run.Run.send", lambda job, way: job.preview())
    assert run("notify").notes == (MAILS,)
    assert run("notify --outbox .").notes == ()


@pytest.mark.usefixtures("large")
def test_a_question_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "interactive", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    terminal = run("set settings within 120")
    assert terminal.notes == (READ, COUNT)
    assert terminal.seen.endswith("Write this? [Y/n] Nothing was changed.\n")


@pytest.mark.parametrize("answer", ["question", "bytes", "editor"])
def test_whatever_comes_next_takes_its_place(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    monkeypatch.setenv("EDITOR", "ed")
    monkeypatch.setattr("subprocess.run", lambda *words, check: mock.Mock(returncode=0))
    progress.line.show("Working …")
    if answer == "question":
        ask.confirm("Really?")
    elif answer == "bytes":
        output.write_bytes([b""])
    else:
        edit.open_editor(Path("projects.toml"))
    assert terminal.notes == ("Working …",)


@pytest.mark.usefixtures("large")
def test_it_is_taken_away_where_a_run_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foerder.register.load.load", mock.Mock(side_effect=KeyboardInterrupt))
    assert run("list").seen == ""
    monkeypatch.setattr("foerder.register.load.load", mock.Mock(side_effect=ZeroDivisionError))
    with pytest.raises(ZeroDivisionError):
        run("list")
    assert progress.line._stream is None


@pytest.mark.usefixtures("large")
def test_it_never_fills_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_width", lambda stream: 8)
    assert run("list").notes == ("Reading", "Countin")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_on_a_real_terminal() -> None:
    path = Path("projects.toml")
    path.write_text("".join(blocks(session.SLOW_BYTES // 2000)), encoding="utf-8")
    assert path.stat().st_size >= session.SLOW_BYTES
    terminal = Terminal()
    words = [sys.executable, "-m", "foerder", "--today", TODAY, "--lang", "en", "-f", "projects.toml", "show"]
    terminal.write(on_terminal([*words, "vorhaben-00001"], [], Path.cwd(), {"PYTHONPATH": str(ROOT)}))
    assert terminal.notes == (READ, COUNT)
    assert "…" not in terminal.seen
