"""The timeline on the page: a table with a picture (SVG) per lane, its text beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from foerder.deadlines.explain import state_text, title_of
from foerder.deadlines.timeline import Bar, Gap, Row, gap_text
from foerder.model import Deadline
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.text.markup import Html, joined, tag
from foerder.views.list import period_text

WIDTH, BAR, MARKS = 760, 18, 16
"""Width of a picture, height of its bars and of the row of marks, in units of its own."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretch of time that is drawn."""

    first: date
    last: date
    today: date

    def x(self, day: date) -> float:
        """Where a day is, from 0 to `WIDTH`; days outside lie on the edge."""
        part = (day - self.first).days * WIDTH / ((self.last - self.first).days + 1)
        return round(min(WIDTH, max(0, part)), 1)

    def shows(self, day: date) -> bool:
        """Whether a day is inside."""
        return self.first <= day <= self.last


def lanes_table(lanes: Sequence[Row], axis: Axis) -> Html:
    """All lanes under one axis, and what the shapes mean."""
    head = tag(
        "thead",
        tag("tr", tag("th", _("Project"), scope="col"), tag("th", _axis(axis), scope="col")),
    )
    body = tag("tbody", *(_row(lane, axis) for lane in lanes))
    name = _("Timeline")
    return joined(
        _patterns(),
        tag(
            "div", tag("table", head, body, class_="lanes"), class_="scroll", role="group", tabindex=0, aria_label=name
        ),
        _legend(),
    )


def _row(lane: Row, axis: Axis) -> Html:
    title = tag("a", lane.last.title, href=f"#p-{lane.last.id}")
    notes: list[Html] = []
    if len(lane.projects) > 1:
        before = [tag("a", p.title, href=f"#p-{p.id}") for p in reversed(lane.projects[:-1])]
        notes.append(tag("div", _("continues"), " ", *_commas(before), class_="id"))
    for gap in lane.gaps:
        notes.append(tag("div", gap_text(gap), class_="id" if gap.accepted else "gap"))
    if not lane.bars:
        text = _("dates not recorded") if lane.undated else _("no period")
        notes.append(tag("div", text, class_="id"))
    return tag("tr", tag("th", title, *notes, scope="row"), tag("td", _picture(lane, axis)), data_row=True)


def _commas(parts: Sequence[Html]) -> Iterator[Html]:
    for number, part in enumerate(parts):
        yield joined(", " if number else None, part)


def _svg(height: int, label: str, *content: Html) -> Html:
    return tag("svg", *content, viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=label)


def _line(x: float, height: int, kind: str) -> Html:
    return tag("line", x1=x, x2=x, y1=0, y2=height, class_=kind)


def _tick(x: float) -> Html:
    """Where a month begins."""
    return tag("line", x1=x, x2=x, y1=37, y2=40, class_="grid")


def _years(axis: Axis) -> list[tuple[int, float]]:
    return [(year, axis.x(date(year, 1, 1))) for year in range(axis.first.year, axis.last.year + 1)]


def _axis(axis: Axis) -> Html:
    years = _years(axis)
    # Labels may not run into each other.
    every = 1 + 40 * len(years) // WIDTH
    parts = [_line(x, 40, "grid") for _year, x in years]
    parts += [_tick(axis.x(date(year, month, 1))) for year, _x in years for month in range(2, 13)]
    parts += [tag("text", str(year), x=x + 3, y=36) for number, (year, x) in enumerate(years) if number % every == 0]
    if axis.shows(axis.today):
        x = axis.x(axis.today)
        text = _("today {day}").format(day=fmt_date(axis.today))
        after = x < WIDTH / 2
        parts.append(tag("text", text, x=x + 4 if after else x - 4, y=14, text_anchor="start" if after else "end"))
        parts.append(_line(x, 40, "now"))
    label = _("Axis from {first} to {last}").format(first=axis.first.year, last=axis.last.year)
    return _svg(40, label, *parts)


def _picture(lane: Row, axis: Axis) -> Html:
    marks = [d for d in lane.deadlines if d.due and axis.shows(d.due)]
    height = BAR + 8 + (MARKS if marks else 0)
    parts = [_line(x, height, "grid") for _year, x in _years(axis)]
    parts += [_gap(gap, axis) for gap in lane.gaps]
    parts += [_bar(bar, axis) for bar in lane.bars]
    if axis.shows(axis.today):
        parts += [_line(axis.x(axis.today), height, kind) for kind in ("halo", "now")]
    # What is overdue is drawn last, above the others.
    for deadline in sorted(marks, key=lambda d: d.state == "overdue"):
        parts.append(_mark(deadline, axis))
    return _svg(height, _spoken(lane), *parts)


def _spoken(lane: Row) -> str:
    """The picture in words, for who cannot see it."""
    parts = [bar_text(bar) for bar in lane.bars] + [gap_text(gap) for gap in lane.gaps]
    late = sum(d.state == "overdue" for d in lane.deadlines)
    if late:
        parts.append(ngettext("{n} deadline overdue", "{n} deadlines overdue", late).format(n=late))
    waiting = len(lane.deadlines) - late
    if waiting:
        parts.append(ngettext("{n} deadline to come", "{n} deadlines to come", waiting).format(n=waiting))
    return "; ".join(parts) or _("nothing to draw")


def bar_text(bar: Bar) -> str:
    """A period in words."""
    return f"{bar.project.id}/{bar.period.id}: {period_text(bar.period)}, {value_label(bar.period.status)}"


def _bar(bar: Bar, axis: Axis) -> Html:
    """A bar; where a day is not known it fades into an arrow."""
    first = axis.x(bar.start) if bar.start else max(0, axis.x(bar.end or axis.last) - 30)
    last = min(WIDTH, axis.x(bar.end) + WIDTH / ((axis.last - axis.first).days + 1)) if bar.end else WIDTH
    last = round(max(last, first + 3), 1)
    outside = (bar.end and bar.end < axis.first) or (bar.start and bar.start > axis.last)
    if outside:
        return Html("")
    top, middle, bottom = 4, 4 + BAR / 2, 4 + BAR
    points: list[tuple[float, float]] = [(first, top), (last, top), (last, bottom), (first, bottom)]
    if bar.end is None:
        points[1:3] = [(last - 10, top), (last, middle), (last - 10, bottom)]
    if bar.start is None:
        points[0] = (first + 10, top)
        points[-1:] = [(first + 10, bottom), (first, middle)]
    shape = " ".join(f"{x:g},{y:g}" for x, y in points)
    return tag("polygon", tag("title", bar_text(bar)), points=shape, class_=bar.period.status)


def _gap(gap: Gap, axis: Axis) -> Html:
    if gap.end < axis.first or gap.start > axis.last:
        return Html("")
    first, last = axis.x(gap.start), axis.x(gap.end)
    return tag(
        "rect",
        tag("title", gap_text(gap)),
        x=first,
        y=4,
        width=round(max(3, last - first), 1),
        height=BAR,
        class_="hole ok" if gap.accepted else "hole",
    )


def _mark(deadline: Deadline, axis: Axis) -> Html:
    """Overdue is a triangle, due a full diamond, later an empty one."""
    assert deadline.due is not None
    x, y = axis.x(deadline.due), BAR + 8
    text = f"{fmt_date(deadline.due)} {title_of(deadline)}, {state_text(deadline, axis.today)}"
    return tag("path", tag("title", text), d=_shape(deadline.state, x, y), class_=f"m-{deadline.state}")


def _shape(state: str, x: float, y: float) -> str:
    if state == "overdue":
        return f"M{x:g} {y:g}l7 13h-14z"
    return f"M{x:g} {y:g}l6 7l-6 7l-6 -7z"


def _patterns() -> Html:
    """Hatching, so that no meaning hangs on colour alone."""

    def pattern(name: str, color: str, width: int, turn: int) -> Html:
        stripe = tag("rect", width=width, height=8, fill=color)
        ground = tag("rect", width=8, height=8, fill="#fff")
        return tag(
            "pattern",
            ground,
            stripe,
            id=name,
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
            patternTransform=f"rotate({turn})",
        )

    defs = tag(
        "defs",
        pattern("p-applied", "#b87700", 3, 45),
        pattern("p-off", "#b4bac1", 1, 90),
        pattern("p-gap", "#a3121f", 4, -45),
    )
    return tag("svg", defs, class_="defs", aria_hidden="true", focusable="false")


def _legend() -> Html:
    def item(shape: Html, label: str) -> Html:
        return tag("li", tag("svg", shape, viewBox="0 0 30 16", aria_hidden="true"), label)

    def box(kind: str) -> Html:
        return tag("rect", x=1, y=2, width=28, height=12, class_=kind)

    return tag(
        "ul",
        *(item(box(status), value_label(status)) for status in ("approved", "applied", "idea", "rejected")),
        item(tag("polygon", points="1,2 20,2 29,8 20,14 1,14", class_="approved"), _("end not recorded")),
        item(box("hole"), _("gap")),
        item(box("hole ok"), _("accepted gap")),
        item(tag("path", d=_shape("overdue", 15, 1), class_="m-overdue"), value_label("overdue")),
        item(tag("path", d=_shape("due", 15, 1), class_="m-due"), value_label("due")),
        item(tag("path", d=_shape("upcoming", 15, 1), class_="m-upcoming"), value_label("upcoming")),
        item(tag("line", x1=15, x2=15, y1=0, y2=16, class_="now"), _("today")),
        class_="legend",
    )
