"""The yearly list: sections for table and page, plain lines, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foerder.deadlines.explain import title_of
from foerder.model import Period, Project, Register
from foerder.money.payments import Request
from foerder.money.yearly_report import (
    ReportDuty,
    ReportRow,
    ReportWindow,
    Total,
    by_funder,
    by_programme,
    total_of,
)
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.hints import no_project
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.views.costs_sections import refused_records, refused_remarks, total_label
from foerder.views.formats import csv_records
from foerder.views.json_records import computed, envelope, iso, money, values
from foerder.views.list import period_status, period_text
from foerder.views.sections import Row, Section, commas, figure, plain_rows, remark, share, text

if TYPE_CHECKING:
    from foerder.views.table import Screen


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `report` says."""

    register: Register
    today: date
    window: ReportWindow
    rows: list[ReportRow]
    filtered: bool = False
    """Whether filters leave something out."""
    refused: Sequence[tuple[Project, Period]] = ()
    """What is left out because it was rejected or withdrawn."""

    @property
    def until(self) -> date:
        """The day that the figures are as of: the window's last, or today where
        that is earlier.
        """
        return min(self.today, self.window.last)

    @property
    def year(self) -> str:
        """What the window is called: its year, its years, or its days."""
        first, last = self.window.first, self.window.last
        if not self.window.years:
            return f"{fmt_date(first)}–{fmt_date(last)}"
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


def title(answer: Answer) -> str:
    """What the list is called."""
    text = _("Grants in {year}")
    if len(answer.window.years) != 1:
        text = _("Grants {window}")
    return text.format(year=answer.year, window=answer.year)


def as_of(answer: Answer) -> str:
    """What the figures stand for, and how they came about."""
    return _(
        "Figures as of {day}. A year's part of a grant is the approved yearly amount, else spread by days; own funds "
        "likewise. Open claims: requested and not received. Not drawn yet: the grant less what was received or "
        "requested."
    ).format(day=fmt_date(answer.until))


def sections(answer: Answer) -> Iterator[Section]:
    """The grants, the sums by programme and by funder, the reports, the open claims."""
    if not answer.rows:
        return
    yield _grants(answer)
    yield _programmes(answer)
    yield _funders(answer)
    for section in (_reports(answer), _claims(answer), _not_drawn(answer)):
        if section.rows:
            yield section


def grant_name(row: ReportRow) -> str:
    """The project with the id of its period, and whether that ended early."""
    return commas(f"{row.project.title} [{row.project.id}/{row.period.id}]", end_text(row))


def end_text(row: ReportRow) -> str:
    """That the grant was given up or revoked, and when; else nothing."""
    day = row.period.ended_on
    return f"{period_status(row.period)} {fmt_date(day)}" if day else ""


def year_labels(year: str) -> list[str]:
    """What the figures of the year itself are called: grant, received, spent."""
    labels = _("Grant {year}"), _("Received {year}"), _("Spent {year}")
    return [label.format(year=year) for label in labels]


def _grants(answer: Answer) -> Section:
    rows: list[Row] = []
    for row in answer.rows:
        name = grant_name(row), programme_title(row), period_text(row.period)
        whole = row.grant, row.costs, row.own, share(row.own_share)
        year = row.year_grant, row.year_received, row.year_spent
        rows.append((*name, *whole, *year, basis_text(row)))
    total = total_of("", answer.rows)
    whole = total.grant, total.costs, total.own, None
    year = total.year_grant, total.received, total.spent
    rows.append((total_label(), None, None, *whole, *year, None))
    columns = (
        text(_("Project")),
        remark(key_label("programme")),
        remark(_("Period")),
        figure(_("Grant")),
        figure(_("Total costs")),
        figure(_("Own funds")),
        figure(_("Own share")),
        *map(figure, year_labels(answer.year)),
        remark(_("how known")),
    )
    return Section(_("Grants"), columns, rows, total=True)


def basis_text(row: ReportRow) -> str | None:
    """That the year's part of the grant is not what the award says, but spread by days."""
    by_days = row.year_grant is not None and row.account.budget.basis == "days"
    return _("spread by days") if by_days else None


def programme_title(row: ReportRow) -> str | None:
    """The programme's title, where there is one."""
    return row.programme.title if row.programme else None


def _programmes(answer: Answer) -> Section:
    rows: list[Row] = []
    for total in (*by_programme(answer.rows), total_of(total_label(), answer.rows)):
        sums = total.grant, total.own, total.year_grant, total.received
        rows.append((total.name or _("no programme"), total.periods, *sums, _counts(total)))
    grant, received, _spent = year_labels(answer.year)
    columns = (
        text(key_label("programme")),
        figure(_("Grants")),
        figure(_("Grant")),
        figure(_("Own funds")),
        figure(grant),
        figure(received),
        remark(_("Reports")),
    )
    return Section(_("By programme"), columns, rows, total=True)


def _counts(total: Total) -> str:
    parts = (
        (total.on_time, ngettext("{n} on time", "{n} on time", total.on_time)),
        (total.late, ngettext("{n} late", "{n} late", total.late)),
        (total.missing, ngettext("{n} overdue", "{n} overdue", total.missing)),
    )
    return commas(*(text.format(n=count) for count, text in parts if count))


def _funders(answer: Answer) -> Section:
    rows: list[Row] = []
    for total in by_funder(answer.rows):
        name = total.name or _("not recorded")
        rows.append((name, total.periods, total.grant, total.year_grant, total.received))
    columns = (
        text(key_label("funder")),
        figure(_("Grants")),
        figure(_("Grant")),
        *map(figure, year_labels(answer.year)[:2]),
    )
    return Section(_("By funder"), columns, rows)


def _reports(answer: Answer) -> Section:
    rows: list[Row] = []
    for row in answer.rows:
        for report in row.reports:
            days = report.deadline.latest, report.deadline.done_on
            rows.append((grant_name(row), _duty_title(report), *days, result_text(report)))
    columns = (
        text(_("Project")),
        text(_("Report")),
        figure(_("Last day")),
        figure(_("Handed in")),
        remark(_("Result")),
    )
    return Section(_("Reports"), columns, rows)


def _duty_title(report: ReportDuty) -> str:
    """The report's name; whose it is where the final recipient has to hand it in."""
    name = title_of(report.deadline)
    if report.deadline.keys.get("by") == "final-recipient":
        return f"{name} ({key_label('final_recipient')})"
    return name


def result_text(report: ReportDuty) -> str:
    """Whether a report was handed in on time."""
    days = report.days_late
    if report.result == "late":
        return ngettext("{n} day late", "{n} days late", days).format(n=days)
    if report.result == "overdue":
        return ngettext("missing for {n} day", "missing for {n} days", days).format(n=days)
    return {
        "on-time": _("on time"),
        "done": _("handed in, day not recorded"),
        "open": _("not due yet"),
        "settled": value_label("settled"),
    }[report.result]


def _claims(answer: Answer) -> Section:
    """What was asked for and has not come."""
    rows: list[Row] = []
    for row in answer.rows:
        for one in row.requests:
            rows.append((grant_name(row), one.day, one.amount, one.paid, one.open))
    if len(rows) > 1:
        rows.append((total_label(), None, None, None, total_of("", answer.rows).outstanding))
    columns = (
        text(_("Project")),
        figure(key_label("requested")),
        figure(_("Amount")),
        figure(_("Received")),
        figure(_("Outstanding")),
    )
    return Section(_("Open claims"), columns, rows, total=len(rows) > 1)


def _not_drawn(answer: Answer) -> Section:
    """What is neither received nor asked for, and where too much was received."""
    rows: list[Row] = []
    for row in answer.rows:
        surplus = _("received too much") if row.claim and row.claim < 0 else None
        if row.not_drawn or surplus:
            sums = row.grant, row.received, row.requested or None, row.not_drawn, row.to_draw
            rows.append((grant_name(row), *sums, surplus))
    if len(rows) > 1:
        total = total_of("", answer.rows)
        received = sum((row.received for row in answer.rows), Decimal(0))
        sums = total.grant, received, total.outstanding or None, total.not_drawn, total.to_draw
        rows.append((total_label(), *sums, None))
    columns = (
        text(_("Project")),
        figure(_("Grant")),
        figure(_("Received")),
        figure(_("Outstanding")),
        figure(_("Not drawn yet")),
        figure(_("To draw {year}").format(year=answer.until.year)),
        remark(_("Remark")),
    )
    return Section(_("Not drawn yet"), columns, rows, total=len(rows) > 1)


def as_plain(answer: Answer) -> str:
    """A line per grant, sum, report and claim; the section's name first."""
    return plain.lines(plain_rows(sections(answer)))


def draw(answer: Answer, screen: Screen) -> None:
    """The sections one below the other."""
    for section in sections(answer):
        screen.print(section.title, "bold")
        screen.sections([section])
    if answer.rows:
        screen.print(as_of(answer), "dim")


def report_record(row: ReportRow, window: ReportWindow) -> dict[str, Any]:
    """One grant of the list; every key always there."""
    project, period = row.project, row.period
    funders = [source.funder for source in row.funders if source.funder]
    return {
        **_window_record(window),
        "project": project.id,
        "project_title": project.title,
        "period": period.id,
        **values(period, "start", "end", "ended_on", "ended_why"),
        "programme": project.programme,
        "programme_title": programme_title(row),
        "funders": list(dict.fromkeys(funders)),
        "level": list(getattr(row.programme, "level", ())),
        "unit": project.unit,
        **values(period, "reference", "financing_type"),
        **values(row, "grant", "costs", "own"),
        "own_share": computed(row.own_share),
        **values(row, "year_grant", "year_own", "year_received", "year_spent"),
        **values(row, "received", "requested", "claim"),
        "outstanding": money(row.requested),
        **values(row, "not_drawn", "to_draw"),
        "due_claims": list(map(_request_record, row.requests)),
        "year_basis": row.account.budget.basis,
        "reports": list(map(_duty_record, row.reports)),
    }


def _window_record(window: ReportWindow) -> dict[str, Any]:
    """The one year that a report is about, where it is one; the first and the last day."""
    year = window.years[0] if len(window.years) == 1 else None
    return {"year": year, "from": iso(window.first), "by": iso(window.last)}


def _duty_record(report: ReportDuty) -> dict[str, Any]:
    deadline = report.deadline
    return {
        **values(deadline, "id", "kind"),
        "title": title_of(deadline),
        **values(deadline, "latest", "done_on"),
        **values(report, "result", "days_late"),
    }


def _request_record(request: Request) -> dict[str, Any]:
    return {"requested": iso(request.day), **values(request, "amount", "paid", "open")}


def _sum_record(total: Total) -> dict[str, Any]:
    grants = {"name": total.name or None, "grants": total.periods}
    return grants | values(total, "grant", "year_grant", "received")


def _total_record(total: Total) -> dict[str, Any]:
    record = _sum_record(total) | values(total, "own", "spent", "claim")
    record |= values(total, "costs", "outstanding", "not_drawn", "to_draw", "on_time", "late")
    return record | {"overdue": total.missing}


def record(answer: Answer) -> dict[str, Any]:
    """The grants with their reports, and the sums."""
    rows = answer.rows
    total = total_of("", rows)
    claims = []
    for row in rows:
        whose = {"project": row.project.id, "period": row.period.id}
        claims += [{**whose, **_request_record(request)} for request in row.requests]
    content = {
        **_window_record(answer.window),
        "until": iso(answer.until),
        "grants": [report_record(row, answer.window) for row in rows],
        "programmes": list(map(_total_record, by_programme(rows))),
        "funders": list(map(_sum_record, by_funder(rows))),
        "total": _total_record(total),
        "totals": _total_record(total),
        **values(total, "outstanding", "not_drawn", "to_draw"),
        "due_claims": claims,
        "left_out": refused_records(answer.refused),
    }
    return envelope(answer.today, answer.register.problems, content)


HEADER = (
    "year project project_title period start end programme programme_title funders level unit "
    "reference financing_type grant costs own own_share year_grant year_own year_received "
    "year_spent received requested claim reports_on_time reports_late reports_overdue"
).split()


def as_csv(answer: Answer) -> str:
    """A row per grant."""
    records = []
    for row in answer.rows:
        total = total_of("", [row])
        record = report_record(row, answer.window)
        counts = {"on_time": total.on_time, "late": total.late, "overdue": total.missing}
        records.append(record | {f"reports_{name}": count for name, count in counts.items()})
    return csv_records(records, HEADER)


def remarks(answer: Answer, _style: str) -> list[str]:
    """What is said where the list is empty."""
    if answer.rows:
        return refused_remarks(answer.refused)
    if not answer.register.projects:
        return [no_project()]
    why = _("No approved grant ran in {year}.")
    if answer.filtered:
        why = _("No grant of {year} fits these filters.")
    return [why.format(year=answer.year)]
