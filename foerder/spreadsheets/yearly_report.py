"""The yearly list as a workbook: real dates and amounts, a sheet for each of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from foerder.deadlines.explain import title_of
from foerder.money.yearly_report import Total, by_funder, by_programme
from foerder.spreadsheets.columns import Head
from foerder.spreadsheets.xlsx import add_list, book
from foerder.text.glossary import key_label
from foerder.text.i18n import _, heading
from foerder.views.report import Answer, basis_text, end_text, result_text, title


def document(answer: Answer) -> bytes:
    """The list of a year."""
    from io import BytesIO

    out = BytesIO()
    with book(out, title(answer), answer.register, answer.today) as file:
        for name, heads, rows in (
            _grants(answer),
            _programmes(answer),
            _funders(answer),
            _reports(answer),
        ):
            add_list(file, name, heads, rows, len(heads), 1)
    return out.getvalue()


Part = tuple[str, Sequence[Head], list[list[Any]]]
SUMS = (
    "grant costs own own_share year_grant year_received year_spent received requested claim "
    "not_drawn to_draw"
).split()
"""The sums of a grant, in the order of their columns."""


def _money(*labels: str) -> list[Head]:
    return [Head(label, "money", 16) for label in labels]


def _year(answer: Answer) -> list[str]:
    year = answer.year
    return [
        text.format(year=year)
        for text in (_("Grant {year}"), _("Received {year}"), _("Spent {year}"))
    ]


def _grants(answer: Answer) -> Part:
    heads = [
        Head(heading(key_label("id")), width=24),
        Head(_("Project"), width=40),
        Head(heading(key_label("programme")), width=30),
        Head(heading(key_label("start")), "date", 12),
        Head(heading(key_label("end")), "date", 12),
        *_money(_("Grant"), _("Total costs"), _("Own funds")),
        Head(_("Own share"), "share", 10),
        *_money(
            *_year(answer),
            heading(key_label("received")),
            heading(key_label("requested")),
            _("Still to come"),
            _("Not drawn yet"),
            _("To draw {year}").format(year=answer.until.year),
        ),
        Head(_("how known"), width=20),
    ]
    rows: list[list[Any]] = []
    for row in answer.rows:
        name = f"{row.project.id}/{row.period.id}"
        title = ", ".join(filter(None, (row.project.title, end_text(row))))
        programme = row.programme.title if row.programme else None
        sums = [getattr(row, key) for key in SUMS]
        days = row.period.start, row.period.end
        rows.append([name, title, programme, *days, *sums, basis_text(row)])
    return _("Grants"), heads, rows


def _totals(totals: Iterable[Total], unnamed: str, *keys: str) -> list[list[Any]]:
    """A row for each total: its name, and the values of these keys."""
    rows: list[list[Any]] = []
    for total in totals:
        rows.append([total.name or unnamed, *(getattr(total, key) for key in keys)])
    return rows


def _programmes(answer: Answer) -> Part:
    heads = [
        Head(heading(key_label("programme")), width=40),
        Head(_("Grants"), "number", 14),
        *_money(_("Grant"), _("Own funds"), *_year(answer)[:2]),
    ]
    keys = ("periods", "grant", "own", "year_grant", "received")
    rows = _totals(by_programme(answer.rows), _("no programme"), *keys)
    return _("By programme"), heads, rows


def _funders(answer: Answer) -> Part:
    heads = [
        Head(heading(key_label("funder")), width=40),
        Head(_("Grants"), "number", 14),
        *_money(_("Grant"), *_year(answer)[:2]),
    ]
    keys = ("periods", "grant", "year_grant", "received")
    rows = _totals(by_funder(answer.rows), _("not recorded"), *keys)
    return _("By funder"), heads, rows


def _reports(answer: Answer) -> Part:
    heads = [
        Head(_("Project"), width=40),
        Head(_("Report"), width=30),
        Head(_("Last day"), "date", 12),
        Head(_("Handed in"), "date", 12),
        Head(_("Result"), width=30),
    ]
    rows: list[list[Any]] = []
    for row in answer.rows:
        name = f"{row.project.title} [{row.project.id}/{row.period.id}]"
        for report in row.reports:
            due = report.deadline
            told = title_of(due), due.latest, due.done_on, result_text(report)
            rows.append([name, *told])
    return _("Reports"), heads, rows
