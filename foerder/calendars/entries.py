"""From deadlines to a calendar's entries: which go out, which do not and why,
and what changed since the last time.

Nothing here knows iCalendar or a file: `ics` writes the entries, `memory` keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from foerder.calendars import event_text
from foerder.calendars.entry import Entry, Fingerprint
from foerder.calendars.memory import Memory, Sent, date_of
from foerder.deadlines.selection import Filter
from foerder.model import EXPIRIES, Deadline, Register
from foerder.text.i18n import language, using

ENDED = ("done", "settled")
DONE, CANCELLED, OVERDUE = "done", "cancelled", "overdue"
NOT_WAITING = (*ENDED, "past", OVERDUE)


class Range(NamedTuple):
    """How much of time goes out."""

    today: date
    until: date | None
    """The last day; None where everything goes out, done and past too."""
    expiries: bool = True
    """Expiries go out however far ahead they lie."""
    overdue: bool = False
    """Only what is overdue."""
    since: date | None = None
    """Nothing before this day."""


class CalendarOptions(NamedTuple):
    """How the entries are made."""

    language: str
    steps: tuple[int, ...] | None = None
    """Warning steps that become entries of their own; empty: all of them."""
    alarm: bool = True
    people: bool = True
    """Notes, who did what, and mail addresses."""


@dataclass
class Selection:
    """Which deadlines go out, and why the others do not."""

    chosen: Iterable[Deadline] = ()
    left: dict[str, str] = field(default_factory=dict)
    """Identity of a deadline → ``other``, ``undated``, ``done``, ``past`` or
    ``later``.
    """


def choose(deadlines: Iterable[Deadline], wanted: Filter, window: Range) -> Selection:
    """The deadlines that are asked for, one after the other; why others are
    left out is known when all have come.
    """
    selection = Selection()
    selection.chosen = _chosen(deadlines, wanted, window, selection.left)
    return selection


def _chosen(
    deadlines: Iterable[Deadline], wanted: Filter, window: Range, left: dict[str, str]
) -> Iterator[Deadline]:
    is_everybody = not wanted.active
    for deadline in deadlines:
        reason: str | None = "other"
        if is_everybody or wanted.deadline(deadline, window.today):
            reason = _left_out(deadline, window)
        if reason:
            left[deadline.id] = reason
        else:
            yield deadline


def _left_out(deadline: Deadline, window: Range) -> str | None:
    """The first reason that leaves a deadline out."""
    if deadline.due is None:
        return "undated" if deadline.state == "open" else "done"
    if window.since and deadline.due < window.since:
        return "past"
    if window.overdue:
        return None if deadline.state == OVERDUE else "other"
    if window.until is None or deadline.state == OVERDUE:
        return None  # what is overdue stays until there is proof
    return _out_of_time(deadline, deadline.due, window, window.until)


def _out_of_time(deadline: Deadline, due: date, window: Range, until: date) -> str | None:
    """Why a deadline that waits for nobody, or lies too far ahead, is left out."""
    if deadline.state in ENDED:
        return "done"
    if deadline.state == "past":
        return "past"
    if due > until and not (window.expiries and deadline.kind in EXPIRIES):
        return "later"
    return None


def state_of(deadline: Deadline) -> str:
    """What SEQUENCE counts of a deadline's state."""
    if deadline.state == "done" or (
        deadline.state == "settled" and deadline.period and deadline.period.closed
    ):
        return DONE
    if deadline.state == OVERDUE:
        return OVERDUE
    return "provisional" if deadline.provisional else "open"


def warning_steps(deadline: Deadline, register: Register) -> tuple[int, ...]:
    """The warning steps, in days before the day to plan for: the deadline's own
    or the register's.
    """
    steps: Iterable[int] = deadline.keys.get("warn", register.settings.warn)
    return tuple(sorted(set(steps), reverse=True))


def entries(
    deadlines: Iterable[Deadline], register: Register, window: Range, wishes: CalendarOptions
) -> Iterator[Entry]:
    """The entries of dated deadlines, deadline by deadline; SEQUENCE and stamp
    are not yet known.
    """
    known: set[str] = set()
    # SEQUENCE and stamp do not depend on how a single target wants its entries.
    plain = wishes._replace(language=register.settings.language, people=True)
    for deadline in deadlines:
        found = _entries_of(deadline, register, window, wishes)
        if plain != wishes:
            models = _entries_of(deadline, register, window, plain)
            found = [
                entry._replace(face=model.face)
                for entry, model in zip(found, models, strict=True)
            ]
        for entry in found:
            if entry.key not in known:
                known.add(entry.key)
                yield entry


def _entries_of(
    deadline: Deadline, register: Register, window: Range, wishes: CalendarOptions
) -> list[Entry]:
    if deadline.due is None:
        return []
    if language() == wishes.language:
        return _made(deadline, deadline.due, register, window, wishes)
    with using(wishes.language):
        return _made(deadline, deadline.due, register, window, wishes)


def _made(
    deadline: Deadline, due: date, register: Register, window: Range, wishes: CalendarOptions
) -> list[Entry]:
    """The deadline's own entry, then one for each warning step that is asked for."""
    warn = warning_steps(deadline, register)
    waiting = deadline.state not in NOT_WAITING
    title, state = event_text.title(deadline, people=wishes.people), state_of(deadline)
    description = event_text.description(deadline, register, wishes.people)
    digest = event_text.digest(description, warn)
    ringing = warn if waiting and wishes.alarm else ()
    entry = Entry(
        key=deadline.id,
        day=due,
        title=event_text.title_in_state(deadline, title),
        description=description,
        url=event_text.link(deadline, wishes.people),
        categories=event_text.categories(deadline),
        status="TENTATIVE" if state == "provisional" else "CONFIRMED",
        name=title,
        warn=ringing,
        face=Fingerprint(due, title, state, digest),
    )
    made = [entry]
    if wishes.steps is None or not waiting:
        return made
    for days in wishes.steps or warn:
        day = due - timedelta(days=days)
        if days > 0 and (window.until is None or day >= window.today):
            text, key = event_text.step_title(title, days), f"{entry.key}~{days}"
            face = Fingerprint(day, text, state, digest)
            made.append(
                entry._replace(key=key, day=day, title=text, name=text, warn=(), face=face)
            )
    return made


def stamped(
    found: Iterable[Entry], memory: Memory | None, now: str, today: date
) -> Iterator[Entry]:
    """The entries with SEQUENCE, time of change and alarm from the memory,
    which learns; without one 0 and ``now``.
    """
    for entry in found:
        sequence, stamp, changed = 0, now, today
        known = memory.events.get(entry.key) if memory else None
        face = entry.face
        if face is None and known and entry.gone != "elsewhere":
            face = known.face._replace(state=entry.gone)
        if memory and face:
            revision = memory.advance(entry.key, face, now, today)
            sequence, stamp = revision.sequence, revision.stamp
            changed = revision.on or date_of(stamp)
        elif known:
            sequence = known.sequence + 1  # the register's entry lives on, in another calendar
        alarm = _first_alarm(entry, changed)
        yield entry._replace(sequence=sequence, stamp=stamp, alarm=alarm)


def _first_alarm(entry: Entry, changed: date) -> int | None:
    """The first warning step still to come when the entry changed."""
    ahead = (entry.day - changed).days
    return next((step for step in entry.warn if step < ahead), None)


def sent(entry: Entry) -> Sent:
    """What a target remembers of an entry."""
    return Sent(entry.day, entry.title, _sent_state(entry))


def noted(entries: Iterable[Entry], target: dict[str, Sent]) -> Iterator[Entry]:
    """The entries as they are, while the target learns of each."""
    for entry in entries:
        target[entry.key] = sent(entry)
        yield entry


def _sent_state(entry: Entry) -> str:
    if entry.status == "CANCELLED":
        return CANCELLED
    return entry.face.state if entry.face else "open"


class Change(NamedTuple):
    """An entry that goes out with ``--changes``, and what is in the reader's
    calendar instead.
    """

    entry: Entry
    old: Sent | None


@dataclass
class Difference:
    """What is new to a target, and how many of its old entries nothing can be
    said about.
    """

    changes: list[Change] = field(default_factory=list)
    uncertain: int = 0
    """Not found in a register that has faults: not cancelled before they are fixed."""


def still_wanted(
    before: Mapping[str, Sent], deadlines: Iterable[Deadline], selection: Selection, today: date
) -> list[Deadline]:
    """Deadlines outside the window that a target has to be told of: they moved
    out of it, or they are done.
    """
    found = []
    for deadline in deadlines:
        old, reason = before.get(deadline.id), selection.left.get(deadline.id)
        if old is None or deadline.due is None or not _stands(old, today):
            continue
        if (reason in ("later", "past") and old.day != deadline.due) or (
            reason == "done" and state_of(deadline) == DONE
        ):
            found.append(deadline)
    return found


def can_be_cancelled(before: Mapping[str, Sent], today: date) -> bool:
    """Whether a target has an entry that still counts."""
    return any(_stands(old, today) for old in before.values())


def _stands(old: Sent, today: date) -> bool:
    return old.state == OVERDUE or (old.state not in (DONE, CANCELLED) and old.day >= today)


def difference(
    current: Iterable[Entry],
    before: Mapping[str, Sent],
    deadlines: Iterable[Deadline],
    selection: Selection,
    today: date,
    faulty: bool,
) -> Difference:
    """What a target has to be told. ``current`` are the entries that go out
    now, ``before`` those that it has.
    """
    now = {entry.key: entry for entry in current}
    changes = [_changed(entry, before.get(key)) for key, entry in now.items()]
    result = Difference(list(filter(None, changes)))
    known = {deadline.id: deadline for deadline in deadlines}
    chosen = {deadline.id for deadline in selection.chosen}
    for key, old in before.items():
        if key in now or not _stands(old, today):
            continue
        identity = key.partition("~")[0]
        deadline = known.get(identity)
        reason = _gone(deadline, identity in chosen, selection)
        if reason and faulty and reason != DONE:
            result.uncertain += 1
        elif reason:
            result.changes.append(_called_off(key, old, deadline, reason))
    result.changes.sort(key=lambda change: (change.entry.day, change.entry.key))
    return result


def _called_off(key: str, old: Sent, deadline: Deadline | None, reason: str) -> Change:
    categories = event_text.categories(deadline) if deadline else ()
    entry = Entry(key, old.day, old.title, name=old.title, categories=categories)
    return Change(cancelled(entry, reason), old)


def _changed(entry: Entry, old: Sent | None) -> Change | None:
    """What to tell of an entry that goes out now."""
    if old is None:
        return Change(entry, None)
    state = entry.face.state if entry.face else ""
    if state == OVERDUE and old.day == entry.day and old.state in ("open", "provisional"):
        return None  # it is on its day in the reader's calendar, and only time has passed
    done = state == DONE
    if old.state == CANCELLED and done:
        return None
    if old == sent(entry):
        return None
    return Change(cancelled(entry, DONE) if done and old.state != DONE else entry, old)


def _gone(deadline: Deadline | None, chosen: bool, selection: Selection) -> str | None:
    """Why an entry that a target has is not among those that go out; None where
    it can stay.
    """
    if deadline is None:
        return "dropped"
    if state_of(deadline) == DONE:
        return DONE
    reason = selection.left.get(deadline.id)
    if reason == "undated":
        return "dropped"
    # Chosen without this entry: a warning step that is not asked for any more. What has another owner is not even
    # left out here. What lies outside the window stays as it is.
    return "elsewhere" if chosen or reason in ("other", None) else None


def cancelled(entry: Entry, reason: str) -> Entry:
    """The entry as cancelled: Outlook removes nothing on import, so its title says it."""
    return entry._replace(
        title=event_text.cancelled_title(reason, entry.name),
        description=event_text.cancelled_description(reason, entry.description),
        status="CANCELLED",
        warn=(),
        alarm=None,
        gone=reason,
    )
