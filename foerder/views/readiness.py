"""What works on this machine, and what is missing with its remedy: `foerder where --check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foerder.text import plain
from foerder.text.i18n import N_, _
from foerder.views.formats import csv_table
from foerder.views.json_records import SCHEMA
from foerder.views.sections import below

if TYPE_CHECKING:
    from foerder.views.table import Screen

LABELS = {
    "register": N_("Register"),
    "register-writable": N_("Changing the register"),
    "memory": N_("Memory"),
    "cache": N_("Cache"),
    "language": N_("Language"),
    "encoding": N_("Umlauts"),
    "time-zone": N_("Time zone"),
    "editor": N_("Editor"),
    "mail": N_("Mails"),
    "mail-sender": N_("Mails: sender"),
    "mail-coordinator": N_("Mails: coordinator"),
    "mail-server": N_("Mails: server"),
    "keyring": N_("Extra keyring"),
    "caldav": N_("Extra caldav"),
}
STATES = {"ok": N_("ok"), "missing": N_("missing"), "optional": N_("optional")}
STYLES = {"ok": "green", "missing": "bold red", "optional": "dim"}


HEADER = ("need", "state", "found", "remedy")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the program needs, what was found of it, and what to do
    where that is not enough.
    """

    name: str
    found: str
    remedy: str = ""
    is_optional: bool = False

    @property
    def state(self) -> str:
        """``ok``, ``missing``, or ``optional`` where the program does without it."""
        if not self.remedy:
            return "ok"
        return "optional" if self.is_optional else "missing"


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that was looked at."""

    needs: tuple[Need, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return all(need.state != "missing" for need in self.needs)


def record(answer: Answer) -> dict[str, Any]:
    """Every need, with names and states as fixed words."""
    needs = [dict(zip(HEADER, row, strict=True)) for row in _rows(answer)]
    return {"schema": SCHEMA, "ready": answer.is_ready, "needs": needs}


def as_csv(answer: Answer) -> str:
    """A row per need."""
    return csv_table(HEADER, _rows(answer))


def _rows(answer: Answer) -> Iterator[tuple[str, str, str, str | None]]:
    for need in answer.needs:
        yield need.name, need.state, need.found, need.remedy or None


def as_plain(answer: Answer) -> str:
    """A line per need."""
    return plain.lines(_lines(answer))


def draw(answer: Answer, screen: Screen) -> None:
    """Needs below each other, each remedy below what was found."""
    rows = []
    for need, (state, label, found, remedy) in zip(answer.needs, _lines(answer), strict=True):
        what = below(f"→ {remedy}", "") if remedy else ()
        rows.append([(state, STYLES[need.state]), (label, "dim"), (found, "", *what)])
    screen.console.print(screen.cells(rows, whole=2))


def _lines(answer: Answer) -> Iterator[tuple[str, str, str, str]]:
    """State, label, what was found, remedy."""
    for need in answer.needs:
        yield _(STATES[need.state]), _(LABELS[need.name]), need.found, need.remedy
