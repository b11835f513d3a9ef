"""Projects over time: chart for a terminal, plain lines, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from foerder.deadlines.explain import state_text, title_of
from foerder.deadlines.timeline import Bar, Row
from foerder.model import Register
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.hints import no_match, no_project
from foerder.text.i18n import _, fmt_date, heading, ngettext
from foerder.views import csv, json
from foerder.views.json_records import SCHEMA, iso, problem_record


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `timeline` says."""

    register: Register
    today: date
    first: date
    last: date
    lanes: list[Row]
    filtered: bool = False
    """Whether filters leave something out."""


def as_json(answer: Answer) -> str:
    """Every lane with its periods, gaps and deadlines, whatever part of time is shown."""
    return json.document(
        {
            "schema": SCHEMA,
            "today": answer.today.isoformat(),
            "from": answer.first.isoformat(),
            "to": answer.last.isoformat(),
            "lanes": [_lane_record(lane) for lane in answer.lanes],
            "problems": [problem_record(problem) for problem in answer.register.problems],
        }
    )


def _lane_record(lane: Row) -> dict[str, Any]:
    undated = [
        {"project": project.id, "period": period.id, "start": None, "end": None, "status": period.status}
        for project, period in lane.undated
    ]
    return {
        "projects": [project.id for project in lane.projects],
        "title": lane.last.title,
        "periods": [
            {
                "project": bar.project.id,
                "period": bar.period.id,
                "start": iso(bar.start),
                "end": iso(bar.end),
                "status": bar.period.status,
            }
            for bar in lane.bars
        ]
        + undated,
        "gaps": [
            {
                "start": iso(gap.start),
                "end": iso(gap.end),
                "days": gap.days,
                "before": _name(gap.before),
                "after": _name(gap.after),
                "accepted": gap.accepted,
            }
            for gap in lane.gaps
        ],
        "deadlines": [
            {"id": d.id, "kind": d.kind, "title": title_of(d), "due": iso(d.due), "state": d.state}
            for d in lane.deadlines
        ],
    }


def _name(bar: Bar) -> str:
    return f"{bar.project.id}/{bar.period.id}"


HEADER = ("lane", "what", "id", "start", "end", "state", "title")


def as_csv(answer: Answer) -> str:
    """A row per period, gap and deadline."""
    rows: list[tuple[Any, ...]] = []
    for lane in answer.lanes:
        record, name = _lane_record(lane), lane.last.id
        titles = {project.id: project.title for project in lane.projects}
        for p in record["periods"]:
            title = titles[p["project"]]
            rows.append((name, "period", f"{p['project']}/{p['period']}", p["start"], p["end"], p["status"], title))
        for gap in record["gaps"]:
            state = "accepted" if gap["accepted"] else "gap"
            rows.append((name, "gap", f"{gap['before']} - {gap['after']}", gap["start"], gap["end"], state, ""))
        rows += [(name, "deadline", d["id"], d["due"], d["due"], d["state"], d["title"]) for d in record["deadlines"]]
    return csv.table(HEADER, rows)


def as_plain(answer: Answer) -> str:
    """Lane, what, begin, end, state, title, id: a line per period, gap and deadline, in order of time in each lane."""
    return plain.lines(row for lane in answer.lanes for row in _plain_rows(lane, answer.today))


def _plain_rows(lane: Row, today: date) -> Iterator[tuple[str, ...]]:
    rows: list[tuple[date, tuple[str, ...]]] = []
    for bar in lane.bars:
        when = bar.start or bar.end or date.min
        what = period_word(bar.project.kind)
        rows.append((when, (what, _day(bar.start), _day(bar.end), value_label(bar.period.status), bar.project.title)))
        rows[-1] = (when, (*rows[-1][1], _name(bar)))
    for gap in lane.gaps:
        state = _("accepted") if gap.accepted else _("not funded")
        names = f"{_name(gap.before)} – {_name(gap.after)}"
        days = ngettext("{n} day", "{n} days", gap.days).format(n=gap.days)
        rows.append((gap.start, (_("Gap"), _day(gap.start), _day(gap.end), state, days, names)))
    for d in lane.deadlines:
        assert d.due is not None
        what = heading(key_label("deadline"))
        rows.append((d.due, (what, _day(d.due), "", state_text(d, today), title_of(d), d.id)))
    for _when, row in sorted(rows, key=lambda entry: entry[0]):
        yield (lane.last.id, *row)
    for project, period in lane.undated:
        name = f"{project.id}/{period.id}"
        yield lane.last.id, period_word(project.kind), "", "", value_label(period.status), project.title, name
    if not (rows or lane.undated):
        yield lane.last.id, _("no period"), "", "", "", lane.last.title, lane.last.id


def period_word(kind: str) -> str:
    """What a period of this kind of project is called."""
    return heading(key_label("period")) if kind == "grant" else _("Validity")


def _day(day: date | None) -> str:
    return fmt_date(day) if day else ""


def as_table(answer: Answer, width: int, color: bool) -> str:
    """The chart, beside the titles where there is room, else below; what no screen shows follows as plain lines."""
    from foerder.views.table import MOST_ROWS
    from foerder.views.timeline_chart import draw

    if answer.lanes:
        draw(answer.lanes[:MOST_ROWS], answer.first, answer.last, answer.today, width, color)
    return as_plain(replace(answer, lanes=answer.lanes[MOST_ROWS:]))


def remarks(answer: Answer, style: str) -> list[str]:
    """What is said beside the chart."""
    if not answer.lanes:
        if answer.filtered:
            return [no_match()]
        return [no_project()]
    if style != "table":
        return []
    open_gaps = sum(not gap.accepted for lane in answer.lanes for gap in lane.gaps)
    if not open_gaps:
        return []
    return [
        ngettext(
            "{n} gap. Is it real? Accept it with [[accept]] and the reason. Is a period missing? Add it.",
            "{n} gaps. Are they real? Accept them with [[accept]] and the reason. Are periods missing? Add them.",
            open_gaps,
        ).format(n=open_gaps)
    ]
