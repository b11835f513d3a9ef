"""A digest as a mail: subject, plain text and HTML, readable in Outlook. Speaks the language of the moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from foerder.deadlines.explain import distance
from foerder.model import Notify
from foerder.notify.addresses import domain_of, plain_address
from foerder.notify.letter import Entry, Letter, Section
from foerder.notify.mail_html import as_html
from foerder.notify.memory import NotificationItem
from foerder.notify.plan import Digest, DigestEntry
from foerder.notify.run import Mail
from foerder.notify.snapshot import Snapshot, WatchedDeadline
from foerder.text.i18n import _, fmt_date, language, ngettext, using
from foerder.text.plain import clean

POLICY = SMTP.clone(cte_type="7bit")
"""Pure ASCII on the line: old servers and sendmail take it as it is."""
MOST_COMING = 12
SUBJECT_PARTS = 3
RED, AMBER, BLUE, GREY = "#b42318", "#b54708", "#175cd3", "#667085"


def message_id(to: str, day: date, items: Iterable[NotificationItem], sender: str) -> str:
    """The Message-ID of a mail: the same for the same content to the same person on the same day."""
    told = sorted(str((item.id, item.due, item.step, item.reason, item.on)) for item in items)
    text = "\n".join([to, day.isoformat(), *told])
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return f"<foerder-{day.isoformat()}-{digest}@{domain_of(sender)}>"


def sender_address(text: str) -> Address:
    """The sender, with or without a name before the address. Raises ValueError."""
    name, address = parseaddr(text)
    plain = plain_address(address)
    if plain is None:
        raise ValueError(text)
    return Address(clean(name), addr_spec=plain)


def envelope(sender: str, to: str, subject: str, identity: str, now: datetime) -> EmailMessage:
    """A mail without content. Raises ValueError where the sender is no address."""
    message = EmailMessage(policy=POLICY)
    message["From"] = sender_address(sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = clean(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = identity
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def compose(message: EmailMessage, letter: Letter, calendar: str | None = None) -> bytes:
    """The mail as it goes over the line; ``calendar`` is attached as an .ics."""
    message.set_content(as_text(letter), charset="utf-8", cte="quoted-printable")
    message.add_alternative(as_html(letter), subtype="html", charset="utf-8", cte="quoted-printable")
    if calendar:
        # A part of its own, not an alternative: Outlook would show an invitation instead of the mail.
        message.add_attachment(
            calendar, subtype="calendar", charset="utf-8", cte="base64", filename=_("Grant deadlines.ics")
        )
    message["Content-Language"] = language()  # last: setting content drops it
    return message.as_bytes()


def letter(digest: Digest, prefix: str | None, today: date) -> Letter:
    """What a digest says."""
    return Letter(
        subject=f"{prefix or _('[Grant deadlines]')} {', '.join(summary(digest, today))}",
        opening=tuple(_opening(digest, today)),
        sections=tuple(_sections(digest, today)),
        closing=tuple(_closing(digest)),
    )


def summary(digest: Digest, today: date) -> list[str]:
    """The worst first, in few words, for the subject."""
    shown = [*digest.overdue, *digest.rows]
    overdue = sum(row.watch.overdue(today) for row in shown)
    last = sum(_on_last_days(row.watch, today) for row in digest.rows)
    passed = sum(row.watch.over(today) for row in digest.rows)
    moved = sum(row.old_due is not None and row.step is None for row in digest.rows)
    days: dict[int, int] = {}
    for row in digest.rows:
        left = (row.watch.due - today).days
        if row.step is not None and left >= 0:
            days[left] = days.get(left, 0) + 1
    parts = []
    if any(item.reason == "fault" for item in digest.items):
        parts.append(_("register faulty"))
    if overdue:
        parts.append(ngettext("{n} overdue", "{n} overdue", overdue).format(n=overdue))
    if last:
        parts.append(ngettext("{n} on its last days", "{n} on their last days", last).format(n=last))
    parts += [f"{days[left]} {distance(left)}" for left in sorted(days)]
    if moved:
        parts.append(ngettext("{n} moved", "{n} moved", moved).format(n=moved))
    if passed:
        parts.append(ngettext("{n} passed", "{n} passed", passed).format(n=passed))
    if not parts:
        parts.append(_heartbeat(digest))
    return parts[:SUBJECT_PARTS]


def _heartbeat(digest: Digest) -> str:
    if digest.next is None:
        return _("running; no deadline ahead")
    return _("running; next deadline {day}").format(day=fmt_date(digest.next.due, weekday=True))


def _on_last_days(watch: WatchedDeadline, today: date) -> bool:
    """Whether the day to plan for is over, the last day by law is not, and proof is missing."""
    return watch.is_duty and watch.due < today <= watch.latest


def _opening(digest: Digest, today: date) -> Iterator[str]:
    if digest.last_run is None:
        yield _("This is the first mail: everything that is already inside a warning step stands here once.")
    elif digest.gap:
        yield _(
            "You could not be told for some days (last run: {day}). What was to be told in between stands in this mail."
        ).format(day=fmt_date(digest.last_run, weekday=True))
    if digest.faults:
        yield _("The register has faults. What cannot be read comes from its last good state:")
        for problem in digest.faults:
            where = f"{problem.path}:{problem.line}" if problem.line else problem.path
            yield f"{where}: {problem.message} → {problem.remedy}"
    if digest.heartbeat:
        text = _("foerder is running.")
        if digest.next:
            text += " " + _("Next deadline: {day} ({distance}) – {title}, {project} [{id}]").format(
                day=fmt_date(digest.next.due, weekday=True),
                distance=distance((digest.next.due - today).days),
                title=digest.next.title,
                project=digest.next.project_title,
                id=digest.next.id,
            )
        else:
            text += " " + _("There is no deadline ahead.")
        yield text


def _sections(digest: Digest, today: date) -> Iterator[Section]:
    overdue = [row for row in digest.rows if row.watch.overdue(today)]
    waiting = [row for row in digest.rows if row not in overdue]
    last = [row for row in waiting if _on_last_days(row.watch, today)]
    passed = [row for row in waiting if row.watch.over(today)]
    ahead = [row for row in waiting if row not in last and row not in passed]
    if overdue or digest.overdue:
        yield _section(_("Overdue"), RED, overdue, today, _reported(len(digest.overdue), bool(overdue)))
    for heading, color, rows in (
        (_("On the last days by law"), RED, last),
        (_("To be done now"), AMBER, [row for row in ahead if row.step is not None]),
        (_("Moved"), BLUE, [row for row in ahead if row.step is None]),
        (_("Passed in the meantime"), GREY, passed),
    ):
        if rows:
            yield _section(heading, color, rows, today)
    if digest.coming:
        left_out = len(digest.coming) - MOST_COMING
        more = ngettext("and {n} more", "and {n} more", left_out).format(n=left_out) if left_out > 0 else ""
        yield _section(_("Coming up"), GREY, digest.coming[:MOST_COMING], today, more)


def _reported(count: int, more: bool) -> str:
    """How many duties are overdue that this person was told of before, in one line."""
    if not count:
        return ""
    if more:
        return ngettext(
            "and {n} more overdue, reported before; once a week all of them stand here",
            "and {n} more overdue, reported before; once a week all of them stand here",
            count,
        ).format(n=count)
    return ngettext(
        "{n} overdue, reported before; once a week it stands here again",
        "{n} overdue, reported before; once a week all of them stand here",
        count,
    ).format(n=count)


def _section(heading: str, color: str, rows: Iterable[DigestEntry], today: date, more: str = "") -> Section:
    ordered = sorted(rows, key=lambda row: (row.watch.due, row.watch.id))
    return Section(heading, color, tuple(_entry(row, today) for row in ordered), more)


def _entry(row: DigestEntry, today: date) -> Entry:
    watch = row.watch
    title = _("{title}, until {time}").format(title=watch.title, time=watch.time) if watch.time else watch.title
    return Entry(
        when=fmt_date(watch.due, weekday=True),
        left=_left(watch, today),
        title=f"{title} – {watch.project_title}" if watch.project_title else title,
        id=watch.id,
        notes=tuple(_notes(row, today)),
    )


def _left(watch: WatchedDeadline, today: date) -> str:
    if watch.overdue(today):
        late = (today - watch.latest).days
        return ngettext("{n} day overdue", "{n} days overdue", late).format(n=late)
    if watch.due < today <= watch.latest:
        return _("last day by law: {day}").format(day=fmt_date(watch.latest, weekday=True))
    return distance((watch.due - today).days)


def _notes(row: DigestEntry, today: date) -> Iterator[str]:
    watch = row.watch
    if row.old_due:
        yield _("moved from {old} to {new}").format(
            old=fmt_date(row.old_due, weekday=True), new=fmt_date(watch.due, weekday=True)
        )
    if row.late:
        yield _("told late, meant for {day}").format(day=fmt_date(row.late, weekday=True))
    if watch.ready_by and watch.ready_by != watch.due and not watch.overdue(today):
        yield _("ready in house by {day}").format(day=fmt_date(watch.ready_by, weekday=True))
    if watch.latest != watch.due and today <= watch.due:
        yield _("last day by law: {day}").format(day=fmt_date(watch.latest, weekday=True))
    yield from _role(row)
    if watch.kept:
        yield _("from the register as it stood on {day}, because it has faults now").format(day=fmt_date(watch.kept))


def _role(row: DigestEntry) -> Iterator[str]:
    """Why this person is told."""
    role, owner = row.role, row.watch.owner or ""
    if role.name == "deputy":
        yield _("you stand in for {owner}").format(owner=owner) if owner else _("you are the deputy")
    elif role.name == "head":
        yield _("proof is missing; in charge: {owner}").format(owner=owner or _("nobody"))
    elif role.why == "no-owner":
        yield _("nobody is in charge of this in the register (key owner)")
    elif role.why == "no-address":
        yield _("for {name}, for whom there is no address").format(name=role.instead_of)
    elif role.why == "outside":
        yield _("for {name}, whose address lies outside the permitted domains").format(name=role.instead_of)


def _closing(digest: Digest) -> Iterator[str]:
    rows = [row for row in digest.rows if row.watch.is_duty]
    if rows:
        yield _('Done? Record it, then it is silent: foerder done {id} --proof "…"').format(id=rows[0].watch.id)
    if digest.rows:
        yield _("Why this day: foerder explain ID.")
    last = fmt_date(digest.last_run, weekday=True) if digest.last_run else _("never")
    yield _("Last run before this one: {day}. This mail was written by a program.").format(day=last)


def written(
    digest: Digest,
    scene: Snapshot,
    today: date,
    now: datetime,
    calendar: Callable[[Digest, Snapshot], str | None] | None = None,
) -> Mail:
    """The mail for a digest, in the register's language. Raises ValueError where [notify] names no sender."""
    notify = scene.notify
    with using(scene.register.settings.language):
        content = letter(digest, notify.subject, today)
        identity = message_id(digest.to, today, digest.items, notify.sender or "")
        message = envelope(notify.sender or "", digest.to, content.subject, identity, now)
        attached = calendar(digest, scene) if calendar and notify.attach else None
        return Mail(digest.to, content.subject, identity, digest.items, compose(message, content, attached))


def trial(notify: Notify, language: str, to: str, now: datetime) -> Mail:
    """The mail of ``--test``. Raises ValueError where there is no sender."""
    with using(language):
        content = _trial(notify.subject, now)
        item = NotificationItem(None, None, None, f"test {now.isoformat()}", now.date())
        identity = message_id(to, now.date(), (item,), notify.sender or "")
        message = envelope(notify.sender or "", to, content.subject, identity, now)
        return Mail(to, content.subject, identity, (), compose(message, content))


def _trial(prefix: str | None, now: datetime) -> Letter:
    return Letter(
        subject=f"{prefix or _('[Grant deadlines]')} {_('test')}",
        opening=(
            _("This is a test: the way from foerder to your mailbox works. Umlauts: ä ö ü ß €"),
            _("Sent on {day} at {time}. Nothing was recorded as told.").format(
                day=fmt_date(now.date(), weekday=True), time=now.strftime("%H:%M")
            ),
        ),
        sections=(),
        closing=(_("This mail was written by a program."),),
    )


def as_text(content: Letter) -> str:
    """The plain text part."""
    blocks = [clean(paragraph) for paragraph in content.opening]
    for section in content.sections:
        lines = [section.heading.upper(), ""]
        for entry in section.entries:
            lines += [f"* {clean(entry.when)} · {clean(entry.left)}", f"  {clean(entry.title)}", f"  {clean(entry.id)}"]
            lines += [f"  – {clean(note)}" for note in entry.notes]
            lines.append("")
        lines += [section.more] if section.more else []
        blocks.append("\n".join(lines).rstrip())
    blocks.append("-- \n" + "\n".join(clean(line) for line in content.closing))
    return "\n\n".join(blocks) + "\n"
