"""The sheet of deadlines come back: done, extended, or a fixed day that is another one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from foerder.model import Deadline, Done, Extension
from foerder.spreadsheets.cells import written
from foerder.spreadsheets.columns import Column
from foerder.spreadsheets.exported import Exported, is_same
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Cell, Line, Reading, Target
from foerder.spreadsheets.tables import Found
from foerder.text import values
from foerder.text.glossary import VALUES, words_of
from foerder.text.i18n import _
from foerder.text.values import Doubtful

RECORDED = {"done_on": Column("on", "date"), "done_proof": Column("proof")}
_EXTENDED = re.compile(
    r"(?:frist)?verlängert\s+bis\s+(?:zum\s+)?|extended\s+(?:to|until)\s+",
    re.IGNORECASE,
)
STATES = ("overdue", "due", "upcoming", "open", "done", "settled", "past")


class DeadlineRows:
    """Reads foerder's own sheet of deadlines."""

    def __init__(
        self,
        reading: Reading,
        deadlines: Mapping[str, Deadline],
        exported: Exported,
    ) -> None:
        self.reading = reading
        self.deadlines = deadlines
        self.exported = exported

    def read(self, found: Found) -> None:
        """Every row: only what was typed over is looked at."""
        rows = {row.number: row for row in found.grid.rows}
        for line in self.reading.lines(found):
            told = self.exported.row(rows[line.number])
            typed = []
            for cell in line.cells.values():
                if cell.is_empty or any(
                    is_same(cell.value, each.get(cell.column.name)) for each in told
                ):
                    self.reading.see(cell)
                elif cell.column.name != "deadline_id":
                    typed.append(cell)
            deadline = self.deadlines.get(line.text("deadline_id"))
            if typed and deadline is None:
                self.reading.doubt_row(line, _("there is no deadline with this id"))
            elif typed and deadline is not None:
                self._row(line, deadline, {cell.column.name: cell for cell in typed})
            self.reading.leftover(line)

    def _row(self, line: Line, deadline: Deadline, typed: dict[str, Cell]) -> None:
        state = typed.pop("state", None)
        if state is not None:
            self._state(deadline, state, typed)
        if "done_on" in typed or ("done_proof" in typed and deadline.done is not None):
            self._done(
                deadline,
                {name: typed.pop(name) for name in RECORDED if name in typed},
            )
        due = typed.pop("due", None)
        if due is not None:
            self._due(deadline, due)
        for cell in typed.values():
            why = _("foerder computes this: what is typed here is not read")
            if cell.column.name == "done_proof":
                why = _("when was it done? the day is missing")
            self.reading.doubt(cell, why)

    def _state(self, deadline: Deadline, cell: Cell, typed: dict[str, Cell]) -> None:
        """A word for the state: done, or extended to a day; what was true on another day is no edit."""
        text = written(cell.value)
        self.reading.see(cell)
        extended = _EXTENDED.match(text)
        if extended:
            self._extend(deadline, cell, text[extended.end() :])
        elif text.casefold() in words_of("done"):
            if "done_on" not in typed and deadline.state != "done":
                self.reading.doubt(cell, _("when was it done? the day is missing"))
        elif deadline.state == "done":
            self.reading.doubt(
                cell,
                _("it is recorded as done: foerder undo-done {id}").format(id=deadline.id),
            )
        elif not any(text.startswith(VALUES[state]) for state in STATES):
            self.reading.doubt(cell, _("not possible here: done, or extended until a day"))

    def _done(self, deadline: Deadline, cells: dict[str, Cell]) -> None:
        """What was handed in, and when."""
        name = deadline.id.partition("/")[2]
        project = deadline.project
        if project is None:
            for cell in cells.values():
                self.reading.doubt(cell, _("the call of a programme belongs to no project"))
            return
        if deadline.done is not None:
            target = _recorded(deadline.id, deadline.done)
        else:
            new = New(
                "done",
                deadline.id,
                {"deadline": name},
                cells["done_on"].where,
                project.place.path,
                project.place.file,
            )
            target = Target(deadline.id, new.file, ("project", "done"), new.values.get, new)
        for each, cell in cells.items():
            self.reading.apply(target, cell._replace(column=RECORDED[each]))
        if target.new is not None and "on" in target.new.values:
            self.reading.result.new.append(target.new)

    def _due(self, deadline: Deadline, cell: Cell) -> None:
        """Another day: of a fixed one the rule changes, of an extended one the extension."""
        try:
            day = self.reading.read(cell)
        except Doubtful as fault:
            self.reading.doubt(cell, str(fault))
            return
        rule = self._fixed(deadline)
        if deadline.extension is not None:
            self.reading.set(_recorded(deadline.id, deadline.extension), "to", day, cell)
        elif rule is not None:
            target = Target(deadline.id, rule.place.file, rule.place.path, rule.keys.get)
            self.reading.set(target, "due", day, cell)
        else:
            why = _("this day is counted: foerder extend {id} --to {day}")
            self.reading.doubt(cell, why.format(id=deadline.id, day=day.isoformat()))

    def _fixed(self, deadline: Deadline) -> Any:
        """The rule of the register that names this day itself."""
        holders = (deadline.period, deadline.project)
        for holder in holders:
            for rule in holder.deadlines if holder is not None else ():
                mine = deadline.id.endswith(f"/{rule.id}")
                if mine and rule.place is not None and "due" in rule.keys:
                    return rule
        return None

    def _extend(self, deadline: Deadline, cell: Cell, text: str) -> None:
        """``verlängert bis 31.03.2027``."""
        project = deadline.project
        try:
            day = values.day(text)
        except Doubtful as fault:
            self.reading.doubt(cell, str(fault))
            return
        if project is None:
            self.reading.doubt(cell, _("the call of a programme belongs to no project"))
            return
        if deadline.extension is not None:
            self.reading.set(_recorded(deadline.id, deadline.extension), "to", day, cell)
            return
        held = {"deadline": deadline.id.partition("/")[2], "to": day}
        self.reading.result.new.append(
            New(
                "extension",
                deadline.id,
                held,
                cell.where,
                project.place.path,
                project.place.file,
            )
        )


def _recorded(identity: str, record: Done | Extension) -> Target:
    """What the register says already of a deadline, as the place of an edit."""
    return Target(
        identity, record.place.file, record.place.path, lambda key: getattr(record, key, None)
    )
