"""What `notify` says of a run: mails sent, mails failed, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.model import Problem
from foerder.notify.memory import NotificationItem
from foerder.notify.message import Mail
from foerder.notify.run import Report
from foerder.text import plain
from foerder.text.i18n import _, fmt_date
from foerder.views.formats import csv_records
from foerder.views.json_records import envelope, texts, values
from foerder.views.sections import TableColumn

if TYPE_CHECKING:
    from foerder.views.table import Screen


class Answer(NamedTuple):
    """All that `notify` says."""

    report: Report
    problems: Iterable[Problem]
    dry_run: bool


def record(answer: Answer) -> dict[str, Any]:
    """The contract, schema 1."""
    report = answer.report
    failed = [(texts(one, "to", "error"), one.items) for one in report.failed]
    content = {
        "sent": list(map(_mail, report.sent)),
        "failed": [{**about, "items": _items(items)} for about, items in failed],
        "pending": list(map(_mail, report.pending)),
        **values(report, "last_run", "last_success", "stale"),
        "dry_run": answer.dry_run,
    }
    return envelope(report.today, answer.problems, content)


def _mail(letter: Mail) -> dict[str, Any]:
    return {**texts(letter, "to", "subject", "message_id"), "items": _items(letter.items)}


def _items(items: Iterable[NotificationItem]) -> list[dict[str, Any]]:
    """Faults of the register are told, too, but they are no deadlines."""
    return [_item(item) for item in items if item.reason != "fault"]


def _item(item: NotificationItem) -> dict[str, Any]:
    return values(item, "id", "step", "due", "reason")


HEADER = ("outcome", "to", "subject", "message_id", "id", "step", "due", "reason", "error")


def as_csv(answer: Answer) -> str:
    """A row per deadline told."""
    return csv_records(_told(answer.report), HEADER)


def _told(report: Report) -> Iterator[dict[str, Any]]:
    for outcome, mails in (("sent", report.sent), ("pending", report.pending)):
        for letter in mails:
            for item in letter.items:
                yield {"outcome": outcome, **_mail(letter), **_item(item)}
    for failed in report.failed:
        record = {"outcome": "failed", **texts(failed, "to", "error")}
        for item in failed.items:
            yield {**record, **_item(item)}
        if not failed.items:
            yield record


def as_plain(answer: Answer) -> str:
    """A line per mail: outcome, to whom, subject."""
    return plain.lines(_outcomes(answer.report))


def _outcomes(report: Report) -> list[tuple[str, str, str]]:
    rows = [(_("sent"), letter.to, letter.subject) for letter in report.sent]
    rows += [(_("waiting"), letter.to, letter.subject) for letter in report.pending]
    return rows + [(_("not sent"), failed.to or "–", failed.error) for failed in report.failed]


def draw(answer: Answer, screen: Screen) -> None:
    """A row per mail."""
    rows = _outcomes(answer.report)
    to = TableColumn(_("To"), ratio=1)
    if all(2 * len(address) <= screen.width for _outcome, address, _subject in rows):
        to = TableColumn(_("To"), fixed=True)
    outcome, subject = TableColumn(_("Outcome"), fixed=True), TableColumn(_("Subject"), ratio=2)
    screen.table([outcome, to, subject], rows)


def status_lines(report: Report) -> str:
    """Last run and last success, before the lines of the mails."""
    days = {_("last run"): report.last_run, _("last success"): report.last_success}
    return plain.lines(
        (label, fmt_date(day, weekday=True) or _("never")) for label, day in days.items()
    )


def mails(report: Report) -> str:
    """The mails as they would go out, for reading."""
    return "\n".join(_readable(letter) for letter in report.sent)


def _readable(letter: Mail) -> str:
    message = message_from_bytes(letter.content, _class=EmailMessage, policy=SMTP)
    shown = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")
    head = "".join(f"{name}: {plain.clean(message[name])}\n" for name in shown)
    body = message.get_body(("plain",))
    names = [part.get_filename() or "" for part in message.iter_attachments()]
    attached = "".join(f"[{plain.clean(name)}]\n" for name in names)
    text = str(body.get_content()).replace("\r\n", "\n") if body else ""
    return f"{head}\n{text}{attached}"
