"""The yearly list as a workbook: real dates and amounts, a sheet for each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
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
    rows: list[list[Any]] = [
        [
            f"{row.project.id}/{row.period.id}",
            ", ".join(filter(None, (row.project.title, end_text(row)))),
            row.programme.title if row.programme else None,
            row.period.start,
            row.period.end,
            row.grant,
            row.costs,
            row.own,
            row.own_share,
            row.year_grant,
            row.year_received,
            row.year_spent,
            row.received,
            row.requested,
            row.claim,
            row.not_drawn,
            row.to_draw,
            basis_text(row),
        ]
        for row in answer.rows
    ]
    return _("Grants"), heads, rows


def _totals(totals: Sequence[Total], name: str) -> list[list[Any]]:
    return [
        [
            total.name or name,
            total.periods,
            total.grant,
            total.own,
            total.year_grant,
            total.received,
        ]
        for total in totals
    ]


def _programmes(answer: Answer) -> Part:
    heads = [
        Head(heading(key_label("programme")), width=40),
        Head(_("Grants"), "number", 14),
        *_money(_("Grant"), _("Own funds"), *_year(answer)[:2]),
    ]
    return (
        _("By programme"),
        heads,
        _totals(list(by_programme(answer.rows)), _("no programme")),
    )


def _funders(answer: Answer) -> Part:
    heads = [
        Head(heading(key_label("funder")), width=40),
        Head(_("Grants"), "number", 14),
        *_money(_("Grant"), *_year(answer)[:2]),
    ]
    rows: list[list[Any]] = [
        [
            total.name or _("not recorded"),
            total.periods,
            total.grant,
            total.year_grant,
            total.received,
        ]
        for total in by_funder(answer.rows)
    ]
    return _("By funder"), heads, rows


def _reports(answer: Answer) -> Part:
    heads = [
        Head(_("Project"), width=40),
        Head(_("Report"), width=30),
        Head(_("Last day"), "date", 12),
        Head(_("Handed in"), "date", 12),
        Head(_("Result"), width=30),
    ]
    rows: list[list[Any]] = [
        [
            f"{row.project.title} [{row.project.id}/{row.period.id}]",
            title_of(report.deadline),
            report.deadline.latest,
            report.deadline.done_on,
            result_text(report),
        ]
        for row in answer.rows
        for report in row.reports
    ]
    return _("Reports"), heads, rows
