"""A clock that goes wrong: when a day is not believed, and what is forgotten
that was noted for days still to come.
"""

from __future__ import annotations

from datetime import date, timedelta

from foerder.notify.memory import DeliveryLog, Leap, Recipient, Sent
from foerder.text.i18n import _, fmt_date

USUAL = timedelta(days=7)
"""So far apart are two runs, or so far back goes a clock, without a doubt."""
LONG_AGO = timedelta(days=730)
"""After so long, the clock is wrong rather than the pause."""
SETTLED = timedelta(days=31)
"""After so many days of runs, a leap forward was none."""


def doubt(memory: DeliveryLog, today: date) -> str | None:
    """Why the clock is not believed, if so."""
    last = memory.last_run
    if last is None:
        return None
    if today < last - USUAL:
        return _(
            "The clock of this machine says {day}, but the last run was on {last}: nothing is sent. "
            "If the clock is right: --yes"
        ).format(day=fmt_date(today), last=fmt_date(last))
    if today > last + LONG_AGO:
        return _(
            "The clock of this machine says {day}, more than two years after the last run on {last}: "
            "nothing is sent. If the clock is right: --yes"
        ).format(day=fmt_date(today), last=fmt_date(last))
    return None


def is_back(memory: DeliveryLog, today: date) -> bool:
    """Whether the clock had leapt forward and is now where it was before."""
    leap, last = memory.leap, memory.last_run
    return bool(leap and last and leap.since <= today < last - USUAL)


def noted(memory: DeliveryLog, today: date) -> Leap | None:
    """The leap of the clock that may have been one, with today's run."""
    last, leap = memory.last_run, memory.leap
    if last and today > last + USUAL:
        return Leap(last, today)
    return leap if leap and today <= leap.until + SETTLED else None


def forget_after(memory: DeliveryLog, today: date) -> None:
    """Forget what was told on days that have not come yet: it is told on its day."""
    leap = memory.leap
    if memory.last_run is None or memory.last_run <= today:
        return
    known = leap.since if leap and leap.since <= today else today - USUAL
    for person in memory.people.values():
        _forget(person, today, known)
    memory.last_run = known
    if memory.last_success and memory.last_success > today:
        memory.last_success = None
    if memory.heartbeat and memory.heartbeat > today:
        memory.heartbeat = None
    if memory.faults_on and memory.faults_on > today:
        memory.faults = memory.faults_on = None
    memory.leap = None


def _forget(person: Recipient, today: date, known: date) -> None:
    if person.mailed and person.mailed > today:
        person.mailed = None
    if person.settled and person.settled > today:
        person.settled = known
    for told in person.told.values():
        told.steps = {step: mark for step, mark in told.steps.items() if mark.on <= today}
        told.moved = _believed(told.moved, today)
        told.after = _believed(told.after, today)


def _believed(mark: Sent | None, today: date) -> Sent | None:
    return mark if mark and mark.on <= today else None
