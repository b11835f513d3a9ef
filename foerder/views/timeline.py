"""Projects over time: chart for a terminal, plain lines, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from foerder.deadlines.explain import state_text, title_of
from foerder.deadlines.timeline import Bar, Gap, Row
from foerder.model import Deadline, Period, Project, Register
from foerder.text import plain
from foerder.text.glossary import key_label
from foerder.text.hints import no_match, no_project
from foerder.text.i18n import _, heading, ngettext
from foerder.views.formats import csv_table
from foerder.views.json_records import envelope, iso, values
from foerder.views.list import period_status
from foerder.views.sections import Row as SectionRow
from foerder.views.sections import words

if TYPE_CHECKING:
    from foerder.views.table import Screen


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


def record(answer: Answer) -> dict[str, Any]:
    """Every lane with its periods, gaps and deadlines; of a window only what has a day in it."""
    content = {
        "from": iso(answer.first),
        "to": iso(answer.last),
        "lanes": list(map(_lane_record, answer.lanes)),
    }
    return envelope(answer.today, answer.register.problems, content)


def _lane_record(lane: Row) -> dict[str, Any]:
    periods = [(bar.project, bar.period, bar.start, bar.end) for bar in lane.bars]
    periods += [(*one, None, None) for one in lane.undated]
    return {
        "projects": [project.id for project in lane.projects],
        "title": lane.last.title,
        "periods": [_period_record(*one) for one in periods],
        "gaps": list(map(_gap_record, lane.gaps)),
        "deadlines": list(map(_deadline_record, lane.deadlines)),
    }


def _period_record(
    project: Project, period: Period, start: date | None, end: date | None
) -> dict[str, Any]:
    names = {"project": project.id, "period": period.id}
    return {**names, "start": iso(start), "end": iso(end), "status": period.status}


def _gap_record(gap: Gap) -> dict[str, Any]:
    names = {"before": bar_name(gap.before), "after": bar_name(gap.after)}
    return {**values(gap, "start", "end", "days"), **names, "accepted": gap.accepted}


def _deadline_record(deadline: Deadline) -> dict[str, Any]:
    title = {"title": title_of(deadline)}
    return values(deadline, "id", "kind") | title | values(deadline, "due", "state")


def bar_name(bar: Bar) -> str:
    """PROJECT/PERIOD."""
    return f"{bar.project.id}/{bar.period.id}"


HEADER = ("lane", "what", "id", "start", "end", "state", "title")


def as_csv(answer: Answer) -> str:
    """A row per period, gap and deadline."""
    rows: list[tuple[Any, ...]] = []
    for lane in answer.lanes:
        record, name = _lane_record(lane), lane.last.id
        titles = {project.id: project.title for project in lane.projects}
        for one in record["periods"]:
            identity, title = f"{one['project']}/{one['period']}", titles[one["project"]]
            about = one["start"], one["end"], one["status"], title
            rows.append((name, "period", identity, *about))
        for gap in record["gaps"]:
            identity = f"{gap['before']} - {gap['after']}"
            state = "accepted" if gap["accepted"] else "gap"
            rows.append((name, "gap", identity, gap["start"], gap["end"], state, ""))
        for one in record["deadlines"]:
            about = one["due"], one["due"], one["state"], one["title"]
            rows.append((name, "deadline", one["id"], *about))
    return csv_table(HEADER, rows)


def as_plain(answer: Answer) -> str:
    """Lane, what, begin, end, state, title, id: a line per period, gap and
    deadline, in order of time in each lane.
    """
    rows: list[Sequence[str]] = []
    for lane in answer.lanes:
        rows += [(lane.last.id, *map(words, row)) for row in _lane_rows(lane, answer.today)]
    return plain.lines(rows)


def _lane_rows(lane: Row, today: date) -> Iterator[SectionRow]:
    for _when, row in sorted(_dated(lane, today), key=lambda entry: entry[0]):
        yield row
    for project, period in lane.undated:
        about = period_status(period), project.title, f"{project.id}/{period.id}"
        yield period_word(project.kind), None, None, *about
    if not (lane.bars or lane.gaps or lane.deadlines or lane.undated):
        yield _("no period"), None, None, None, lane.last.title, lane.last.id


def _dated(lane: Row, today: date) -> Iterator[tuple[date, SectionRow]]:
    """What, begin, end, state, title, id of what has a day."""
    for bar in lane.bars:
        when = bar.start or bar.end or date.min
        about = period_status(bar.period), bar.project.title, bar_name(bar)
        yield when, (period_word(bar.project.kind), bar.start, bar.end, *about)
    for gap in lane.gaps:
        state = _("accepted") if gap.accepted else _("not funded")
        names = f"{bar_name(gap.before)} – {bar_name(gap.after)}"
        days = ngettext("{n} day", "{n} days", gap.days).format(n=gap.days)
        yield gap.start, (_("Gap"), gap.start, gap.end, state, days, names)
    for deadline in lane.deadlines:
        assert deadline.due is not None
        about = state_text(deadline, today), title_of(deadline), deadline.id
        yield deadline.due, (heading(key_label("deadline")), deadline.due, None, *about)


def period_word(kind: str) -> str:
    """What a period of this kind of project is called."""
    return heading(key_label("period")) if kind == "grant" else _("Validity")


def draw(answer: Answer, screen: Screen) -> None:
    """The chart, beside the titles where there is room, else below; what no
    screen shows follows as plain lines.
    """
    from foerder.views.table import MOST_ROWS
    from foerder.views.timeline_chart import draw_lanes

    if answer.lanes:
        draw_lanes(answer.lanes[:MOST_ROWS], answer.first, answer.last, answer.today, screen)
    screen.out.write(as_plain(replace(answer, lanes=answer.lanes[MOST_ROWS:])))


def remarks(answer: Answer, style: str) -> list[str]:
    """What is said beside the chart."""
    if not answer.lanes:
        return [no_match() if answer.filtered else no_project()]
    count = sum(not gap.accepted for lane in answer.lanes for gap in lane.gaps)
    if style != "table" or not count:
        return []
    text = ngettext(
        "{n} gap. Is it real? Accept it with [[accept]] and the reason. Is a period missing? Add it.",
        "{n} gaps. Are they real? Accept them with [[accept]] and the reason. Are periods missing? Add them.",
        count,
    )
    return [text.format(n=count)]
