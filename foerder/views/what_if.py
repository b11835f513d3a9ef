"""What an imagined change would move: deadlines and sums, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import title_of
from foerder.text import plain
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, ngettext
from foerder.views.json_records import iso, money

if TYPE_CHECKING:
    from foerder.model import Deadline


class Move(NamedTuple):
    """A deadline that a change would move, add or drop."""

    id: str
    title: str
    old: date | None
    new: date | None


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


class WhatIf(NamedTuple):
    """What a change that is only imagined would do."""

    what: str
    moves: tuple[Move, ...]
    sums: tuple[SumMove, ...] = ()

    def record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "change": self.what,
            "moved": [{"id": m.id, "title": m.title, "old": iso(m.old), "new": iso(m.new)} for m in self.moves],
            "sums": [
                {
                    "period": s.period,
                    "what": s.what,
                    "of": s.of or None,
                    "old": _plain(s, s.old),
                    "new": _plain(s, s.new),
                }
                for s in self.sums
            ],
        }

    def as_plain(self) -> str:
        """A line per deadline and per sum: before, after, what."""
        dates = plain.lines(
            (fmt_date(m.old) if m.old else "–", "→", fmt_date(m.new) if m.new else "–", m.title, m.id)
            for m in self.moves
        )
        return dates + plain.lines((s.shown(s.old), "→", s.shown(s.new), s.title(), s.period) for s in self.sums)

    def as_table(self, width: int, color: bool) -> None:
        """The same for a terminal: first the deadlines, then the sums."""
        from foerder.views.table import Column, cell, print_table

        dates = [
            [
                cell(fmt_date(m.old, weekday=True) if m.old else "–"),
                cell(fmt_date(m.new, weekday=True) if m.new else "–", "bold"),
                cell(m.title, "", (f"\n{m.id}", "dim")),
            ]
            for m in self.moves
        ]
        money_rows = [
            [cell(s.shown(s.old)), cell(s.shown(s.new), "bold"), cell(s.title(), "", (f"\n{s.period}", "dim"))]
            for s in self.sums
        ]
        for rows, right in ((dates, False), (money_rows, True)):
            columns = [
                Column(_("Before"), fixed=True, right=right),
                Column(_("After"), fixed=True, right=right),
                Column(_("What"), ratio=1),
            ]
            if rows:
                print_table(columns, rows, width, color)

    def remark(self) -> str:
        """How much moves."""
        count = len(self.moves)
        text = ngettext(
            "Only imagined, nothing is written – {what}: {n} deadline moves.",
            "Only imagined, nothing is written – {what}: {n} deadlines move.",
            count,
        ).format(what=plain.clean(self.what), n=count)
        if self.sums:
            number = len(self.sums)
            text += " " + ngettext("{n} sum moves.", "{n} sums move.", number).format(n=number)
        return text


def _plain(found: SumMove, value: Decimal | None) -> str | None:
    if value is None or found.what != "time":
        return money(value)
    return f"{value.normalize():f}"


Sums = Mapping[tuple[str, str, str], Decimal]


def moves(before: Sequence[Deadline], after: Sequence[Deadline]) -> tuple[Move, ...]:
    """The deadlines whose day differs before and after a change."""
    old, new = {d.id: d for d in before}, {d.id: d for d in after}
    found = []
    for identity in dict.fromkeys([*old, *new]):
        first, second = old.get(identity), new.get(identity)
        days = (first.due if first else None, second.due if second else None)
        if days[0] != days[1]:
            deadline = second or first
            assert deadline is not None
            found.append(Move(identity, title_of(deadline), *days))
    return tuple(sorted(found, key=lambda move: (move.new or move.old or date.max, move.id)))


def moved(what: str, before: list[Deadline], after: list[Deadline], sums_before: Sums, sums_after: Sums) -> WhatIf:
    """The deadlines whose day differs before and after a change, and the sums that do."""
    keys = dict.fromkeys([*sums_before, *sums_after])
    sums = [SumMove(*key, sums_before.get(key), sums_after.get(key)) for key in keys]
    return WhatIf(
        what,
        moves(before, after),
        tuple(sorted((s for s in sums if s.old != s.new), key=lambda s: (s.period, s.what, s.of))),
    )
