"""The pictures that a page begins with: grants by year and source, money by programme, deadlines by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from foerder.deadlines.selection import WAITING
from foerder.model import Deadline, Register
from foerder.money.account import Account
from foerder.money.plan import ZERO, divided, grant_funders
from foerder.money.totals import Sums, counted, sums_by
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_money, fmt_month, heading, ngettext
from foerder.text.markup import Html, joined, tag
from foerder.views.html.tables import scrolling, section_table
from foerder.views.sections import Row, Section, figure, text

WIDTH, BASE, TOP = 760, 230, 24
"""Width of a picture, and where its bars stand and end, in units of its own."""
SOURCES = 5
"""So many sources have a colour of their own; what is smaller is one."""
MONTHS = 24
SQUARE = 58
Length = int | Decimal


def money_pictures(accounts: Iterable[Account], register: Register) -> list[Html]:
    """Grants by year and source; approved, received and spent by programme."""
    found = counted(accounts)
    years = grants_by_year(found, register)
    programmes = [
        sums for sums in sums_by("programme", found, register) if (sums.grant or ZERO) > 0
    ]
    pictures = []
    if years:
        pictures.append(_year_picture(years))
    if programmes:
        pictures.append(_programme_picture(programmes))
    return pictures


def grants_by_year(
    accounts: Iterable[Account], register: Register
) -> dict[int, dict[str, Decimal]]:
    """What each source pays in each year, divided as the sources share the whole grant."""
    years: dict[int, dict[str, Decimal]] = {}
    for account in accounts:
        programme = register.programme_of(account.project)
        funders = grant_funders(programme, account.funding)
        for row in account.budget.rows:
            if row.year is None or row.grant is None or row.grant <= 0:
                continue
            sources = years.setdefault(row.year, {})
            for name, amount, _more in divided(funders, programme, row.grant, None):
                name = name or _("not entered")
                sources[name] = sources.get(name, ZERO) + (amount or ZERO)
    return dict(sorted(years.items()))


def _figure(title: str, svg: Html, legend: Html | None, values: Section) -> Html:
    """A picture with its name, what its colours mean, and its values for who cannot see it."""
    table = tag(
        "details", tag("summary", _("Values as a table")), tag("div", section_table(values))
    )
    return tag(
        "figure",
        tag("figcaption", title),
        scrolling(svg, title),
        legend,
        table,
        class_="picture",
    )


def _svg(height: int, title: str, parts: Iterable[Html]) -> Html:
    return tag("svg", *parts, viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=title)


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


def _year_picture(years: dict[int, dict[str, Decimal]]) -> Html:
    title = _("Grants by year and source")
    totals: Counter[str] = Counter()
    for sources in years.values():
        totals.update({name: int(amount) for name, amount in sources.items()})
    names = [name for name, _total in totals.most_common()]
    other = _("other sources")
    labels = names if len(names) <= SOURCES else [*names[: SOURCES - 1], other]
    rows: list[Row] = []
    for year, sources in years.items():
        amounts = [sources.get(name, ZERO) for name in labels if name != other]
        if other in labels:
            amounts.append(sum(sources.values(), ZERO) - sum(amounts, ZERO))
        rows.append((str(year), *amounts, sum(sources.values(), ZERO)))
    columns = (text(_("Year")), *map(figure, labels), figure(_("total")))
    parts = list(_year_bars(rows, labels))
    return _figure(
        title, _svg(BASE + 24, title, parts), _legend(labels), Section(title, columns, rows)
    )


def _year_bars(rows: Sequence[Row], labels: Sequence[str]) -> Iterable[Html]:
    highest = max(Decimal(str(row[-1])) for row in rows)
    step = _step(highest)
    left = 18 + 9 * len(_euros(highest))
    every = 1 + 45 * len(rows) // (WIDTH - left)
    scale = (BASE - TOP) / highest
    for number in range(int(highest / step) + 1):
        y = round(BASE - step * number * scale, 1)
        yield tag("line", x1=left, x2=WIDTH, y1=y, y2=y, class_="grid")
        yield tag("text", _euros(step * number), x=left - 8, y=y + 5, text_anchor="end")
    room = Decimal(WIDTH - left) / len(rows)
    width = min(Decimal(64), room * Decimal("0.7"))
    for number, (year, *amounts, _total) in enumerate(rows):
        x, y = left + room * number + (room - width) / 2, Decimal(BASE)
        for kind, (label, amount) in enumerate(zip(labels, amounts, strict=True)):
            height = Decimal(str(amount)) * scale
            y -= height
            if height:
                yield _rect(
                    x,
                    y,
                    width,
                    height,
                    f"s{kind}",
                    f"{year}, {label}: {_euros(Decimal(str(amount)))}",
                )
        if number % every == 0:
            yield tag(
                "text", str(year), x=round(x + width / 2, 1), y=BASE + 20, text_anchor="middle"
            )


def _programme_picture(programmes: Sequence[Sums]) -> Html:
    title = _("Approved, received and spent by programme")
    labels = [heading(value_label("approved")), _("Received"), heading(key_label("spent"))]
    highest = max(
        max(one.grant or ZERO, one.received or ZERO, one.spent or ZERO) for one in programmes
    )
    scale = (WIDTH - 130) / highest
    parts, rows = [], []
    for number, one in enumerate(programmes):
        name, y = one.name or _("no programme"), 64 * number
        amounts = one.grant, one.received, one.spent
        parts.append(tag("text", name, x=0, y=y + 16))
        for kind, (label, amount) in enumerate(zip(labels, amounts, strict=True)):
            if amount and amount > 0:
                shown, width = f"{name}, {label}: {_euros(amount)}", amount * scale
                parts.append(_rect(0, y + 22 + 12 * kind, width, 11, f"s{kind}", shown))
        if one.grant:
            parts.append(
                tag("text", _euros(one.grant), x=round(one.grant * scale + 6, 1), y=y + 33)
            )
        rows.append((name, *amounts))
    columns = (text(key_label("programme")), *map(figure, labels))
    svg = _svg(64 * len(programmes), title, parts)
    return _figure(title, svg, _legend(labels), Section(title, columns, rows))


def month_picture(deadlines: Iterable[Deadline], today: date) -> Html | None:
    """How much is due in each of the next two years' months, what is overdue in front."""
    found: Counter[tuple[int, int]] = Counter()
    overdue = 0
    for deadline in deadlines:
        if deadline.due is None or deadline.state not in WAITING:
            continue
        if deadline.state == "overdue":
            overdue += 1
        else:
            found[deadline.due.year, deadline.due.month] += 1
    if not (overdue or found):
        return None
    title = _("Deadlines by month")
    months = [
        divmod(12 * today.year + today.month - 1 + number, 12) for number in range(MONTHS)
    ]
    parts = [
        _square(
            0, 0, overdue, heading(value_label("overdue")), "m-overdue" if overdue else "c0"
        )
    ]
    parts.append(tag("text", value_label("overdue"), x=0, y=70, class_="note"))
    rows: list[Row] = [(heading(value_label("overdue")), overdue)]
    for number, (year, month) in enumerate(months):
        count, row = found[year, month + 1], number // 12
        label = f"{fmt_month(month + 1)} {year}"
        column = number % 12 + 1
        kind = f"c{_level(count)}"
        parts.append(_square(column, row, count, label, kind))
        rows.append((label, count))
    for row, (first, _last) in enumerate(pairwise((0, 12, 24))):
        for column in range(12):
            _year, month = months[first + column]
            x, y = SQUARE * (column + 1) + 30, 78 * row + 70
            parts.append(tag("text", fmt_month(month + 1)[:3], x=x, y=y, text_anchor="middle"))
    columns = text(_("Month")), figure(_("Deadlines"))
    return _figure(title, _svg(156, title, parts), None, Section(title, columns, rows))


def _square(column: int, row: int, count: int, label: str, kind: str) -> Html:
    x, y = SQUARE * column + 4, 78 * row
    words = ngettext("{n} deadline", "{n} deadlines", count).format(n=count)
    box = _rect(x + 2, y + 2, 48, 48, f"square {kind}", f"{label}: {words}")
    number = tag(
        "text", str(count), x=x + 26, y=y + 32, text_anchor="middle", class_=f"on-{kind}"
    )
    return joined(box, number if count else None)


def _level(count: int) -> int:
    """How dark a square is, from 0 to 4."""
    return sum(count >= least for least in (1, 3, 6, 10))
