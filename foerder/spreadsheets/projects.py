"""The list of projects: a row for each project and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from foerder.model import Deadline, Period, Project
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
from foerder.spreadsheets.rows import Cell, Line, Reading, Target, of_period
from foerder.spreadsheets.spans import last_day
from foerder.spreadsheets.tables import Found
from foerder.text.i18n import _, slug
from foerder.text.values import Doubtful

EXAMPLE_ID = "beispiel-bitte-loeschen"
DEFAULTS = {"kind": "grant", "status": "approved"}


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
        self.seen: set[tuple[str, str | None]] = set()
        self.starts: dict[str, Counter[date]] = {}
        """The starts that the list has for each project."""
        self.periods: dict[str, list[New]] = {}
        """The periods of each project that the list began."""

    def read(self, found: Found) -> None:
        """Every row: first whose it is, then what it says; a project may follow one of a later row."""
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
                mine.append((line, self.identify(line)))
            except Doubtful as fault:
                self.reading.doubt_row(line, str(fault))
        keys = [self._key(line, identity) for line, identity in mine]
        for (line, identity), key in zip(mine, keys, strict=True):
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
        try:
            start, end = self._days(line, cell)
        except Doubtful as fault:
            self.reading.doubt(cell, str(fault))
            return
        for name, day in (("start", start), ("end", end)):
            if day is not None and not line.text(name):
                line.cells[name] = cell._replace(column=PROJECTS.column(name), value=day)
        if start is None or end is None:
            self.reading.doubt(cell, _("only one of its two days is told"))

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
        """The first and the last day, as far as this and other cells tell them. Raises `Doubtful`."""
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
        if not line.text(name):
            return None
        day = self.reading.read(line.cells[name])
        assert isinstance(day, date)
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
        if not line.text("title"):
            return ""
        return str(self.reading.read(line.cells["title"]))

    def _begin(self, identity: str, title: str, line: Line) -> None:
        """A project that the register does not have. Raises `Doubtful`."""
        if not title:
            raise Doubtful(
                _('no project "{id}" in the register, and no title for a new one').format(
                    id=identity
                )
            )
        new = New(
            "project",
            identity,
            {"id": identity, "title": title},
            line.where,
            (),
            self.file,
        )
        self.fresh[identity] = new
        self.reading.result.new.append(new)

    def _key(self, line: Line, identity: str) -> PeriodKey:
        """What a row says of its period, noted for its project."""
        key = PeriodKey(line.text("period"))
        for name in ("start", "end"):
            cell = line.cells.get(name)
            if cell is None or cell.is_empty:
                continue
            try:
                setattr(key, name, self.reading.read(cell))
            except Doubtful:
                key.hidden = True
        if key.start and key.end and key.start > key.end:
            key.end = None
        if key.start and not key.id:
            self.starts.setdefault(identity, Counter())[key.start] += 1
        return key

    def target(self, identity: str) -> Target:
        """The table of a project."""
        new = self.fresh.get(identity)
        if new is not None:
            return _fresh(new, ("project",))
        project = self.by_id[identity]
        return Target(
            identity,
            project.place.file,
            project.place.path,
            lambda key: getattr(project, key, None),
        )

    def _row(self, line: Line, identity: str, key: PeriodKey) -> None:
        target = self.target(identity)
        again = (identity, None) in self.seen and not line.text("id")
        self.seen.add((identity, None))
        for cell in line.cells.values():
            if cell.column.name not in SPECIAL and not cell.column.period:
                self.reading.apply(target, cell)
        self.references.read(line, target, self.period_of(identity, key))
        try:
            period = self.period(identity, line, key)
        except Doubtful as fault:
            self.reading.doubt_row(line, str(fault))
            return
        if period is not None:
            name = period.subject.partition("/")[2]
            again_in_period = (identity, name) in self.seen
            self.seen.add((identity, name))
            self.rows.read(line, period)
            if again:
                self._again(line, identity, "" if again_in_period else name)
        elif again:
            self._again(line, identity, "")

    def _again(self, line: Line, identity: str, period: str) -> None:
        """Say that a row was taken for a project of an earlier one."""
        text = _("same title: taken for a further period, {name}").format(
            name=f"{identity}/{period}"
        )
        if not period:
            text = _("same title and period: taken for the same as before, {name}").format(
                name=identity
            )
        self.reading.result.further.append((line.where, text))

    def period_of(self, identity: str, key: PeriodKey) -> Period | None:
        """The period of the register that a row is about, as far as that is clear."""
        project = self.by_id.get(identity)
        if project is None:
            return None
        try:
            return old_period(project.periods, key, self.starts.get(identity, Counter()))
        except Doubtful:
            return None

    def period(self, identity: str, line: Line, key: PeriodKey) -> Target | None:
        """The period that a row is about, begun where it is new; None where the row names none. Raises `Doubtful`."""
        if not line.duties and not line.tells_of_period:
            return None
        project = self.by_id.get(identity)
        if project is not None:
            old = old_period(project.periods, key, self.starts.get(identity, Counter()))
            if old is not None:
                return of_period(project, old)
        mine = self.periods.setdefault(identity, [])
        new = begun(mine, key)
        if new is None:
            new = self._new_period(identity, line, key, project, mine)
        return self.new_period(new)

    def _new_period(
        self,
        identity: str,
        line: Line,
        key: PeriodKey,
        project: Project | None,
        mine: list[New],
    ) -> New:
        taken = {each.subject.partition("/")[2] for each in mine}
        if project is not None:
            taken |= {period.id for period in project.periods}
        name = new_period_id(key, taken)
        own = project.place if project else None
        path, file = (own.path, own.file) if own else (("project",), self.file)
        held: dict[str, Any] = {}
        # The register names a period by the year of its start; any other name is written down.
        if key.id or key.start is None or name != str(key.start.year):
            held["id"] = name
        new = New("period", f"{identity}/{name}", held, line.where, path, file)
        mine.append(new)
        if identity in self.fresh:
            self.fresh[identity].inner.setdefault("period", []).append(new)
        else:
            self.reading.result.new.append(new)
        return new

    def new_period(self, new: New) -> Target:
        """The table of a new period."""
        return _fresh(new, ("project", "period"))

    def missing(self) -> None:
        """List the projects and periods of the register that the list does not have."""
        listed = {identity if name else "" for identity, name in self.seen}
        for project in self.reading.register.projects:
            if (project.id, None) not in self.seen:
                self.reading.result.missing.append(
                    ("project", f"{project.id} – {project.title}")
                )
                continue
            for period in project.periods:
                is_seen = (project.id, period.id) in self.seen
                if project.id in listed and not is_seen:
                    self.reading.result.missing.append(("period", f"{project.id}/{period.id}"))


def _fresh(new: New, path: tuple[str, ...]) -> Target:
    """A table that is new."""
    return Target(
        new.subject,
        new.file,
        path,
        lambda key: DEFAULTS.get(key, new.values.get(key)),
        new,
    )
