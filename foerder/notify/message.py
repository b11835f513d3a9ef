"""A letter as a mail: headers, plain text and HTML, readable in Outlook."""

from __future__ import annotations

import hashlib
from binascii import b2a_qp
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cached_property
from html import escape

from foerder.calendars import entries, event_text, ics
from foerder.calendars import memory as calendar_memory
from foerder.deadlines.calculator import Calculator
from foerder.editor.memory import Memory
from foerder.model import Deadline, Register
from foerder.notify import mail
from foerder.notify.addresses import domain_of, plain_address
from foerder.notify.mail import Letter, Section
from foerder.notify.memory import NotificationItem
from foerder.notify.plan import Digest
from foerder.text.i18n import _, language
from foerder.text.markup import Html, tag
from foerder.text.plain import clean

POLICY = SMTP.clone(cte_type="7bit")
"""Pure ASCII on the line: old servers and sendmail take it as it is."""
HEADER_LINE = 250
"""Characters; the limit is 998 (RFC 5322, 2.1.1)."""
FONT = "font-family:&#x27;Segoe UI&#x27;,Arial,Helvetica,sans-serif"
SMALL = "font-size:12px;line-height:18px;color:#475467"
LOOK = f"font-size:14px;line-height:20px;{FONT};color:#101828"
TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
FOR_OUTLOOK = TABLE.replace("100%", "680")
PAGE = f"""\
<!DOCTYPE html>
<html lang="{{language}}"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width, initial-scale=1">\
<meta name="color-scheme" content="light"><title>{{subject}}</title></head>\
<body style="margin:0;padding:0;background-color:#ffffff"><table {TABLE}><tr><td align="center">\
<!--[if mso]><table {FOR_OUTLOOK}><tr><td><![endif]-->
<table style="max-width:680px" {TABLE}><tr><td style="padding:20px 16px;{FONT}">{{body}}</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body></html>
"""
ROW = f"""\
<tr><td width="4" bgcolor="{{color}}" style="width:4px;background-color:{{color}};font-size:0">&nbsp;</td>\
<td width="150" valign="top" style="width:150px;padding:6px 10px 8px 10px;{LOOK}">\
<strong>{{when}}</strong><br><span style="color:{{color}}">{{left}}</span></td>\
<td valign="top" style="padding:6px 0 8px 0;{LOOK}">\
<strong>{{title}}</strong><span style="{SMALL}">{{notes}}</span></td></tr>\
<tr><td colspan="3" height="6" style="height:6px;font-size:0;line-height:6px">&nbsp;</td></tr>
"""
"""One item, a coloured bar before it and a gap below it."""


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
    """The mail of a letter; ``calendar`` is attached as an .ics.

    Raises ValueError where there is no sender.
    """
    identity = message_id(to, day, items, sender or "")
    message = envelope(sender or "", to, content.subject, identity, now)
    return Mail(to, content.subject, identity, items, compose(message, content, calendar))


def trial(prefix: str | None, sender: str | None, to: str, now: datetime) -> Mail:
    """The mail of ``--test``. Raises ValueError where there is no sender."""
    item = NotificationItem(None, None, None, f"test {now.isoformat()}", now.date())
    return written(mail.trial(prefix, now), sender, to, (item,), now, now.date())


def message_id(to: str, day: date, items: Iterable[NotificationItem], sender: str) -> str:
    """The Message-ID of a mail: the same for the same content to the same
    person on the same day.
    """
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


def compose(head: EmailMessage, content: Letter, calendar: str | None = None) -> bytes:
    """The mail as it goes over the line; ``calendar`` is attached as an .ics."""
    texts = (("plain", as_text(content)), ("html", as_html(content)))
    whole = _multipart("alternative", [_quoted(kind, text) for kind, text in texts])
    if calendar:
        whole = _multipart("mixed", [whole, _attached(calendar)])
    kind, _end, body = whole.partition(b"\r\n")
    # A subject that just fits would be put on a line of its own, with a blank before it.
    head_lines = head.as_bytes(policy=POLICY.clone(max_line_length=HEADER_LINE)).rstrip()
    more = f"Content-Language: {language()}\r\n".encode()
    return b"\r\n".join((head_lines, b"MIME-Version: 1.0", kind, more + body))


def _multipart(kind: str, parts: Iterable[bytes]) -> bytes:
    """Parts as one. No text that is quoted-printable or base64 can have this
    boundary in it (RFC 2045, 6.7).
    """
    between = f"--=_{kind}".encode()
    lines = [f'Content-Type: multipart/{kind}; boundary="=_{kind}"\r\n'.encode()]
    for part in parts:
        lines += [between, part]
    return b"\r\n".join([*lines, between + b"--\r\n"])


def _quoted(kind: str, text: str) -> bytes:
    """A text as quoted-printable."""
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + b2a_qp(text.replace("\n", "\r\n").encode())


def _attached(calendar: str) -> bytes:
    """A part of its own, not an alternative: Outlook would show an invitation
    instead of the mail.
    """
    part = EmailMessage(policy=POLICY)
    name = _("Grant deadlines.ics")
    part.set_content(
        calendar,
        subtype="calendar",
        charset="utf-8",
        cte="base64",
        disposition="attachment",
        filename=name,
    )
    return part.as_bytes()


def as_text(content: Letter) -> str:
    """The plain text part."""
    blocks = [*content.opening]
    for section in content.sections:
        lines = [section.heading.upper(), ""]
        for item in section.items:
            lines += [f"* {item.when} · {item.left}", f"  {item.title}", f"  {item.id}"]
            lines += [f"  – {note}" for note in item.notes]
            lines.append("")
        lines.append(section.more)
        blocks.append("\n".join(lines).rstrip())
    blocks.append("\n".join(["-- ", *content.closing]))
    return "\n\n".join(blocks) + "\n"


def as_html(content: Letter) -> str:
    """The HTML part: tables and inline styles, which Outlook keeps; no picture,
    nothing loaded from elsewhere.
    """
    style = "margin:0 0 12px 0;font-size:15px;line-height:22px;color:#101828"
    body: list[str] = [tag("p", text, style=style) for text in content.opening]
    for section in content.sections:
        body += _section(section)
    edge = "margin:24px 0 0 0;padding:12px 0 0 0;border-top:1px solid #d0d5dd"
    closing = Html("<br>\n".join(map(escape, content.closing)))
    body.append(tag("p", closing, style=f"{edge};{SMALL}"))
    return PAGE.format(
        language=language(), subject=escape(clean(content.subject)), body="".join(body)
    )


def _section(section: Section) -> Iterator[str]:
    heading = section.heading
    if section.items:
        heading += f" ({len(section.items)})"
    style = f"margin:20px 0 8px 0;font-size:16px;line-height:22px;color:{section.color}"
    yield tag("h2", heading, style=style)
    yield f"<table {TABLE}>"
    for item in section.items:
        texts = escape("\n".join([item.title, *item.notes, item.id]))
        title, _end, notes = texts.partition("\n")
        yield ROW.format(
            color=section.color,
            when=item.when,
            left=item.left,
            title=title,
            notes="<br>\n" + notes.replace("\n", "<br>\n"),
        )
    yield "</table>\n"
    if section.more:
        yield tag("p", section.more, style="margin:0 0 12px 0;font-size:13px;color:#475467")


@dataclass
class MailCalendar:
    """The calendars of one run: deadlines and memory serve all its mails."""

    register: Register
    home: Memory
    """The register's."""
    today: date
    now: datetime

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """Traced, because an entry says why it falls on its day."""
        found = Calculator(self.register, self.today, self.today, tracing=True).all()
        return [deadline for deadline in found if deadline.due]

    @cached_property
    def memory(self) -> calendar_memory.Memory:
        """What the calendars remember; a mail adds nothing to it."""
        return calendar_memory.load(self.home, self.register)

    def of(self, digest: Digest) -> str | None:
        """The calendar's text; None where nothing is new or moved, or only what
        is not in today's register.
        """
        wanted = {row.watch.id for row in digest.rows if row.first or row.old_due}
        if not wanted:
            return None
        deadlines = [deadline for deadline in self.deadlines if deadline.id in wanted]
        if not deadlines:
            return None
        language = self.register.settings.language
        options = entries.CalendarOptions(language)
        ahead = entries.Range(self.today, None)
        found = entries.entries(deadlines, self.register, ahead, options)
        stamp = self.now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        stamped = entries.stamped(found, self.memory, stamp, self.today)
        name = event_text.calendar_name(self.register)
        return ics.calendar(stamped, self.memory.register, name, language).decode("utf-8")
