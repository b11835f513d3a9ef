"""Findings of `check`, as lines with file, line and remedy, JSON and CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from foerder.checks.codes import handbook, paragraph
from foerder.model import Problem
from foerder.text.glossary import value_label
from foerder.text.i18n import _, ngettext
from foerder.text.plain import clean, lines
from foerder.views.formats import csv_records, json_text
from foerder.views.json_records import SCHEMA, problem_record

STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def as_json(problems: list[Problem]) -> str:
    """Every finding with its code, the paragraph where there is one, and its place in the handbook."""
    return json_text({"schema": SCHEMA, "problems": list(map(_record, problems))})


def as_csv(problems: list[Problem]) -> str:
    """A row per finding."""
    return csv_records(map(_record, problems), (*Problem._fields, "paragraph", "handbook"))


def _record(problem: Problem) -> dict[str, Any]:
    record = problem_record(problem)
    return {**record, "paragraph": paragraph(problem.code), "handbook": handbook(problem.code)}


def law_text(problem: Problem) -> str:
    """The paragraph, in brackets behind the message."""
    law = paragraph(problem.code)
    return f" ({law})" if law else ""


def where(problem: Problem) -> str:
    """File and line."""
    line = f":{problem.line}" if problem.line else ""
    return clean(problem.path) + line


def as_plain(problems: list[Problem]) -> str:
    """One finding a line, tab-separated: place and message, severity, code, remedy."""
    rows = []
    for one in problems:
        message = f"{where(one)}: {clean(one.message)}{law_text(one)}"
        rows.append((message, value_label(one.severity), one.code, one.remedy))
    return lines(rows)


def as_table(problems: list[Problem], width: int, color: bool) -> None:
    """Each finding with its remedy below it, then how many there are."""
    if not problems:
        return
    from rich.text import Text

    from foerder.views.table import cell, console

    out = console(width, color)
    for one in problems:
        message = Text(f"{where(one)}: ", style="dim")
        message.append(f"{clean(one.message)}{law_text(one)}", style="not dim")
        out.print(message, soft_wrap=False, overflow="fold")
        remedy = cell(value_label(one.severity), STYLES[one.severity], (f" [{one.code}] → {one.remedy}", ""))
        for line in remedy.wrap(out, width - 2, overflow="fold"):
            out.print(Text("  ").append_text(line))
    accepting = _("Known and in order? See [[accept]] in the handbook.")
    out.print(cell("", "", (f"\n{', '.join(_counts(problems))}. {accepting}", "")))


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
