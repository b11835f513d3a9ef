"""What a change does: the lines of the file that differ, and the deadlines that move."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from foerder.deadlines.explain import title_of
from foerder.editor.patch import shared_ends
from foerder.model import Deadline
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.text.plain import clean
from foerder.views.what_if import moves

CONTEXT = 3
_NO_NEWLINE = "\x00"
_COLORS = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}
_CHOSEN = re.compile(
    r'\+\s*(kind|status|type|of|remedy|level|after|before|snap|by|heartbeat) = ("[a-z-]+"|\[.*\])\Z'
)
_HUNK = re.compile(r"\A@@ -(\d+)((?:,\d+)?) \+(\d+)((?:,\d+)?) @@")


def diff(old: str, new: str, path: str, color: bool = False) -> str:
    """The unified diff; control characters are shown, never sent to the terminal."""
    before, after = _lines(old), _lines(new)
    # Lines at both ends that are the same need not be compared.
    start, stop = (max(same - CONTEXT, 0) for same in shared_ends(before, after))
    pieces = (before[start : len(before) - stop], after[start : len(after) - stop])
    lines = []
    for line in difflib.unified_diff(*pieces, path, path, lineterm="", n=CONTEXT):
        lines.append(_styled(_named(_moved(line, start)), color))
        if line.endswith(_NO_NEWLINE):
            lines.append("\\ " + _("No newline at end of file") + "\n")
    return "".join(lines)


def _moved(line: str, by: int) -> str:
    """A line of the diff with the numbers that its lines have in the whole file."""

    def shifted(hunk: re.Match[str]) -> str:
        return f"@@ -{int(hunk[1]) + by}{hunk[2]} +{int(hunk[3]) + by}{hunk[4]} @@"

    return _HUNK.sub(shifted, line, count=1)


def _named(line: str) -> str:
    """A new line, with the words of the screen beside those of the file:
    ``status = "withdrawn"   (zurückgezogen)``.
    """
    match = _CHOSEN.match(line)
    if match is None:
        return line
    words = re.findall(r'"([^"]+)"', match[2])
    labels = [value_label(word) for word in words]
    plain = [word.replace("-", " ") for word in words]
    return line if labels in (words, plain) else f"{line}   ({', '.join(labels)})"


def _styled(line: str, color: bool) -> str:
    text = "\t".join(map(clean, line.removesuffix(_NO_NEWLINE).split("\t")))
    if not color or line[:1] not in _COLORS or line.startswith(("---", "+++")):
        return f"{text}\n"
    return f"{_COLORS[line[0]]}{text}\x1b[0m\n"


def _lines(text: str) -> list[str]:
    """The lines without their ends; a last line without one is told apart."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if not lines[-1]:
        return lines[:-1]
    lines[-1] += _NO_NEWLINE
    return lines


def effects(before: Sequence[Deadline], after: Sequence[Deadline]) -> str:
    """A line for every deadline that moves, comes, goes, or changes its state."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    lines = {}
    for move in moves(before, after):
        days = f"{_day_text(move.old)} → {_day_text(move.new)}"
        if move.id not in old:
            days = _("new: {day}").format(day=_day_text(move.new))
        elif move.id not in new:
            days = _("gone: {day}").format(day=_day_text(move.old))
        lines[move.id] = _line(days, move.title, move.id)
    for identity, text in _states(old, new):
        lines.setdefault(identity, text)
    if not lines:
        return _("No deadline changes.") + "\n"
    return _("Deadlines:") + "\n" + "".join(f"  {line}\n" for line in lines.values())


MOST_MOVES = 30


def brief(before: Sequence[Deadline], after: Sequence[Deadline]) -> str:
    """How many deadlines come, and those that move or go: for a change of many
    projects at once.
    """
    old = {one.id for one in before}
    kept = [one for one in after if one.id in old]
    new = sum(one.id not in old and one.due is not None for one in after)
    lines = effects(before, kept).splitlines() if before else []
    if len(lines) > MOST_MOVES:
        more = len(lines) - MOST_MOVES
        rest = ngettext("… and {n} more line", "… and {n} more lines", more).format(n=more)
        lines[MOST_MOVES:] = [f"  {rest}"]
    if new:
        come = ngettext("{n} new deadline with a date.", "{n} new deadlines with a date.", new)
        moved = [line for line in lines if line != _("No deadline changes.")]
        lines = [*moved, come.format(n=new)]
    return "".join(f"{line}\n" for line in lines)


def _states(
    old: Mapping[str, Deadline], new: Mapping[str, Deadline]
) -> Iterator[tuple[str, str]]:
    for identity, deadline in new.items():
        before = getattr(old.get(identity), "state", None)
        if before != deadline.state:
            words = f"{value_label(before or '–')} → {value_label(deadline.state)}"
            yield identity, _line(words, title_of(deadline), identity)
    for identity, deadline in old.items():
        if identity not in new and deadline.due is None:
            yield identity, _line(_("gone"), title_of(deadline), identity)


def _line(what: str, title: str, identity: str) -> str:
    return f"{what}  {clean(title)}  [{clean(identity)}]"


def _day_text(day: date | None) -> str:
    return fmt_date(day, weekday=True) or _("no date")
