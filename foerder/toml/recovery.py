"""Reading what is not TOML as a whole: block by block, so that one typo hides one table.

The text is cut before its top-level headers; blocks that fail are reported and
blanked, the rest is parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from foerder.model import Problem
from foerder.text.i18n import N_, Text, _, joined
from foerder.toml.parse import UNREADABLE, loads
from foerder.toml.source import Broken, Parsed, Source

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NAME = r"""(?:[\w-]+|"(?:[^"\\]|\\.)+"|'[^']+')"""
_TABLES = "settings|notify|authority|programme|rule_set|project|accept"
_HEADER = re.compile(
    rf"""[ \t]*(?:
      (?P<open>\[[ \t]*\[?)[ \t]*(?P<name>{_NAME})(?P<dotted>(?:[ \t]*\.[ \t]*{_NAME})*)
        [ \t]*\]{{1,2}}[ \t\r\n]*(?:\#|\Z)
    | (?P<slip>\[[ \t]*\[?)[ \t]*(?P<known>{_TABLES})(?![\w-])(?P<inner>[ \t]*\.)?
    | (?P<bare>{_TABLES})(?P<deeper>(?:\.[\w-]+)*)[ \t]*\]\]?[ \t\r\n]*(?:\#|\Z)
    )""",
    re.VERBOSE,
)
_NAMED = re.compile(r"""\s*(id|title)\s*=\s*(?:"([^"\\]*)"|'([^']*)')""")
AT_END = "(at end of document)"
_AT = re.compile(r"\(at line (\d+), column \d+\)\Z")
_SINGLE = ("settings", "notify")
_LABELS = {
    "project": N_("project"),
    "programme": N_("programme"),
    "authority": N_("authority"),
    "rule_set": N_("rule set"),
}
MOST_PER_BLOCK = 10
"""No more problems than this are looked for in one block."""


@dataclass
class _Block:
    """The lines (from 0) of one top-level table and of the sub-tables that belong to it."""

    table: str
    double: bool
    orphan: bool
    """It begins with a dotted header: the table itself was not defined before."""
    lines: list[int]
    data: dict[str, Any] | None = None


class Recovery:
    """Reads a text that is not TOML as a whole, block by block."""

    def __init__(self, source: Source) -> None:
        self.path = source.path
        self.lines: list[str] = _LINE.findall(source.text)
        self.live = list(self.lines)
        self.problems: list[Problem] = []
        self.broken: list[Broken] = []

    def run(self) -> Parsed:
        blocks = self._group(self._segments())
        for block in blocks:
            self._read(block)
        self._conflicts(blocks)
        data = self._parse_rest(blocks)
        self.problems.sort(key=lambda problem: problem.line or 0)
        self.broken.sort(key=lambda broken: broken.line)
        return Parsed(data, self.problems, "".join(self.live), self.broken)

    def _segments(self) -> list[_Block]:
        """Cut before every top-level header, and before a sub-table of another
        table than the one above.
        """
        segments = [_Block("", False, False, [])]
        for number, line in enumerate(self.lines):
            match = _HEADER.match(line) if "[" in line or "]" in line else None
            if match:
                begun = _begun(match)
                if not begun.orphan or begun.table != segments[-1].table:
                    segments.append(begun)
            segments[-1].lines.append(number)
        return list(self._joined(segments))

    def _joined(self, segments: list[_Block]) -> Iterator[_Block]:
        """Undo cuts inside long strings and lists: what looks like a header there is text."""
        number = 0
        while number < len(segments):
            segment = segments[number]
            number += 1
            if self._error(segment.lines) is not None:
                taken = self._runs_on(segment, segments[number:])
                for other in segments[number : number + taken]:
                    segment.lines += other.lines
                number += taken
            yield segment

    def _runs_on(self, segment: _Block, following: list[_Block]) -> int:
        """How many of the following segments belong to this one's last string or list."""
        delimiter = self._open_at_end(segment.lines)
        if delimiter is None:
            return 0
        lines, tries = list(segment.lines), 0
        for count, other in enumerate(following, start=1):
            lines += other.lines
            if delimiter.replace("[", "]") not in self._text(other.lines):
                continue
            error, tries = self._error(lines), tries + 1
            if error is None:
                return count
            if AT_END not in str(error) or tries == MOST_PER_BLOCK:
                # A slip elsewhere in a table whose long text holds a header: the pieces belong together.
                together = count == 1 and delimiter != "[" and not self._open_at_end(lines)
                return 1 if together and self._error(other.lines) is not None else 0
        return 0

    def _open_at_end(self, numbers: list[int]) -> str | None:
        """The long string or list that is still open where these lines end."""
        from foerder.toml.positions import Layout

        openings = Layout(self._text(numbers)).openings
        if openings and openings[-1].at_end and openings[-1].delimiter in ('"""', "'''", "["):
            return openings[-1].delimiter
        return None

    def _group(self, segments: list[_Block]) -> list[_Block]:
        """Give sub-tables that are apart to the table they belong to."""
        blocks: list[_Block] = []
        last: dict[str, _Block] = {}
        for segment in segments:
            if segment.orphan and segment.table in last:
                last[segment.table].lines += segment.lines
            else:
                blocks.append(segment)
                last[segment.table] = segment
        return blocks

    def _text(self, numbers: list[int]) -> str:
        return "".join(self.live[number] for number in numbers)

    def _error(self, numbers: list[int]) -> Exception | None:
        return _error(self._text(numbers))

    def _read(self, block: _Block) -> None:
        """Parse one block alone; report and blank it if that fails."""
        try:
            block.data = loads(self._text(block.lines))
        except UNREADABLE as error:
            self._report_slips(block, error)
            self._blank(block)

    def _report_slips(self, block: _Block, error: Exception) -> None:
        """Every slip of a block, as long as each is inside one line and the
        next one comes below it.
        """
        from foerder.toml.mistakes import explain_syntax_error

        lines = [self.lines[number] for number in block.lines]
        numbers = [number + 1 for number in block.lines]
        last = 0
        for _turn in range(MOST_PER_BLOCK):
            at = _line_of(error)
            if at is None and AT_END not in str(error):
                self._report(block, *self._too_much(lines, numbers))
                return
            slip = explain_syntax_error(lines, at or len(lines), str(error), numbers)
            if slip.line <= last:
                return
            self._report(block, slip.message, slip.remedy, slip.line)
            last = slip.line
            if not slip.local:
                return
            index = numbers.index(slip.line)
            lines[index] = _blanked(lines[index])
            following = _error("".join(lines))
            if following is None:
                return
            error = following

    def _too_much(self, lines: list[str], numbers: list[int]) -> tuple[str, str, int]:
        """Find the value that the parser refused without a place: too long a
        number, too deep a nesting.
        """
        from foerder.toml.positions import Layout

        layout = Layout("".join(lines))
        ends = [*layout.statements[1:], len(layout.text)]
        line = 1
        for start, end in zip(layout.statements, ends, strict=True):
            error = _error(layout.text[start:end])
            if error:
                line = layout.line_at(start)
                if _line_of(error) is None:
                    break
        message = _("the value is too long or nested too deeply")
        remedy = _("Write a number with fewer digits, or fewer brackets inside one another.")
        return message, remedy, numbers[line - 1]

    def _report(self, block: _Block, message: str, remedy: str, line: int) -> None:
        found = self._broken(block)
        project = found.id if block.table == "project" else None
        where = _where(block, found.id or found.title)
        text = joined(": ", (where, message)) if where else message
        self.problems.append(
            Problem(self.path, line, project, "error", "syntax", text, remedy, block.table)
        )

    def _reject(self, block: _Block, message: str, remedy: str, line: int = 0) -> None:
        """Report a block and blank it; ``line``: where, if not at its first line."""
        self._report(block, message, remedy, line or block.lines[0] + 1)
        self._blank(block)

    def _broken(self, block: _Block) -> Broken:
        first = block.lines[0]
        together = [n for place, n in enumerate(block.lines) if n == first + place]
        names: dict[str, str | None] = {}
        for number in block.lines[bool(block.table) :]:
            line = self.lines[number]
            if block.orphan or _HEADER.match(line) or line.lstrip().startswith("[["):
                break
            match = _NAMED.match(line)
            if match and names.get(match[1]) is None:
                names[match[1]] = match[2] or match[3]
        known = names.get("id"), names.get("title")
        return Broken(block.table, *known, first + 1, together[-1] + 1)

    def _blank(self, block: _Block) -> None:
        self.broken.append(self._broken(block))
        block.data = None
        for number in block.lines:
            self.live[number] = _blanked(self.live[number])

    def _conflicts(self, blocks: list[_Block]) -> None:
        """Blocks that are well formed but cannot be beside one another."""
        head, tables = blocks[0], _by_table(blocks)
        if head.data and not head.data.keys().isdisjoint(tables):
            self._head_conflict(head, tables)
        lists = {*_TABLES.split("|")}.difference(_SINGLE)
        for name, same in tables.items():
            doubles = [block for block in same if block.double]
            if name in _SINGLE or not (doubles or name in lists):
                self._only_one(name, same)
            elif len(same) > 1:
                self._only_lists(name, same)

    def _head_conflict(self, head: _Block, tables: dict[str, list[_Block]]) -> None:
        from foerder.toml.positions import Layout

        layout = Layout(self._text(head.lines))
        message = _('"{key}" is a key with a value here and a table in line {line}')
        remedy = _("Delete the key: the header is enough.")
        for key in head.data or {}:
            if key in tables:
                text = message.format(key=key, line=tables[key][0].lines[0] + 1)
                self._report(head, text, remedy, head.lines[layout.line((key,)) - 1] + 1)
        self._blank(head)

    def _only_one(self, name: str, same: list[_Block]) -> None:
        """``[settings]`` and its like are once, in single brackets."""
        right = [block for block in same if not block.double]
        first = [*right, *same][0]
        message = _("the table stands twice, the other time in line {line}")
        remedy = _("Put the keys of both under one header {header}.")
        texts = message.format(line=first.lines[0] + 1), remedy.format(header=f"[{name}]")
        for block in same:
            apart = (block.orphan and not first.double) or (first.orphan and not block.double)
            if block is not first and not apart:
                self._reject(block, *texts)

    def _only_lists(self, name: str, same: list[_Block]) -> None:
        """``[[project]]`` and its like are in double brackets, and before their sub-tables."""
        parent = f"[[{name}]]"
        for block in same:
            if block.double:
                continue
            message = _("{header} in single brackets, although there are several")
            remedy = _("Write {header}.").format(header=parent)
            if block.orphan:
                message = _("{header} is before any {parent}")
                remedy = _("Put {parent} with its id above it.").format(parent=parent)
            written = self.lines[block.lines[0]].partition("#")[0].strip()
            self._reject(block, message.format(header=written, parent=parent), remedy)

    def _parse_rest(self, blocks: list[_Block]) -> dict[str, Any]:
        """Parse what is left; blame a block for whatever still clashes, until the rest is TOML."""
        while True:
            try:
                return loads("".join(self.live))
            except UNREADABLE as error:
                alive = [block for block in blocks if block.data is not None]
                line = (_line_of(error) or len(self.lines) + 1) - 1
                guilty = next((block for block in alive if line in block.lines), alive[-1])
                message = _("the block does not agree with the tables above it")
                remedy = _(
                    "Compare its headers with those above: the same table may not be defined twice."
                )
                self._reject(guilty, message, remedy, min(line, guilty.lines[-1]) + 1)


def _by_table(blocks: list[_Block]) -> dict[str, list[_Block]]:
    """The blocks that can be read, by the name of their table."""
    tables: dict[str, list[_Block]] = {}
    for block in blocks:
        if block.table and block.data is not None:
            tables.setdefault(block.table, []).append(block)
    return tables


def _begun(header: re.Match[str]) -> _Block:
    """The block that a header begins."""
    name = _plain(header["name"] or header["known"] or header["bare"])
    dotted = bool(header["dotted"] or header["inner"] or header["deeper"])
    double = (header["open"] or header["slip"] or "[[").count("[") == 2
    return _Block(name, double and not dotted, dotted, [])


def _where(block: _Block, name: str | None) -> str:
    """What messages call a block: by its name, else by its header; empty for
    the head of the file.
    """
    label = _LABELS.get(block.table)
    if name and label:
        return Text('{kind} "{name}"').format(kind=_(label), name=name)
    if block.table in _SINGLE:
        return f"[{block.table}]"
    return f"[[{block.table}]]" if block.table and not block.orphan else ""


def _line_of(error: Exception) -> int | None:
    """The line that an error names."""
    at = _AT.search(str(error))
    return int(at[1]) if at else None


def _error(text: str) -> Exception | None:
    """Why a text is not TOML; None where it is."""
    try:
        loads(text)
    except UNREADABLE as error:
        return error
    return None


def _plain(name: str) -> str:
    """A header's name without its quotation marks."""
    if name[0] == '"':
        from foerder.toml.positions import unescape

        return unescape(name[1:-1])
    return name.strip("'")


def _blanked(line: str) -> str:
    """Spaces instead of every character; the line end stays."""
    return re.sub(r"\r(?!\n)|[^\r\n]", " ", line)
