"""The yearly list: sections of plain words for table and page, plain lines, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from foerder.deadlines.explain import title_of
from foerder.model import Register
from foerder.money.yearly_report import ReportDuty, ReportRow, Total, by_funder, by_programme, total_of
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.hints import no_project
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, heading, ngettext
from foerder.views import csv, json
from foerder.views.costs_sections import Section
from foerder.views.json_records import SCHEMA, iso, money, problem_record
from foerder.views.list import period_text


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `report` says."""

    register: Register
    today: date
    year: int
    rows: list[ReportRow]
    filtered: bool = False
    """Whether filters leave something out."""

    @property
    def until(self) -> date:
        """The day that the figures are as of: the end of the year, or today where that is earlier."""
        return min(self.today, date(self.year, 12, 31))


def title(answer: Answer) -> str:
    """What the list is called."""
    return _("Grants in {year}").format(year=answer.year)


def as_of(answer: Answer) -> str:
    """What the figures stand for, and how they came about."""
    return _(
        "Figures as of {day}. A year's part of a grant is the approved yearly amount, else spread by days; own funds "
        "likewise. Still to come: the grant less what was received."
    ).format(day=fmt_date(answer.until))


def sections(answer: Answer) -> Iterator[Section]:
    """The grants, the sums by programme and by funder, the reports, the open claims."""
    if not answer.rows:
        return
    yield _grants(answer)
    yield _programmes(answer)
    yield _funders(answer)
    reports = [(row, report) for row in answer.rows for report in row.reports]
    if reports:
        yield _reports(answer, reports)
    claims = [row for row in answer.rows if row.claim or row.requested]
    if claims:
        yield _claims(claims)


def _name(row: ReportRow) -> str:
    return f"{row.project.title} [{row.project.id}/{row.period.id}]"


def _grants(answer: Answer) -> Section:
    rows = [
        (
            _name(row),
            row.programme.title if row.programme else "",
            period_text(row.period),
            fmt_money(row.grant),
            fmt_money(row.costs),
            fmt_money(row.own),
            fmt_percent(row.own_share) if row.own_share is not None else "",
            fmt_money(row.year_grant),
            fmt_money(row.year_received),
            fmt_money(row.year_spent),
        )
        for row in answer.rows
    ]
    whole = total_of("", answer.rows)
    sums = (fmt_money(whole.grant), "", fmt_money(whole.own), "", fmt_money(whole.year_grant))
    rows.append((heading(_("total")), "", "", *sums, fmt_money(whole.received), fmt_money(whole.spent)))
    year = answer.year
    header = (
        _("Project"),
        heading(key_label("programme")),
        _("Period"),
        _("Grant"),
        _("Total costs"),
        _("Own funds"),
        _("Own share"),
        _("Grant {year}").format(year=year),
        _("Received {year}").format(year=year),
        _("Spent {year}").format(year=year),
    )
    return Section(_("Grants"), header, rows, frozenset(range(3, 10)), total=True, remarks=frozenset((1, 2)))


def _programmes(answer: Answer) -> Section:
    totals = [*by_programme(answer.rows), total_of(heading(_("total")), answer.rows)]
    rows = [
        (
            total.name or _("no programme"),
            str(total.periods),
            fmt_money(total.grant),
            fmt_money(total.own),
            fmt_money(total.year_grant),
            fmt_money(total.received),
            _counts(total),
        )
        for total in totals
    ]
    header = (
        heading(key_label("programme")),
        _("Grants"),
        _("Grant"),
        _("Own funds"),
        _("Grant {year}").format(year=answer.year),
        _("Received {year}").format(year=answer.year),
        _("Reports"),
    )
    return Section(_("By programme"), header, rows, frozenset(range(1, 6)), total=True, remarks=frozenset((6,)))


def _counts(total: Total) -> str:
    parts = [
        ngettext("{n} on time", "{n} on time", total.on_time).format(n=total.on_time) if total.on_time else "",
        ngettext("{n} late", "{n} late", total.late).format(n=total.late) if total.late else "",
        ngettext("{n} overdue", "{n} overdue", total.missing).format(n=total.missing) if total.missing else "",
    ]
    return ", ".join(part for part in parts if part)


def _funders(answer: Answer) -> Section:
    rows = [
        (total.name or _("not recorded"), str(total.periods), fmt_money(total.grant), fmt_money(total.year_grant))
        for total in by_funder(answer.rows)
    ]
    header = (
        heading(key_label("funder")),
        _("Grants"),
        _("Grant"),
        _("Grant {year}").format(year=answer.year),
    )
    return Section(_("By funder"), header, rows, frozenset((1, 2, 3)))


def _reports(answer: Answer, found: Iterable[tuple[ReportRow, ReportDuty]]) -> Section:
    rows = [
        (
            _name(row),
            _duty_title(report),
            fmt_date(report.deadline.latest) if report.deadline.latest else "",
            fmt_date(report.deadline.done_on) if report.deadline.done_on else "",
            result_text(report),
        )
        for row, report in found
    ]
    header = (_("Project"), _("Report"), _("Last day"), _("Handed in"), _("Result"))
    return Section(_("Reports"), header, rows, frozenset((2, 3)), remarks=frozenset((4,)))


def _duty_title(report: ReportDuty) -> str:
    """The report's name; whose it is where the final recipient has to hand it in."""
    name = title_of(report.deadline)
    if report.deadline.keys.get("by") == "final-recipient":
        return f"{name} ({key_label('final_recipient')})"
    return name


def result_text(report: ReportDuty) -> str:
    """Whether a report was handed in on time."""
    if report.result == "late":
        return ngettext("{n} day late", "{n} days late", report.days_late).format(n=report.days_late)
    if report.result == "overdue":
        return ngettext("missing for {n} day", "missing for {n} days", report.days_late).format(n=report.days_late)
    return {
        "on-time": _("on time"),
        "done": _("handed in, day not recorded"),
        "open": _("not due yet"),
        "settled": value_label("settled"),
    }[report.result]


def _claims(found: Iterable[ReportRow]) -> Section:
    rows = [
        (
            _name(row),
            fmt_money(row.grant),
            fmt_money(row.received),
            fmt_money(row.requested) if row.requested else "",
            fmt_money(row.claim),
            _("received too much") if row.claim is not None and row.claim < 0 else "",
        )
        for row in found
    ]
    header = (
        _("Project"),
        _("Grant"),
        _("Received"),
        _("Requested, not received"),
        _("Still to come"),
        _("Remark"),
    )
    return Section(_("Open claims"), header, rows, frozenset((1, 2, 3, 4)), remarks=frozenset((5,)))


def as_plain(answer: Answer) -> str:
    """A line per grant, sum, report and claim; the section's name first."""
    return plain.lines((section.title, *row) for section in sections(answer) for row in section.rows)


def as_table(answer: Answer, width: int, color: bool) -> None:
    """The sections one below the other."""
    from foerder.views.costs_table import draw
    from foerder.views.table import cell, console

    for section in sections(answer):
        console(width, color).print(cell(section.title, "bold"))
        draw([section], width, color)
    if answer.rows:
        console(width, color).print(cell(as_of(answer), "dim"), overflow="fold")


def report_record(row: ReportRow, year: int) -> dict[str, Any]:
    """One grant of the list; every key always there."""
    period, share = row.period, row.own_share
    return {
        "year": year,
        "project": row.project.id,
        "project_title": row.project.title,
        "period": period.id,
        "start": iso(period.start),
        "end": iso(period.end),
        "programme": row.project.programme,
        "programme_title": row.programme.title if row.programme else None,
        "funders": list(dict.fromkeys(source.funder for source in row.funders if source.funder)),
        "level": list(row.programme.level) if row.programme else [],
        "unit": row.project.unit,
        "reference": period.reference,
        "financing_type": period.financing_type,
        "grant": money(row.grant),
        "costs": money(row.costs),
        "own": money(row.own),
        "own_share": None if share is None else f"{share:.4f}",
        "year_grant": money(row.year_grant),
        "year_own": money(row.year_own),
        "year_received": money(row.year_received),
        "year_spent": money(row.year_spent),
        "received": money(row.received),
        "requested": money(row.requested),
        "claim": money(row.claim),
        "reports": [
            {
                "id": report.deadline.id,
                "kind": report.deadline.kind,
                "title": title_of(report.deadline),
                "latest": iso(report.deadline.latest),
                "done_on": iso(report.deadline.done_on),
                "result": report.result,
                "days_late": report.days_late,
            }
            for report in row.reports
        ],
    }


def _total_record(total: Total, full: bool = True) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": total.name or None,
        "grants": total.periods,
        "grant": money(total.grant),
        "year_grant": money(total.year_grant),
    }
    if full:
        record |= {
            "own": money(total.own),
            "received": money(total.received),
            "spent": money(total.spent),
            "claim": money(total.claim),
        }
        record |= {"on_time": total.on_time, "late": total.late, "overdue": total.missing}
    return record


def as_json(answer: Answer) -> str:
    """The grants with their reports, and the sums."""
    return json.document(
        {
            "schema": SCHEMA,
            "today": answer.today.isoformat(),
            "year": answer.year,
            "until": answer.until.isoformat(),
            "grants": [report_record(row, answer.year) for row in answer.rows],
            "programmes": [_total_record(total) for total in by_programme(answer.rows)],
            "funders": [_total_record(total, full=False) for total in by_funder(answer.rows)],
            "total": _total_record(total_of("", answer.rows)),
            "problems": [problem_record(problem) for problem in answer.register.problems],
        }
    )


HEADER = (
    *("year", "project", "project_title", "period", "start", "end", "programme", "programme_title", "funders", "level"),
    *("unit", "reference", "financing_type", "grant", "costs", "own", "own_share", "year_grant", "year_own"),
    *("year_received", "year_spent", "received", "requested", "claim"),
    *("reports_on_time", "reports_late", "reports_overdue"),
)


def as_csv(answer: Answer) -> str:
    """A row per grant."""
    records = []
    for row in answer.rows:
        total = total_of("", [row])
        counts = {"reports_on_time": total.on_time, "reports_late": total.late, "reports_overdue": total.missing}
        records.append(report_record(row, answer.year) | counts)
    return csv.records(records, HEADER)


def remarks(answer: Answer, _style: str) -> list[str]:
    """What is said where the list is empty."""
    if answer.rows:
        return []
    if not answer.register.projects:
        return [no_project()]
    if answer.filtered:
        return [_("No grant of {year} fits these filters.").format(year=answer.year)]
    return [_("No approved grant ran in {year}.").format(year=answer.year)]
