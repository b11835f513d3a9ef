"""What the tables of a register say of each other: every id exists, periods do
not overlap, nothing runs in circles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from foerder.model import Financing, Period, Place, Programme, Project, Register
from foerder.register.builder import Builder, Subject
from foerder.register.rulesets import NAMES
from foerder.text.hints import nearest
from foerder.text.i18n import N_, _, fmt_percent

UNKNOWN = {
    "authority": N_('there is no authority "{name}"'),
    "programme": N_('there is no programme "{name}"'),
    "project": N_('there is no project "{name}"'),
    "rule_set": N_('there is no rule set "{name}"'),
}
"""What is said of an id that leads nowhere, by the table that it should be in."""


def check_references(build: Builder, register: Register) -> None:
    """Collect every reference that leads nowhere and every pair of facts that
    cannot both be true.
    """
    ids = _Ids(build, register)
    for programme in register.programmes.values():
        who = Subject(words=((N_("programme"), programme.id),))
        ids.check_shared(programme, who)
    for project in register.projects:
        who = Subject(project.id, ((N_("project"), project.id),))
        ids.check_shared(project, who)
        ids.check("programme", project.programme, project.place, "programme", who)
        ids.check("project", project.follows, project.place, "follows", who)
        _periods(build, ids, project, who)
    _follow_cycles(build, ids.projects)
    for accept in register.accepted:
        who = Subject(words=(("[[accept]]", None),))
        ids.check("project", accept.project, accept.place, "project", who)


class _Ids:
    """The ids that a register may name."""

    def __init__(self, build: Builder, register: Register) -> None:
        self.build = build
        self.register = register
        self.projects = {project.id: project for project in register.projects}
        self.known: dict[str, Mapping[str, Any]] = {
            "authority": register.authorities,
            "programme": register.programmes,
            "project": self.projects,
            "rule_set": register.rule_sets,
        }

    def check_shared(self, owner: Programme | Project | Period, who: Subject) -> None:
        """Check what programmes, projects and periods may name."""
        self.check("authority", owner.authority, owner.place, "authority", who)
        for name in owner.rules or ():
            self.check("rule_set", name, owner.place, "rules", who)
        if isinstance(owner, Period):
            return
        for requirement in owner.requires:
            self.check("project", requirement.project, requirement.place, "project", who)

    def check(self, table: str, name: str | None, place: Place, key: str, who: Subject) -> None:
        """Report an id that is in no table of this kind."""
        if not name or name in self.known[table] or self._hidden(table, name):
            return
        built_in = NAMES if table == "rule_set" else ()
        near = nearest(name, [*self.known[table], *built_in])
        remedy = _("Correct the id, or add what it names.")
        if near:
            remedy = _('Did you mean "{word}"?').format(word=near)
        message = _(UNKNOWN[table]).format(name=name)
        code = f"unknown-{table.replace('_', '-')}"
        self.build.report(place.key(key), who, code, message, remedy)

    def _hidden(self, table: str, name: str) -> bool:
        """Whether the thing named may be in a block or file that could not be
        read; that is told elsewhere.
        """
        hidden = self.register.hidden
        return self.register.unreadable or (table, name) in hidden or (table, None) in hidden


def _periods(build: Builder, ids: _Ids, project: Project, who: Subject) -> None:
    if len(project.periods) > 1:
        _overlaps(build, project.periods, who)
    for period in project.periods:
        inner = who.inside(N_("period"), period.id)
        ids.check_shared(period, inner)
        _shares(build, period, inner)
        _payments(build, period, inner)


def _overlaps(build: Builder, periods: Iterable[Period], who: Subject) -> None:
    """Each approved period against the one before it that lasts longest.

    Of a period without a start only its last day is known.
    """
    longest: Period | None = None
    for first, period in _approved(periods):
        if longest is None:
            longest = period
            continue
        until, last = longest.last_day, period.last_day
        if until is None:
            _open_end(build, longest, period, who)
            continue
        if first <= until:
            _overlap(build, longest, period, who)
        if last is None or last > until:
            longest = period


def _approved(periods: Iterable[Period]) -> list[tuple[date, Period]]:
    """The approved periods in order of time, each with the first day of it that is known."""
    found = []
    for period in periods:
        first = period.start or period.last_day
        readable = period.unreadable.isdisjoint(("start", "end"))
        if period.status == "approved" and first and readable:
            found.append((first, period))
    return sorted(found, key=lambda each: (each[0], each[1].place.path))


def _open_end(build: Builder, earlier: Period, later: Period, who: Subject) -> None:
    build.report(
        later.place.key("start" if later.start else "end"),
        who.inside(N_("period"), later.id),
        "open-end",
        _('it follows the approved period "{earlier}", which has no end').format(
            earlier=earlier.id
        ),
        _('Add the end of period "{earlier}".').format(earlier=earlier.id),
    )


def _overlap(build: Builder, earlier: Period, later: Period, who: Subject) -> None:
    """Told of the one that stands later in the file."""
    remedy = _("Approved periods must not overlap: correct one of the two days.")
    key, day = ("start", later.start) if later.start else ("end", later.last_day)
    ended = earlier.last_day
    assert ended is not None
    assert day is not None
    if later.place.path > earlier.place.path:
        message = _('{key} ({day}) is not after the end of period "{other}" ({end})').format(
            key=key, day=day, other=earlier.id, end=ended
        )
        build.report(
            later.place.key(key), who.inside(N_("period"), later.id), "overlap", message, remedy
        )
    else:
        message = _('end ({end}) is not before the {key} of period "{other}" ({day})').format(
            end=ended, key=key, other=later.id, day=day
        )
        own = "duration" if earlier.duration else "end"
        own = "ended_on" if ended == earlier.ended_on else own
        build.report(
            earlier.place.key(own),
            who.inside(N_("period"), earlier.id),
            "overlap",
            message,
            remedy,
        )


def shares_by_day(
    financing: Iterable[Financing], first: date, last: date
) -> Iterator[tuple[date, Decimal]]:
    """The sum of the shares on each day on which it may change, from ``first`` to ``last``."""
    rows = [row for row in financing if row.share is not None]
    days = {first}
    for row in rows:
        if row.start and first < row.start <= last:
            days.add(row.start)
        if row.until and first <= row.until < last:
            days.add(date.fromordinal(row.until.toordinal() + 1))
    for day in sorted(days):
        yield (
            day,
            sum((row.share for row in rows if row.share and covers(row, day)), Decimal(0)),
        )


def covers(row: Financing, day: date) -> bool:
    """Whether a row of the financing plan speaks of this day."""
    return (row.start is None or row.start <= day) and (row.until is None or day <= row.until)


def _shares(build: Builder, period: Period, who: Subject) -> None:
    if sum([row.share for row in period.financing if row.share]) <= 1:
        return
    first, last = period.start or date.min, period.end or date.max
    for day, total in shares_by_day(period.financing, first, last):
        if total > 1:
            counted = [row for row in period.financing if row.share and covers(row, day)]
            place = counted[-1].place.key("share")
            on = _(" from {day} on").format(day=day) if day != date.min else ""
            message = _("the shares add up to {total}{on}").format(
                total=partial(fmt_percent, total), on=on
            )
            remedy = _(
                "Together they make 100 percent on every day: correct a share, or its from and until."
            )
            build.report(place, who, "shares-over-100", message, remedy)
            return


def _payments(build: Builder, period: Period, who: Subject) -> None:
    seen: set[tuple[date, str | None]] = set()
    for payment in period.payments:
        if payment.received is None:
            continue
        name = (payment.received, payment.id)
        if name in seen:
            message = _("two payments were received on {day}").format(day=payment.received)
            remedy = _('Give each of them an id: id = "1", id = "2".')
            build.report(
                payment.place.key("received"), who, "duplicate-payment", message, remedy
            )
        seen.add(name)


def _follow_cycles(build: Builder, projects: dict[str, Project]) -> None:
    done: set[str] = set()
    for start in projects:
        chain: list[str] = []
        name: str | None = start
        while name and name in projects and name not in chain and name not in done:
            chain.append(name)
            name = projects[name].follows
        if name in chain:
            circle = chain[chain.index(name) :]
            project = max((projects[other] for other in circle), key=lambda other: other.place)
            turn = circle.index(project.id)
            circle = circle[turn:] + circle[:turn]
            build.report(
                project.place.key("follows"),
                Subject(project.id, ((N_("project"), project.id),)),
                "cycle",
                _("the projects follow each other in a circle: {chain}").format(
                    chain=" → ".join([*circle, circle[0]])
                ),
                _("Remove follows from one of them."),
            )
        done.update(chain)
