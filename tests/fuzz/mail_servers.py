"""Mail servers that answer at random: wrong codes, garbage, half lines, silence, a line that breaks at any step.

What a mail server says once too often cannot be known to be wrong (RFC 5321, 4.2: one reply a command), so each
answer is one line, or what is left of it.
"""

from __future__ import annotations

import json
import random
import re
import traceback
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from unittest import mock

from notifying import HEADER, project
from oddserver import OTHERWISE, POLITE, STEPS, Answer, OddServer, odd_server
from program import Result, foerder

from foerder.notify.transport import by_smtp

PEOPLE = tuple(f"{name}@example.org" for name in ("anna", "bodo", "cora"))
DAY, NEXT_DAY = "2027-03-24", "2027-03-25"
CODES = (0, 99, 199, 211, 220, 221, 235, 250, 251, 299, 334, 354, 421, 450, 451, 452, 454, 500, 502, 503, 530, 535, 550,
         552, 554, 571, 600, 999)  # fmt: skip
LAST = re.compile(rb"2\d\d(?: [^\n]{0,8000})?\r?\n")
"""An answer with which a mail is taken, whole; lines have an end (RFC 5321, 4.5.3.1.5)."""
PATIENCE, CALM = 0.3, 10.0
"""Seconds that the program waits for an odd server, and for a polite one."""


def answer(chance: random.Random, step: str) -> Answer | None:
    """One answer at random; None: as a server should."""
    usual = POLITE.get(step, OTHERWISE).data
    text = chance.choice((b"ok", b"no", b"\xff", b"", b"a" * 600))
    coded = [Answer(b"%03d %s\r\n" % (chance.choice(CODES), text)) for _turn in range(3)]
    choices: list[Answer | None] = [
        *coded,
        Answer(usual[: chance.randrange(len(usual))], chance.choice(("close", "close", "close", "silent"))),
        Answer(noise(chance) + b"\r\n"),
        Answer(b"", "close"),
        Answer(usual, "close"),
        Answer(b"", chance.choice(("silent", "trickle"))),
        Answer(b"250" + chance.choice((b" ", b"-", b"")) + b"x" * 9_000 + b"\r\n"),
    ]
    if step in ("EHLO", "HELO"):
        choices.append(Answer(b"250-STARTTLS\r\n250-AUTH " + noise(chance) + b"\r\n250 SIZE x\r\n"))
    return chance.choice([*choices, *[None] * 7])


def noise(chance: random.Random) -> bytes:
    """Bytes that are no answer, in one line."""
    return chance.randbytes(chance.randrange(1, 60)).replace(b"\n", b"\r").replace(b"\r", b"?")


def start_of_encryption(chance: random.Random, step: str) -> Answer | None:
    """A server that offers STARTTLS, and then does anything but that."""
    if step == "EHLO":
        return Answer(b"250-odd.example\r\n250 STARTTLS\r\n")
    if step == "STARTTLS":
        after = chance.choice(
            (b"", b"\x15\x03\x01\x00\x02\x02\x28", b"\x16\x03\x03\xff\xff", noise(chance), b"220 go\r\n")
        )
        return Answer(b"220 go\r\n" + after, chance.choice(("close", "close", "silent")))
    return None


def wrong(chance: random.Random, folder: Path) -> str:
    """What is wrong with two runs, one with such a server and one with a polite one; empty where nothing is."""
    encrypted = chance.random() < 0.15
    calm = {step for step in STEPS if chance.random() < 0.6}

    def odd(step: str, to: str) -> Answer | None:
        if encrypted:
            return start_of_encryption(chance, step)
        return None if step in calm else answer(chance, step)

    with odd_server(odd) as server:
        written(folder, server, encrypted)
        try:
            first = run(folder, DAY, PATIENCE)
            if "does not answer" in first.err and not server.reached.is_set():
                return ""  # This machine was too busy to answer in time.
            found = judged(folder, server, first)
            asked = server.after_silence
            server.odd = lambda step, to: None
            written(folder, server, encrypted=False)
            last = run(folder, NEXT_DAY, CALM)
        except Exception:
            return traceback.format_exc(limit=-4)
        if asked:
            return f"{asked} connections after the server fell silent"
        if last.code != 0 or remembered(folder) != set(PEOPLE):
            found = found or f"a polite server afterwards: exit code {last.code}, {last.err}"
        return found or repeated(server)


def written(folder: Path, server: OddServer, encrypted: bool) -> None:
    """A register with three people and this server."""
    header = HEADER.replace("smtp://127.0.0.1:1", f"smtp://127.0.0.1:{server.port}")
    if not encrypted:
        header = header.replace('heartbeat = "off"', 'heartbeat = "off"\ntls = "none"')
    projects = [project(f"p{number}", "2027-03-31", owner=who, deputy="") for number, who in enumerate(PEOPLE)]
    (folder / "projects.toml").write_text(header + "".join(projects), encoding="utf-8")


def run(folder: Path, day: str, patience: float) -> Result:
    """One run of `notify`."""
    with mock.patch("foerder.cli.verbs.notify.by_smtp", lambda environ: by_smtp(environ, timeout=patience)):
        return foerder("-f", folder / "projects.toml", "notify", today=day)


def remembered(folder: Path) -> set[str]:
    """Who had a mail, as far as the memory knows."""
    path = folder / ".foerder" / "projects" / "notify.json"
    people = json.loads(path.read_text(encoding="utf-8"))["people"]
    return {who for who, person in people.items() if person["mailed"]}


def judged(folder: Path, server: OddServer, result: Result) -> str:
    """What is wrong after the run with the odd server."""
    if "Traceback" in result.err:
        return result.err
    known, maybe = taken(server, whole=True), taken(server, whole=False)
    found = remembered(folder)
    if not known <= found:
        return f"accepted, and not remembered: {known - found}"
    if not found <= maybe:
        return f"remembered, and not accepted: {found - maybe}"
    if result.code != (0 if found == set(PEOPLE) else 5):
        return f"exit code {result.code} with {len(found)} of {len(PEOPLE)} told: {result.err}"
    return ""


def taken(server: OddServer, whole: bool) -> set[str]:
    """To whom a mail was taken: with a whole answer, or with the beginning of one."""
    said = [(to, answer) for to, _identity, answer in server.texts]
    return {to for to, answer in said if (LAST.match(answer) if whole else answer.startswith(b"2"))}


def repeated(server: OddServer) -> str:
    """Who was told again after a mail was accepted, or in another mail where nobody knows of the first."""
    texts = defaultdict(list)
    for to, identity, answer in server.texts:
        texts[to].append((identity, answer))
    for to, mails in texts.items():
        for (before, answer), (after, _answer) in pairwise(mails):
            if LAST.match(answer):
                return f"{to} was told again after {answer!r}"
            if not re.match(rb"[45]\d\d", answer) and before != after:
                return f"{to} got another mail after {answer!r}"
    return ""
