"""The sheet of deadlines come back: done, extended, or a fixed day that is another one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foerder.model import Deadline
from foerder.spreadsheets.cells import written
from foerder.spreadsheets.columns import Column
from foerder.spreadsheets.exported import Exported, Values, is_same
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Cell, Line, Reading, Target, fresh, of_rule, old
from foerder.spreadsheets.tables import Found
from foerder.terms import Place
from foerder.text import values
from foerder.text.glossary import VALUES, words_of
from foerder.text.i18n import _
from foerder.text.values import Doubtful

RECORDED = {"done_on": Column("on", "date"), "done_proof": Column("proof")}
_EXTENDED = re.compile(
    r"(?:frist)?verlängert\s+bis\s+(?:zum\s+)?|extended\s+(?:to|until)\s+", re.IGNORECASE
)
STATES = ("overdue", "due", "upcoming", "open", "done", "settled", "past")


class DeadlineRows:
    """Reads foerder's own sheet of deadlines."""

    def __init__(
        self, reading: Reading, deadlines: Mapping[str, Deadline], exported: Exported
    ) -> None:
        self.reading = reading
        self.deadlines = deadlines
        self.exported = exported

    def read(self, found: Found) -> None:
        """Every row: only what was typed over is looked at."""
        rows = {row.number: row for row in found.grid.rows}
        for line in self.reading.lines(found):
            typed = self._typed(line, self.exported.row(rows[line.number]))
            deadline = self.deadlines.get(line.text("deadline_id"))
            if typed and deadline is None:
                self.reading.doubt_row(line, _("there is no deadline with this id"))
            elif typed and deadline is not None:
                self._row(deadline, typed)
            self.reading.leftover(line)

    def _typed(self, line: Line, told: Sequence[Values]) -> dict[str, Cell]:
        """The cells that were typed over; what was written is seen."""
        typed = {}
        for name, cell in line.cells.items():
            if cell.is_empty or any(is_same(cell.value, each.get(name)) for each in told):
                self.reading.see(cell)
            elif name != "deadline_id":
                typed[name] = cell
        return typed

    def _row(self, deadline: Deadline, typed: dict[str, Cell]) -> None:
        state = typed.pop("state", None)
        if state is not None:
            self._state(deadline, state, typed)
        if "done_on" in typed or ("done_proof" in typed and deadline.done is not None):
            cells = {name: typed.pop(name) for name in RECORDED if name in typed}
            self._done(deadline, cells)
        due = typed.pop("due", None)
        if due is not None:
            with self.reading.doubting(due):
                self._due(deadline, due)
        for cell in typed.values():
            why = _("foerder computes this: what is typed here is not read")
            if cell.column.name == "done_proof":
                why = _("when was it done? the day is missing")
            self.reading.doubt(cell, why)

    def _state(self, deadline: Deadline, cell: Cell, typed: dict[str, Cell]) -> None:
        """A word for the state: done, or extended to a day; what was true on
        another day is no edit.
        """
        text = written(cell.value)
        self.reading.see(cell)
        extended = _EXTENDED.match(text)
        if extended:
            with self.reading.doubting(cell):
                self._extend(deadline, cell, text[extended.end() :])
        elif text.casefold() in words_of("done"):
            if "done_on" not in typed and deadline.state != "done":
                self.reading.doubt(cell, _("when was it done? the day is missing"))
        elif deadline.state == "done":
            self.reading.doubt(
                cell, _("it is recorded as done: foerder undo-done {id}").format(id=deadline.id)
            )
        elif not any(text.startswith(VALUES[state]) for state in STATES):
            self.reading.doubt(cell, _("not possible here: done, or extended until a day"))

    def _done(self, deadline: Deadline, cells: dict[str, Cell]) -> None:
        """What was handed in, and when."""
        if deadline.project is None:
            for cell in cells.values():
                self.reading.doubt(cell, _("the call of a programme belongs to no project"))
            return
        if deadline.done is not None:
            target = old(deadline.id, deadline.done)
        else:
            where = cells["done_on"].where
            target = fresh(_new("done", deadline, deadline.project.place, where))
        for each, cell in cells.items():
            self.reading.apply(target, cell._replace(column=RECORDED[each]))
        if target.new is not None and "on" in target.new.values:
            self.reading.begin(target.new)

    def _due(self, deadline: Deadline, cell: Cell) -> None:
        """Another day: of a fixed one the rule changes, of an extended one the extension.

        Raises `Doubtful`.
        """
        day = self.reading.read(cell)
        rule = self._fixed(deadline)
        if deadline.extension is not None:
            self.reading.set(old(deadline.id, deadline.extension), "to", day, cell)
        elif rule is not None:
            self.reading.set(rule, "due", day, cell)
        else:
            why = _("this day is counted: foerder extend {id} --to {day}")
            raise Doubtful(why.format(id=deadline.id, day=day.isoformat()))

    def _fixed(self, deadline: Deadline) -> Target | None:
        """The rule of the register that names this day itself."""
        for holder in (deadline.period, deadline.project):
            for rule in holder.deadlines if holder is not None else ():
                if deadline.id.endswith(f"/{rule.id}") and "due" in rule.keys and rule.place:
                    return of_rule(deadline.id, rule)
        return None

    def _extend(self, deadline: Deadline, cell: Cell, text: str) -> None:
        """``verlängert bis 31.03.2027``. Raises `Doubtful`."""
        day = values.day(text)
        if deadline.project is None:
            raise Doubtful(_("the call of a programme belongs to no project"))
        if deadline.extension is not None:
            self.reading.set(old(deadline.id, deadline.extension), "to", day, cell)
            return
        new = _new("extension", deadline, deadline.project.place, cell.where)
        new.values["to"] = day
        self.reading.begin(new)


def _new(table: str, deadline: Deadline, place: Place, where: str) -> New:
    """What is recorded of a deadline for the first time. ``place``: its project's."""
    values = {"deadline": deadline.id.partition("/")[2]}
    return New(table, deadline.id, values, where, place.path, place.file)
