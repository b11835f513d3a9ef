"""One project with everything: sections of label and value, then its deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import state_text, title_of, why_open_text
from foerder.deadlines.selection import current_period, next_of_project, requirements_of
from foerder.law.workdays import WorkCalendar
from foerder.model import (
    Amendment,
    Cost,
    Deadline,
    Financing,
    Payment,
    Period,
    Programme,
    Project,
    Register,
)
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, heading
from foerder.views.costs_sections import flat_text
from foerder.views.due import STYLES, deadlines_csv
from foerder.views.json_records import deadline_record, envelope, project_record, texts, tree
from foerder.views.list import period_status, period_text, status_text
from foerder.views.sections import (
    Cell,
    Link,
    TableColumn,
    below,
    commas,
    share,
    span_text,
    words,
)

if TYPE_CHECKING:
    from foerder.views.table import Screen

Fact = tuple[str, str]
CONTACT = ("recipient", "final_recipient", "unit", "owner", "deputy", "url", "notes", "source")
DATES = (
    "purpose_fulfilled resolved applied started early_start inspection award_date award_posted "
    "award_provided award_retrieved award_notified final_approval ended_posted ended_provided "
    "ended_retrieved ended_notified closed"
).split()


class Answer(NamedTuple):
    """All that `show` says."""

    register: Register
    project: Project
    today: date
    deadlines: list[Deadline]
    ours: WorkCalendar
    relations: Relations


def record(answer: Answer) -> dict[str, Any]:
    """The record of `list` with the periods, the chain and every deadline,
    those without a date too.
    """
    project, today = answer.project, answer.today
    record = project_record(project, answer.register, today, next_of_project(answer.deadlines))
    record |= texts(project, "authority", "final_recipient", "deputy", "url", "notes", "source")
    record["periods"] = tree(project.periods)
    record["predecessors"] = predecessors(answer)
    record["successors"] = successors(answer)
    deadlines = []
    for one in answer.deadlines:
        reason = why_open_text(one) if one.due is None else None
        deadlines.append({**deadline_record(one, today, answer.ours), "why_open": reason})
    content = {"project": record, "deadlines": deadlines}
    return envelope(today, answer.register.problems, content)


def as_csv(answer: Answer) -> str:
    """A row per deadline."""
    return deadlines_csv(answer.deadlines, answer.today, answer.ours)


class Relations(NamedTuple):
    """Which project follows which, looked up once for all."""

    known: dict[str, Project]
    following: dict[str, list[str]]
    """The ids of those that follow a project directly."""


def relations(register: Register) -> Relations:
    """Which project of a register follows which."""
    following: dict[str, list[str]] = {}
    for project in register.projects:
        if project.follows:
            following.setdefault(project.follows, []).append(project.id)
    return Relations({project.id: project for project in register.projects}, following)


def predecessors(answer: Answer) -> list[str]:
    """The projects that this one continues, nearest first."""
    known = answer.relations.known
    found: list[str] = []
    name = answer.project.follows
    while name and name in known and name not in (answer.project.id, *found):
        found.append(name)
        name = known[name].follows
    return found


def successors(answer: Answer) -> list[str]:
    """The projects that continue this one, nearest first."""
    found = [answer.project.id]
    # The list grows while it is gone through: each one's own followers come after it.
    for name in found:
        for following in answer.relations.following.get(name, ()):
            if following not in found:
                found.append(following)
    return found[1:]


def sections(answer: Answer) -> Iterator[tuple[str, list[Fact]]]:
    """Headings, each with labels and values."""
    project = answer.project
    yield "", project_facts(answer)
    for period in project.periods:
        word = key_label("period") if project.kind == "grant" else _("Validity")
        yield f"{heading(word)} {period.id}", period_facts(period)


def project_facts(answer: Answer, whole: bool = True) -> list[Fact]:
    """What is known of the project; not ``whole`` without what its programme
    says, see `programme_facts`.
    """
    return _filled(_head(answer, whole))


def _head(answer: Answer, whole: bool) -> Iterator[tuple[str, Cell]]:
    project, register = answer.project, answer.register
    programme = register.programme_of(project)
    yield key_label("kind"), value_label(project.kind)
    yield key_label("status"), status_text(*current_period(project, answer.today))
    if programme:
        yield key_label("programme"), programme.title
        if whole:
            yield from _means(programme)
    if whole or project.authority:
        named = project.authority or getattr(programme, "authority", None)
        yield from _authority(register, named)
    yield from _labelled(project, *CONTACT)
    yield key_label("tags"), commas(*project.tags)
    yield _("continues"), " ← ".join(predecessors(answer))
    yield _("continued by"), commas(*successors(answer))
    yield key_label("requires"), commas(*requirements_of(project, register))


def programme_facts(register: Register, programme: Programme) -> list[Fact]:
    """What is known of a programme: who pays, by which guideline, and the authority."""
    return _filled(chain(_means(programme), _authority(register, programme.authority)))


def _means(programme: Programme) -> Iterator[tuple[str, Cell]]:
    yield key_label("funds"), commas(*programme.funds)
    yield key_label("guideline"), programme.guideline


def _authority(register: Register, named: str | None) -> Iterator[tuple[str, Cell]]:
    authority = register.authorities.get(named or "")
    if authority:
        yield key_label("authority"), authority.name
        yield from _labelled(authority, "email", "phone")


def _labelled(record: object, *keys: str) -> Iterator[tuple[str, Cell]]:
    for key in keys:
        value = getattr(record, key)
        if key == "url" and value:
            value = Link(value)
        yield key_label(key), value


def _filled(facts: Iterable[tuple[str, Cell]]) -> list[Fact]:
    """In words, without what is not known."""
    found = [(heading(label), words(value)) for label, value in facts]
    return [fact for fact in found if fact[1]]


def period_facts(period: Period) -> list[Fact]:
    """What is known of one period."""
    return _filled(_of_period(period))


def _of_period(period: Period) -> Iterator[tuple[str, Cell]]:
    yield key_label("status"), period_status(period)
    yield _("Period"), period_text(period)
    if period.ended_on:
        yield key_label("ended_on"), f"{fmt_date(period.ended_on)} ({period_status(period)})"
    yield from _labelled(period, *DATES, "reference")
    yield key_label("rules"), commas(*(period.rules or ()))
    yield from _labelled(period, "amount", "financing_type")
    for cost in period.costs:
        yield key_label("cost"), _cost(cost)
    for row in period.financing:
        yield key_label("financing"), _financing(row)
    for payment in period.payments:
        yield key_label("payment"), _payment(payment)
    for one in period.spending:
        yield key_label("spending"), commas(one.on, value_label(one.type or ""), one.amount)
    for year in period.years:
        yield _("yearly amount"), commas(year.year, year.amount)
    for change in period.amendments:
        yield key_label("amendment"), _amendment(change)
    yield key_label("source"), period.source


def _cost(cost: Cost) -> str:
    name = cost.title or value_label(cost.type or "")
    if cost.rate is not None:
        return commas(name, flat_text(cost))
    approved = _said(_("approved {amount}"), amount=cost.approved)
    return commas(name, approved, _said(_("spent {amount}"), amount=cost.spent))


def _said(text: str, **value: Cell) -> str:
    """A text about a value; nothing where the value is not known."""
    [(name, cell)] = value.items()
    return "" if cell is None else text.format(**{name: words(cell)})


def _financing(row: Financing) -> str:
    return commas(row.funder, share(row.share), row.amount, span_text(row.start, row.until))


def _payment(payment: Payment) -> str:
    requested = _said(_("requested {day}"), day=payment.requested)
    received = _said(_("received {day}"), day=payment.received)
    return commas(payment.amount, requested, received, payment.id)


def _amendment(change: Amendment) -> str:
    before = _said(_("end before: {day}"), day=change.old_end)
    amount = _said(_("amount before: {amount}"), amount=change.old_amount or None)
    return commas(change.day, change.reference, before, amount)


def _duty(deadline: Deadline, today: date) -> tuple[str, str, str, str, str]:
    """Day, state, title, id, and why there is no day."""
    when, state, reason = fmt_date(deadline.due, weekday=True), value_label(deadline.state), ""
    if deadline.due:
        state = state_text(deadline, today)
    elif deadline.state == "open":
        reason = why_open_text(deadline)
    if deadline.state == "done" and deadline.done_on:
        state = f"{state} {fmt_date(deadline.done_on)}"
    return when, state, title_of(deadline), deadline.id, reason


def as_plain(answer: Answer) -> str:
    """Label and value a line, then a line per deadline."""
    rows: list[tuple[str, ...]] = [(answer.project.id, answer.project.title)]
    for section, facts in sections(answer):
        for fact in facts:
            rows.append((section, *fact) if section else fact)
    for deadline in answer.deadlines:
        rows.append((heading(key_label("deadline")), *_duty(deadline, answer.today)))
    return plain.lines(rows)


def draw(answer: Answer, screen: Screen) -> None:
    """The same for a terminal."""
    screen.print(answer.project.title, "bold", (f"  [{answer.project.id}]", "dim"))
    for section, facts in sections(answer):
        if section:
            screen.print(section, "bold")
        screen.pairs(facts)
    columns = [
        TableColumn(_("Due"), fixed=True),
        TableColumn(_("State"), least=12, most=16 if screen.width < 100 else None),
        TableColumn(_("What"), ratio=1),
    ]
    rows = []
    for deadline in answer.deadlines:
        when, state, title, identity, reason = _duty(deadline, answer.today)
        style = STYLES.get(deadline.state, "")
        what = title, "", *below(reason, ""), *below(identity)
        rows.append([(when, style), (state, style), what])
    screen.table(columns, rows)
