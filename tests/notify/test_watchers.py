"""`foerder notify --ping URL --alive FILE`: who watches from outside sees good runs, and notices silence."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from notifying import HEADER, project
from program import ROOT, Result, foerder

from foerder.notify import watchers
from foerder.text.i18n import using

DAY = "2027-03-24"
SECRET = "f2a1-geheim"


class Service(ThreadingHTTPServer):
    """A monitoring service on loopback: what it was asked, and how it answers."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.answer = 200
        self.is_over = threading.Event()
        super().__init__(("127.0.0.1", 0), Calls)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Calls(BaseHTTPRequestHandler):
    """One call."""

    server: Service

    def do_GET(self) -> None:
        """Answer as the service is told to; 0: never."""
        self.server.calls.append(self.path)
        if not self.server.answer:
            self.server.is_over.wait()
            return
        self.send_response(self.server.answer)
        if self.server.answer // 100 == 3:
            self.send_header("Location", "/login")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Service() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.is_over.set()
        server.shutdown()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(HEADER + project("iksp", "2027-03-31"), encoding="utf-8")
    return path


def notify(register: Path, *words: str | Path, **env: str) -> Result:
    return foerder("-f", register, "notify", *words, today=DAY, **env)


def sent(register: Path, *words: str | Path, **env: str) -> Result:
    """A run that can send."""
    return notify(register, "--outbox", register.parent / "out", *words, **env)


@pytest.mark.parametrize("named", ["option", "variable"])
def test_a_good_run_calls_the_address(register: Path, service: Service, named: str) -> None:
    url = f"{service.url}/ping/{SECRET}?from=amt"
    result = sent(register, "--ping", url) if named == "option" else sent(register, FOERDER_PING=url)
    assert (result.code, result.err) == (0, "")
    assert service.calls == [f"/ping/{SECRET}?from=amt"]


@pytest.mark.parametrize(
    ("path", "called"),
    [
        (f"/ping/{SECRET}", [f"/ping/{SECRET}/fail"]),
        (f"/ping/{SECRET}/?rid=1", [f"/ping/{SECRET}/fail?rid=1"]),
        (f"/api/push/{SECRET}?status=up", []),
    ],
    ids=["healthchecks", "with a query", "only silence tells"],
)
def test_a_failed_run_says_so_where_the_service_knows_how(
    register: Path, service: Service, path: str, called: list[str]
) -> None:
    alive = register.parent / "alive.json"
    result = notify(register, "--ping", service.url + path, "--alive", alive)
    assert result.code == 5
    assert service.calls == called
    assert not alive.exists()


def test_the_host_of_healthchecks_is_known() -> None:
    assert watchers.failure_address(f"https://hc-ping.com/{SECRET}") == f"https://hc-ping.com/{SECRET}/fail"
    assert watchers.failure_address(f"https://example.org/{SECRET}") is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (302, "the server sends us to another address; write that one"),
        (404, "the server answers 404"),
        (503, "the server answers 503"),
    ],
)
def test_a_call_that_fails_is_said_and_changes_nothing(
    register: Path, service: Service, answer: int, said: str
) -> None:
    service.answer = answer
    result = sent(register, "--ping", f"{service.url}/{SECRET}")
    assert (result.code, service.calls) == (0, [f"/{SECRET}"])
    assert result.err == f"The monitoring service was not reached: {said}.\n"


def test_a_service_that_hangs_costs_one_time_out(service: Service) -> None:
    service.answer = 0
    with using("en"):
        assert watchers.call(f"{service.url}/{SECRET}", timeout=0.05) == "the server does not answer"


def test_where_nobody_answers_and_where_no_web_server_does() -> None:
    with socket.create_server(("127.0.0.1", 0)) as line, using("en"):
        url = f"http://127.0.0.1:{line.getsockname()[1]}/{SECRET}"
        speaker = threading.Thread(target=_greet, args=(line,))
        speaker.start()
        assert watchers.call(url) == "what answers is no web server"
        speaker.join()
    with using("en"):
        assert watchers.call(url) == "nobody answers there (connection refused)"


def _greet(line: socket.socket) -> None:
    """Answer one call as a mail server does."""
    caller, _address = line.accept()
    with caller:
        caller.recv(4096)
        caller.sendall(b"220 mail.example.org ESMTP\r\n")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "example.org",
        "https://",
        "https://a:b@example.org/",
        "http://x/ä b",
    ],
)
def test_what_cannot_be_called_is_refused_before_anything_is_sent(register: Path, url: str) -> None:
    for result in (sent(register, "--ping", url), sent(register, FOERDER_PING=url)):
        assert result.code == 2
        assert "https://" in result.err
        assert "b@" not in result.err
    assert not (register.parent / "out").exists()


@pytest.mark.parametrize(
    "words", [["--dry-run"], ["--status"], ["--test", "anna@example.org"]], ids=lambda words: words[0]
)
def test_only_a_run_gives_signs_of_life(register: Path, service: Service, words: list[str]) -> None:
    alive = register.parent / "alive.json"
    sent(register, *words, "--ping", f"{service.url}/ping/{SECRET}", "--alive", alive)
    assert service.calls == []
    assert not alive.exists()


def test_the_file_tells_of_the_last_good_run(register: Path) -> None:
    alive = register.parent / "alive.json"
    assert sent(register, "--alive", alive).code == 0
    content = json.loads(alive.read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", content.pop("time"))
    assert content == {"schema": 1, "today": DAY, "sent": 2, "problems": 0}
    assert sent(register, "--alive", alive).code == 0
    assert json.loads(alive.read_text(encoding="utf-8"))["sent"] == 0


def test_faults_of_the_register_are_counted_and_mails_still_are_a_good_run(register: Path, service: Service) -> None:
    with register.open("a", encoding="utf-8") as file:
        file.write('[[project]]\nid = "x"\ntitel = "x"\n')
    alive = register.parent / "alive.json"
    assert sent(register, "--alive", alive, "--ping", f"{service.url}/{SECRET}").code == 3
    assert json.loads(alive.read_text(encoding="utf-8"))["problems"] > 0
    assert service.calls == [f"/{SECRET}"]


def test_a_file_that_cannot_be_written_is_said_and_changes_nothing(register: Path) -> None:
    result = sent(register, "--alive", register.parent / "none" / "alive.json")
    assert result.code == 0
    assert "alive.json cannot be written" in result.err


def test_the_register_is_never_the_file(register: Path) -> None:
    before = register.read_bytes()
    assert sent(register, "--alive", register).code == 4
    assert register.read_bytes() == before


# The lines of --install.


@pytest.mark.parametrize("kind", ["cron", "systemd", "windows"])
def test_install_passes_both_on_and_keeps_the_address_out_of_the_command(register: Path, kind: str) -> None:
    url = f"https://hc-ping.com/{SECRET}"
    out = notify(register, "--install", kind, "--ping", url, "--alive", register.parent / "alive.json").out
    (command,) = [line for line in out.splitlines() if "notify --patient" in line]
    assert re.search(r"--alive \S+alive\.json", command)
    assert SECRET not in command
    (line,) = [line for line in out.splitlines() if SECRET in line]
    expected = {
        "cron": f"#   FOERDER_PING={url}",
        "systemd": f"#   FOERDER_PING={url}",
        "windows": f"[Environment]::SetEnvironmentVariable('FOERDER_PING', '{url}', 'User')",
    }
    assert line == expected[kind]


# The tasks of the handbook, which look at the age of the file.

CHAPTERS = ("handbuch.d/mail.md", "handbook.d/mail.md")


def check_line(chapter: str) -> str:
    """The line for cron that checks the age, without its times."""
    text = (ROOT / "docs" / chapter).read_text(encoding="utf-8")
    (line,) = re.findall(r"^0 9 \* \* 1-5 (.+)$", text, re.MULTILINE)
    return str(line)


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("find"), reason="needs find")
@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize(("hours", "speaks"), [(3, False), (27, True), (None, True)], ids=["fresh", "old", "missing"])
def test_the_task_of_cron(chapter: str, hours: int | None, speaks: bool, tmp_path: Path) -> None:
    import os

    file = tmp_path / "alive.json"
    if hours is not None:
        file.write_text("{}", encoding="utf-8")
        when = time.time() - hours * 3600
        os.utime(file, (when, when))
    command, places = re.subn(r"/srv/\S+\.json", str(file), check_line(chapter))
    assert places == 1
    done = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8")
    assert bool(done.stdout) == speaks
    assert done.stderr == ""


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_task_of_windows_is_sound(chapter: str) -> None:
    import tree_sitter_powershell
    from tree_sitter import Language, Parser

    text = (ROOT / "docs" / chapter).read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"```powershell\n(.*?)```", text, re.DOTALL) if "LastWriteTime" in block]
    assert not Parser(Language(tree_sitter_powershell.language())).parse(block.encode("utf-8")).root_node.has_error
