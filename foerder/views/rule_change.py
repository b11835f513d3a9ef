"""What another rule set would move: every deadline that moves, comes or goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import title_of
from foerder.model import Deadline, Register
from foerder.text import plain
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.views.formats import csv_records
from foerder.views.json_records import envelope, values
from foerder.views.what_if import draw_changes

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
    for side, one in (("old", change.old), ("new", change.new)):
        found[side] = one and {**values(one, *DAYS, "rule"), "version": one.keys.get("version")}
    return found


def record(answer: Answer) -> dict[str, Any]:
    """Every change with the rule that counts it."""
    content = {
        "rules": {"old": answer.old, "new": answer.new},
        "changes": list(map(_record, answer.changes)),
    }
    return envelope(answer.today, answer.register.problems, content)


def _flat(answer: Answer) -> Iterator[dict[str, Any]]:
    for change in answer.changes:
        days = {
            "old": getattr(change.old, "due", None),
            "new": getattr(change.new, "due", None),
        }
        yield {"id": change.id, "title": change.title, "change": change.kind, **days}


def as_csv(answer: Answer) -> str:
    """A row per change."""
    return csv_records(_flat(answer), ("id", "title", "change", "old", "new"))


def _rows(answer: Answer) -> Iterator[tuple[str, str, str, str]]:
    """Before, after, title, id."""
    for change in answer.changes:
        yield _day(change.old), _day(change.new), change.title, change.id


def _day(deadline: Deadline | None) -> str:
    """The day to plan for, and the last day by law where it is another."""
    if deadline is None:
        return "–"
    if deadline.latest == deadline.due:
        return fmt_date(deadline.due)
    return _("{due} (by law {latest})").format(due=deadline.due, latest=deadline.latest)


def as_plain(answer: Answer) -> str:
    """Before, after, title, id."""
    return plain.lines((old, "→", *others) for old, *others in _rows(answer))


def draw(answer: Answer, screen: Screen) -> None:
    """The same as a table."""
    draw_changes(_rows(answer), screen)


def remarks(answer: Answer, style: str) -> list[str]:
    """How much moves, and that nothing is written."""
    if not answer.used:
        unused = _('Nothing in the register names the rule set "{name}".')
        return [unused.format(name=answer.old)]
    count = len(answer.changes)
    text = ngettext(
        "{n} deadline changes with {new} in place of {old}. Nothing was written.",
        "{n} deadlines change with {new} in place of {old}. Nothing was written.",
        count,
    )
    return [text.format(n=count, old=answer.old, new=answer.new)]
