"""The smallest edits of a TOML text: set or drop a key, append or take out a table.

Nothing else is written again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from foerder.toml import render
from foerder.toml.brackets import Brackets, Edit, line_end, line_start, next_line
from foerder.toml.positions import Entry, Layout, Path

__all__ = ["Edit", "Splicer"]
_COMMENT = re.compile(r"[ \t]*#")


class Splicer:
    """Finds the place of a change in one text."""

    def __init__(self, text: str, newline: str) -> None:
        self.text = text
        self.newline = newline
        self.layout = Layout(text)
        starts = set(self.layout.statements)
        entries = self.layout.entries
        self.statements = [e for e in entries if e.start in starts and e.kind != "item"]

    # How a table is written

    def form(self, path: Path) -> str:
        """``header``, ``inline``, ``dotted``, or ``missing``; the head of the
        file is a ``header``.
        """
        if not path:
            return "header"
        entry = self.layout.entry(path)
        if entry is None:
            return "missing"
        if entry.kind == "table":
            return "header" if self.text.startswith("[", entry.start) else "dotted"
        return "inline"

    def is_inline_list(self, path: Path) -> bool:
        """Whether a list of tables is in brackets on the right of an equals sign."""
        entry = self.layout.entry(path)
        return entry is not None and entry.kind == "key"

    # Keys

    def set(self, path: Path, key: str, value: Any, order: Sequence[str]) -> list[Edit]:
        """Give a key another value, or add it behind the key that comes before
        it in the format.
        """
        entry = self.layout.entry((*path, key))
        if entry is not None and entry.kind == "key":
            old = self.text[entry.value : entry.end]
            return [Edit(entry.value, entry.end, render.literal_like(value, old, self.newline))]
        form = self.form(path)
        pair = f"{render.key(key)} = {render.literal(value)}"
        if form == "inline":
            return self._brackets(path).append(pair)
        if form == "header":
            return self._add_line(path, key, pair, order)
        if form == "dotted":
            last = [e for e in self.statements if e.path[: len(path)] == path][-1]
            names = ".".join(render.key(str(name)) for name in path)
            return self._line_after(last, f"{names}.{pair}")
        return self._add_single(path, pair)

    def unset(self, path: Path, key: str) -> list[Edit]:
        """Take a key out, with its line and what is written beside it."""
        full = (*path, key)
        if self.form(path) == "inline":
            return self._brackets(path).take_out(full)
        entry = self.layout.entry(full)
        if entry is None:
            return []
        return [self._cut(line_start(self.text, entry.start), next_line(self.text, entry.end))]

    def _brackets(self, path: Path) -> Brackets:
        entry = self.layout.entry(path)
        assert entry is not None
        return Brackets(self.layout, entry, self.newline)

    def _own_keys(self, path: Path) -> list[Entry]:
        """The keys below the header of a table, or at the head of the file."""
        header = self.layout.entry(path)
        begin = header.end if header else 0
        end = next((e.start for e in self._headers() if e.start >= begin), len(self.text))
        return [e for e in self.statements if e.kind == "key" and begin <= e.start < end]

    def _headers(self) -> list[Entry]:
        return [e for e in self.statements if self._is_header(e)]

    def _is_header(self, entry: Entry) -> bool:
        return entry.kind == "table" and self.text.startswith("[", entry.start)

    def _add_line(self, path: Path, key: str, pair: str, order: Sequence[str]) -> list[Edit]:
        own = self._own_keys(path)
        known = {name: number for number, name in enumerate(order)}
        ranked = [(known.get(str(e.path[len(path)]), -1), e.start, e) for e in own]
        earlier = [one for one in ranked if one[0] < known.get(key, len(known))]
        if earlier:
            _rank, _start, last = max(earlier)
            return self._line_after(last, pair)
        header = self.layout.entry(path)
        if header is not None:
            return self._line_after(header, pair, self._indent(own[0]) if own else None)
        begin = own[0].start if own else 0
        return [Edit(begin, begin, f"{pair}{self.newline}")]

    def _line_after(self, entry: Entry, written: str, indent: str | None = None) -> list[Edit]:
        at = line_end(self.text, entry.end)
        lead = self._indent(entry) if indent is None else indent
        return [Edit(at, at, f"{self._newline_at(at)}{lead}{written}")]

    def _add_single(self, path: Path, pair: str) -> list[Edit]:
        """A new ``[table]`` below the keys at the head of the file."""
        own = self._own_keys(())
        header = f"[{render.key(str(path[0]))}]{self.newline}{pair}"
        if not own:
            return [Edit(0, 0, header + self.newline * 2)]
        at = line_end(self.text, own[-1].end)
        return [Edit(at, at, self.newline * 2 + header)]

    def _indent(self, entry: Entry) -> str:
        lead = self.text[line_start(self.text, entry.start) : entry.start]
        return lead if not lead.strip(" \t") else ""

    def _newline_at(self, at: int) -> str:
        """The line break that this line has; at the end of the text the usual one."""
        for newline in ("\r\n", "\n"):
            if self.text.startswith(newline, at):
                return newline
        return self.newline

    def _cut(self, start: int, end: int) -> Edit:
        """Whole lines taken out; of a last line without a line break the one before it goes."""
        if end == len(self.text) and not self.text.endswith("\n") and start > 0:
            start -= 1 + self.text.startswith("\r\n", start - 2)
        return Edit(start, end, "")

    # Tables in lists

    def append(self, path: Path, name: str, values: Mapping[str, Any]) -> list[Edit]:
        """Add a table at the end of a list."""
        array = (*path, name)
        count = next(n for n in itertools.count() if self.layout.entry((*array, n)) is None)
        if self.is_inline_list(array):
            return self._brackets(array).append(render.literal(values))
        if self.form(path) == "inline":
            pair = f"{render.key(name)} = {render.literal([values])}"
            return self._brackets(path).append(pair)
        last = self._last_of((*array, count - 1)) if count else self._last_of(path)
        if last is None:
            at = len(self.text)
            return self._append_at(at, array, values, "", bool(self.text.strip()))
        at = self._own_comments_end(last)
        sibling = self._sibling(path, array, count)
        indent = self._child_indent(path) if sibling is None else self._indent(sibling)
        # Directly below a comment the new header would take it for its own.
        below_comment = at != line_end(self.text, last.end)
        blank = sibling is None or self._set_apart(sibling) or below_comment
        return self._append_at(at, array, values, indent, blank)

    def append_all(
        self, path: Path, name: str, items: Sequence[Mapping[str, Any]]
    ) -> list[Edit]:
        """Add several tables at the end of a list that is written with headers,
        a blank line before each.
        """
        first = self.append(path, name, items[0])[0]
        newline = self._newline_at(first.start)
        parts = [first.text.removesuffix(newline)]
        for item in items[1:]:
            parts += ["", *render.block((name,), item, "", True)]
        end = newline * first.text.endswith(newline)
        return [first._replace(text=newline.join(parts) + end)]

    def _append_at(
        self, at: int, array: Path, values: Mapping[str, Any], indent: str, blank: bool
    ) -> list[Edit]:
        names = tuple(part for part in array if isinstance(part, str))
        newline = self._newline_at(at)
        lines = [""] * blank + list(render.block(names, values, indent, blank))
        text = newline.join(lines)
        if at == len(self.text) and (not self.text or self.text.endswith("\n")):
            return [Edit(at, at, text + newline)]
        return [Edit(at, at, newline + text)]

    def _sibling(self, path: Path, array: Path, count: int) -> Entry | None:
        """A table whose look the new one takes: the last of its list, else the
        last inside the same table.
        """
        if count:
            return self.layout.entry((*array, count - 1))
        return self._last_inside(path, len(path)) if path else None

    def _last_inside(self, path: Path, shared: int) -> Entry | None:
        """The last table one list further in than a path, of which so many
        parts are ``shared``.
        """
        deep = [e for e in self._headers() if len(e.path) == len(path) + 2]
        alike = [e for e in deep if e.path[:shared] == path[:shared]]
        return next(reversed(alike), None)

    def _child_indent(self, path: Path) -> str:
        header = self.layout.entry(path)
        if header is None:
            return ""
        alike = self._last_inside(path, 1)
        return self._indent(alike) if alike else self._indent(header) + "  "

    def _set_apart(self, header: Entry) -> bool:
        """Whether a blank line is before a table and its comment."""
        start = self._with_comments_above(line_start(self.text, header.start))
        return start == 0 or self._is_blank(start - 1)

    def _last_of(self, path: Path) -> Entry | None:
        """The last statement of a table and of all that is inside it."""
        return next(reversed(self._in_table(path)), None)

    def _in_table(self, path: Path) -> list[Entry]:
        found, within = [], not path
        for entry in self.statements:
            if self._is_header(entry):
                within = entry.path[: len(path)] == path
            if within:
                found.append(entry)
        return found

    def vanishes(self, path: Path) -> bool:
        """Whether a list is gone with this table; brackets on a line of their own stay, empty."""
        if not self.is_inline_list(path[:-1]):
            return self.layout.entry((*path[:-1], 1)) is None
        return self.form(path[:-2]) == "inline" and len(self._brackets(path[:-1]).elements) == 1

    def remove(self, path: Path) -> list[Edit]:
        """Take a table out of its list: its header, all that is inside it, and
        the comment block above it.
        """
        if self.vanishes(path) and self.is_inline_list(path[:-1]):
            return self.unset(path[:-2], str(path[-2]))
        if self.is_inline_list(path[:-1]):
            return self._brackets(path[:-1]).take_out(path)
        mine = set(self._in_table(path))
        runs = itertools.groupby(self.statements, mine.__contains__)
        inside = [list(run) for belongs, run in runs if belongs]
        return [self._remove_lines(run[0], run[-1]) for run in inside]

    def _remove_lines(self, first: Entry, last: Entry) -> Edit:
        end = next_line(self.text, self._indented_comments_end(last))
        start = self._with_heading(
            self._with_comments_above(line_start(self.text, first.start)), end, first.path
        )
        comment_stays = end < self._own_comments_end(last)
        if start > 0 and self._is_blank(start - 1) and not comment_stays:
            start = line_start(self.text, start - 1)
        elif start == 0:
            while end < len(self.text) and self._is_blank(end):
                end = next_line(self.text, end)
        return self._cut(start, end)

    def _with_heading(self, start: int, end: int, path: Path) -> int:
        """The start of the heading above a table that goes, where no other
        table is below it; else ``start``.
        """
        below = start
        while below > 0 and self._is_blank(below - 1):
            below = line_start(self.text, below - 1)
        top = self._with_comments_above(below)
        lines = self.text[top:below].splitlines()
        named = [line for line in lines if re.search(r"\w", line)]
        set_apart = 0 < top < below < start and self._is_blank(top - 1)
        if not set_apart or len(named) > 1 or self._is_followed(end, path[:-2]):
            return start
        return top

    def _is_followed(self, end: int, around: Path) -> bool:
        """Whether the next table is in the same one, with no heading of its own before it."""
        following = next((e for e in self._headers() if e.start >= end), None)
        if following is None or following.path[: len(around)] != around:
            return False
        own = self._with_comments_above(line_start(self.text, following.start))
        while end < own and not self._is_comment(end):
            end = next_line(self.text, end)
        return end >= own

    # Whose comment is it? What is directly above a header belongs to it, and a heading that is set apart to the tables
    # below it; what is directly below a table's last key, with a blank line or the end behind it, to that table – but
    # at the margin it may speak of anything: it stays when the table goes.

    def _is_blank(self, at: int) -> bool:
        """Whether the line of an offset holds nothing but spaces."""
        return not self.text[line_start(self.text, at) : line_end(self.text, at)].strip(" \t\r")

    def _is_comment(self, at: int) -> bool:
        return _COMMENT.match(self.text, at) is not None

    def _with_comments_above(self, start: int) -> int:
        """The start of the comment lines directly above a line."""
        while start > 0:
            above = line_start(self.text, start - 1)
            if not self._is_comment(above) or self._inside_value(above):
                break
            start = above
        return start

    def _inside_value(self, at: int) -> bool:
        """Whether an offset lies in a text or list of several lines."""
        return any(e.kind == "key" and e.start < at < e.end for e in self.statements)

    def _own_comments_end(self, last: Entry) -> int:
        """The end of a table's last line, the comment lines that belong to it included."""
        end = line_end(self.text, last.end)
        at, stop = next_line(self.text, end), end
        while at < len(self.text) and self._is_comment(at):
            stop = line_end(self.text, at)
            at = next_line(self.text, stop)
        return stop if at >= len(self.text) or self._is_blank(at) else end

    def _indented_comments_end(self, last: Entry) -> int:
        """The same without the comment lines at the margin."""
        whole, end = self._own_comments_end(last), line_end(self.text, last.end)
        at = next_line(self.text, end)
        while end < whole and self.text[at] in " \t":
            end = line_end(self.text, at)
            at = next_line(self.text, end)
        return end
