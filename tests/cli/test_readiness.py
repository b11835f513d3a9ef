"""`foerder where --check`: what works on this machine, what is missing, and the remedy."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers import grant, written
from notifying import HEADER, project
from program import Result, foerder

from foerder.files import may_write
from foerder.notify.transport import Smtp

BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
"""Germany's time, whatever zones this machine knows."""


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if sys.platform == "win32":
        # Its zone cannot be set for one program.
        monkeypatch.setattr("foerder.cli.readiness.OFFSETS", {})
        yield
        return
    monkeypatch.setenv("TZ", BERLIN)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(HEADER + project("iksp", "2027-03-31"), encoding="utf-8")
    return path


def check(register: Path | str, *words: str, **env: str) -> Result:
    editor = {"VISUAL": "", "EDITOR": sys.executable}
    return foerder("-f", register, "where", "--check", *words, **{**editor, **env})


def needs(register: Path | str, **env: str) -> dict[str, dict[str, Any]]:
    """Need → what is said of it."""
    return {need["need"]: need for need in check(register, "--format", "json", **env).json["needs"]}


def test_where_all_is_there_nothing_is_missing(register: Path) -> None:
    result = check(register, "--format", "json")
    assert [need for need in result.json["needs"] if need["state"] == "missing"] == []
    assert (result.code, result.err, result.json["schema"], result.json["ready"]) == (0, "", 1, True)
    found = {need["need"]: need["found"] for need in result.json["needs"]}
    assert found["register"] == str(register)
    assert found["mail-server"] == "127.0.0.1:1 (starttls)"
    assert found["mail-coordinator"] == "fristen@example.org"
    assert [path.name for path in register.parent.iterdir()] == ["projects.toml"]


def test_nobody_is_called_and_nothing_is_sent(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise AssertionError

    for name in ("send", "_connected"):
        monkeypatch.setattr(Smtp, name, fail)
    monkeypatch.setattr("socket.create_connection", fail)
    assert check(register).code == 0


def test_without_a_register_the_next_step_is_named(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        result = foerder("where", "--check", "--format", "plain", XDG_CONFIG_HOME=str(tmp_path), FOERDER_REGISTER="")
    assert result.code == 1
    assert result.out.splitlines()[0] == (
        "missing\tRegister\tnone found\tA new one: foerder init. One that exists: foerder use PATH."
    )
    assert "Mails" not in result.out


def test_faults_of_the_register_are_counted(tmp_path: Path) -> None:
    register = written(tmp_path, grant("start = 2026-01-01\nend = 2025-01-01"))
    assert needs(register)["register"]["remedy"] == "1 problem in it: foerder check"
    assert needs(tmp_path / "none.toml")["register"]["state"] == "missing"


def test_who_may_not_write_is_told_which_file_and_folder(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foerder.cli.readiness.may_write", lambda path: False)
    found = needs(register)
    rights = found["register-writable"]
    assert rights["found"] == f"not allowed: {register}, {register.parent}"
    assert (rights["state"], found["memory"]["state"], found["cache"]["state"]) == ("missing", "missing", "optional")


def test_windows_answers_only_to_who_tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "projects.toml"
    file.write_bytes(b"format = 1\n")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "access", lambda *_arguments: True)
    assert [may_write(path) for path in (tmp_path, file, tmp_path / "none")] == [True, True, False]
    assert [path.name for path in tmp_path.iterdir()] == ["projects.toml"]
    assert file.read_bytes() == b"format = 1\n"

    def refuse(*_arguments: object, **_more: object) -> None:
        raise PermissionError

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    assert [may_write(path) for path in (tmp_path, file)] == [False, False]


@pytest.mark.parametrize(
    ("change", "need", "remedy"),
    [
        pytest.param(('coordinator = "fristen@example.org"', ""), "mail-coordinator", "coordinator =", id="nobody"),
        pytest.param(("fristen@example.org", "a@else.example"), "mail-coordinator", "domains", id="elsewhere"),
        pytest.param(('smtp = "smtp://127.0.0.1:1"', ""), "mail-server", "no mail server", id="no server"),
        pytest.param(("smtp://127", "http://127"), "mail-server", "cannot be read", id="no address"),
        pytest.param(('from = "Fristen <foerder@example.org>"', ""), "mail-sender", "from =", id="no sender"),
    ],
)
def test_what_notify_would_need(register: Path, change: tuple[str, str], need: str, remedy: str) -> None:
    text = register.read_text(encoding="utf-8")
    assert change[0] in text
    register.write_text(text.replace(*change), encoding="utf-8")
    found = needs(register)
    assert found[need]["state"] == "missing"
    assert remedy in found[need]["remedy"]


def test_a_user_without_a_password_is_missing_and_no_password_is_shown(register: Path) -> None:
    server = {"FOERDER_SMTP": "smtp://mail.example.org", "FOERDER_SMTP_USER": "amt"}
    assert "no password" in needs(register, **server)["mail-server"]["remedy"]
    result = check(register, **server, FOERDER_SMTP_PASSWORD="geheim-4711")
    assert result.code == 0
    assert "geheim" not in result.out


def test_without_a_notify_table_mails_are_missing(tmp_path: Path) -> None:
    register = written(tmp_path, grant("start = 2026-01-01"))
    assert needs(register)["mail"]["remedy"] == "How: foerder help mail"


@pytest.mark.skipif(sys.platform == "win32", reason="time zones are set otherwise there")
@pytest.mark.parametrize(
    ("zone", "state"), [(BERLIN, "ok"), ("UTC0", "missing"), ("GMT0BST,M3.5.0/1,M10.5.0", "missing")]
)
def test_the_time_zone_is_that_of_germany(
    register: Path, zone: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert needs(register)["time-zone"]["state"] == state


@pytest.mark.parametrize(
    ("encoding", "state"), [("UTF-8", "ok"), ("ANSI_X3.4-1968", "missing"), ("ISO-8859-15", "missing")]
)
@pytest.mark.skipif(sys.platform == "win32", reason="its console knows all characters")
def test_umlauts(register: Path, encoding: str, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getencoding", lambda: encoding)
    assert needs(register)["encoding"]["state"] == state


@pytest.mark.parametrize(
    ("editor", "state"), [(sys.executable, "ok"), ("gibt-es-nicht --wait", "missing"), ('"offen', "missing")]
)
def test_the_editor_that_is_named_must_be_there(register: Path, editor: str, state: str) -> None:
    assert needs(register, EDITOR=editor.replace("\\", "/"))["editor"]["state"] == state


def test_extras_are_never_missing(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foerder.cli.readiness.find_spec", lambda name: None)
    found = needs(register)
    assert (found["caldav"]["state"], found["keyring"]["state"]) == ("optional", "optional")
    assert "pip install caldav" in found["caldav"]["remedy"]


@pytest.mark.parametrize("style", ["table", "plain", "csv"])
def test_in_every_format(register: Path, style: str) -> None:
    result = check(register, "--format", style, COLUMNS="200")
    assert result.code == 0
    assert str(register) in result.out


def test_in_german(register: Path) -> None:
    result = foerder("--lang", "de", "-f", register, "where", "--check", "--format", "plain", EDITOR=sys.executable)
    assert result.out.startswith(f"ok\tRegister\t{register}\t\nok\tRegister ändern\terlaubt\t\n")
