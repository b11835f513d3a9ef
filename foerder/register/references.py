"""What the tables of a register say of each other: every id exists, periods do not overlap, nothing runs in circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from foerder.model import Financing, Period, Place, Programme, Project, Register
from foerder.register.builder import Builder, Subject
from foerder.register.rulesets import NAMES
from foerder.text.hints import nearest
from foerder.text.i18n import _, fmt_percent


def check_references(build: Builder, register: Register) -> None:
    """Collect every reference that leads nowhere and every pair of facts that cannot both be true."""
    for programme in register.programmes.values():
        who = Subject().inside(_("programme"), programme.id)
        _authority(build, register, programme.authority, programme.place, who)
        _rule_sets(build, register, programme.rules, programme.place, who)
        _requirements(build, register, programme, who)
    projects = {project.id: project for project in register.projects}
    for project in register.projects:
        who = Subject().inside(_("project"), project.id, project.id)
        _authority(build, register, project.authority, project.place, who)
        _rule_sets(build, register, project.rules or (), project.place, who)
        _requirements(build, register, project, who)
        _named(
            build,
            project.programme,
            register.programmes,
            "programme",
            project.place,
            who,
            register,
        )
        _named(build, project.follows, projects, "follows", project.place, who, register)
        _periods(build, register, project, who)
    _follow_cycles(build, projects)
    for accept in register.accepted:
        who = Subject(words=(("[[accept]]", None),))
        _named(build, accept.project, projects, "project", accept.place, who, register)


def _missing(
    build: Builder,
    name: str,
    known: Iterable[str],
    place: Place,
    who: Subject,
    code: str,
    message: str,
) -> None:
    near = nearest(name, known)
    remedy = (
        _('Did you mean "{word}"?').format(word=near)
        if near
        else _("Correct the id, or add what it names.")
    )
    build.report(place, who, code, message, remedy)


def _hidden(register: Register, table: str, name: str | None) -> bool:
    """Whether the thing named may be in a block or file that could not be read; that is told elsewhere."""
    if register.unreadable:
        return True
    return any(kind == table and identity in (name, None) for kind, identity in register.hidden)


def _authority(
    build: Builder, register: Register, name: str | None, place: Place, who: Subject
) -> None:
    if name and name not in register.authorities and not _hidden(register, "authority", name):
        message = _('there is no authority "{name}"').format(name=name)
        _missing(
            build,
            name,
            register.authorities,
            place.key("authority"),
            who,
            "unknown-authority",
            message,
        )


def _rule_sets(
    build: Builder, register: Register, names: Iterable[str], place: Place, who: Subject
) -> None:
    for name in names:
        if name not in register.rule_sets and not _hidden(register, "rule_set", name):
            message = _('there is no rule set "{name}"').format(name=name)
            known = [*register.rule_sets, *NAMES]
            _missing(build, name, known, place.key("rules"), who, "unknown-rule-set", message)


def _requirements(
    build: Builder, register: Register, owner: Programme | Project, who: Subject
) -> None:
    if not owner.requires:
        return
    known = [project.id for project in register.projects]
    for requirement in owner.requires:
        if requirement.project not in known and not _hidden(
            register, "project", requirement.project
        ):
            message = _('there is no project "{name}"').format(name=requirement.project)
            _missing(
                build,
                requirement.project,
                known,
                requirement.place.key("project"),
                who,
                "unknown-project",
                message,
            )


def _named(
    build: Builder,
    name: str | None,
    known: Iterable[str],
    key: str,
    place: Place,
    who: Subject,
    register: Register,
) -> None:
    kind = "programme" if key == "programme" else "project"
    if not name or name in known or _hidden(register, kind, name):
        return
    sentence = (
        _('there is no programme "{name}"')
        if kind == "programme"
        else _('there is no project "{name}"')
    )
    _missing(
        build, name, known, place.key(key), who, f"unknown-{kind}", sentence.format(name=name)
    )


def _periods(build: Builder, register: Register, project: Project, who: Subject) -> None:
    approved = [
        p
        for p in project.periods
        if p.status == "approved" and not p.unreadable & {"start", "end"}
    ]
    _overlaps(build, [period for period in approved if period.start or period.last_day], who)
    for period in project.periods:
        inner = who.inside(_("period"), period.id)
        _authority(build, register, period.authority, period.place, inner)
        _rule_sets(build, register, period.rules or (), period.place, inner)
        _shares(build, period, inner)
        _payments(build, period, inner)


def _overlaps(build: Builder, periods: list[Period], who: Subject) -> None:
    """Each period against the one before it that lasts longest; of one without start only its last day is known."""
    periods.sort(
        key=lambda period: (period.start or period.last_day or date.min, period.place.path)
    )
    longest: Period | None = None
    for period in periods:
        first = period.start or period.last_day
        until = longest and longest.last_day
        if longest and until is None:
            _open_end(build, longest, period, who)
        elif longest and until and first and first <= until:
            _overlap(build, longest, period, who)
        if longest is None or (until and (period.last_day is None or period.last_day > until)):
            longest = period


def _open_end(build: Builder, earlier: Period, later: Period, who: Subject) -> None:
    build.report(
        later.place.key("start" if later.start else "end"),
        who.inside(_("period"), later.id),
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
            later.place.key(key), who.inside(_("period"), later.id), "overlap", message, remedy
        )
    else:
        message = _('end ({end}) is not before the {key} of period "{other}" ({day})').format(
            end=ended, key=key, other=later.id, day=day
        )
        own = "duration" if earlier.duration else "end"
        own = "ended_on" if ended == earlier.ended_on else own
        build.report(
            earlier.place.key(own),
            who.inside(_("period"), earlier.id),
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
    if sum([row.share or 0 for row in period.financing]) <= 1:
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
                Subject().inside(_("project"), project.id, project.id),
                "cycle",
                _("the projects follow each other in a circle: {chain}").format(
                    chain=" → ".join([*circle, circle[0]])
                ),
                _("Remove follows from one of them."),
            )
        done.update(chain)
