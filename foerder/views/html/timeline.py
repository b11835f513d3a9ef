"""The timeline on the page: a table with a picture (SVG) per lane, its text beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from foerder.deadlines.explain import title_of
from foerder.deadlines.selection import WAITING
from foerder.deadlines.timeline import Bar, Gap, Row, gap_text
from foerder.model import Deadline, Project
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.text.markup import Content, Html, tag
from foerder.views.html.tables import scrolling
from foerder.views.list import period_status, period_text

WIDTH, BAR = 760, 18
"""Width of a picture and height of its bars, in units of its own."""
HEIGHTS = {"flat": BAR + 8, "tall": BAR + 24}
"""Height of a row without marks, and with them."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretch of time that is drawn."""

    first: date
    last: date
    today: date

    def x(self, day: date) -> float:
        """Where a day is, from 0 to `WIDTH`; days outside lie on the edge."""
        part = (day - self.first).days * WIDTH / self.days
        return round(min(WIDTH, max(0, part)), 1)

    @property
    def days(self) -> int:
        """So many days are drawn."""
        return (self.last - self.first).days + 1

    def shows(self, day: date) -> bool:
        """Whether a day is inside."""
        return self.first <= day <= self.last


def lanes_table(lanes: Iterable[Html], axis: Axis) -> Html:
    """Rows under one axis."""
    labels = tag("th", _("Project"), scope="col"), tag("th", _axis(axis), scope="col")
    table = tag("table", tag("thead", tag("tr", *labels)), tag("tbody", *lanes), class_="lanes")
    return scrolling(table, _("Timeline"))


def lane_row(lane: Row, axis: Axis, detailed: bool) -> Html:
    """One lane; ``detailed`` says of every mark what it stands for."""
    notes = [_link(lane.last)]
    between = f"{_('continues')} "
    before: list[Content] = []
    for one in reversed(lane.projects[:-1]):
        before += [between, _link(one)]
        between = ", "
    if before:
        notes.append(tag("div", *before, class_="id"))
    for gap in lane.gaps:
        notes.append(tag("div", gap_text(gap), class_="id" if gap.accepted else "gap"))
    if not lane.bars:
        text = _("dates not recorded") if lane.undated else _("no period")
        notes.append(tag("div", text, class_="id"))
    return tag("tr", tag("th", *notes), tag("td", _picture(lane, axis, detailed)))


def _link(project: Project) -> Html:
    return tag("a", project.title, href=f"#p-{project.id}")


def _svg(height: int, label: str, *content: Html) -> Html:
    return tag("svg", *content, viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=label)


def _line(x: float, height: int, kind: str, top: int = 0) -> Html:
    return tag("line", x1=x, x2=x, y1=top, y2=height, class_=kind)


def _years(axis: Axis) -> list[tuple[int, float]]:
    return [
        (year, axis.x(date(year, 1, 1))) for year in range(axis.first.year, axis.last.year + 1)
    ]


def _axis(axis: Axis) -> Html:
    years = _years(axis)
    # Labels may not run into each other.
    every = 1 + 40 * len(years) // WIDTH
    parts = [_line(x, 40, "grid") for _year, x in years]
    for year, _x in years:
        for month in range(2, 13):
            parts.append(_line(axis.x(date(year, month, 1)), 40, "grid", top=37))
    for year, x in years[::every]:
        parts.append(tag("text", str(year), x=x + 3, y=36))
    if axis.shows(axis.today):
        x = axis.x(axis.today)
        text = _("today {day}").format(day=fmt_date(axis.today))
        place, anchor = (x + 4, "start") if x < WIDTH / 2 else (x - 4, "end")
        parts += [tag("text", text, x=place, y=14, text_anchor=anchor), _line(x, 40, "now")]
    label = _("Axis from {first} to {last}").format(first=axis.first.year, last=axis.last.year)
    return _svg(40, label, *parts)


def _picture(lane: Row, axis: Axis, detailed: bool) -> Html:
    marks = [d for d in lane.deadlines if d.due and axis.shows(d.due)]
    size = "tall" if marks else "flat"
    parts = [tag("title", _spoken(lane)), _use(f"grid-{size}")]
    parts += [_gap(gap, axis) for gap in lane.gaps]
    parts += [_bar(bar, axis) for bar in lane.bars]
    if axis.shows(axis.today):
        parts.append(_use(f"now-{size}"))
    # What is overdue is drawn last, above the others.
    for state in reversed(WAITING):
        parts += _marks(state, [d for d in marks if d.state == state], axis, detailed)
    return tag("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHTS[size]}", role="img")


def _use(name: str) -> Html:
    """A shape that is drawn once, in `shapes`."""
    return tag("use", href=f"#{name}")


def _spoken(lane: Row) -> str:
    """The picture in words, for who cannot see it."""
    parts = list(map(bar_text, lane.bars)) + list(map(gap_text, lane.gaps))
    late = sum(one.state == "overdue" for one in lane.deadlines)
    if late:
        parts.append(
            ngettext("{n} deadline overdue", "{n} deadlines overdue", late).format(n=late)
        )
    waiting = len(lane.deadlines) - late
    if waiting:
        parts.append(
            ngettext("{n} deadline to come", "{n} deadlines to come", waiting).format(n=waiting)
        )
    return "; ".join(parts) or _("nothing to draw")


def bar_text(bar: Bar) -> str:
    """A period in words."""
    return f"{bar.project.id}/{bar.period.id}: {period_text(bar.period)}, {period_status(bar.period)}"


def _bar(bar: Bar, axis: Axis) -> Html:
    """A bar; where a day is not known it ends in an arrow."""
    if (bar.end and bar.end < axis.first) or (bar.start and bar.start > axis.last):
        return Html("")
    last: float = WIDTH
    if bar.end:
        last = min(WIDTH, axis.x(bar.end) + WIDTH / axis.days)
    first = axis.x(bar.start) if bar.start else max(0, axis.x(bar.end or axis.last) - 30)
    width = round(max(last - first, 3), 1)
    inner = max(width - 10, 0)
    tip = f"h{width:g}v{BAR}" if bar.end else f"h{inner:g}l10 {BAR / 2:g}l-10 {BAR / 2:g}"
    shape = f"M{first:g} 4{tip}H{first:g}z"
    if bar.start is None:
        shape = f"M{first:g} {4 + BAR / 2:g}l10 -{BAR / 2:g}h{inner:g}v{BAR}h-{inner:g}z"
    return tag("path", d=shape, class_=bar.period.status)


def _gap(gap: Gap, axis: Axis) -> Html:
    if gap.end < axis.first or gap.start > axis.last:
        return Html("")
    first = axis.x(gap.start)
    width = round(max(3, axis.x(gap.end) - first), 1)
    kind = "hole ok" if gap.accepted else "hole"
    return tag("path", d=f"M{first:g} 4h{width:g}v{BAR}h-{width:g}z", class_=kind)


def _mark(deadline: Deadline, axis: Axis) -> Html:
    """Overdue is a triangle, due a full diamond, later an empty one."""
    text = tag("title", f"{fmt_date(deadline.due)} {title_of(deadline)}")
    shape = _shape(deadline.state, _x(deadline, axis), BAR + 8)
    return tag("path", text, d=shape, class_=f"m-{deadline.state}")


def _marks(state: str, deadlines: Sequence[Deadline], axis: Axis, detailed: bool) -> list[Html]:
    """One mark each; not ``detailed`` a line of which only the corners are
    drawn, and which says nothing of them.
    """
    if detailed or not deadlines:
        return [_mark(one, axis) for one in deadlines]
    points = " ".join([f"{_x(one, axis):.0f} {BAR + 8}" for one in deadlines])
    return [tag("polyline", points=points, class_=f"l-{state}")]


def _x(deadline: Deadline, axis: Axis) -> float:
    assert deadline.due is not None
    return axis.x(deadline.due)


def _shape(state: str, x: float, y: float) -> str:
    if state == "overdue":
        return f"M{x:g} {y:g}l7 13h-14z"
    return f"M{x:g} {y:g}l6 7l-6 7l-6 -7z"


def shapes(axis: Axis) -> Html:
    """What the rows draw again and again: grid, today, marks; hatching, so that
    no meaning depends on colour alone.
    """
    parts = [
        _pattern("p-applied", "#b87700", 3, 45),
        _pattern("p-off", "#b4bac1", 1, 90),
        _pattern("p-gap", "#a3121f", 4, -45),
    ]
    for size, height in HEIGHTS.items():
        grid = "".join(f"M{x:g} 0v{height}" for _year, x in _years(axis))
        parts.append(tag("path", id=f"grid-{size}", d=grid, class_="grid"))
        lines = [_line(axis.x(axis.today), height, kind) for kind in ("halo", "now")]
        parts.append(tag("g", *lines, id=f"now-{size}"))
    for state in WAITING:
        mark = tag("path", d=_shape(state, 8, 1), class_=f"m-{state}")
        parts.append(_marker(f"l-{state}", mark))
    return tag("svg", tag("defs", *parts), class_="defs", aria_hidden="true", focusable="false")


def _marker(name: str, shape: Html) -> Html:
    place = {"markerUnits": "userSpaceOnUse", "markerWidth": 16, "markerHeight": 16}
    return tag("marker", shape, id=name, **place, refX=8, refY=1)


def _pattern(name: str, color: str, width: int, turn: int) -> Html:
    ground = tag("rect", width=8, height=8, class_="white")
    stripe = tag("rect", width=width, height=8, fill=color)
    size = {"width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
    return tag("pattern", ground, stripe, id=name, **size, patternTransform=f"rotate({turn})")


def legend() -> Html:
    """What the shapes mean."""
    shapes = [
        (_box(status), value_label(status))
        for status in ("approved", "applied", "idea", "rejected")
    ]
    arrow = tag("polygon", points="1,2 20,2 29,8 20,14 1,14", class_="approved")
    shapes += [
        (arrow, _("end not recorded")),
        (_box("hole"), _("gap")),
        (_box("hole ok"), _("accepted gap")),
    ]
    for state in ("overdue", "due", "upcoming"):
        mark = tag("path", d=_shape(state, 15, 1), class_=f"m-{state}")
        shapes.append((mark, value_label(state)))
    shapes.append((_line(15, 16, "now"), _("today")))
    items = []
    for shape, label in shapes:
        picture = tag("svg", shape, viewBox="0 0 30 16", aria_hidden="true")
        items.append(tag("li", picture, label))
    return tag("ul", *items, class_="legend")


def _box(kind: str) -> Html:
    return tag("rect", x=1, y=2, width=28, height=12, class_=kind)
