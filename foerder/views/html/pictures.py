"""The pictures that a page begins with: deadlines by month, grants by year and source, money by programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from foerder.money.plan import ZERO
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_money, fmt_month, heading, ngettext
from foerder.text.markup import Content, Html, joined, tag
from foerder.views.html.figures import MONTHS, Figures
from foerder.views.html.tables import folded, section_table
from foerder.views.sections import Row, Section, figure, text

BASE, TOP = 230, 24
"""Where the bars of a picture stand and end, in units of its own."""
NARROW, BROAD = 320, 760
"""A picture is so wide, by the number of its years."""
SOURCES = 5
"""So many sources have a colour of their own; what is smaller is one."""
Length = int | Decimal


def _figure(name: str, title: str, picture: Html, legend: Html | None, values: Section) -> Html:
    """A picture with its name, what its colours mean, and its values for who cannot see it."""
    table = tag("details", tag("summary", _("Values as a table")), section_table(values))
    caption = tag("figcaption", title)
    return tag("figure", caption, picture, legend, table, id=name)


def _rect(x: Length, y: Length, width: Length, height: Length, kind: str, title: str) -> Html:
    """A rectangle that says on pointing at it what it stands for."""
    size = {
        "x": round(x, 1),
        "y": round(y, 1),
        "width": round(width, 1),
        "height": round(height, 1),
    }
    return tag("rect", tag("title", title), **size, class_=kind)


def _legend(labels: Sequence[str]) -> Html:
    items = []
    for number, label in enumerate(labels):
        box = tag("rect", x=1, y=2, width=28, height=12, class_=f"s{number}")
        items.append(tag("li", tag("svg", box, viewBox="0 0 30 16", aria_hidden="true"), label))
    return tag("ul", *items, class_="legend")


def _euros(amount: Decimal) -> str:
    """Without cents."""
    return fmt_money(amount.quantize(Decimal(1))).replace(",00", "").removesuffix(".00")


def _step(highest: Decimal) -> Decimal:
    """A round number of which a few make the highest value."""
    power = Decimal(10) ** (highest.adjusted() - 1)
    for factor in (1, 2, 5, 10, 20, 50):
        if highest <= 5 * factor * power:
            return factor * power
    return 100 * power


def year_picture(
    amounts: Mapping[tuple[int, str], Decimal], marks: Mapping[str, str]
) -> Html | None:
    """Grants by year and source, a year without any as well; ``marks`` of the sources, for the page's script."""
    if not any(amounts.values()):
        return None
    title = _("Grants by year and source")
    totals: dict[str, Decimal] = {}
    for (_year, name), amount in amounts.items():
        totals[name] = totals.get(name, ZERO) + amount
    names = sorted(totals, key=lambda name: -totals[name])
    other = _("other sources")
    labels = names if len(names) <= SOURCES else [*names[: SOURCES - 1], other]
    years = [year for year, _name in amounts]
    rows: list[Row] = []
    for year in range(min(years), max(years) + 1):
        row = [amounts.get((year, name), ZERO) for name in names]
        own = row if len(names) <= SOURCES else [*row[: SOURCES - 1], sum(row[SOURCES - 1 :])]
        rows.append((str(year), *own, sum(row, ZERO)))
    columns = (text(_("Year")), *map(figure, labels), figure(_("total")))
    known = " ".join(marks.get(name, "") for name in labels)
    return _figure(
        "by-year",
        title,
        _year_bars(title, rows, labels, known),
        _legend(labels),
        Section(title, columns, rows),
    )


def _year_bars(title: str, rows: Sequence[Row], labels: Sequence[str], marks: str) -> Html:
    """The bars, in a picture that is as wide as its years need."""
    highest = max(Decimal(str(row[-1])) for row in rows)
    left = 18 + 9 * len(_euros(highest))
    whole = min(BROAD, max(NARROW, left + 76 * len(rows)))
    room = Decimal(whole - left) / len(rows)
    width = min(Decimal(56), room * Decimal("0.7"))
    every = 1 + 45 * len(rows) // (whole - left)
    scale = (BASE - TOP) / highest
    parts = list(_scale(highest, left, whole))
    for number, (year, *amounts, _total) in enumerate(rows):
        x, y = left + room * number + (room - width) / 2, Decimal(BASE)
        for kind, (label, cell) in enumerate(zip(labels, amounts, strict=True)):
            amount = Decimal(str(cell))
            y -= amount * scale
            said = f"{year}, {label}: {_euros(amount)}"
            parts.append(_rect(x, y, width, amount * scale, f"s{kind}", said))
        if number % every == 0:
            middle = round(x + width / 2, 1)
            parts.append(tag("text", str(year), x=middle, y=BASE + 20, text_anchor="middle"))
    return tag(
        "svg",
        *parts,
        viewBox=f"0 0 {whole} {BASE + 24}",
        width=whole,
        role="img",
        aria_label=title,
        data_f=marks,
        data_first=rows[0][0],
        data_top=f"{highest:f}",
        class_="bars",
    )


def _scale(highest: Decimal, left: int, whole: int) -> Iterable[Html]:
    """Lines at round amounts."""
    step = _step(highest)
    for number in range(int(highest / step) + 1):
        y = round(BASE - step * number * (BASE - TOP) / highest, 1)
        yield tag("line", x1=left, x2=whole, y1=y, y2=y, class_="grid")
        value = f"{step * number:f}"
        label = _euros(step * number)
        yield tag("text", label, x=left - 8, y=y + 5, text_anchor="end", data_v=value)


def programme_picture(programmes: Mapping[str, tuple[str, Figures]]) -> Html | None:
    """Approved, received, spent, with a name, of each programme that has approved money, by its mark."""
    found = {mark: pair for mark, pair in programmes.items() if pair[1].sums[0] > 0}
    if not found:
        return None
    title = _("Approved, received and spent by programme")
    labels = [heading(value_label("approved")), _("Received"), heading(key_label("spent"))]
    highest = max(max(figures.sums) for _name, figures in found.values())
    bars, rows = [], []
    for mark, (name, figures) in found.items():
        bars.append(_programme(mark, name, figures, labels, highest))
        rows.append((name, *figures.sums))
    picture = tag("div", *folded(bars, _bars, _more), role="group", aria_label=title)
    columns = (text(key_label("programme")), *map(figure, labels))
    return _figure(
        "by-programme", title, picture, _legend(labels), Section(title, columns, rows)
    )


def _programme(
    mark: str, name: str, figures: Figures, labels: Sequence[str], highest: Decimal
) -> Html:
    """A programme's three bars, its name and what is approved above them."""
    parts = []
    for kind, (label, amount) in enumerate(zip(labels, figures.sums, strict=True)):
        width = max(amount, ZERO) * 100 / highest
        said = f"{name}, {label}: {_euros(amount)}"
        parts.append(_rect(0, 12 * kind, width, 11, f"s{kind}", said))
    svg = tag(
        "svg", *parts, viewBox="0 0 100 36", preserveAspectRatio="none", aria_hidden="true"
    )
    return tag("li", name, " ", tag("b", _euros(figures.sums[0])), svg, data_k=mark)


def _bars(rows: Sequence[Html]) -> Html:
    return tag("ul", *rows, class_="rows")


def _more(number: int) -> str:
    return ngettext("{n} more programme", "{n} more programmes", number).format(n=number)


def month_picture(figures: Figures, today: date) -> Html | None:
    """How much is due in each of the next two years' months, year by year, what is overdue in front."""
    if not (figures.overdue or figures.months):
        return None
    title = _("Deadlines by month")
    late = heading(value_label("overdue"))
    rows: list[Row] = [(late, figures.overdue)]
    kind = "m-overdue" if figures.overdue else "c0"
    first = tag(
        "li", tag("b", value_label("overdue")), _square(figures.overdue, late, "", kind)
    )
    groups: list[Content] = [first]
    squares: list[Content] = []
    for ahead in range(MONTHS):
        year, month = divmod(12 * today.year + today.month - 1 + ahead, 12)
        if month == 0 and squares:
            groups.append(tag("li", tag("b", str(year - 1)), *squares))
            squares = []
        count = figures.months[ahead]
        label = f"{fmt_month(month + 1)} {year}"
        rows.append((label, count))
        squares.append(_square(count, label, fmt_month(month + 1)[:3], f"c{_level(count)}"))
    groups.append(tag("li", tag("b", str(year)), *squares))
    columns = text(_("Month")), figure(_("Deadlines"))
    picture = tag("ol", *groups, class_="months")
    return _figure("by-month", title, picture, None, Section(title, columns, rows))


def _square(count: int, label: str, below: str, kind: str) -> Html:
    words = ngettext("{n} deadline", "{n} deadlines", count).format(n=count)
    number = tag("text", str(count) if count else "", x=25, y=31, text_anchor="middle")
    name = tag("text", below, x=25, y=64, text_anchor="middle", class_="note")
    box = _rect(1, 1, 48, 48, "square", f"{label}: {words}")
    return tag(
        "svg",
        joined(box, number, name),
        viewBox="0 0 50 68",
        class_=kind,
        role="img",
        aria_label=f"{label}: {words}",
    )


def _level(count: int) -> int:
    """How dark a square is, from 0 to 4."""
    return sum(count >= least for least in (1, 3, 6, 10))
