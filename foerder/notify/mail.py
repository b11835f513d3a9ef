"""What a mail says: the wording of subject, opening, items and closing, in the language that is set.

`message` writes it as text and HTML, and sends nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from foerder.calendars.event_text import cut, short_day
from foerder.deadlines.explain import distance, with_hour
from foerder.deadlines.undated import undated_remarks
from foerder.notify.plan import Digest, DigestEntry
from foerder.notify.snapshot import WatchedDeadline
from foerder.text.i18n import N_, _, fmt_date, ngettext

MOST_COMING = 12
NAME = 60
"""Characters of a deadline's name in the subject."""
RED, AMBER, BLUE, GREY = "#b42318", "#b54708", "#175cd3", "#667085"


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
    """The whole mail."""

    subject: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]


def letter(digest: Digest, prefix: str | None, today: date) -> Letter:
    """What a digest says."""
    return Letter(
        subject=_subject(prefix, summary(digest, today)),
        opening=tuple(_opening(digest, today)),
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


def _long(day: date) -> str:
    return fmt_date(day, weekday=True)


def summary(digest: Digest, today: date) -> str:
    """The most urgent deadline by its name and day, and how many more there are."""
    parts = []
    if any(item.reason == "fault" for item in digest.items):
        parts.append(_("register faulty"))
    rows = sorted(digest.rows, key=lambda row: _urgency(row, today))
    if rows:
        n = len(rows) - 1
        more = ngettext(" (and {n} more)", " (and {n} more)", n).format(n=n)
        parts.append(_headline(rows[0], today) + (more if n else ""))
    elif digest.overdue:
        n = len(digest.overdue)
        parts.append(ngettext("{n} overdue", "{n} overdue", n).format(n=n))
    return "; ".join(parts) or _heartbeat(digest)


def _urgency(row: DigestEntry, today: date) -> tuple[int, date, str]:
    """What is overdue first, then what is past the planned day, what is ahead, what passed by itself."""
    watch = row.watch
    rank = (
        watch.overdue(today),
        _on_last_days(watch, today),
        not watch.over(today),
        True,
    ).index(True)
    return rank, watch.due, watch.id


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


def _on_last_days(watch: WatchedDeadline, today: date) -> bool:
    """Whether the day to plan for is over, the last day by law is not, and proof is missing."""
    return watch.is_duty and watch.due < today <= watch.latest


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
    by_heading: dict[str, list[DigestEntry]] = {}
    for row in digest.rows:
        by_heading.setdefault(_heading(row, today), []).append(row)
    overdue = by_heading.pop(_("Overdue"), [])
    if overdue or digest.overdue:
        more = _reported(len(digest.overdue), bool(overdue))
        yield _section(_("Overdue"), RED, overdue, today, more)
    for heading, color in (
        (_("On the last days by law"), RED),
        (_("To be done now"), AMBER),
        (_("Moved"), BLUE),
        (_("Passed in the meantime"), GREY),
    ):
        if heading in by_heading:
            yield _section(heading, color, by_heading[heading], today)
    if digest.coming:
        shown, more = digest.coming[:MOST_COMING], ""
        left_out = len(digest.coming) - len(shown)
        if left_out:
            more = ngettext("and {n} more", "and {n} more", left_out).format(n=left_out)
        yield _section(_("Coming up"), GREY, shown, today, more)


def _heading(row: DigestEntry, today: date) -> str:
    watch = row.watch
    if watch.overdue(today):
        return _("Overdue")
    if _on_last_days(watch, today):
        return _("On the last days by law")
    if watch.over(today):
        return _("Passed in the meantime")
    return _("Moved") if row.step is None else _("To be done now")


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


def _section(
    heading: str, color: str, rows: Iterable[DigestEntry], today: date, more: str = ""
) -> Section:
    ordered = sorted(rows, key=lambda row: (row.watch.due, row.watch.id))
    return Section(heading, color, tuple(_item(row, today) for row in ordered), more)


def _item(row: DigestEntry, today: date) -> Item:
    watch = row.watch
    title = with_hour(watch.title, watch.time)
    if watch.project_title:
        title = f"{title} – {watch.project_title}"
    notes = (*_notes(row, today), *_facts(watch), *_role(row), *_kept(watch), *_command(watch))
    return Item(_long(watch.due), _left(watch, today), title, notes, watch.id)


def _left(watch: WatchedDeadline, today: date) -> str:
    if watch.overdue(today):
        late = (today - watch.latest).days
        return ngettext("{n} day overdue", "{n} days overdue", late).format(n=late)
    if watch.due < today <= watch.latest:
        return _("last day by law: {day}").format(day=_long(watch.latest))
    return distance((watch.due - today).days)


def _notes(row: DigestEntry, today: date) -> Iterator[str]:
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
        yield _("last day by law: {day}").format(day=_long(watch.latest))


def _facts(watch: WatchedDeadline) -> Iterator[str]:
    """Where it belongs: file reference, authority, portal, and what is to be done."""
    if watch.reference:
        yield _("file reference: {reference}").format(reference=watch.reference)
    task = TASKS.get(watch.kind)
    if task and watch.authority:
        yield _("to do: {task} ({authority})").format(task=_(task), authority=watch.authority)
    elif task:
        yield _("to do: {task}").format(task=_(task))
    elif watch.authority:
        yield _("authority: {authority}").format(authority=watch.authority)
    if watch.portal:
        yield _("portal: {address}").format(address=watch.portal)


def _command(watch: WatchedDeadline) -> Iterator[str]:
    """The line that records it; double quotes mean the same to every shell."""
    if watch.is_duty:
        name = watch.id if re.fullmatch(r"[\w./-]+", watch.id) else f'"{watch.id}"'
        yield _('when done: foerder done {id} --proof "…"').format(id=name)


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


def _kept(watch: WatchedDeadline) -> Iterator[str]:
    if watch.kept:
        yield _("from the register as it stood on {day}, because it has faults now").format(
            day=fmt_date(watch.kept)
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
