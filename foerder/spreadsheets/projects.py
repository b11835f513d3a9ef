"""The list of projects: a row for each project and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from foerder.model import Deadline, Period
from foerder.register.values import SLUG
from foerder.spreadsheets.columns import PROJECTS
from foerder.spreadsheets.identity import (
    PeriodKey,
    Titles,
    begun,
    folded,
    marks_in,
    new_period_id,
    old_period,
)
from foerder.spreadsheets.periods import SPECIAL, PeriodRows
from foerder.spreadsheets.references import References
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Cell, Line, Reading, Target, fresh, of_period, old
from foerder.spreadsheets.spans import last_day
from foerder.spreadsheets.tables import Found
from foerder.text.i18n import _, slug
from foerder.text.values import Doubtful
from foerder.toml.positions import Path

EXAMPLE_ID = "beispiel-bitte-loeschen"


class Projects:
    """Reads the sheet of projects; afterwards it knows every project, old and new."""

    def __init__(self, reading: Reading, deadlines: Mapping[str, Deadline], file: int) -> None:
        self.reading = reading
        self.file = file
        self.by_id = {project.id: project for project in reading.register.projects}
        self.titles = Titles(reading.register, reading.as_written)
        self.fresh: dict[str, New] = {}
        self.rows = PeriodRows(reading, deadlines)
        self.references = References(reading, self.titles, self.fresh, file)
        self.seen: set[tuple[str, str]] = set()
        """The projects of the list, and with the id of each its periods."""
        self.starts: dict[str, Counter[date]] = {}
        """The starts that the list has for each project."""
        self.periods: dict[str, list[New]] = {}
        """The periods of each project that the list began."""

    def read(self, found: Found) -> None:
        """Every row: first whose it is, then what it says; a project may follow
        one of a later row.
        """
        lines = list(self.reading.lines(found))
        for line in lines:
            self._spread(line)
            self.titles.in_list[folded(line.text("title"))] += 1
        mine = []
        for line in lines:
            if line.text("id").startswith(EXAMPLE_ID) or (found.own and not line.text("id")):
                self.reading.see(*line.all())
                continue
            try:
                identity = self.identify(line)
            except Doubtful as fault:
                self.reading.doubt_row(line, str(fault))
            else:
                mine.append((line, identity, self._key(line, identity)))
        for line, identity, key in mine:
            self._row(line, identity, key)
            self.reading.leftover(line)
        self._prune()

    def _prune(self) -> None:
        """Take back new periods of which nothing but doubtful cells is told."""
        for identity, periods in self.periods.items():
            for new in [each for each in periods if not each.told and not each.inner]:
                periods.remove(new)
                held = self.reading.result.new
                if identity in self.fresh:
                    held = self.fresh[identity].inner["period"]
                held.remove(new)

    def _spread(self, line: Line) -> None:
        """A period of time in one cell becomes its first and its last day."""
        cell = self._span_cell(line)
        if cell is None or cell.is_empty:
            return
        with self.reading.doubting(cell):
            days = self._days(line, cell)
            for name, day in zip(("start", "end"), days, strict=True):
                if day is not None and not line.text(name):
                    line.cells[name] = cell._replace(column=PROJECTS.column(name), value=day)
            if None in days:
                raise Doubtful(_("only one of its two days is told"))

    def _span_cell(self, line: Line) -> Cell | None:
        """The cell with a period of time; days may be where the id of a period belongs."""
        cell = line.cells.pop("span", None)
        if cell is not None:
            self.reading.see(cell)
        if SLUG.match(line.text("period").lower() or "1"):
            return cell
        days = line.cells.pop("period")._replace(column=PROJECTS.column("span"))
        if cell is None or cell.is_empty:
            return days
        self.reading.doubt(days, _("not the id of a period"))
        return cell

    def _days(self, line: Line, cell: Cell) -> tuple[date | None, date | None]:
        """The first and the last day, as far as this and other cells tell them.

        Raises `Doubtful`.
        """
        told = self.reading.read(cell)
        start = told.start or self._other(line, "start")
        end = told.end or self._other(line, "end")
        if not told.duration or end is not None:
            return start, end
        if start is None:
            raise Doubtful(_("how long, but not from when"))
        return start, last_day(start, told.duration)

    def _other(self, line: Line, name: str) -> date | None:
        """The day in another column. Raises `Doubtful`."""
        cell = line.get(name)
        day: date | None = self.reading.read(cell) if cell else None
        return day

    def identify(self, line: Line) -> str:
        """The id of a row's project, old or new. Raises `Doubtful`."""
        self.reading.see(*(line.cells[name] for name in ("id", "period") if name in line.cells))
        text = line.text("id")
        if text:
            identity = text if text in self.by_id else slug(text)
            if identity not in self.by_id and identity not in self.fresh:
                self._begin(identity, self._title(line), line)
            return identity
        title, marks = self._title(line), marks_in(line)
        if not title:
            raise Doubtful(_("no title and no id: whose row is this?"))
        found = self.titles.find(title, marks)
        if found is None:
            found = self.titles.new_id(title)
            self._begin(found, title, line)
            self.titles.add(title, found, marks)
        return found

    def _title(self, line: Line) -> str:
        """The title of a row. Raises `Doubtful`."""
        cell = line.get("title")
        return str(self.reading.read(cell)) if cell else ""

    def _begin(self, identity: str, title: str, line: Line) -> None:
        """A project that the register does not have. Raises `Doubtful`."""
        if not title:
            raise Doubtful(
                _('no project "{id}" in the register, and no title for a new one').format(
                    id=identity
                )
            )
        values = {"id": identity, "title": title}
        new = New("project", identity, values, line.where, (), self.file)
        self.fresh[identity] = new
        self.reading.begin(new)

    def _key(self, line: Line, identity: str) -> PeriodKey:
        """What a row says of its period, noted for its project."""
        key = PeriodKey(line.text("period"))
        for name in ("start", "end"):
            cell = line.get(name)
            if cell is not None:
                with suppress(Doubtful):
                    setattr(key, name, self.reading.read(cell))
        if key.start and key.end and key.start > key.end:
            key.end = None
        if key.start and not key.id:
            self.starts.setdefault(identity, Counter())[key.start] += 1
        return key

    def target(self, identity: str) -> Target:
        """The table of a project."""
        new = self.fresh.get(identity)
        return fresh(new) if new else old(identity, self.by_id[identity])

    def _row(self, line: Line, identity: str, key: PeriodKey) -> None:
        target = self.target(identity)
        again = (identity, "") in self.seen and not line.text("id")
        self.seen.add((identity, ""))
        for cell in line.cells.values():
            if cell.column.name not in SPECIAL and not cell.column.period:
                self.reading.apply(target, cell)
        self.references.read(line, target, self.period_of(identity, key))
        try:
            period = self.period(identity, line, key)
        except Doubtful as fault:
            self.reading.doubt_row(line, str(fault))
            return
        name = ""
        if period is not None:
            name = period.subject.partition("/")[2]
            self.rows.read(line, period)
        if again:
            self._again(line, identity, "" if (identity, name) in self.seen else name)
        self.seen.add((identity, name))

    def _again(self, line: Line, identity: str, period: str) -> None:
        """Say that a row was taken for a project of an earlier one."""
        name = f"{identity}/{period}"
        text = _("same title: taken for a further period, {name}")
        if not period:
            name = identity
            text = _("same title and period: taken for the same as before, {name}")
        self.reading.result.further.append((line.where, text.format(name=name)))

    def period_of(self, identity: str, key: PeriodKey) -> Period | None:
        """The period of the register that a row is about, as far as that is clear."""
        with suppress(Doubtful):
            return self._old_period(identity, key)
        return None

    def _old_period(self, identity: str, key: PeriodKey) -> Period | None:
        """The same. Raises `Doubtful`."""
        project = self.by_id.get(identity)
        if project is None:
            return None
        return old_period(project.periods, key, self.starts.get(identity, Counter()))

    def period(self, identity: str, line: Line, key: PeriodKey) -> Target | None:
        """The period that a row is about, begun where it is new; None where the row names none.

        Raises `Doubtful`.
        """
        if not line.duties and not line.tells_of_period:
            return None
        known = self._old_period(identity, key)
        if known is not None:
            return of_period(self.by_id[identity], known)
        new = begun(self.periods.get(identity, ()), key)
        return fresh(new or self._new_period(identity, line, key))

    def _new_period(self, identity: str, line: Line, key: PeriodKey) -> New:
        mine = self.periods.setdefault(identity, [])
        taken = {each.subject.partition("/")[2] for each in mine}
        path: Path = ("project",)
        file = self.file
        project = self.by_id.get(identity)
        if project is not None:
            taken |= {period.id for period in project.periods}
            path, file = project.place.path, project.place.file
        name = new_period_id(key, taken)
        held: dict[str, Any] = {}
        # The register names a period by the year of its start; any other name is written down.
        if key.id or key.start is None or name != str(key.start.year):
            held["id"] = name
        new = New("period", f"{identity}/{name}", held, line.where, path, file)
        mine.append(new)
        self.reading.begin(new, self.fresh.get(identity))
        return new

    def missing(self) -> None:
        """List the projects and periods of the register that the list does not have."""
        missing = self.reading.result.missing
        told = {identity for identity, name in self.seen if name}
        for project in self.reading.register.projects:
            if (project.id, "") not in self.seen:
                missing.append(("project", f"{project.id} – {project.title}"))
            for period in project.periods if project.id in told else ():
                if (project.id, period.id) not in self.seen:
                    missing.append(("period", f"{project.id}/{period.id}"))
