"""One project with everything: sections of label and value, then its deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from foerder.deadlines.explain import state_text, title_of, why_open_text
from foerder.deadlines.selection import current_period, next_of_project, requirements_of
from foerder.law.workdays import WorkCalendar
from foerder.model import Cost, Deadline, Financing, Payment, Period, Project, Register
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, heading
from foerder.views import csv, json
from foerder.views.due import HEADER, STYLES
from foerder.views.json_records import SCHEMA, deadline_record, problem_record, project_record
from foerder.views.list import period_text, status_text

Row = tuple[str, str]
CONTACT = ("recipient", "final_recipient", "unit", "owner", "deputy", "url", "notes", "source")
DATES = (
    "purpose_fulfilled",
    "resolved",
    "applied",
    "started",
    "early_start",
    "award_date",
    "award_posted",
    "award_retrieved",
    "award_notified",
    "closed",
)


class Answer(NamedTuple):
    """All that `show` says."""

    register: Register
    project: Project
    today: date
    deadlines: list[Deadline]
    ours: WorkCalendar


def _plain_value(value: Any) -> Any:
    """A record of the model as JSON has it; rules and places are left out."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        left_out = {"place", "deadlines", "unreadable", "duration"}
        return {name: _plain_value(item) for name, item in value._asdict().items() if name not in left_out}
    if isinstance(value, tuple | frozenset):
        return [_plain_value(item) for item in value]
    return value


def as_json(answer: Answer) -> str:
    """The record of `list` with the periods, the chain and every deadline, those without a date too."""
    project = answer.project
    record = project_record(project, answer.register, answer.today, next_of_project(answer.deadlines))
    record |= {
        "authority": project.authority,
        "final_recipient": project.final_recipient,
        "deputy": project.deputy,
        "url": project.url,
        "notes": project.notes,
        "source": project.source,
        "periods": [_plain_value(period) for period in project.periods],
        "predecessors": predecessors(answer),
        "successors": successors(answer),
    }
    deadlines = []
    for deadline in answer.deadlines:
        reason = why_open_text(deadline) if deadline.due is None else None
        deadlines.append(deadline_record(deadline, answer.today, answer.ours) | {"why_open": reason})
    problems = [problem_record(p) for p in answer.register.problems]
    content = {"schema": SCHEMA, "today": answer.today.isoformat(), "project": record, "deadlines": deadlines}
    return json.document(content | {"problems": problems})


def as_csv(answer: Answer) -> str:
    """A row per deadline."""
    return csv.records((deadline_record(d, answer.today, answer.ours) for d in answer.deadlines), HEADER)


def predecessors(answer: Answer) -> list[str]:
    """The projects that this one continues, nearest first."""
    known = {project.id: project for project in answer.register.projects}
    chain: list[str] = []
    name = answer.project.follows
    while name and name in known and name not in chain and name != answer.project.id:
        chain.append(name)
        name = known[name].follows
    return chain


def successors(answer: Answer) -> list[str]:
    """The projects that continue this one, nearest first."""
    chain: list[str] = []
    wanted = [answer.project.id]
    while wanted:
        following = [p.id for p in answer.register.projects if p.follows in wanted and p.id not in chain]
        following = [name for name in following if name != answer.project.id]
        chain += following
        wanted = following
    return chain


def sections(answer: Answer) -> Iterator[tuple[str, list[Row]]]:
    """Headings, each with labels and values."""
    project, register = answer.project, answer.register
    status = status_text(*current_period(project, answer.today))
    head = [(key_label("kind"), value_label(project.kind)), (key_label("status"), status)]
    programme = register.programme_of(project)
    if programme:
        head += [
            (key_label("programme"), programme.title),
            (key_label("funds"), ", ".join(programme.funds)),
            (key_label("guideline"), programme.guideline or ""),
        ]
    authority = register.authorities.get(project.authority or (programme.authority if programme else None) or "")
    if authority:
        head.append((key_label("authority"), authority.name))
        head += [(key_label(key), getattr(authority, key) or "") for key in ("email", "phone")]
    head += [(key_label(key), getattr(project, key) or "") for key in CONTACT]
    head.append((key_label("tags"), ", ".join(project.tags)))
    head.append((_("continues"), " ← ".join(predecessors(answer))))
    head.append((_("continued by"), ", ".join(successors(answer))))
    head.append((key_label("requires"), ", ".join(requirements_of(project, register))))
    yield "", _filled(head)
    for period in project.periods:
        yield (
            f"{heading(key_label('period')) if project.kind == 'grant' else _('Validity')} {period.id}",
            period_rows(period),
        )


def _filled(rows: list[Row]) -> list[Row]:
    return [(heading(label), value) for label, value in rows if value]


def period_rows(period: Period) -> list[Row]:
    """What is known of one period."""
    rows = [(key_label("status"), value_label(period.status)), (_("Period"), period_text(period))]
    rows += [(key_label(key), fmt_date(getattr(period, key)) if getattr(period, key) else "") for key in DATES]
    rows += [
        (key_label("reference"), period.reference or ""),
        (key_label("rules"), ", ".join(period.rules or ())),
        (key_label("amount"), fmt_money(period.amount) if period.amount is not None else ""),
        (key_label("financing_type"), period.financing_type or ""),
    ]
    rows += [(key_label("cost"), _cost(cost)) for cost in period.costs]
    rows += [(key_label("financing"), _financing(row)) for row in period.financing]
    rows += [(key_label("payment"), _payment(payment)) for payment in period.payments]
    rows += [
        (key_label("spending"), _joined(_on(s.on), value_label(s.type or ""), _money(s.amount)))
        for s in period.spending
    ]
    rows += [(heading(_("yearly amount")), _joined(str(y.year or ""), _money(y.amount))) for y in period.years]
    for change in period.amendments:
        before = _("end before: {day}").format(day=fmt_date(change.old_end)) if change.old_end else ""
        amount = _("amount before: {amount}").format(amount=fmt_money(change.old_amount)) if change.old_amount else ""
        rows.append((key_label("amendment"), _joined(_on(change.day), change.reference or "", before, amount)))
    rows.append((key_label("source"), period.source or ""))
    return _filled(rows)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _on(day: date | None) -> str:
    return fmt_date(day) if day else ""


def _money(amount: Decimal | None) -> str:
    return fmt_money(amount) if amount is not None else ""


def _cost(cost: Cost) -> str:
    name = cost.title or value_label(cost.type or "")
    if cost.rate is not None:
        return _joined(
            name,
            _("{rate} of {base}").format(
                rate=fmt_percent(cost.rate), base=", ".join(value_label(kind) for kind in cost.of)
            ),
        )
    approved = _("approved {amount}").format(amount=fmt_money(cost.approved)) if cost.approved is not None else ""
    spent = _("spent {amount}").format(amount=fmt_money(cost.spent)) if cost.spent is not None else ""
    return _joined(name, approved, spent)


def _financing(row: Financing) -> str:
    span = ""
    if row.start and row.until:
        span = f"{fmt_date(row.start)}–{fmt_date(row.until)}"
    elif row.start:
        span = _("from {day}").format(day=fmt_date(row.start))
    elif row.until:
        span = _("until {day}").format(day=fmt_date(row.until))
    share = fmt_percent(row.share) if row.share is not None else ""
    return _joined(row.funder or "", share, _money(row.amount), span)


def _payment(payment: Payment) -> str:
    asked = _("requested {day}").format(day=fmt_date(payment.requested)) if payment.requested else ""
    got = _("received {day}").format(day=fmt_date(payment.received)) if payment.received else ""
    return _joined(_money(payment.amount), asked, got, payment.id or "")


def _deadline_row(deadline: Deadline, today: date) -> tuple[str, str, str, str, str]:
    when = fmt_date(deadline.due, weekday=True) if deadline.due else ""
    state = state_text(deadline, today) if deadline.due else value_label(deadline.state)
    if deadline.state == "done" and deadline.done_on:
        state = f"{state} {fmt_date(deadline.done_on)}"
    reason = why_open_text(deadline) if deadline.due is None and deadline.state == "open" else ""
    return when, state, title_of(deadline), deadline.id, reason


def as_plain(answer: Answer) -> str:
    """Label and value a line, then a line per deadline."""
    text = plain.line([answer.project.id, answer.project.title])
    for section, rows in sections(answer):
        text += plain.lines([(section, *row) if section else row for row in rows])
    return text + plain.lines(
        [heading(key_label("deadline")), *_deadline_row(deadline, answer.today)] for deadline in answer.deadlines
    )


def as_table(answer: Answer, width: int, color: bool) -> None:
    """The same for a terminal."""
    from rich.padding import Padding
    from rich.table import Table

    from foerder.views.table import Column, cell, console, print_table

    out = console(width, color)
    out.print(cell(answer.project.title, "bold", (f"  [{answer.project.id}]", "dim")))
    for section, rows in sections(answer):
        if section:
            out.print(cell(section, "bold"))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for label, value in rows:
            grid.add_row(cell(label, "dim"), cell(value))
        out.print(Padding(grid, (0, 0, 1, 2)))
    if not answer.deadlines:
        return
    columns = [
        Column(_("Due"), fixed=True),
        Column(_("State"), least=12, most=16 if width < 100 else None),
        Column(_("What"), ratio=1),
    ]
    table_rows = []
    for deadline in answer.deadlines:
        when, state, title, identity, reason = _deadline_row(deadline, answer.today)
        more = [(f"\n{reason}", "")] if reason else []
        style = STYLES.get(deadline.state, "")
        table_rows.append([cell(when, style), cell(state, style), cell(title, "", *more, (f"\n{identity}", "dim"))])
    print_table(columns, table_rows, width, color)
