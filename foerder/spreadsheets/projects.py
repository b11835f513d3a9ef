"""The list of projects: a row for each project and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from foerder.model import Deadline, Period, Project, Rule
from foerder.register.values import SLUG
from foerder.spreadsheets.columns import PROJECTS, Column
from foerder.spreadsheets.identity import (
    PeriodKey,
    Titles,
    begun,
    folded,
    marks_in,
    new_period_id,
    old_period,
)
from foerder.spreadsheets.references import References
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Cell, Line, Reading, Target, of_period
from foerder.spreadsheets.spans import last_day
from foerder.spreadsheets.tables import Found
from foerder.text.glossary import value_label
from foerder.text.i18n import _, slug
from foerder.text.values import Doubtful

EXAMPLE_ID = "beispiel-bitte-loeschen"
DEFAULTS = {"kind": "grant", "status": "approved"}
SPECIAL = ("id", "period", "programme", "funds", "level", "authority", "follows")
READ_ONLY = tuple(column.name for column in PROJECTS.read_only)
EXPIRY_ANCHORS = {
    "earmark-end": "purpose-fulfilled",
    "retention-end": "final-report",
}
"""What a span of an expiry is counted from: VV Nr. 4.2.4 zu § 44 BHO, ANBest-P Nr. 6.5."""


class Projects:
    """Reads the sheet of projects; afterwards it knows every project, old and new."""

    def __init__(self, reading: Reading, deadlines: Mapping[str, Deadline], file: int) -> None:
        self.reading = reading
        self.deadlines = deadlines
        self.file = file
        self.by_id = {project.id: project for project in reading.register.projects}
        self.titles = Titles(reading.register, reading.as_written)
        self.fresh: dict[str, New] = {}
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
        if not SLUG.match(line.text("period").lower() or "1"):
            # Days where the id of a period belongs.
            days = line.cells.pop("period")._replace(column=PROJECTS.column("span"))
            if line.text("span"):
                self.reading.doubt(days, _("not the id of a period"))
            else:
                self.reading.see(*(line.cells[name] for name in ("span",) if name in line.cells))
                line.cells["span"] = days
        cell = line.cells.pop("span", None)
        if cell is None:
            return
        self.reading.see(cell)
        if cell.is_empty:
            return
        try:
            told = self.reading.read(cell)
            start = told.start or self._other(line, "start")
            end = told.end or self._other(line, "end")
            if told.duration and start is None:
                raise Doubtful(_("how long, but not from when"))
            if told.duration and start and end is None:
                end = last_day(start, told.duration)
        except Doubtful as fault:
            self.reading.doubt(cell, str(fault))
            return
        for name, day in (("start", start), ("end", end)):
            if day is not None and not line.text(name):
                line.cells[name] = cell._replace(column=PROJECTS.column(name), value=day)
        if start is None or end is None:
            self.reading.doubt(cell, _("only one of its two days is told"))

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
            raise Doubtful(_('no project "{id}" in the register, and no title for a new one').format(id=identity))
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
            if cell.column.name not in (*SPECIAL, *READ_ONLY) and not cell.column.period:
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
            self._period_row(line, period)
            if again:
                self._again(line, identity, "" if again_in_period else name)
        elif again:
            self._again(line, identity, "")

    def _again(self, line: Line, identity: str, period: str) -> None:
        """Say that a row was taken for a project of an earlier one."""
        text = _("same title: taken for a further period, {name}").format(name=f"{identity}/{period}")
        if not period:
            text = _("same title and period: taken for the same as before, {name}").format(name=identity)
        self.reading.result.further.append((line.where, text))

    def _period_row(self, line: Line, period: Target) -> None:
        for cell in line.cells.values():
            if cell.column.period and cell.column.name not in (
                *SPECIAL,
                *READ_ONLY,
            ):
                self.reading.apply(period, cell)
        self._in_order(line, period)
        self._financing(line, period)
        for kind, cell in line.duties.items():
            self._duty(period, kind, cell)

    def _in_order(self, line: Line, period: Target) -> None:
        """An end before the start: neither is taken over. A new end replaces a duration."""
        changed = self.reading.result.changed
        places = {name: (period.file, period.path, name) for name in ("start", "end")}
        days = {}
        for name, place in places.items():
            held = period.new.values if period.new else {}
            days[name] = held.get(name) or (changed[place].new if place in changed else period.current(name))
        if days["start"] and days["end"] and days["start"] > days["end"]:
            for name, place in places.items():
                if place in changed or (period.new and period.new.values.pop(name, None)):
                    changed.pop(place, None)
                    self.reading.doubt(line.cells[name], _("the end is before the start"))
        duration = period.current("duration")
        if places["end"] in changed and duration and not period.new:
            cell = line.cells["end"]._replace(column=Column("duration"))
            self.reading.change(period, "duration", duration, None, cell)

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
        told = [cell for cell in line.cells.values() if cell.column.period and not cell.is_empty]
        if not told and not line.duties:
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

    def _financing(self, line: Line, period: Target) -> None:
        """Own funds and the rate of the grant are rows of the financing plan."""
        funders = {
            "own_funds": "Eigenmittel",
            "funding_rate": line.text("funds") or value_label("grant"),
        }
        for name, funder in funders.items():
            cell = line.cells.get(name)
            if cell is None or cell.is_empty or not self.reading.is_first(period, name, cell):
                continue
            try:
                value = self.reading.read(cell)
            except Doubtful as fault:
                self.reading.doubt(cell, str(fault))
                continue
            told = value if isinstance(value, dict) else {"share": value}
            self._pay(period, cell, {"funder": funder, **told})

    def _pay(self, period: Target, cell: Cell, row: dict[str, Any]) -> None:
        """A row of the financing plan, where the register has it not."""
        held = period.current("financing") or ()
        key = next(name for name in row if name != "funder")
        own = row["funder"] == "Eigenmittel"
        same = [each for each in held if (each.funder or "").casefold().startswith("eigen") == own]
        if any(getattr(each, key) == row[key] for each in same):
            return
        if same:
            self.reading.doubt(
                cell,
                _("the register's financing plan says something else: change it with foerder set"),
            )
            return
        subject = f"{period.subject} · {row['funder']}"
        self.append(
            period,
            New("financing", subject, row, cell.where, period.path, period.file),
        )

    def append(self, period: Target, new: New) -> None:
        """A table more in a period."""
        if period.new is not None:
            period.new.inner.setdefault(new.table, []).append(new)
        else:
            self.reading.result.new.append(new)

    def _duty(self, period: Target, kind: str, cell: Cell) -> None:
        """The day of a duty: it is fixed for this period, unless the register counts the same day already."""
        reading = self.reading
        identity = f"{period.subject}/{kind}"
        if not reading.is_first(Target(period.subject, 0, (), lambda key: None), kind, cell):
            return
        try:
            day = reading.read(cell)
        except Doubtful as fault:
            reading.doubt(cell, str(fault))
            return
        form = {"due": day} if isinstance(day, date) else {"after": EXPIRY_ANCHORS[kind], "offset": day}
        rule = self._rule(period, kind)
        counted = self.deadlines.get(identity)
        if (counted and counted.nominal == day) or (rule and all(rule.keys.get(key) == form[key] for key in form)):
            return
        if rule is not None and rule.place is not None and "due" in rule.keys and "due" in form:
            target = Target(identity, rule.place.file, rule.place.path, rule.keys.get)
            reading.set(target, "due", day, cell)
        elif rule is not None or counted is not None:
            why = _("the register counts this day itself: {day}; change the rule or use foerder extend")
            reading.doubt(
                cell,
                why.format(day=counted.nominal if counted and counted.nominal else "–"),
            )
        else:
            held = {"id": kind, "kind": kind, **form}
            self.append(
                period,
                New("deadline", identity, held, cell.where, period.path, period.file),
            )

    def _rule(self, period: Target, kind: str) -> Rule | None:
        if period.new is not None:
            return None
        project = self.by_id[period.subject.partition("/")[0]]
        rules = (rule for each in project.periods if each.place.path == period.path for rule in each.deadlines)
        return next((rule for rule in rules if rule.id == kind), None)

    def missing(self) -> None:
        """List the projects and periods of the register that the list does not have."""
        listed = {identity for identity, name in self.seen if name}
        for project in self.reading.register.projects:
            if (project.id, None) not in self.seen:
                self.reading.result.missing.append(("project", f"{project.id} – {project.title}"))
                continue
            for period in project.periods:
                if (
                    project.id,
                    period.id,
                ) not in self.seen and project.id in listed:
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
