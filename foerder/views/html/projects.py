"""The projects on the page: facts, periods, money, duties with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from foerder.deadlines.explain import sentence, state_text, step_text, title_of, why_open_text
from foerder.deadlines.selection import WAITING
from foerder.model import Deadline, Period, Project
from foerder.money.account import Account
from foerder.money.reduction import Reduction
from foerder.money.yearly_report import is_booked
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, heading, ngettext
from foerder.views import explain, show
from foerder.views.costs_sections import Section, account_sections
from foerder.views.html.markup import Content, Html, head_row, joined, link, tag, wrapping
from foerder.views.list import period_text
from foerder.views.timeline import period_word

if TYPE_CHECKING:
    from foerder.views.html.content import Page

NEAR = 2
"""So many dates of what recurs are shown at once; those after them on click."""


def article(page: Page, project: Project) -> Html:
    """One project."""
    deadlines = page.deadlines.get(project.id, [])
    name = f"t-{project.id}"
    faulty = tag("p", _("Something of this project could not be read."), class_="gap")
    return tag(
        "article",
        tag("h3", project.title, id=name),
        tag("p", project.id, class_="id"),
        faulty if project.id in page.faulty else None,
        _facts(page, project),
        _periods(page, project),
        *(account_tables(page.accounts[project.id, p.id], p) for p in project.periods if _has(page, project, p)),
        *_duties(page, deadlines),
        id=f"p-{project.id}",
        aria_labelledby=name,
        data_row=True,
    )


def _has(page: Page, project: Project, period: Period) -> bool:
    return (project.id, period.id) in page.accounts


def definitions(rows: Iterable[tuple[str, Content]]) -> Html | None:
    """Labels and values; nothing where there are none."""
    items = [joined(tag("dt", label), tag("dd", value)) for label, value in rows]
    return tag("dl", *items) if items else None


def _facts(page: Page, project: Project) -> Html | None:
    answer = show.Answer(
        page.register, project, page.today, list(page.deadlines.get(project.id, ())), page.calculator.ours
    )
    address = heading(key_label("url"))
    _title, rows = next(show.sections(answer))
    return definitions((label, link(value, value) if label == address else value) for label, value in rows)


def _periods(page: Page, project: Project) -> Html | None:
    if not project.periods:
        return tag("p", _("no period"), class_="soft")
    word = period_word(project.kind)
    grant = project.kind == "grant"
    labels: list[Content] = [_("Period"), heading(key_label("status")), _("Time")]
    if grant:
        labels += [heading(key_label("reference")), *_sums()]
    rows = [_period_row(period, grant, page.accounts.get((project.id, period.id))) for period in project.periods]
    caption = tag("caption", word if len(rows) == 1 else _("Periods"))
    return _scroll(tag("table", caption, _period_head(labels), tag("tbody", *rows), class_="whole"), word)


def _scroll(table: Html, label: str) -> Html:
    """A table that may be wider than a small screen."""
    return tag("div", table, class_="scroll", role="group", tabindex=0, aria_label=label)


def _sums() -> list[str]:
    """The sums that each period shows at once."""
    return [_("Grant"), heading(key_label("spent")), _("Received"), _("Still to come")]


def _period_head(labels: Sequence[Content]) -> Html:
    sums = _sums()
    cells = [tag("th", label, scope="col", class_="num" if label in sums else None) for label in labels]
    return tag("thead", tag("tr", *cells, tag("th", _("More"), scope="col", class_="screen")))


def _period_row(period: Period, grant: bool, account: Account | None) -> Html:
    facts = definitions(show.period_rows(period))
    more = tag("details", tag("summary", _("All facts"), _away(period.id)), tag("div", facts))
    cells = [tag("td", value_label(period.status), class_="word"), tag("td", period_text(period), class_="word")]
    if grant:
        sums = _period_sums(account) if account else [fmt_money(period.amount), "", "", ""]
        cells += [tag("td", period.reference or ""), *(tag("td", value, class_="num") for value in sums)]
    return tag("tr", tag("th", period.id, scope="row"), *cells, tag("td", more, class_="screen"))


def _period_sums(account: Account) -> list[str]:
    """Grant, spent, received, still to come; what is not recorded stays empty."""
    whole = account.reduction.left if isinstance(account.reduction, Reduction) else account.grant
    period = account.period
    spent = fmt_money(account.plan.spent) if is_booked(period) else ""
    got = fmt_money(account.received) if period.payments else ""
    rest = fmt_money(whole - account.received) if whole is not None and not period.closed else ""
    return [fmt_money(whole), spent, got, rest if period.status == "approved" else ""]


def _away(text: str) -> Html:
    """What only a screen reader needs to tell one link from another."""
    return tag("span", f" {text}", class_="away")


def account_tables(account: Account, period: Period) -> Html | None:
    """The money of one period in tables, on click."""
    tables = [section_table(section) for section in account_sections(account)]
    label = _("Money of period {period}").format(period=period.id)
    return tag("details", tag("summary", label), tag("div", *tables)) if tables else None


def section_table(section: Section, titled: bool = True) -> Html:
    """A section of `costs` as a table; not ``titled`` where a heading above it says the same."""
    head = tag(
        "thead",
        tag(
            "tr",
            *(
                tag("th", heading(label), scope="col", class_="num" if number in section.numbers else None)
                for number, label in enumerate(section.header)
            ),
        ),
    )
    rows = []
    for row in section.rows:
        cells = [
            tag("td", value, class_="num" if number in section.numbers else wrapping(value))
            for number, value in enumerate(row[1:], start=1)
        ]
        total = section.total and row is section.rows[-1]
        rows.append(
            tag(
                "tr", tag("th", row[0], scope="row", class_=wrapping(row[0])), *cells, class_="total" if total else None
            )
        )
    title = heading(section.title)
    return _scroll(
        tag("table", tag("caption", title, class_=None if titled else "away"), head, tag("tbody", *rows)), title
    )


def _duties(page: Page, deadlines: Sequence[Deadline]) -> Iterator[Html]:
    """What is to do next at once, what is later or done on click."""
    near, far = _split(deadlines)
    if near:
        yield duty_table(page, near, _("Duties and days"))
    if far:
        label = ngettext("{n} later or done", "{n} later or done", len(far)).format(n=len(far))
        yield tag("details", tag("summary", label), tag("div", duty_table(page, far, label, reasons=False)))


def _split(deadlines: Sequence[Deadline]) -> tuple[list[Deadline], list[Deadline]]:
    """What is overdue, due, open, or among the next dates of its duty; and all others."""
    near: list[Deadline] = []
    far: list[Deadline] = []
    seen: dict[str, int] = {}
    for deadline in sorted(deadlines, key=lambda d: (d.due or date.max, d.id)):
        duty = deadline.id.removesuffix(f"/{deadline.occurrence}") if deadline.occurrence else deadline.id
        upcoming = deadline.state == "upcoming"
        seen[duty] = seen.get(duty, 0) + upcoming
        wanted = deadline.state in ("overdue", "due", "open") or (upcoming and seen[duty] <= NEAR)
        (near if wanted else far).append(deadline)
    return near, far


def duty_table(
    page: Page, deadlines: Sequence[Deadline], caption: str, whose: bool = False, reasons: bool = True
) -> Html:
    """Deadlines with state and reason; ``whose`` names the project of each."""
    labels: list[Content] = [heading(key_label("due")), _("State"), _("What")]
    labels += [_("Project")] if whose else []
    labels.append(heading(key_label("owner")))
    rows = [_duty_row(page, deadline, whose, reasons) for deadline in deadlines]
    table = tag(
        "table",
        tag("caption", caption),
        head_row(*labels),
        tag("tbody", *rows),
        class_="duties sortable" if whose else "duties",
    )
    return _scroll(table, caption)


def _duty_row(page: Page, deadline: Deadline, whose: bool, reasons: bool) -> Html:
    why = reason(page, deadline) if reasons else None
    cells = [
        tag(
            "td", fmt_date(deadline.due, weekday=True) if deadline.due else "–", class_="day", data_sort=_key(deadline)
        ),
        tag("td", _state(page, deadline), class_="state"),
        tag("th", _titled(deadline), tag("div", deadline.id, class_="id"), why, scope="row"),
    ]
    if whose:
        cells.append(tag("td", _whose(page, deadline)))
    cells.append(tag("td", deadline.owner or "–", class_="wide"))
    return tag("tr", *cells, class_=deadline.state, data_row=whose)


def _key(deadline: Deadline) -> str:
    return deadline.due.isoformat() if deadline.due else "9999"


def _state(page: Page, deadline: Deadline) -> str:
    text = state_text(deadline, page.today)
    if deadline.state == "done" and deadline.done_on:
        return f"{text} {fmt_date(deadline.done_on)}"
    return text


def _titled(deadline: Deadline) -> str:
    time = deadline.keys.get("time")
    title = title_of(deadline)
    return _("{title}, until {time}").format(title=title, time=time) if time else title


def _whose(page: Page, deadline: Deadline) -> Content:
    if deadline.project:
        return tag("a", deadline.project.title, href=f"#p-{deadline.project.id}")
    return deadline.programme.title if deadline.programme else ""


def reason(page: Page, deadline: Deadline) -> Html | None:
    """Why this day, on click; of what waits for a day, what is missing."""
    if deadline.due is None:
        return tag("div", why_open_text(deadline), class_="soft") if deadline.state == "open" else None
    if deadline.state not in WAITING:
        return None
    answer = explain.Answer(page.register, deadline, page.today, page.calculator)
    steps = [
        tag("li", f"{fmt_date(step.date, weekday=True)}: " if step.date else None, step_text(step, deadline))
        for step in deadline.steps
    ]
    # The row itself says this.
    told = (_("What"), _("Project"), _("State"), heading(key_label("owner")))
    origin = [tag("li", item) for item in explain.trail(answer)]
    return tag(
        "details",
        tag("summary", _("Why?"), _away(title_of(deadline))),
        tag(
            "div",
            tag("p", sentence(deadline)),
            tag("ol", *steps) if steps else None,
            definitions((label, value) for label, value in explain.facts(answer) if label not in told),
            tag("p", _("Where the rule comes from")) if origin else None,
            tag("ul", *origin) if origin else None,
        ),
    )
