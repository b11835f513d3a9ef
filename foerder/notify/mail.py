"""What a mail says: the wording of subject, opening, items and closing, in the
language that is set.

`message` writes it as text and HTML, and sends nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from foerder.calendars.event_text import cut, short_day
from foerder.deadlines.explain import distance, with_hour
from foerder.deadlines.undated import undated_remarks
from foerder.notify.plan import Digest, DigestEntry
from foerder.notify.snapshot import WatchedDeadline
from foerder.text.i18n import N_, _, fmt_date, ngettext, said_once
from foerder.text.plain import clean

MOST_COMING = 12
NAME = 60
"""Characters of a deadline's name in the subject."""
RED, AMBER, BLUE, GREY = "#b42318", "#b54708", "#175cd3", "#667085"
OVERDUE, LAST_DAYS, NOW, MOVED, PASSED, COMING = HEADINGS = (
    N_("Overdue"),
    N_("On the last days by law"),
    N_("To be done now"),
    N_("Moved"),
    N_("Passed in the meantime"),
    N_("Coming up"),
)
COLORS = dict(zip(HEADINGS, (RED, RED, AMBER, BLUE, GREY, GREY), strict=True))
URGENCY = (OVERDUE, LAST_DAYS, NOW, PASSED)

TASKS = {
    "application": N_("hand in the application"),
    "renewal-application": N_("hand in the application for renewal"),
    "payment-request": N_("request the payment"),
    "use-by": N_("spend the money that was drawn, or pay it back"),
    "interim-report": N_("hand in the interim report"),
    "final-report": N_("hand in the proof of use"),
    "content-report": N_("hand in the report"),
    "notice": N_("notify the authority"),
    "publicity": N_("carry out the publicity"),
    "resolution": N_("obtain the resolution"),
}
"""Kind of a duty → the one thing to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One deadline: what is bold, and the lines below it."""

    when: str
    left: str
    title: str
    notes: tuple[str, ...]
    id: str


@dataclass(frozen=True, slots=True)
class Section:
    """Items under a heading."""

    heading: str
    color: str
    items: tuple[Item, ...]
    more: str = ""
    """How many are left out."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The whole mail; but for the subject nothing in it but printable text."""

    subject: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]


def letter(digest: Digest, prefix: str | None, today: date) -> Letter:
    """What a digest says."""
    return Letter(
        subject=_subject(prefix, summary(digest, today)),
        opening=tuple(map(clean, _opening(digest, today))),
        sections=tuple(_sections(digest, today)),
        closing=tuple(_closing(digest)),
    )


def trial(prefix: str | None, now: datetime) -> Letter:
    """What the mail of ``--test`` says."""
    return Letter(
        subject=_subject(prefix, _("test")),
        opening=(
            _("This is a test: the way from foerder to your mailbox works. Umlauts: ä ö ü ß €"),
            _("Sent on {day} at {time}. Nothing was recorded as told.").format(
                day=_long(now.date()), time=now.strftime("%H:%M")
            ),
        ),
        sections=(),
        closing=(_("This mail was written by a program."),),
    )


def _subject(prefix: str | None, text: str) -> str:
    return f"{prefix or _('[Grant deadlines]')} {text}"


@said_once
def _long(day: date) -> str:
    return fmt_date(day, weekday=True)


def summary(digest: Digest, today: date) -> str:
    """The most urgent deadline by its name and day, and how many more there are."""
    parts = []
    if any(item.reason == "fault" for item in digest.items):
        parts.append(_("register faulty"))
    if digest.rows:
        first = min(digest.rows, key=lambda row: _urgency(row.watch, today))
        n = len(digest.rows) - 1
        more = ngettext(" (and {n} more)", " (and {n} more)", n).format(n=n)
        parts.append(_headline(first, today) + (more if n else ""))
    elif digest.overdue:
        n = len(digest.overdue)
        parts.append(ngettext("{n} overdue", "{n} overdue", n).format(n=n))
    return "; ".join(parts) or _heartbeat(digest)


def _urgency(watch: WatchedDeadline, today: date) -> tuple[int, date, str]:
    """What is overdue first, then what is past the planned day, what is ahead,
    what passed by itself.
    """
    return URGENCY.index(_state(watch, today)), watch.due, watch.id


def _state(watch: WatchedDeadline, today: date) -> str:
    """The heading of a deadline, wherever it has not moved."""
    if watch.overdue(today):
        return OVERDUE
    if watch.over(today):
        return PASSED
    return LAST_DAYS if watch.is_duty and watch.due < today else NOW


def _headline(row: DigestEntry, today: date) -> str:
    """``Final report Lesestart: in 14 days, 11.12.``."""
    watch = row.watch
    name = cut(f"{watch.title} {watch.project_title}".strip(), NAME)
    left = _left(watch, today)
    if row.is_moved:
        left = _("moved")
    day = short_day(watch.due) if watch.due.year == today.year else fmt_date(watch.due)
    return f"{name}: {left}, {day}"


def _heartbeat(digest: Digest) -> str:
    if digest.next is None:
        return _("running; no deadline ahead")
    return _("running; next deadline {day}").format(day=_long(digest.next.due))


def _opening(digest: Digest, today: date) -> Iterator[str]:
    if digest.last_run is None:
        yield _(
            "This is the first mail: everything that is already inside a warning step stands here once."
        )
    elif digest.gap:
        yield _(
            "You could not be told for some days (last run: {day}). What was to be told in between is in this mail."
        ).format(day=_long(digest.last_run))
    if digest.faults:
        yield _("The register has faults. What cannot be read comes from its last good state:")
        for problem in digest.faults:
            where = f"{problem.path}:{problem.line}" if problem.line else problem.path
            yield f"{where}: {problem.message} → {problem.remedy}"
    if digest.is_heartbeat:
        yield f"{_('foerder is running.')} {_next(digest.next, today)}"
    yield from undated_remarks(digest.undated)


def _next(watch: WatchedDeadline | None, today: date) -> str:
    if watch is None:
        return _("There is no deadline ahead.")
    return _("Next deadline: {day} ({distance}) – {title}, {project} [{id}]").format(
        day=_long(watch.due),
        distance=distance((watch.due - today).days),
        title=watch.title,
        project=watch.project_title,
        id=watch.id,
    )


def _sections(digest: Digest, today: date) -> Iterator[Section]:
    rows: dict[str, list[DigestEntry]] = {heading: [] for heading in HEADINGS}
    for row in digest.rows:
        state = _state(row.watch, today)
        moved = state == NOW and row.step is None
        rows[MOVED if moved else state].append(row)
    rows[COMING] += digest.coming[:MOST_COMING]
    more = {OVERDUE: _reported(len(digest.overdue), bool(rows[OVERDUE]))}
    left_out = len(digest.coming) - MOST_COMING
    if left_out > 0:
        more[COMING] = ngettext("and {n} more", "and {n} more", left_out).format(n=left_out)
    for heading, color in COLORS.items():
        items = tuple(_item(row, today) for row in rows[heading])
        if items or more.get(heading):
            yield Section(_(heading), color, items, more.get(heading, ""))


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


def _item(row: DigestEntry, today: date) -> Item:
    watch = row.watch
    title = with_hour(watch.title, watch.time)
    if watch.project_title:
        title = f"{title} – {watch.project_title}"
    notes = tuple(map(clean, _notes(row, today)))
    return Item(_long(watch.due), _left(watch, today), clean(title), notes, clean(watch.id))


def _left(watch: WatchedDeadline, today: date) -> str:
    if watch.overdue(today):
        return _late((today - watch.latest).days)
    if watch.due < today <= watch.latest:
        return _by_law(watch.latest)
    return _ahead((watch.due - today).days)


@said_once
def _late(days: int) -> str:
    return ngettext("{n} day overdue", "{n} days overdue", days).format(n=days)


@said_once
def _by_law(day: date) -> str:
    return _("last day by law: {day}").format(day=_long(day))


_ahead = said_once(distance)


def _notes(row: DigestEntry, today: date) -> Iterator[str]:
    yield from _days(row, today)
    yield from _facts(row.watch)
    yield from _role(row)
    if row.watch.kept:
        yield _("from the register as it stood on {day}, because it has faults now").format(
            day=fmt_date(row.watch.kept)
        )
    if row.watch.is_duty:
        yield _command(row.watch.id)


def _days(row: DigestEntry, today: date) -> Iterator[str]:
    """Its other days than the one to plan for."""
    watch = row.watch
    if row.old_due:
        yield _("moved from {old} to {new}").format(
            old=_long(row.old_due), new=_long(watch.due)
        )
    if row.late:
        yield _("told late, meant for {day}").format(day=_long(row.late))
    if watch.ready_by and watch.ready_by != watch.due and not watch.overdue(today):
        yield _("ready in house by {day}").format(day=_long(watch.ready_by))
    if watch.latest != watch.due and today <= watch.due:
        yield _by_law(watch.latest)


def _facts(watch: WatchedDeadline) -> Iterator[str]:
    """Where it belongs: file reference, authority, portal, and what is to be done."""
    if watch.reference:
        yield _("file reference: {reference}").format(reference=watch.reference)
    task = _to_do(watch.kind, watch.authority)
    if task:
        yield task
    if watch.portal:
        yield _("portal: {address}").format(address=watch.portal)


@said_once
def _to_do(kind: str, authority: str | None) -> str:
    """What is to be done, and for whom."""
    task = _(TASKS.get(kind, ""))
    if task and authority:
        return _("to do: {task} ({authority})").format(task=task, authority=authority)
    if task:
        return _("to do: {task}").format(task=task)
    return _("authority: {authority}").format(authority=authority) if authority else ""


def _command(name: str) -> str:
    """The line that records it; double quotes mean the same to every shell."""
    shown = name if re.fullmatch(r"[\w./-]+", name) else f'"{name}"'
    return _('when done: foerder done {id} --proof "…"').format(id=shown)


def _role(row: DigestEntry) -> Iterator[str]:
    """Why this person is told."""
    role, owner = row.role, row.watch.owner or ""
    if role.name == "deputy" and owner:
        yield _("you stand in for {owner}").format(owner=owner)
    elif role.name == "deputy":
        yield _("you are the deputy")
    elif role.name == "head":
        yield _("proof is missing; in charge: {owner}").format(owner=owner or _("nobody"))
    elif role.why == "no-owner":
        yield _("nobody is in charge of this in the register (key owner)")
    elif role.why == "no-address":
        yield _("for {name}, for whom there is no address").format(name=role.instead_of)
    elif role.why == "outside":
        yield _("for {name}, whose address lies outside the permitted domains").format(
            name=role.instead_of
        )


def _closing(digest: Digest) -> Iterator[str]:
    if any(row.watch.is_duty for row in digest.rows):
        yield _("Once a duty is recorded as done no further reminder follows.")
    if any(row.late for row in digest.rows):
        yield _(
            "“Made up for” means: this reminder was due earlier and could not be sent then."
        )
    if digest.rows:
        yield _("Why this day: foerder explain ID.")
    last = _long(digest.last_run) if digest.last_run else _("never")
    yield _("Last run before this one: {day}. This mail was written by a program.").format(
        day=last
    )
