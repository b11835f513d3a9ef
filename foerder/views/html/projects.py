"""The projects on the page: facts, periods, money, duties with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from foerder.deadlines.explain import (
    sentence,
    state_text,
    step_text,
    title_of,
    titled,
    why_open_text,
)
from foerder.deadlines.selection import WAITING
from foerder.model import Deadline, Period, Project
from foerder.money.account import Account
from foerder.text.glossary import key_label
from foerder.text.i18n import _, fmt_date, heading, ngettext
from foerder.text.markup import Content, Html, link, tag
from foerder.views import explain, show
from foerder.views.costs_sections import account_sections
from foerder.views.due import project_name
from foerder.views.html.tables import definitions, heads, section_table, table
from foerder.views.list import period_status, period_text
from foerder.views.sections import Cell, Link, words
from foerder.views.timeline import period_word

if TYPE_CHECKING:
    from foerder.views.html.content import Page

NEAR = 2
"""So many dates of what recurs are shown at once; those after them on click."""


def article(page: Page, project: Project) -> Html:
    """One project."""
    name = f"t-{project.id}"
    parts: list[Content] = [
        tag("h3", project.title, id=name),
        tag("p", project.id, class_="id"),
    ]
    if project.id in page.register.faulty:
        parts.append(tag("p", _("Something of this project could not be read."), class_="gap"))
    parts += [_facts(page, project), _periods(page, project)]
    for period in project.periods:
        account = page.accounts.get((project.id, period.id))
        if account:
            parts.append(_account_tables(account))
    parts += _duties(page, page.deadlines.get(project.id, ()))
    return tag("article", *parts, id=f"p-{project.id}", aria_labelledby=name, data_row=True)


def _facts(page: Page, project: Project) -> Html | None:
    deadlines = list(page.deadlines.get(project.id, ()))
    answer = show.Answer(page.register, project, page.today, deadlines, page.calculator.ours)
    _title, facts = next(show.sections(answer))
    return definitions((label, _linked(value)) for label, value in facts)


def _linked(value: str) -> Content:
    return link(value, value) if isinstance(value, Link) else value


def _periods(page: Page, project: Project) -> Html | None:
    if not project.periods:
        return tag("p", _("no period"), class_="soft")
    word = period_word(project.kind)
    labels = [_("Period"), heading(key_label("status")), _("Time")]
    sums: list[str] = []
    if project.kind == "grant":
        labels.append(heading(key_label("reference")))
        sums = [_("Grant"), heading(key_label("spent")), _("Received"), _("Still to come")]
    head = heads(labels) + heads(sums, "num") + heads([_("More")], "screen")
    rows = []
    for period in project.periods:
        account = page.accounts.get((project.id, period.id))
        rows.append(_period_row(period, _sums(period, account) if sums else None))
    caption = word if len(rows) == 1 else _("Periods")
    return table(caption, head, rows, word, kind="whole")


def _period_row(period: Period, sums: Iterable[Cell] | None) -> Html:
    facts = definitions(show.period_facts(period))
    more = tag("details", tag("summary", _("All facts"), _away(period.id)), tag("div", facts))
    cells = [tag("th", period.id, scope="row")]
    for text in (period_status(period), period_text(period)):
        cells.append(tag("td", text, class_="word"))
    if sums is not None:
        cells.append(tag("td", period.reference or ""))
        cells += [tag("td", words(value), class_="num") for value in sums]
    return tag("tr", *cells, tag("td", more, class_="screen"))


def _sums(period: Period, account: Account | None) -> tuple[Cell, ...]:
    """Grant, spent, received, still to come; what is not recorded stays empty."""
    if account is None:
        return period.amount, None, None, None
    whole = account.whole
    rest = None
    over = period.closed or period.ended_on
    if whole is not None and not over and period.status == "approved":
        rest = whole - account.received
    return whole, account.spent, account.paid, rest


def _away(text: str) -> Html:
    """What only a screen reader needs to tell one link from another."""
    return tag("span", f" {text}", class_="away")


def _account_tables(account: Account) -> Html | None:
    """The money of one period in tables, on click."""
    tables = list(map(section_table, account_sections(account)))
    label = _("Money of period {period}").format(period=account.period.id)
    return tag("details", tag("summary", label), tag("div", *tables)) if tables else None


def _duties(page: Page, deadlines: Sequence[Deadline]) -> Iterator[Html]:
    """What is to do next at once, what is later or done on click."""
    near, far = _split(deadlines)
    if near:
        yield duty_table(page, near, _("Duties and days"))
    if far:
        label = ngettext("{n} later or done", "{n} later or done", len(far)).format(n=len(far))
        yield tag(
            "details",
            tag("summary", label),
            tag("div", duty_table(page, far, label, reasons=False)),
        )


def _split(deadlines: Sequence[Deadline]) -> tuple[list[Deadline], list[Deadline]]:
    """What is overdue, due, open, or among the next dates of its duty; and all others."""
    near: list[Deadline] = []
    far: list[Deadline] = []
    seen: dict[str, int] = {}
    for deadline in sorted(deadlines, key=lambda one: (one.due or date.max, one.id)):
        duty = deadline.id.removesuffix(f"/{deadline.occurrence}")
        upcoming = deadline.state == "upcoming"
        seen[duty] = seen.get(duty, 0) + upcoming
        soon = upcoming and seen[duty] <= NEAR
        if soon or deadline.state in ("overdue", "due", "open"):
            near.append(deadline)
        else:
            far.append(deadline)
    return near, far


def duty_table(
    page: Page,
    deadlines: Sequence[Deadline],
    caption: str,
    whose: bool = False,
    reasons: bool = True,
) -> Html:
    """Deadlines with state and reason; ``whose`` names the project of each."""
    labels = [
        heading(key_label("due")),
        _("State"),
        _("What"),
        _("Project"),
        heading(key_label("owner")),
    ]
    if not whose:
        labels.remove(_("Project"))
    rows = [_duty_row(page, deadline, whose, reasons) for deadline in deadlines]
    kind = "duties sortable" if whose else "duties"
    return table(caption, heads(labels), rows, caption, kind)


def _duty_row(page: Page, deadline: Deadline, whose: bool, reasons: bool) -> Html:
    why = _reason(page, deadline) if reasons else None
    day, order = "–", "9999"
    if deadline.due:
        day, order = fmt_date(deadline.due, weekday=True), deadline.due.isoformat()
    cells = [
        tag("td", day, class_="day", data_sort=order),
        tag("td", _state(page, deadline), class_="state"),
        tag("th", titled(deadline), tag("div", deadline.id, class_="id"), why, scope="row"),
    ]
    if whose:
        cells.append(tag("td", _whose(deadline)))
    cells.append(tag("td", deadline.owner or "–", class_="wide"))
    return tag("tr", *cells, class_=deadline.state, data_row=whose)


def _state(page: Page, deadline: Deadline) -> str:
    text = state_text(deadline, page.today)
    if deadline.state == "done":
        text = f"{text} {fmt_date(deadline.done_on)}".rstrip()
    return text


def _whose(deadline: Deadline) -> Content:
    name = project_name(deadline)
    if deadline.project:
        return tag("a", name, href=f"#p-{deadline.project.id}")
    return name


def _reason(page: Page, deadline: Deadline) -> Html | None:
    """Why this day, on click; of what waits for a day, what is missing."""
    if deadline.due is None and deadline.state == "open":
        return tag("div", why_open_text(deadline), class_="soft")
    if deadline.due is None or deadline.state not in WAITING:
        return None
    answer = explain.Answer(page.register, deadline, page.today, page.calculator)
    steps = []
    for step in deadline.steps:
        day = f"{fmt_date(step.date, weekday=True)}: " if step.date else None
        steps.append(tag("li", day, step_text(step, deadline)))
    parts: list[Content] = [tag("p", sentence(deadline))]
    if steps:
        parts.append(tag("ol", *steps))
    # The row itself says these.
    told = (_("What"), _("Project"), _("State"), heading(key_label("owner")))
    parts.append(definitions(fact for fact in explain.facts(answer) if fact[0] not in told))
    origin = [tag("li", item) for item in explain.trail(answer)]
    if origin:
        parts += [tag("p", _("Where the rule comes from")), tag("ul", *origin)]
    summary = tag("summary", _("Why?"), _away(title_of(deadline)))
    return tag("details", summary, tag("div", *parts))
