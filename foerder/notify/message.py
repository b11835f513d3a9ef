"""A letter as a mail: headers, plain text and HTML, readable in Outlook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cached_property

from foerder.calendars import entries, event_text, ics
from foerder.calendars import memory as calendar_memory
from foerder.deadlines.calculator import Calculator
from foerder.editor.memory import Memory
from foerder.model import Deadline, Register
from foerder.notify import mail
from foerder.notify.addresses import domain_of, plain_address
from foerder.notify.mail import Item, Letter, Section
from foerder.notify.memory import NotificationItem
from foerder.notify.plan import Digest
from foerder.text.i18n import _, language
from foerder.text.markup import Html, joined, tag
from foerder.text.plain import clean

POLICY = SMTP.clone(cte_type="7bit")
"""Pure ASCII on the line: old servers and sendmail take it as it is."""
HEADER_LINE = 250
"""Characters; the limit is 998 (RFC 5322, 2.1.1)."""
FONT = "font-family:'Segoe UI',Arial,Helvetica,sans-serif"
BODY = "font-size:14px;line-height:20px"
SMALL = "font-size:12px;line-height:18px;color:#475467"
INK = "#101828"
FOR_OUTLOOK = (
    '<table role="presentation" width="680" cellpadding="0" cellspacing="0" border="0"><tr><td>'
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was accepted, or would be sent."""

    to: str
    subject: str
    message_id: str
    items: tuple[NotificationItem, ...]
    content: bytes
    """As it goes over the line; empty where it is gone."""


def written(
    content: Letter,
    sender: str | None,
    to: str,
    items: tuple[NotificationItem, ...],
    now: datetime,
    day: date,
    calendar: str | None = None,
) -> Mail:
    """The mail of a letter; ``calendar`` is attached as an .ics. Raises ValueError where there is no sender."""
    identity = message_id(to, day, items, sender or "")
    message = envelope(sender or "", to, content.subject, identity, now)
    return Mail(to, content.subject, identity, items, compose(message, content, calendar))


def trial(prefix: str | None, sender: str | None, to: str, now: datetime) -> Mail:
    """The mail of ``--test``. Raises ValueError where there is no sender."""
    item = NotificationItem(None, None, None, f"test {now.isoformat()}", now.date())
    return written(mail.trial(prefix, now), sender, to, (item,), now, now.date())


def message_id(to: str, day: date, items: Iterable[NotificationItem], sender: str) -> str:
    """The Message-ID of a mail: the same for the same content to the same person on the same day."""
    told = sorted(str((item.id, item.due, item.step, item.reason, item.on)) for item in items)
    text = "\n".join([to, day.isoformat(), *told])
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return f"<foerder-{day.isoformat()}-{digest}@{domain_of(sender)}>"


def sender_of(text: str | None) -> str:
    """The sender's address, without a name before it. Raises ValueError."""
    plain = plain_address(parseaddr(text or "")[1])
    if plain is None:
        raise ValueError(text)
    return plain


def envelope(sender: str, to: str, subject: str, identity: str, now: datetime) -> EmailMessage:
    """A mail without content. Raises ValueError where the sender is no address."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(clean(parseaddr(sender)[0]), addr_spec=sender_of(sender))
    message["To"] = Address(addr_spec=to)
    message["Subject"] = clean(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = identity
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def compose(message: EmailMessage, content: Letter, calendar: str | None = None) -> bytes:
    """The mail as it goes over the line; ``calendar`` is attached as an .ics."""
    message.set_content(as_text(content), charset="utf-8", cte="quoted-printable")
    message.add_alternative(
        as_html(content), subtype="html", charset="utf-8", cte="quoted-printable"
    )
    if calendar:
        # A part of its own, not an alternative: Outlook would show an invitation instead of the mail.
        name = _("Grant deadlines.ics")
        message.add_attachment(
            calendar, subtype="calendar", charset="utf-8", cte="base64", filename=name
        )
    message["Content-Language"] = language()  # last: setting content drops it
    # A subject that just fits would be put on a line of its own, with a blank before it.
    whole = message.as_bytes(policy=POLICY.clone(max_line_length=HEADER_LINE))
    # The parts know each other: without this their texts would stay as long as the program runs.
    for part in message.walk():
        if not part.is_multipart():
            part.set_payload("")
    return whole


def as_text(content: Letter) -> str:
    """The plain text part."""
    blocks = [clean(paragraph) for paragraph in content.opening]
    for section in content.sections:
        lines = [section.heading.upper(), ""]
        for item in section.items:
            lines += [
                f"* {clean(item.when)} · {clean(item.left)}",
                f"  {clean(item.title)}",
                f"  {clean(item.id)}",
            ]
            lines += [f"  – {clean(note)}" for note in item.notes]
            lines.append("")
        lines.append(section.more)
        blocks.append("\n".join(lines).rstrip())
    blocks.append("-- \n" + "\n".join(clean(line) for line in content.closing))
    return "\n\n".join(blocks) + "\n"


def as_html(content: Letter) -> str:
    """The HTML part: tables and inline styles, which Outlook keeps; no picture, nothing loaded from elsewhere."""
    style = f"margin:0 0 12px 0;font-size:15px;line-height:22px;color:{INK}"
    body = [tag("p", text, style=style) for text in content.opening]
    for section in content.sections:
        body += _section(section)
    edge = "margin:24px 0 0 0;padding:12px 0 0 0;border-top:1px solid #d0d5dd"
    body.append(tag("p", _lines(content.closing), style=f"{edge};{SMALL}"))
    cell = tag("td", joined(*body), style=f"padding:20px 16px;{FONT}")
    wide = joined(
        Html(f"<!--[if mso]>{FOR_OUTLOOK}<![endif]-->\n"),
        _table(tag("tr", cell), style="max-width:680px"),
        Html("<!--[if mso]></td></tr></table><![endif]-->\n"),
    )
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light"),
            tag("title", content.subject),
        ),
        tag(
            "body",
            _table(tag("tr", tag("td", wide, align="center"))),
            style="margin:0;padding:0;background-color:#ffffff",
        ),
        lang=language(),
    )
    return f"<!DOCTYPE html>\n{page}\n"


def _table(*rows: Html, style: str | None = None) -> Html:
    plain = {
        "role": "presentation",
        "width": "100%",
        "cellpadding": 0,
        "cellspacing": 0,
        "border": 0,
    }
    return joined(tag("table", *rows, style=style, **plain), Html("\n"))


def _lines(texts: Iterable[str]) -> Html:
    """Texts, each on a line of its own."""
    broken: list[Html | str] = []
    for text in texts:
        broken += [tag("br"), Html("\n"), text]
    return joined(*broken[2:])


def _section(section: Section) -> list[Html]:
    heading = section.heading
    if section.items:
        heading += f" ({len(section.items)})"
    style = f"margin:20px 0 8px 0;font-size:16px;line-height:22px;color:{section.color}"
    parts = [
        tag("h2", heading, style=style),
        _table(*(_rows(item, section.color) for item in section.items)),
    ]
    if section.more:
        parts.append(
            tag("p", section.more, style="margin:0 0 12px 0;font-size:13px;color:#475467")
        )
    return parts


def _rows(item: Item, color: str) -> Html:
    """The row of one item, a coloured bar before it and a gap below it."""
    nothing = Html("&nbsp;")
    bar = tag(
        "td",
        nothing,
        width=4,
        bgcolor=color,
        style=f"width:4px;background-color:{color};font-size:0",
    )
    left = tag("span", item.left, style=f"color:{color}")
    look = f"{BODY};{FONT};color:{INK}"
    when = tag(
        "td",
        tag("strong", item.when),
        tag("br"),
        left,
        width=150,
        valign="top",
        style=f"width:150px;padding:6px 10px 8px 10px;{look}",
    )
    small = tag("span", _lines(["", *item.notes, item.id]), style=SMALL)
    what = tag(
        "td",
        tag("strong", item.title),
        small,
        valign="top",
        style=f"padding:6px 0 8px 0;{look}",
    )
    gap = tag(
        "td", nothing, colspan=3, height=6, style="height:6px;font-size:0;line-height:6px"
    )
    return joined(tag("tr", bar, when, what), tag("tr", gap), Html("\n"))


class MailCalendar:
    """The calendars of one run: deadlines and memory serve all its mails. ``home`` is the register's memory."""

    def __init__(self, register: Register, home: Memory, today: date, now: datetime) -> None:
        self.register = register
        self.home = home
        self.today = today
        self.stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """Traced, because an entry says why it falls on its day."""
        return [
            d
            for d in Calculator(self.register, self.today, self.today, tracing=True).all()
            if d.due
        ]

    @cached_property
    def memory(self) -> calendar_memory.Memory:
        """What the calendars remember; a mail adds nothing to it."""
        return calendar_memory.load(self.home, self.register)

    def of(self, digest: Digest) -> str | None:
        """The calendar's text; None where nothing is new or moved, or only what is not in today's register."""
        wanted = {row.watch.id for row in digest.rows if row.first or row.old_due}
        deadlines = (
            [deadline for deadline in self.deadlines if deadline.id in wanted] if wanted else []
        )
        if not deadlines:
            return None
        language = self.register.settings.language
        found = entries.entries(
            deadlines,
            self.register,
            entries.Range(self.today, None),
            entries.CalendarOptions(language),
        )
        stamped = entries.stamped(found, self.memory, self.stamp, self.today)
        name = event_text.calendar_name(self.register)
        return ics.calendar(stamped, self.memory.register, name, language).decode("utf-8")
