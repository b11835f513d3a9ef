"""`foerder notify` as cron calls it: exit codes, formats, what is said where."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from mailserver import Post, serving
from notifying import ANNA, BODO, DESK, HEADER, parsed, project
from program import REAL, ROOT, Result, foerder
from terminal import on_terminal

from foerder.deadlines.calculator import Calculator
from foerder.model import Deadline
from foerder.notify import run

DAY = "2027-03-24"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(HEADER + project("iksp", "2027-03-31"), encoding="utf-8")
    return path


def notify(register: Path, *words: str | Path, today: str = DAY, **env: str) -> Result:
    return foerder("-f", register, "notify", *words, today=today, **env)


def test_at_a_terminal_each_failure_is_said_once(register: Path) -> None:
    seen = on_terminal(["-f", str(register), "--today", DAY, "--lang", "en", "notify"], [], COLUMNS="80")
    assert f"Not sent: {ANNA}, {BODO}: 127.0.0.1:1: " in seen.replace("\n", " ")
    assert [seen.count(address) for address in (ANNA, BODO)] == [1, 1]
    assert "Outcome" not in seen


def test_dry_run_prints_the_mails_and_writes_nothing(register: Path) -> None:
    result = notify(register, "--dry-run")
    assert (result.code, result.err) == (0, "")
    assert f"To: {ANNA}\nSubject: [Frist] Nachweis Vorhaben iksp: in 7 days, 2027-03-31\n" in result.out
    assert "TO BE DONE NOW" in result.out
    assert [path.name for path in register.parent.iterdir()] == ["projects.toml"]


def test_json_is_the_contract(register: Path, tmp_path: Path) -> None:
    result = notify(register, "--outbox", tmp_path / "out", "--format", "json")
    data = result.json
    assert result.code == 0
    assert (data["schema"], data["today"], data["failed"]) == (1, DAY, [])
    assert (data["last_run"], data["last_success"]) == (DAY, DAY)
    bodo = next(mail for mail in data["sent"] if mail["to"] == BODO)
    assert bodo["items"] == [
        {"id": "iksp/p/report", "step": step, "due": "2027-03-31", "reason": "step"} for step in (14, 7)
    ]
    assert bodo["message_id"].endswith("@example.org>")
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".eml", ".eml"]
    assert notify(register, "--outbox", tmp_path / "out", "--format", "json").json["sent"] == []


def test_server_down_is_exit_5_and_the_next_run_makes_up(register: Path) -> None:
    result = notify(register, "--format", "json")
    assert result.code == 5
    assert result.json["sent"] == []
    assert {failed["to"] for failed in result.json["failed"]} == {ANNA, BODO}
    assert result.json["failed"][0]["items"][-1]["step"] == 7
    assert f"Not sent: {ANNA}, {BODO}: 127.0.0.1:1: " in result.err
    with serving() as (post, port):
        _point_at(register, port)
        again = notify(register, "--format", "json")
    assert (again.code, sorted(mail.to for mail in post.mails)) == (0, [ANNA, BODO])
    assert "go without encryption" in again.err


def _point_at(register: Path, port: int) -> None:
    text = register.read_text(encoding="utf-8")
    register.write_text(
        text.replace("smtp://127.0.0.1:1", f"smtp://127.0.0.1:{port}").replace(
            'heartbeat = "off"', 'heartbeat = "off"\ntls = "none"'
        ),
        encoding="utf-8",
    )


def test_one_refused_recipient_is_exit_5_and_does_not_stop_the_other(register: Path) -> None:
    with serving() as (post, port):
        _point_at(register, port)
        post.refused.add(ANNA)
        result = notify(register)
        assert result.code == 5
        assert [mail.to for mail in post.mails] == [BODO]
        post.refused.clear()
        assert notify(register, today="2027-03-25").code == 0
    assert [mail.to for mail in post.mails] == [BODO, ANNA]


def test_a_broken_line_is_no_closed_stdout(register: Path) -> None:
    """A BrokenPipeError of the mail server would end the program quietly with 0."""
    with serving() as (post, port):
        _point_at(register, port)
        post.behaviour = {ANNA: "drop", BODO: "drop"}
        assert notify(register).code == 5


def test_a_faulty_register_mails_what_can_be_computed_and_exits_3(register: Path, tmp_path: Path) -> None:
    text = register.read_text(encoding="utf-8")
    broken = project("zwei", "31.03.2027")
    register.write_text(text + broken, encoding="utf-8")
    result = notify(register, "--outbox", tmp_path / "out", "--format", "json")
    assert result.code == 3
    assert {mail["to"] for mail in result.json["sent"]} == {ANNA, BODO, DESK}
    assert result.json["problems"][0]["line"] == text.count("\n") + broken.splitlines().index("due = 31.03.2027") + 1
    assert "31.03.2027" in result.err


def test_status(register: Path, tmp_path: Path) -> None:
    never = notify(register, "--status", "--format", "json")
    assert never.code == 5
    assert (never.json["last_run"], never.json["stale"]) == (None, True)
    assert {mail["to"] for mail in never.json["pending"]} == {ANNA, BODO}
    assert notify(register, "--outbox", tmp_path / "out").code == 0
    fine = notify(register, "--status")
    assert (fine.code, fine.out) == (0, "last run\tWed 2027-03-24\nlast success\tWed 2027-03-24\n")
    # Good Friday and Easter lie between; then two working days without a run.
    assert notify(register, "--status", today="2027-03-25").code == 0
    late = notify(register, "--status", today="2027-03-31")
    assert late.code == 5
    assert "does the scheduler run?" in late.err


def test_status_names_what_failed(register: Path) -> None:
    notify(register)
    result = notify(register, "--status")
    assert result.code == 5
    assert f"not sent\t{ANNA}\t127.0.0.1:1: " in result.out


def test_a_test_mail(register: Path, tmp_path: Path) -> None:
    assert notify(register, "--test", ANNA, "--outbox", tmp_path / "out").code == 0
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert not (tmp_path / ".foerder").exists()
    assert notify(register, "--test", ANNA).code == 5
    outside = notify(register, "--test", "anna@other.example", "--outbox", tmp_path / "out")
    assert outside.code == 5
    assert "permitted domains" in outside.err
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_without_a_notify_table(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text("format = 1\n", encoding="utf-8")
    result = notify(path)
    assert result.code == 5
    assert "the register has no [notify]" in result.err


def test_two_runs_at_once(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PATIENCE", 0.05)
    (register.parent / ".foerder" / "projects").mkdir(parents=True)
    with FileLock(register.parent / ".foerder" / "projects" / "notify.lock"):
        result = notify(register, "--outbox", register.parent / "out")
    assert result.code == 5
    assert "Another run of foerder is sending mails." in result.err


@pytest.mark.parametrize(
    "words",
    [
        ["--sendmail", "--outbox", "x"],
        ["--status", "--dry-run"],
        ["--status", "--test", ANNA],
        ["--install", "launchd"],
        ["--format", "xml"],
    ],
)
def test_what_does_not_go_together_is_usage(register: Path, words: list[str]) -> None:
    assert notify(register, *words).code == 2


@pytest.mark.parametrize("style", ["plain", "table", "csv"])
def test_other_formats(register: Path, tmp_path: Path, style: str) -> None:
    result = notify(register, "--outbox", tmp_path / "out", "--format", style)
    assert result.code == 0
    assert ANNA in result.out


def test_install_cron_is_a_line_that_runs(register: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Förder fristen 100%"
    folder.mkdir()
    path = folder / "projects.toml"
    path.write_bytes(register.read_bytes())
    lines = notify(path, "--install", "cron").out.splitlines()
    (line,) = [line for line in lines if not line.startswith("#")]
    minute, hour, _dom, _month, days, command = line.split(" ", 5)
    assert (minute, hour, days) == ("15", "6", "1-5")
    assert "100\\%" in command
    if sys.platform != "win32":
        # What cron hands to the shell: the escaped percent sign is one again.
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        shell = command.replace("\\%", "%").replace(" notify ", " notify --outbox out --format json ")
        done = subprocess.run(
            ["sh", "-c", shell.replace(">/dev/null", "")], capture_output=True, check=True, env=environ
        )
        assert json.loads(done.stdout)["failed"] == []
        assert (folder / ".foerder" / "projects" / "notify.json").is_file()


def test_install_systemd(register: Path) -> None:
    out = notify(register, "--install", "systemd").out
    (start,) = [line for line in out.splitlines() if line.startswith("ExecStart=")]
    assert shlex.split(start.removeprefix("ExecStart=")) == [
        *(sys.executable, "-m", "foerder", "-f", str(register.resolve()), "notify", "--patient")
    ]
    assert "Persistent=true" in out
    assert "OnCalendar=Mon..Fri 06:15" in out


def test_install_windows(register: Path) -> None:
    out = notify(register, "--install", "windows").out
    assert "Register-ScheduledTask" in out
    assert "-StartWhenAvailable" in out
    assert str(register.resolve()) in out


def test_the_shipped_register_says_what_is_missing() -> None:
    assert foerder("-f", REAL, "notify", "--dry-run").code in (0, 5)


def test_an_ics_of_what_is_new_or_moved_where_asked_for(register: Path, tmp_path: Path) -> None:
    text = register.read_text(encoding="utf-8").replace('heartbeat = "off"', 'heartbeat = "off"\nattach = true')
    attached = {}
    for day, due in (("2027-03-01", "2027-03-31"), ("2027-03-17", "2027-03-31"), ("2027-03-18", "2027-06-30")):
        register.write_text(text.replace("2027-03-31", due), encoding="utf-8")
        out = tmp_path / day
        assert notify(register, "--outbox", out, today=day).code == 0
        for file in out.iterdir():
            message = parsed(file.read_bytes())
            attached[day, str(message["To"])] = [part.get_content() for part in message.iter_attachments()]
    # Of the second mail to the owner nothing is new; the deputy hears of it for the first time.
    assert {key: len(found) for key, found in attached.items()} == {
        ("2027-03-01", ANNA): 1,
        ("2027-03-17", ANNA): 0,
        ("2027-03-17", BODO): 1,
        ("2027-03-18", ANNA): 1,
        ("2027-03-18", BODO): 1,
    }
    assert "DTSTART;VALUE=DATE:20270331" in attached["2027-03-01", ANNA][0]
    assert "DTSTART;VALUE=DATE:20270630" in attached["2027-03-18", ANNA][0]


def test_the_calendars_of_a_run_are_counted_once(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = register.read_text(encoding="utf-8").replace('heartbeat = "off"', 'heartbeat = "off"\nattach = true')
    register.write_text(text, encoding="utf-8")
    runs: list[bool] = []
    count = Calculator.all

    def counted(self: Calculator) -> list[Deadline]:
        runs.append(self.tracing)
        return count(self)

    monkeypatch.setattr(Calculator, "all", counted)
    assert notify(register, "--outbox", tmp_path / "out", today="2027-03-17").code == 0
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert runs.count(True) == 1


def test_post_is_real(register: Path) -> None:
    """The server of these tests takes mails only as they go over the line."""
    with serving() as (post, port):
        assert isinstance(post, Post)
        _point_at(register, port)
        notify(register)
        assert post.mails[0].message["Auto-Submitted"] == "auto-generated"
        assert post.mails[0].content.isascii()


def test_status_before_the_first_run_says_that_there_was_none(register: Path) -> None:
    result = notify(register, "--status")
    assert result.code == 5
    assert "No run has succeeded yet" in result.err
    assert "last success\tnever" in result.out
