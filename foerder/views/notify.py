"""What `notify` says of a run: mails sent, mails failed, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NamedTuple

from foerder.model import Problem
from foerder.notify.memory import NotificationItem
from foerder.notify.run import Mail, Report
from foerder.text import plain
from foerder.text.i18n import _, fmt_date
from foerder.views import csv, json
from foerder.views.json_records import SCHEMA, iso, problem_record


class Answer(NamedTuple):
    """All that `notify` says."""

    report: Report
    problems: Iterable[Problem]
    dry_run: bool


def as_json(answer: Answer) -> str:
    """The contract, schema 1."""
    report = answer.report
    return json.document(
        {
            "schema": SCHEMA,
            "today": report.today.isoformat(),
            "sent": [_mail(letter) for letter in report.sent],
            "failed": [
                {"to": failed.to, "error": failed.error, "items": _items(failed.items)} for failed in report.failed
            ],
            "pending": [_mail(letter) for letter in report.pending],
            "last_run": iso(report.last_run),
            "last_success": iso(report.last_success),
            "stale": report.stale,
            "dry_run": answer.dry_run,
            "problems": [problem_record(problem) for problem in answer.problems],
        }
    )


def _mail(letter: Mail) -> dict[str, Any]:
    return {
        "to": letter.to,
        "subject": letter.subject,
        "message_id": letter.message_id,
        "items": _items(letter.items),
    }


def _items(items: Iterable[NotificationItem]) -> list[dict[str, Any]]:
    """Faults of the register are told, too, but they are no deadlines."""
    return [
        {"id": item.id, "step": item.step, "due": iso(item.due), "reason": item.reason}
        for item in items
        if item.reason != "fault"
    ]


HEADER = ("outcome", "to", "subject", "message_id", "id", "step", "due", "reason", "error")


def as_csv(answer: Answer) -> str:
    """A row per deadline told."""
    return csv.table(HEADER, _rows(answer.report))


def _rows(report: Report) -> Iterator[tuple[Any, ...]]:
    for outcome, mails in (("sent", report.sent), ("pending", report.pending)):
        for letter in mails:
            for item in letter.items:
                told = (item.id, item.step, iso(item.due), item.reason)
                yield (outcome, letter.to, letter.subject, letter.message_id, *told, None)
    for failed in report.failed:
        records = [(item.id, item.step, iso(item.due), item.reason) for item in failed.items]
        for record in records or [(None, None, None, "")]:
            yield ("failed", failed.to, None, None, *record, failed.error)


def as_plain(answer: Answer) -> str:
    """A line per mail: outcome, to whom, subject."""
    return plain.lines(_lines(answer.report))


def _lines(report: Report) -> list[tuple[str, str, str]]:
    rows = [(_("sent"), letter.to, letter.subject) for letter in report.sent]
    rows += [(_("waiting"), letter.to, letter.subject) for letter in report.pending]
    return rows + [(_("not sent"), failed.to or "–", failed.error) for failed in report.failed]


def as_table(answer: Answer, width: int, color: bool) -> None:
    """A row per mail."""
    from foerder.views.table import Column, cell, print_table

    rows = [[cell(outcome), cell(to), cell(subject)] for outcome, to, subject in _lines(answer.report)]
    if rows:
        whole = 2 * max(len(row[1]) for row in rows) <= width
        to = Column(_("To"), fixed=True) if whole else Column(_("To"), ratio=1)
        print_table([Column(_("Outcome"), fixed=True), to, Column(_("Subject"), ratio=2)], rows, width, color)


def status_lines(report: Report) -> str:
    """Last run and last success, before the lines of the mails."""
    never = _("never")
    return plain.lines(
        [
            (_("last run"), fmt_date(report.last_run, weekday=True) if report.last_run else never),
            (_("last success"), fmt_date(report.last_success, weekday=True) if report.last_success else never),
        ]
    )


def mails(report: Report) -> str:
    """The mails as they would go out, for reading."""
    return "\n".join(_readable(letter) for letter in report.sent)


def _readable(letter: Mail) -> str:
    message = message_from_bytes(letter.content, _class=EmailMessage, policy=SMTP)
    names = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")
    head = "".join(f"{name}: {plain.clean(message[name])}\n" for name in names)
    body = message.get_body(("plain",))
    attached = "".join(f"[{plain.clean(part.get_filename() or '')}]\n" for part in message.iter_attachments())
    text = str(body.get_content()).replace("\r\n", "\n") if body else ""
    return f"{head}\n{text}{attached}"
