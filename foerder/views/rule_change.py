"""What another rule set would move: every deadline that moves, comes or goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import title_of
from foerder.model import Deadline, Register
from foerder.text import plain
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.views.formats import csv_records
from foerder.views.json_records import envelope, iso
from foerder.views.sections import Styled, TableColumn, below

if TYPE_CHECKING:
    from foerder.views.table import Screen

DAYS = ("nominal", "latest", "due")


class Change(NamedTuple):
    """One deadline before and after; None where it is not there."""

    id: str
    old: Deadline | None
    new: Deadline | None

    @property
    def kind(self) -> str:
        """``moved``, ``new`` or ``gone``."""
        if self.old is None:
            return "new"
        return "moved" if self.new else "gone"

    @property
    def title(self) -> str:
        """What the deadline is called."""
        known = self.new or self.old
        return title_of(known) if known else ""


class Answer(NamedTuple):
    """What `due --rules` says."""

    register: Register
    today: date
    old: str
    new: str
    used: bool
    """Whether anything is counted by the old set."""
    changes: tuple[Change, ...]


def changes(
    before: Iterable[Deadline], after: Iterable[Deadline], since: date | None
) -> tuple[Change, ...]:
    """The deadlines whose days differ; those that were over before ``since`` are left out."""
    old, new = (
        {one.id: one for one in found if _counts(one, since)} for found in (before, after)
    )
    found = []
    for identity in {**old, **new}:
        change = Change(identity, old.get(identity), new.get(identity))
        if _days(change.old) != _days(change.new):
            found.append(change)
    return tuple(sorted(found, key=_order))


def _counts(deadline: Deadline, since: date | None) -> bool:
    return deadline.latest is not None and (since is None or deadline.latest >= since)


def _days(deadline: Deadline | None) -> tuple[date | None, ...]:
    return tuple(getattr(deadline, name, None) for name in DAYS)


def _order(change: Change) -> tuple[date, str]:
    known = change.new or change.old
    return (known and known.due) or date.max, change.id


def _record(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = {"id": change.id, "title": change.title, "change": change.kind}
    for side, deadline in (("old", change.old), ("new", change.new)):
        found[side] = _side(deadline) if deadline else None
    return found


def _side(deadline: Deadline) -> dict[str, Any]:
    days = {name: iso(getattr(deadline, name)) for name in DAYS}
    return {**days, "rule": deadline.rule, "version": deadline.keys.get("version")}


def record(answer: Answer) -> dict[str, Any]:
    """Every change with the rule that counts it."""
    content = {
        "rules": {"old": answer.old, "new": answer.new},
        "changes": list(map(_record, answer.changes)),
    }
    return envelope(answer.today, answer.register.problems, content)


def _flat(answer: Answer) -> Iterator[dict[str, Any]]:
    for change in answer.changes:
        old, new = (day.due if day else None for day in (change.old, change.new))
        yield {
            "id": change.id,
            "title": change.title,
            "change": change.kind,
            "old": iso(old),
            "new": iso(new),
        }


def as_csv(answer: Answer) -> str:
    """A row per change."""
    return csv_records(_flat(answer), ("id", "title", "change", "old", "new"))


def _rows(answer: Answer) -> list[tuple[str, str, str, str, str]]:
    rows = []
    for change in answer.changes:
        old, new = (_day(day) for day in (change.old, change.new))
        rows.append((old, "→", new, change.title, change.id))
    return rows


def _day(deadline: Deadline | None) -> str:
    """The day to plan for, and the last day by law where it is another."""
    if deadline is None:
        return "–"
    text = fmt_date(deadline.due)
    if deadline.latest != deadline.due:
        text = _("{due} (by law {latest})").format(due=text, latest=fmt_date(deadline.latest))
    return text


def as_plain(answer: Answer) -> str:
    """Before, after, title, id."""
    return plain.lines(_rows(answer))


def draw(answer: Answer, screen: Screen) -> None:
    """The same as a table."""
    columns = [
        TableColumn(_("Before")),
        TableColumn(_("After")),
        TableColumn(_("What"), ratio=1),
    ]
    cells: list[Sequence[Styled]] = []
    for old, _arrow, new, title, identity in _rows(answer):
        cells.append([old, (new, "bold"), (title, "", *below(identity))])
    screen.table(columns, cells)


def remarks(answer: Answer, style: str) -> list[str]:
    """How much moves, and that nothing is written."""
    if not answer.used:
        return [
            _('Nothing in the register names the rule set "{name}".').format(name=answer.old)
        ]
    count = len(answer.changes)
    text = ngettext(
        "{n} deadline changes with {new} in place of {old}. Nothing was written.",
        "{n} deadlines change with {new} in place of {old}. Nothing was written.",
        count,
    )
    return [text.format(n=count, old=answer.old, new=answer.new)]
