"""What `notify` watches: every deadline that waits, as a plain record that can
be kept for a broken register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from foerder.deadlines.calculator import Calculator
from foerder.deadlines.explain import title_of
from foerder.deadlines.selection import EVERYTHING
from foerder.deadlines.undated import NOTHING, Undated
from foerder.model import DUTIES, Deadline, Notify, Register, Settings
from foerder.register.working_days import with_counted_ends
from foerder.text.i18n import using
from foerder.text.markup import safe_link

KEPT = timedelta(days=400)
"""How far ahead the last good deadlines are kept; a register that is broken for
longer has other troubles.
"""


class WatchedDeadline(NamedTuple):
    """One deadline that waits for its day or its proof."""

    id: str
    kind: str
    title: str
    project: str | None
    project_title: str
    due: date
    latest: date
    ready_by: date | None
    time: str | None
    owner: str | None
    deputy: str | None
    warn: tuple[int, ...]
    reference: str | None = None
    authority: str | None = None
    portal: str | None = None
    """Where to hand it in: the web address of the authority's portal."""
    kept: date | None = None
    """Not in the register of today because of its faults: the day on which it was last read."""

    @property
    def is_duty(self) -> bool:
        """Whether it waits for proof after its day."""
        return self.kind in DUTIES

    def overdue(self, today: date) -> bool:
        """Whether the last day by law is over and proof is missing."""
        return self.is_duty and today > self.latest

    def over(self, today: date) -> bool:
        """Whether it passed by itself: an opportunity or an expiry."""
        return not self.is_duty and today > self.latest


@dataclass(frozen=True, slots=True)
class LastGoodState:
    """The last good state of the register: settings and deadlines, and until
    when each person knew everything.
    """

    settings: Settings
    notify: Notify | None = None
    watched: Mapping[str, WatchedDeadline] = field(default_factory=dict)
    settled: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is looked at in a run."""

    register: Register
    """With the last good settings where today's cannot be read."""
    watched: tuple[WatchedDeadline, ...]
    undated: Undated = NOTHING
    """What of the register has no day, and so is in no mail."""

    @property
    def notify(self) -> Notify:
        """``[notify]``, empty where there is none."""
        return self.register.notify or Notify()


def scene(register: Register, good: LastGoodState | None, today: date) -> Snapshot:
    """The register as far as it can be read, the rest from its last good state."""
    if good:
        register = _repaired(register, good)
    calculator = Calculator(register, today, today + timedelta(days=register.settings.within))
    watched: dict[str, WatchedDeadline] = {}
    over: set[str] = set()
    with using(register.settings.language):
        for deadline in chain.from_iterable(found for _owner, found in calculator.by_owner()):
            if deadline.state in ("done", "settled"):
                over.add(deadline.id)
            elif deadline.due and deadline.state != "open":
                watched[deadline.id] = _watch(deadline, register)
    if good and register.problems:
        known = over.union(watched)
        for name in good.watched.keys() - known:
            if register.is_doubtful(good.watched[name].project):
                watched[name] = good.watched[name]
    ordered = sorted(watched.values(), key=attrgetter("due", "id"))
    return Snapshot(register, tuple(ordered), calculator.missing(EVERYTHING))


def _watch(deadline: Deadline, register: Register) -> WatchedDeadline:
    assert deadline.due
    assert deadline.latest
    project, keys = deadline.project, deadline.keys
    subject = project or deadline.programme
    authority = register.authorities.get(deadline.authority or "")
    return WatchedDeadline(
        id=deadline.id,
        kind=deadline.kind,
        title=title_of(deadline),
        project=project and project.id,
        project_title=subject.title if subject else "",
        due=deadline.due,
        latest=deadline.latest,
        ready_by=deadline.ready_by,
        time=keys.get("time"),
        owner=deadline.owner,
        deputy=project and project.deputy,
        warn=_from_the_first(keys.get("warn", register.settings.warn)),
        reference=deadline.period and deadline.period.reference,
        authority=authority and authority.name,
        portal=_portal(authority and authority.url),
    )


@cache
def _from_the_first(warn: tuple[int, ...]) -> tuple[int, ...]:
    """Warning steps in the order in which they come, each once."""
    return tuple(sorted(set(warn), reverse=True))


@cache
def _portal(address: str | None) -> str | None:
    return safe_link(address) or None


def _repaired(register: Register, good: LastGoodState) -> Register:
    """With the last good [settings] and [notify] where something in today's cannot be read."""
    if _faulty(register, "settings"):
        register = with_counted_ends(
            register._replace(settings=good.settings, settings_readable=True)
        )
    if _faulty(register, "notify"):
        register = register._replace(notify=good.notify)
    return register


def _faulty(register: Register, table: str) -> bool:
    """Whether a table has a fault, or may stand where nothing can be read."""
    missing = {"settings": register.settings == Settings(), "notify": register.notify is None}[
        table
    ]
    if any(problem.table == table for problem in register.problems):
        return True
    hidden = register.unreadable or any(name in (table, "") for name, _id in register.hidden)
    return missing and (hidden or any(problem.project is None for problem in register.problems))


def kept(now: Snapshot, settled: Mapping[str, date], today: date) -> LastGoodState:
    """What to keep for a day on which the register cannot be read."""
    end = today + KEPT
    near = {
        watch.id: watch._replace(kept=watch.kept or today)
        for watch in now.watched
        if watch.due <= end
    }
    register = now.register
    return LastGoodState(register.settings, register.notify, near, dict(settled))
