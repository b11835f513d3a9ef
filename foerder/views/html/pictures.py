"""The pictures that a page begins with: deadlines by month, grants by year and
source, money by programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from foerder.money.plan import ZERO
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_money, fmt_month, heading, ngettext
from foerder.text.markup import Content, Html, joined, tag
from foerder.views.html.figures import MONTHS, Figures
from foerder.views.html.tables import folded, section_table
from foerder.views.sections import Row, Section, figure, text

DARKEST = 12
"""A month of so many deadlines has the darkest square where no other has more."""
SOURCES = 5
"""So many sources have a colour of their own; what is smaller is one."""
Length = int | Decimal


def _figure(name: str, title: str, picture: Html, legend: Html | None, values: Section) -> Html:
    """A picture with its name, what its colours mean, and its values for who
    cannot see it.
    """
    table = tag("details", tag("summary", _("Values as a table")), section_table(values))
    caption = tag("figcaption", title)
    return tag("figure", caption, picture, legend, table, id=name)


def _rect(x: Length, y: Length, width: Length, height: Length, kind: str, title: str) -> Html:
    """A rectangle that says on pointing at it what it stands for."""
    place = {
        "x": _number(x),
        "y": _number(y),
        "width": _number(width),
        "height": _number(height),
    }
    return tag("rect", tag("title", title), **place, class_=kind)


def _number(value: Length) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _legend(labels: Sequence[str]) -> Html:
    items = []
    for number, label in enumerate(labels):
        box = tag("rect", x=1, y=2, width=28, height=12, class_=f"s{number}")
        items.append(tag("li", tag("svg", box, viewBox="0 0 30 16", aria_hidden="true"), label))
    return tag("ul", *items, class_="legend")


def _euros(amount: Decimal) -> str:
    """Without cents."""
    return fmt_money(amount.quantize(Decimal(1))).replace(",00", "").removesuffix(".00")


def year_picture(
    amounts: Mapping[tuple[int, str], Decimal], marks: Mapping[str, str]
) -> Html | None:
    """Grants by year and source, a year without any as well; ``marks`` of the
    sources, for the page's script.
    """
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
    highest = max(Decimal(str(row[-1])) for row in rows)
    bars = [_year_bar(row, labels, highest) for row in rows]
    picture = tag(
        "div",
        *folded(bars, _year_bars, _more_years),
        role="group",
        aria_label=title,
        data_f=known,
        data_first=rows[0][0],
    )
    return _figure("by-year", title, picture, _legend(labels), Section(title, columns, rows))


def _year_bar(row: Row, labels: Sequence[str], highest: Decimal) -> Html:
    """A year's bar in pieces, one per source, with the year and its total."""
    year, *amounts, total = row
    x, parts = ZERO, []
    for kind, (label, cell) in enumerate(zip(labels, amounts, strict=True)):
        amount = Decimal(str(cell))
        width = amount * 100 / highest
        said = f"{year}, {label}: {_euros(amount)}"
        parts.append(_rect(x, 0, width, 12, f"s{kind}", said))
        x += width
    svg = tag(
        "svg", *parts, viewBox="0 0 100 12", preserveAspectRatio="none", aria_hidden="true"
    )
    return tag("li", str(year), " ", tag("b", _euros(Decimal(str(total)))), svg)


def _year_bars(rows: Sequence[Html]) -> Html:
    return tag("ul", *rows, class_="rows one")


def _more_years(number: int) -> str:
    return ngettext("{n} more year", "{n} more years", number).format(n=number)


def programme_picture(programmes: Mapping[str, tuple[str, Figures]]) -> Html | None:
    """Approved, received, spent, with a name, of each programme that has
    approved money, by its mark.
    """
    approved = [item for item in programmes.items() if item[1][1].sums[0] > 0]
    if not approved:
        return None
    found = dict(sorted(approved, key=lambda item: (not item[0], item[1][0].casefold())))
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
        "svg",
        *parts,
        class_="three",
        viewBox="0 0 100 36",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    return tag("li", name, " ", tag("b", _euros(figures.sums[0])), svg, data_k=mark)


def _bars(rows: Sequence[Html]) -> Html:
    return tag("ul", *rows, class_="rows")


def _more(number: int) -> str:
    return ngettext("{n} more programme", "{n} more programmes", number).format(n=number)


def month_picture(figures: Figures, today: date) -> Html | None:
    """How much is due in each of the next two years' months, year by year, what
    is overdue in front.
    """
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
    most = max(DARKEST, *(figures.months[ahead] for ahead in range(MONTHS)))
    for ahead in range(MONTHS):
        year, month = divmod(12 * today.year + today.month - 1 + ahead, 12)
        if month == 0 and squares:
            groups.append(tag("li", tag("b", str(year - 1)), *squares))
            squares = []
        count = figures.months[ahead]
        label = f"{fmt_month(month + 1)} {year}"
        rows.append((label, count))
        squares.append(
            _square(count, label, fmt_month(month + 1)[:3], f"c{_level(count, most)}")
        )
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


def _level(count: int, most: int) -> int:
    """How dark a square is, from 0 to 4, where the darkest stands for the most."""
    return 1 + 4 * (count - 1) // most if count else 0
