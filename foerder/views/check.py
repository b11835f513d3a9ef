"""Findings of `check`, as lines with file, line and remedy, JSON and CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from foerder.checks.codes import handbook, paragraph
from foerder.model import Problem
from foerder.text.glossary import value_label
from foerder.text.i18n import _, ngettext
from foerder.text.plain import clean, lines, where
from foerder.views.formats import csv_records
from foerder.views.json_records import PROBLEM, SCHEMA, problem_record

if TYPE_CHECKING:
    from foerder.views.table import Screen

STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def record(problems: list[Problem]) -> dict[str, Any]:
    """Every finding with its code, the paragraph where there is one, and its
    place in the handbook.
    """
    return {"schema": SCHEMA, "problems": list(map(_record, problems))}


def as_csv(problems: list[Problem]) -> str:
    """A row per finding."""
    return csv_records(map(_record, problems), (*PROBLEM, "paragraph", "handbook"))


def _record(problem: Problem) -> dict[str, Any]:
    record = problem_record(problem)
    return {**record, "paragraph": paragraph(problem.code), "handbook": handbook(problem.code)}


def law_text(problem: Problem) -> str:
    """The paragraph, in brackets behind the message."""
    law = paragraph(problem.code)
    return f" ({law})" if law else ""


def as_plain(problems: list[Problem]) -> str:
    """One finding a line, tab-separated: place and message, severity, code, remedy."""
    rows = []
    for one in problems:
        message = f"{where(one)}: {clean(one.message)}{law_text(one)}"
        rows.append((message, value_label(one.severity), one.code, one.remedy))
    return lines(rows)


def draw(problems: list[Problem], screen: Screen) -> None:
    """Each finding with its remedy below it, then how many there are."""
    if not problems:
        return
    for one in problems:
        screen.print(f"{where(one)}: ", "dim", (one.message + law_text(one), ""))
        severity = value_label(one.severity), STYLES[one.severity]
        screen.wrapped((*severity, (f" [{one.code}] → {one.remedy}", "")))
    accepting = _("Known and in order? See [[accept]] in the handbook.")
    screen.print()
    screen.print(f"{', '.join(_counts(problems))}. {accepting}")


def _counts(problems: list[Problem]) -> Iterator[str]:
    """How many there are of each severity, where there are any."""
    found = Counter(problem.severity for problem in problems)
    errors, warnings, notes = found["error"], found["warning"], found["note"]
    if errors:
        yield ngettext("{n} error", "{n} errors", errors).format(n=errors)
    if warnings:
        yield ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings)
    if notes:
        yield ngettext("{n} note", "{n} notes", notes).format(n=notes)
