"""The one door to a register: read the files, check them, resolve the duties."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foerder.law.counting import from_day, has_working_days
from foerder.model import Period, Project, Register
from foerder.register.duties import Duties
from foerder.register.read import FileSource, read_register, with_findings

if TYPE_CHECKING:
    from foerder.register.working_days import AuthorityCalendars

NOT_COUNTED = frozenset(("duration", "end"))


def load(paths: Sequence[Path], shown: Sequence[str] | None = None, disk: FileSource | None = None) -> Register:
    """Read files or folders as one register; its ``problems`` hold all that is wrong with it."""
    register = read_register(paths, shown, disk, counted)
    settled = disk.settled if disk else frozenset()
    duties = Duties(register)
    used = {project.programme for project in register.projects}
    named = {name for programme in register.programmes.values() for name in programme.rules}
    for project in register.projects:
        named.update(project.rules or ())
        # A project without periods: its deadlines are looked at all the same.
        for period in project.periods or (Period(project.place, ""),):
            named.update(period.rules or ())
            if project.place not in settled:
                duties.of(project, period)
    for programme in register.programmes.values():
        if programme.id not in used:
            duties.of_programme(programme)
    for name, rule_set in register.rule_sets.items():
        if name not in named and rule_set.place and rule_set.place.file >= 0:
            duties.of_set(name)
    return with_findings(register, duties.findings)


def counted(register: Register) -> Register:
    """The register with the ends of periods whose ``duration`` has working days: only all tables tell which.

    It may be asked again where the settings have changed.
    """
    mine = [project for project in register.projects if any(map(_by_working_days, project.periods))]
    if not mine:
        return register
    from foerder.register.working_days import AuthorityCalendars

    seats = AuthorityCalendars(register)
    ended = {project.id: _with_ends(project, seats) for project in mine}
    return register._replace(projects=tuple(ended.get(project.id, project) for project in register.projects))


def _by_working_days(period: Period) -> bool:
    return period.duration is not None and has_working_days(period.duration)


def _with_ends(project: Project, seats: AuthorityCalendars) -> Project:
    periods = []
    for period in project.periods:
        # Of a duration that is there, the key is called unreadable only below: its days were not known.
        uncounted = "end" not in period.unreadable or "duration" in period.unreadable
        if period.start and period.duration and _by_working_days(period) and uncounted:
            working = seats.working_days(project, period)
            end = from_day(period.start, period.duration, working) if working else None
            unreadable = period.unreadable - NOT_COUNTED if end else period.unreadable | NOT_COUNTED
            period = period._replace(end=end, unreadable=unreadable)
        periods.append(period)
    return project._replace(periods=tuple(periods))
