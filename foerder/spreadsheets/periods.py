"""What a row says of its period: days, amounts, the financing plan, the last days of duties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from foerder.model import Deadline, Rule
from foerder.money.plan import is_own
from foerder.spreadsheets.columns import PROJECTS, Column
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Cell, Line, Reading, Target, of_rule
from foerder.text.glossary import value_label
from foerder.text.i18n import _
from foerder.text.values import Doubtful

SPECIAL = frozenset("id period programme funds level authority follows".split())
SPECIAL |= {column.name for column in PROJECTS.read_only}
"""Columns that are more than one key of a project or period."""
OWN = "Eigenmittel"
EXPIRY_ANCHORS = {"earmark-end": "purpose-fulfilled", "retention-end": "final-report"}
"""What a span of an expiry is counted from: VV Nr. 4.2.4 zu § 44 BHO, ANBest-P Nr. 6.5."""


class PeriodRows:
    """Compares rows with periods, old and new."""

    def __init__(self, reading: Reading, deadlines: Mapping[str, Deadline]) -> None:
        self.reading = reading
        self.deadlines = deadlines

    def read(self, line: Line, period: Target) -> None:
        """All that a row says of its period."""
        for cell in line.cells.values():
            if cell.column.period and cell.column.name not in SPECIAL:
                self.reading.apply(period, cell)
        self._in_order(line, period)
        self._financing(line, period)
        for kind, cell in line.duties.items():
            told = Target(period.subject, 0, (), lambda key: None)
            if self.reading.is_first(told, kind, cell):
                with self.reading.doubting(cell):
                    self._duty(period, kind, cell)

    def _in_order(self, line: Line, period: Target) -> None:
        """An end before the start: what the row says of either is not taken over. A new
        end replaces a duration.
        """
        start, end = self._day(period, "start"), self._day(period, "end")
        if start and end and start > end:
            for name in ("start", "end"):
                self._take_back(period, name, line.cells.get(name))
        duration = period.current("duration")
        is_new_end = (period.file, period.path, "end") in self.reading.result.changed
        if is_new_end and duration and not period.new:
            cell = line.cells["end"]._replace(column=Column("duration"))
            self.reading.change(period, "duration", duration, None, cell)

    def _day(self, period: Target, name: str) -> Any:
        """A day of the period as it will be."""
        if period.new is not None:
            return period.new.values.get(name)
        change = self.reading.result.changed.get((period.file, period.path, name))
        return change.new if change else period.current(name)

    def _take_back(self, period: Target, name: str, cell: Cell | None) -> None:
        """Not take over what the row says in a cell, where it says something."""
        if cell is None:
            return
        changed = self.reading.result.changed
        taken = changed.pop((period.file, period.path, name), None)
        if period.new is not None:
            taken = period.new.values.pop(name, None)
        if taken is not None:
            self.reading.doubt(cell, _("the end is before the start"))

    def _financing(self, line: Line, period: Target) -> None:
        """Own funds and the rate of the grant are rows of the financing plan."""
        payer = line.text("funds") or value_label("grant")
        for name, funder in (("own_funds", OWN), ("funding_rate", payer)):
            cell = line.get(name)
            if cell is not None and self.reading.is_first(period, name, cell):
                with self.reading.doubting(cell):
                    self._pay(period, cell, funder)

    def _pay(self, period: Target, cell: Cell, funder: str) -> None:
        """A row of the financing plan, where the register has it not. Raises `Doubtful`."""
        told = self.reading.read(cell)
        if not isinstance(told, dict):
            told = {"share": told}
        ((key, value),) = told.items()
        for row in period.current("financing") or ():
            if is_own(row.funder) != is_own(funder):
                continue
            if getattr(row, key) != value:
                raise Doubtful(
                    _(
                        "the register's financing plan says something else: change it with foerder set"
                    )
                )
            return
        subject = f"{period.subject} · {funder}"
        self._append("financing", subject, {"funder": funder, **told}, cell, period)

    def _append(
        self, table: str, subject: str, values: dict[str, Any], cell: Cell, period: Target
    ) -> None:
        """A table more in a period."""
        new = New(table, subject, values, cell.where, period.path, period.file)
        self.reading.begin(new, period.new)

    def _duty(self, period: Target, kind: str, cell: Cell) -> None:
        """The day of a duty: fixed for this period, unless the register counts the same.

        Raises `Doubtful`.
        """
        identity = f"{period.subject}/{kind}"
        day = self.reading.read(cell)
        counted, rule = self.deadlines.get(identity), self._rule(identity)
        form = {"due": day}
        if not isinstance(day, date):
            form = {"after": EXPIRY_ANCHORS[kind], "offset": day}
        if counted is None and rule is None:
            values = {"id": kind, "kind": kind, **form}
            self._append("deadline", identity, values, cell, period)
            return
        target = of_rule(identity, rule) if rule else None
        if target and "due" in form and target.current("due"):
            self.reading.set(target, "due", day, cell)
        elif not self._is_counted(counted, rule, form):
            known = counted.nominal if counted else None
            why = _(
                "the register counts this day itself: {day}; change the rule or use foerder extend"
            )
            raise Doubtful(why.format(day=known or "–"))

    def _is_counted(
        self, counted: Deadline | None, rule: Rule | None, form: Mapping[str, Any]
    ) -> bool:
        """Whether the register comes to the same day, or by the same rule."""
        if counted is not None and counted.nominal == form.get("due", "–"):
            return True
        return rule is not None and all(rule.keys.get(key) == form[key] for key in form)

    def _rule(self, identity: str) -> Rule | None:
        """The rule of the register's period itself."""
        deadline = self.deadlines.get(identity)
        if deadline is None or deadline.period is None:
            return None
        kind = identity.rpartition("/")[2]
        return next((rule for rule in deadline.period.deadlines if rule.id == kind), None)
