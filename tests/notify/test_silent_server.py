"""A mail server that hangs costs one time-out a run, not one for each person; nothing is lost, and it is said once.

Connections are counted, not seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from notifying import HEADER, Office, project
from oddserver import Answer, OddServer, odd_server
from program import foerder

from foerder.notify import transport
from foerder.notify.run import Report
from foerder.notify.transport import Server, Smtp, by_smtp
from foerder.text import i18n

DAY, NEXT_DAY = "2027-03-24", "2027-03-25"
PEOPLE = [f"{name}@example.org" for name in ("anna", "bodo", "cora", "dirk", "emma")]
SILENT = Answer(b"", "silent")
STEPS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "text")


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    header = HEADER.replace('heartbeat = "off"', 'heartbeat = "off"\ntls = "none"')
    projects = [project(f"p{number}", "2027-03-31", owner=who, deputy="") for number, who in enumerate(PEOPLE)]
    office.write(*projects, header=header)
    return office


@pytest.fixture
def server() -> Iterator[OddServer]:
    with odd_server() as server:
        yield server


IMPATIENT, PATIENT = 0.5, 20.0
"""Seconds to wait for an answer: of a server that is silent, and of one that is not, on a busy machine."""


def run(office: Office, server: OddServer, day: str, patience: float = PATIENT) -> Report:
    """One run."""
    way = by_smtp({}, timeout=patience)
    return office.job(day).send(lambda notify: way(notify._replace(smtp=_url(server))), patience=5)


def _url(server: OddServer) -> str:
    return f"smtp://127.0.0.1:{server.port}"


@pytest.mark.parametrize("then", ["silent", "trickle"])
@pytest.mark.parametrize("step", STEPS)
def test_one_time_out_for_all(office: Office, server: OddServer, step: str, then: str) -> None:
    server.odd = lambda now, to: Answer(b"", then) if now == step else None
    report = run(office, server, DAY, IMPATIENT)
    assert (server.connections, server.patient_clients) == (1, 0)
    assert [failed.to for failed in report.failed] == PEOPLE
    assert len({failed.error for failed in report.failed[1:]}) == 1
    assert "does not answer" in report.failed[-1].error
    # The next run makes up for all of it.
    server.odd = lambda now, to: None
    assert run(office, server, NEXT_DAY).failed == []
    assert sorted(server.accepted()) == PEOPLE


def test_an_answer_without_an_end(office: Office, server: OddServer) -> None:
    server.odd = lambda now, to: Answer(b"250-more\r\n" * 1000, "trickle") if now == "EHLO" else None
    assert len(run(office, server, DAY, IMPATIENT).failed) == len(PEOPLE)
    assert (server.connections, server.patient_clients) == (1, 0)


def test_whoever_had_a_mail_before_is_not_told_again(office: Office, server: OddServer) -> None:
    server.odd = lambda now, to: SILENT if now == "RCPT" and to == PEOPLE[2] else None
    assert [mail.to for mail in run(office, server, DAY, IMPATIENT).sent] == PEOPLE[:2]
    server.odd = lambda now, to: None
    assert [mail.to for mail in run(office, server, NEXT_DAY).sent] == [*PEOPLE[3:], PEOPLE[2]]
    assert sorted(server.accepted()) == PEOPLE


@pytest.mark.parametrize("step", ["RCPT", "DATA", "text"])
def test_a_mail_at_which_the_server_hangs_each_time_keeps_nobody_back(
    office: Office, server: OddServer, step: str
) -> None:
    stuck = {PEOPLE[0], PEOPLE[1]}
    to_now = [""]

    def odd(now: str, to: str) -> Answer | None:
        to_now[0] = to
        return SILENT if now == step and to in stuck else None

    server.odd = odd
    for day in (DAY, NEXT_DAY, "2027-03-30"):
        run(office, server, day, IMPATIENT)
    assert server.accepted() == PEOPLE[2:]
    assert server.connections == 3


def test_silence_after_a_refusal_costs_one_time_out_too(office: Office, server: OddServer) -> None:
    answers = {"RCPT": Answer(b"550 no such mailbox\r\n"), "RSET": SILENT}
    server.odd = lambda now, to: answers.get(now)
    report = run(office, server, DAY, IMPATIENT)
    assert server.connections == 1
    assert "550 no such mailbox" in report.failed[0].error
    assert "does not answer" in report.failed[1].error


def test_silence_at_the_goodbye_changes_nothing(office: Office, server: OddServer) -> None:
    server.odd = lambda now, to: SILENT if now == "QUIT" else None
    assert run(office, server, DAY, IMPATIENT).failed == []
    assert (server.connections, server.accepted()) == (1, PEOPLE)


def test_a_run_with_patience_does_not_ask_a_silent_server_again(office: Office, server: OddServer) -> None:
    """Who is refused for now is tried again, but not where the server has fallen silent since."""
    answers = {PEOPLE[0]: Answer(b"450 greylisted\r\n"), PEOPLE[1]: SILENT}
    server.odd = lambda now, to: answers.get(to) if now == "RCPT" else None
    waited: list[float] = []
    way = by_smtp({}, timeout=IMPATIENT)
    job = office.job(DAY)
    report = job.send(lambda notify: way(notify._replace(smtp=_url(server))), patience=5, pause=waited.append)
    assert (server.connections, waited, len(report.failed)) == (1, [], len(PEOPLE))


def test_a_server_that_hangs_up_on_one_is_called_again_for_the_next(office: Office, server: OddServer) -> None:
    """To hang up costs no time, and may be about one recipient only."""
    server.odd = lambda now, to: Answer(b"", "close") if now == "RCPT" and to == PEOPLE[1] else None
    assert [failed.to for failed in run(office, server, DAY).failed] == [PEOPLE[1]]
    assert server.accepted() == [PEOPLE[0], *PEOPLE[2:]]


@pytest.mark.parametrize(
    "answer", [b"what?\r\n", b"25\r\n", b"354 go on\r\n", b"2", b"\xff\xfe\r\n", b"99 bottles\r\n"]
)
def test_an_answer_that_is_none_says_nothing_of_the_mail(server: OddServer, answer: bytes) -> None:
    """It may have been taken: the same mail is sent again, and no other one."""
    server.odd = lambda now, to: Answer(answer, "close") if now == "text" else None
    line = Smtp(Server("127.0.0.1", server.port, "none"), timeout=PATIENT)
    with pytest.raises(transport.UncertainError):
        line.send(PEOPLE[0], PEOPLE[1], "<1@example.org>", b"Subject: x\r\n\r\nText\r\n")


def test_the_reason_is_said_once_with_all_whom_it_concerns(
    office: Office, server: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.odd = lambda now, to: SILENT if now == "greeting" else None
    text = office.path.read_text(encoding="utf-8")
    office.path.write_text(text.replace("smtp://127.0.0.1:1", _url(server)), encoding="utf-8")
    monkeypatch.setattr("foerder.cli.verbs.notify.by_smtp", lambda environ: by_smtp(environ, timeout=IMPATIENT))
    result = foerder("-f", office.path, "notify", today=DAY)
    said = [line for line in result.err.splitlines() if "Not sent" in line]
    assert result.code == 5
    assert said == [f"Not sent: {', '.join(PEOPLE)}: 127.0.0.1:{server.port}: the server does not answer"]
