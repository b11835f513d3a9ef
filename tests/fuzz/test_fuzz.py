"""A thousand random wrong inputs and servers: exit codes of the contract, no traceback, no endless work, nothing lost.

More by hand: FOERDER_FUZZ=20000 pytest tests/fuzz; one again: FOERDER_FUZZ_SEED=4711 pytest tests/fuzz.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import random
import sys
import traceback
from pathlib import Path

import calendar_servers
import mail_servers
import pytest
from cases import case, written
from program import foerder

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("FOERDER_FUZZ", "1000"))
ONLY = os.environ.get("FOERDER_FUZZ_SEED")
SEEDS = [int(ONLY)] if ONLY else range(COUNT)
CODES = frozenset(range(6))
MOST_CALLS = 4_000_000
"""So many function calls take about two seconds; a small register needs a hundredth of them."""


SERVERS = {0: mail_servers.wrong, 7: mail_servers.wrong}
"""Of twenty seeds: these play a mail server, and one a server of calendars."""
if importlib.util.find_spec("caldav"):
    SERVERS[13] = calendar_servers.wrong


class EndlessError(Exception):
    """More work than any small input may take."""


def guarded(register: Path, words: tuple[str, ...]) -> str:
    """What is wrong with a run; empty where nothing is."""
    left = MOST_CALLS

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal left
        left -= event == "call"
        if left < 0:
            sys.setprofile(None)
            raise EndlessError

    sys.setprofile(counting)
    try:
        result = foerder("-f", register, *words, today="2026-11-30", lang="de")
    except Exception:
        return traceback.format_exc(limit=-4)
    finally:
        sys.setprofile(None)
    if result.code not in CODES:
        return f"exit code {result.code}"
    if "Traceback" in result.out + result.err:
        return result.err
    return "" if result.code == 0 or result.out or result.err else f"exit code {result.code} without a word"


# What the library of calendars leaves open after a broken answer, the system closes with the run.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("block", range(10))
def test_no_input_gives_a_traceback(block: int, tmp_path: Path) -> None:
    found = []
    for seed in SEEDS:
        if seed % 10 != block:
            continue
        folder = tmp_path / str(seed)
        folder.mkdir()
        if seed % 20 in SERVERS:
            wrong = SERVERS[seed % 20](random.Random(seed), folder)
            if wrong:
                found.append(f"seed {seed}: {wrong}")
            continue
        made = case(seed)
        register = written(made, folder)
        before = register.read_bytes()
        with contextlib.chdir(folder):
            wrong = guarded(register, made.words)
        changes = made.words[0] in ("set", "done", "pay", "spend", "extend", "remove", "add")
        if not changes and register.read_bytes() != before:
            wrong = wrong or "the register was changed"
        if wrong:
            found.append(f"seed {seed}: {' '.join(made.words)[:200]!r}\n{wrong}")
    assert found == [], "\n".join(found)
