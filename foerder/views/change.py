"""What a change does: the lines of the file that differ, and the deadlines that move."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from datetime import date

from foerder.deadlines.explain import title_of
from foerder.model import Deadline
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.text.plain import clean
from foerder.views.what_if import moves

CONTEXT = 3
_NO_NEWLINE = "\x00"
_COLORS = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}
_HUNK = re.compile(r"\A@@ -(\d+)((?:,\d+)?) \+(\d+)((?:,\d+)?) @@")


def diff(old: str, new: str, path: str, color: bool = False) -> str:
    """The unified diff; control characters are shown, never sent to the terminal."""
    before, after = _lines(old), _lines(new)
    above = 0
    while above < min(len(before), len(after)) and before[above] == after[above]:
        above += 1
    below = 0
    while below < min(len(before), len(after)) - above and before[-1 - below] == after[-1 - below]:
        below += 1
    start = max(above - CONTEXT, 0)
    stop = max(below - CONTEXT, 0)
    pieces = (before[start : len(before) - stop], after[start : len(after) - stop])
    lines = []
    for line in difflib.unified_diff(*pieces, path, path, lineterm="", n=CONTEXT):
        text = _HUNK.sub(lambda m: f"@@ -{int(m[1]) + start}{m[2]} +{int(m[3]) + start}{m[4]} @@", line, count=1)
        last = text.endswith(_NO_NEWLINE)
        text = "\t".join(map(clean, text.removesuffix(_NO_NEWLINE).split("\t")))
        style = _COLORS.get(line[:1]) if color and not line.startswith(("---", "+++")) else None
        lines.append(f"{style}{text}\x1b[0m\n" if style else f"{text}\n")
        if last:
            lines.append("\\ " + _("No newline at end of file") + "\n")
    return "".join(lines)


def _lines(text: str) -> list[str]:
    """The lines without their ends; a last line without one is told apart."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if not lines[-1]:
        return lines[:-1]
    lines[-1] += _NO_NEWLINE
    return lines


def effects(before: Sequence[Deadline], after: Sequence[Deadline]) -> str:
    """A line for every deadline that moves, comes, goes, or changes its state."""
    old, new = {d.id: d for d in before}, {d.id: d for d in after}
    lines = []
    changed = moves(list(before), list(after))
    for move in changed:
        days = f"{_day(move.old)} → {_day(move.new)}"
        if move.id not in old:
            days = _("new: {day}").format(day=_day(move.new))
        elif move.id not in new:
            days = _("gone: {day}").format(day=_day(move.old))
        lines.append(_line(days, move.title, move.id))
    ids = {move.id for move in changed}
    lines += [text for identity, text in _states(old, new) if identity not in ids]
    if not lines:
        return _("No deadline changes.") + "\n"
    return _("Deadlines:") + "\n" + "".join(f"  {line}\n" for line in lines)


MOST_MOVES = 30


def brief(before: Sequence[Deadline], after: Sequence[Deadline]) -> str:
    """How many deadlines come, and those that move or go: for a change of many projects at once."""
    old = {d.id for d in before}
    new = sum(1 for d in after if d.id not in old and d.due)
    kept = [d for d in after if d.id in old]
    text = effects(before, kept) if before else ""
    lines = text.splitlines()
    if len(lines) > MOST_MOVES:
        more = len(lines) - MOST_MOVES
        rest = ngettext("… and {n} more line", "… and {n} more lines", more).format(n=more)
        text = "".join(f"{line}\n" for line in lines[:MOST_MOVES]) + f"  {rest}\n"
    if new:
        text = text if lines != [_("No deadline changes.")] else ""
        text += ngettext("{n} new deadline with a date.", "{n} new deadlines with a date.", new).format(n=new) + "\n"
    return text


def _states(old: dict[str, Deadline], new: dict[str, Deadline]) -> Iterator[tuple[str, str]]:
    for identity, deadline in new.items():
        before = old.get(identity)
        states = (before.state if before else None, deadline.state)
        if states[0] != states[1]:
            words = " → ".join(value_label(state) if state else "–" for state in states)
            yield identity, _line(words, title_of(deadline), identity)
    for identity, deadline in old.items():
        if identity not in new and deadline.due is None:
            yield identity, _line(_("gone"), title_of(deadline), identity)


def _line(what: str, title: str, identity: str) -> str:
    return f"{what}  {clean(title)}  [{clean(identity)}]"


def _day(day: date | None) -> str:
    return fmt_date(day, weekday=True) if day else _("no date")
