"""A letter → a proposal: facts, duties, and every sentence that is left open.

Pure but for reading the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from foerder.letters.duties import Duty, Open, is_relevant
from foerder.letters.duties import read as read_duties
from foerder.letters.extract import Run, pages_of
from foerder.letters.facts import Fact, facts_of, title_of
from foerder.letters.layout import blocks_of
from foerder.letters.patterns import patterns
from foerder.letters.sentences import Sentence, sentences_of

SCHEMA = 1
ONCE = ("final-report", "remedy")
"""A grant has one of these: two that differ are both to be checked."""


@dataclass(frozen=True)
class Proposal:
    """What was read from a letter."""

    file: str
    pages: int
    grant: dict[str, Fact | None]
    duties: tuple[Duty, ...]
    open: tuple[Open, ...]
    title: str = ""
    """What the project is called, where the letter names it."""


def read(path: Path) -> Proposal:
    """The proposal that a letter makes. Raises ``UnreadableLetter``."""
    return read_pages(str(path), pages_of(path))


def read_pages(file: str, pages: Sequence[Sequence[Run]]) -> Proposal:
    """The proposal that the pages of a letter make."""
    blocks, repeated = blocks_of(pages)
    sentences = sentences_of(blocks)
    grant = facts_of(sentences, repeated)
    duties, left = _duties(sentences, {fact.sentence for fact in grant.values() if fact})
    return Proposal(file, len(pages), grant, tuple(duties), tuple(left), title_of(sentences))


def _duties(sentences: Sequence[Sentence], facts: set[str]) -> tuple[list[Duty], list[Open]]:
    duties: list[Duty] = []
    left: list[Open] = []
    before = ""
    for sentence in sentences:
        found, why = read_duties(sentence, before, sentence.text in facts)
        new = [duty for duty in found if not _is_known(duty, duties)]
        duties += new
        if not new and (found or why or is_relevant(sentence.text)):
            left.append(Open(sentence.text, sentence.page, why or "said before"))
        before = sentence.text
    return _in_conflict(duties), left


def _is_known(duty: Duty, duties: list[Duty]) -> bool:
    """Whether a duty has been proposed already; a sure one takes the place of an unsure one."""
    for at, known in enumerate(duties):
        if (known.kind, known.date, known.by) != (
            duty.kind,
            duty.date,
            duty.by,
        ) or duty.date.get("undated"):
            continue
        if duty.sure and not known.sure:
            duties[at] = duty
        return True
    return False


def _in_conflict(duties: list[Duty]) -> list[Duty]:
    """Sure duties of a kind that a grant has once, with different days, are to be checked."""
    result = list(duties)
    for kind in ONCE:
        sure = []
        for at, duty in enumerate(duties):
            if duty.kind == kind and duty.sure and not duty.date.get("undated"):
                sure.append(at)
        if len(sure) > 1:
            _doubt(result, sure)
    return result


def _doubt(duties: list[Duty], sure: list[int]) -> None:
    """Makes duties doubtful that differ; one that says that it holds instead of
    the others stays.
    """
    instead = [at for at in sure if patterns().instead.search(duties[at].sentence)]
    for at in sure:
        if instead != [at]:
            duties[at] = replace(duties[at], sure=False, why="another day elsewhere")


def record(proposal: Proposal) -> dict[str, Any]:
    """The proposal with the names of the JSON answer."""
    return {
        "schema": SCHEMA,
        "file": proposal.file,
        "pages": proposal.pages,
        "grant": {
            name: fact and _plain(fact._asdict()) for name, fact in proposal.grant.items()
        },
        "duties": [duty_record(duty) for duty in proposal.duties],
        "open": [left._asdict() for left in proposal.open],
    }


def duty_record(duty: Duty) -> dict[str, Any]:
    """A duty with the names of the JSON answer."""
    counted = _plain(duty.date)
    return {
        "kind": duty.kind,
        **counted,
        "by": duty.by,
        "time": duty.time,
        "count": counted.get("count"),
        "snap": counted.get("snap"),
        "sentence": duty.sentence,
        "page": duty.page,
        "list": duty.list,
        "why": duty.why or None,
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it: days in ISO form."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value
