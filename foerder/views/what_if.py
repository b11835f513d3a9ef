"""What an imagined change would move: deadlines and sums, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import title_of
from foerder.text import plain
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, ngettext
from foerder.views.json_records import computed, money, values
from foerder.views.sections import Styled, TableColumn, below

if TYPE_CHECKING:
    from foerder.model import Deadline
    from foerder.views.table import Screen


class Move(NamedTuple):
    """A deadline that a change would move, add or drop."""

    id: str
    title: str
    old: date | None
    new: date | None

    def record(self) -> dict[str, Any]:
        """For JSON."""
        return values(self, "id", "title", "old", "new")


class SumMove(NamedTuple):
    """A sum, or the share of time passed, that a change would move."""

    period: str
    what: str
    of: str
    old: Decimal | None
    new: Decimal | None

    def title(self) -> str:
        """What it is, in words."""
        texts = {
            "grant": _("Grant in {of}"),
            "own": _("Own funds in {of}"),
            "source": _("Paid by {of}"),
            "time": _("Time used"),
        }
        return texts[self.what].format(of=self.of)

    def shown(self, value: Decimal | None) -> str:
        """The value in words."""
        if value is None:
            return "–"
        return fmt_percent(value) if self.what == "time" else fmt_money(value)

    def record(self) -> dict[str, Any]:
        """For JSON."""
        text = computed if self.what == "time" else money
        sides = {"old": text(self.old), "new": text(self.new)}
        return {"period": self.period, "what": self.what, "of": self.of or None, **sides}


class WhatIf(NamedTuple):
    """What a change that is only imagined would do."""

    what: str
    moves: tuple[Move, ...]
    sums: tuple[SumMove, ...] = ()

    def record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "change": self.what,
            "moved": [move.record() for move in self.moves],
            "sums": [one.record() for one in self.sums],
        }

    def as_plain(self) -> str:
        """A line per deadline and per sum: before, after, what."""
        rows = []
        for move in self.moves:
            days = fmt_date(move.old) or "–", "→", fmt_date(move.new) or "–"
            rows.append((*days, move.title, move.id))
        for one in self.sums:
            rows.append((one.shown(one.old), "→", one.shown(one.new), one.title(), one.period))
        return plain.lines(rows)

    def draw(self, screen: Screen) -> None:
        """The same for a terminal: first the deadlines, then the sums."""
        days = []
        for move in self.moves:
            before, after = (fmt_date(day, weekday=True) or "–" for day in (move.old, move.new))
            days.append((before, after, move.title, move.id))
        draw_changes(days, screen, fixed=True)
        sums = []
        for one in self.sums:
            sums.append((one.shown(one.old), one.shown(one.new), one.title(), one.period))
        draw_changes(sums, screen, fixed=True, right=True)

    def remark(self) -> str:
        """How much moves."""
        count = len(self.moves)
        text = ngettext(
            "Only imagined, nothing is written – {what}: {n} deadline changes.",
            "Only imagined, nothing is written – {what}: {n} deadlines change.",
            count,
        ).format(what=plain.clean(self.what), n=count)
        if self.sums:
            number = len(self.sums)
            sums = ngettext("{n} sum changes.", "{n} sums change.", number)
            text += " " + sums.format(n=number)
        return text


def draw_changes(
    rows: Iterable[tuple[str, str, str, str]], screen: Screen, **shape: bool
) -> None:
    """Before, after, what, and its id; ``shape``: how the first two columns look."""
    sides = [TableColumn(title, **shape) for title in (_("Before"), _("After"))]
    cells: list[Sequence[Styled]] = []
    for before, after, title, identity in rows:
        cells.append([before, (after, "bold"), (title, "", *below(identity))])
    screen.table([*sides, TableColumn(_("What"), ratio=1)], cells)


Sums = Mapping[tuple[str, str, str], Decimal]


def moves(before: Sequence[Deadline], after: Sequence[Deadline]) -> tuple[Move, ...]:
    """The deadlines whose day differs before and after a change."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    found = []
    for identity, deadline in {**old, **new}.items():
        days = [getattr(known.get(identity), "due", None) for known in (old, new)]
        if days[0] != days[1]:
            found.append(Move(identity, title_of(deadline), *days))
    return tuple(sorted(found, key=lambda move: (move.new or move.old or date.max, move.id)))


def moved(
    what: str,
    before: list[Deadline],
    after: list[Deadline],
    sums_before: Sums,
    sums_after: Sums,
) -> WhatIf:
    """The deadlines whose day differs before and after a change, and the sums that do."""
    sums = []
    for key in {**sums_before, **sums_after}:
        old, new = sums_before.get(key), sums_after.get(key)
        if old != new:
            sums.append(SumMove(*key, old, new))
    sums.sort(key=lambda one: (one.period, one.what, one.of))
    return WhatIf(what, moves(before, after), tuple(sums))
