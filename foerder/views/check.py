"""Findings of `check`, as lines with file, line and remedy, JSON and CSV."""

from __future__ import annotations

from typing import Any

from foerder.checks.codes import handbook, paragraph
from foerder.model import Problem
from foerder.text.glossary import value_label
from foerder.text.i18n import _, ngettext
from foerder.text.plain import clean
from foerder.views import csv, json
from foerder.views.json_records import SCHEMA, problem_record

STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def as_json(problems: list[Problem]) -> str:
    """Every finding with its code, the paragraph where there is one, and its place in the handbook."""
    return json.document({"schema": SCHEMA, "problems": [_record(problem) for problem in problems]})


def as_csv(problems: list[Problem]) -> str:
    """A row per finding."""
    return csv.records((_record(problem) for problem in problems), (*Problem._fields, "paragraph", "handbook"))


def _record(problem: Problem) -> dict[str, Any]:
    return {
        **problem_record(problem),
        "paragraph": paragraph(problem.code),
        "handbook": handbook(problem.code),
    }


def _law(problem: Problem) -> str:
    """The paragraph, in brackets behind the message."""
    law = paragraph(problem.code)
    return f" ({law})" if law else ""


def where(problem: Problem) -> str:
    """File and line."""
    return clean(problem.path) + (f":{problem.line}" if problem.line else "")


def as_plain(problems: list[Problem]) -> str:
    """One finding a line, tab-separated: place and message, severity, code, remedy."""
    return "".join(
        f"{where(p)}: {clean(p.message)}{_law(p)}\t{value_label(p.severity)}\t{p.code}\t{clean(p.remedy)}\n"
        for p in problems
    )


def as_table(problems: list[Problem], width: int, color: bool) -> None:
    """Each finding with its remedy below it, then how many there are."""
    if not problems:
        return
    from rich.text import Text

    from foerder.views.table import console

    out = console(width, color)
    for problem in problems:
        text = Text(f"{where(problem)}: ", style="dim")
        text.append(f"{clean(problem.message)}{_law(problem)}", style="not dim")
        out.print(text, soft_wrap=False, overflow="fold")
        remedy = Text()
        remedy.append(value_label(problem.severity), style=STYLES[problem.severity])
        remedy.append(f" [{problem.code}] → {clean(problem.remedy)}")
        for line in remedy.wrap(out, width - 2, overflow="fold"):
            out.print(Text("  ").append_text(line))
    counts = [
        ngettext("{n} error", "{n} errors", n).format(n=n)
        if severity == "error"
        else ngettext("{n} warning", "{n} warnings", n).format(n=n)
        if severity == "warning"
        else ngettext("{n} note", "{n} notes", n).format(n=n)
        for severity in STYLES
        if (n := sum(problem.severity == severity for problem in problems))
    ]
    out.print(Text("\n" + ", ".join(counts) + ". " + _("Known and in order? See [[accept]] in the handbook.")))
