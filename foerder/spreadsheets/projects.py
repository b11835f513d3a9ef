"""The list of projects: a row for each project and period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from foerder.model import Period, Project, Rule
from foerder.register.values import SLUG
from foerder.spreadsheets.cells import Doubtful, Reader, is_empty, written
from foerder.spreadsheets.columns import Column, authority_of
from foerder.spreadsheets.headers import Found
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Cell, Line, Reading, Target, short
from foerder.text.i18n import _, slug

EXAMPLE_ID = "beispiel-bitte-loeschen"
LONGEST_ID = 40
DEFAULTS = {"kind": "grant", "status": "approved"}
SPECIAL = ("id", "period", "programme", "funds", "level", "authority", "follows")


class Projects:
    """Reads the sheet of projects; afterwards it knows every project, old and new."""

    def __init__(self, reading: Reading, nominals: Mapping[str, date], file: int) -> None:
        self.reading = reading
        self.register = reading.register
        self.nominals = nominals
        self.file = file
        self.by_id = {project.id: project for project in self.register.projects}
        self.by_title: dict[str, list[Project]] = {}
        for project in self.register.projects:
            for title in {title.strip().casefold() for title in self._titles(project.title)}:
                self.by_title.setdefault(title, []).append(project)
        self.fresh: dict[str, New] = {}
        self.fresh_titles: dict[str, str] = {}
        self.fresh_names: dict[str, dict[str, New]] = {"programme": {}, "authority": {}}
        self.seen: set[tuple[str, str | None]] = set()

    def _titles(self, title: str) -> list[str]:
        return [title, *(write(title) for write in self.reading.as_written)]

    def read(self, found: Found) -> None:
        """Every row: first whose it is, then what it says; a project may follow one of a later row."""
        lines = []
        for line in self.reading.lines(found):
            if found.own and not line.text("id"):
                continue  # the call of a programme belongs to no project
            if line.text("id").startswith(EXAMPLE_ID):
                continue
            try:
                lines.append((line, self.identify(line)))
            except Doubtful as fault:
                self.reading.doubt_row(line, str(fault))
        for line, project in lines:
            self._row(line, project)

    def identify(self, line: Line) -> str:
        """The id of a row's project, old or new. Raises `Doubtful`."""
        text, title = line.text("id"), line.text("title")
        if text:
            identity = text if text in self.by_id else slug(text)
            if identity not in self.by_id:
                self._begin(identity, line)
            return identity
        if not title:
            raise Doubtful(_("no title and no id: whose row is this?"))
        same = self.by_title.get(title.casefold(), [])
        if len(same) > 1:
            raise Doubtful(_("several projects have this title: a column with the id is needed"))
        if same:
            return same[0].id
        if title.casefold() in self.fresh_titles:
            return self.fresh_titles[title.casefold()]
        identity = slug(title)
        if len(identity) > LONGEST_ID:
            identity = identity[: LONGEST_ID + 1].rpartition("-")[0] or identity[:LONGEST_ID]
        if identity in self.by_id or identity in self.fresh:
            raise Doubtful(_('the id "{id}" is another project\'s: a column with the id is needed').format(id=identity))
        self._begin(identity, line)
        return identity

    def _begin(self, identity: str, line: Line) -> None:
        """A project that the register does not have."""
        title = line.text("title")
        if identity in self.fresh:
            return
        if not title:
            raise Doubtful(_('no project "{id}" in the register, and no title for a new one').format(id=identity))
        new = New("project", identity, {"id": identity, "title": title}, line.where, (), self.file)
        self.fresh[identity] = new
        self.fresh_titles.setdefault(title.casefold(), identity)
        self.reading.result.new.append(new)

    def target(self, identity: str) -> Target:
        """The table of a project."""
        new = self.fresh.get(identity)
        if new is not None:
            return Target(identity, self.file, ("project",), lambda key: DEFAULTS.get(key, new.values.get(key)), new)
        project = self.by_id[identity]
        return Target(identity, project.place.file, project.place.path, lambda key: getattr(project, key, None))

    def _row(self, line: Line, identity: str) -> None:
        target = self.target(identity)
        self.seen.add((identity, None))
        for cell in line.cells.values():
            if cell.column.name not in SPECIAL and not cell.column.period:
                self.reading.apply("projects", target, cell)
        self._references(line, target, identity)
        try:
            period = self.period(identity, line)
        except Doubtful as fault:
            self.reading.doubt_row(line, str(fault))
            return
        if period is not None:
            self.seen.add((identity, period.subject.partition("/")[2]))
            self._period_row(line, period)

    def _period_row(self, line: Line, period: Target) -> None:
        reading = self.reading
        for cell in line.cells.values():
            if cell.column.period and cell.column.name not in SPECIAL:
                reading.apply("projects", period, cell)
        self._in_order(line, period)
        for kind, cell in line.duties.items():
            self._duty(period, kind, cell)

    def _in_order(self, line: Line, period: Target) -> None:
        """An end before the start: neither is taken over. A new end replaces a duration."""
        changed = self.reading.result.changed
        places = {name: (period.file, period.path, name) for name in ("start", "end")}
        days = {}
        for name, place in places.items():
            values = period.new.values if period.new else {}
            days[name] = values.get(name) or (changed[place].new if place in changed else period.current(name))
        if days["start"] and days["end"] and days["start"] > days["end"]:
            for name, place in places.items():
                if place in changed or (period.new and period.new.values.pop(name, None)):
                    changed.pop(place, None)
                    self.reading.doubt(line.cells[name], _("the end is before the start"))
            if period.new:
                period.new.values.setdefault("id", period.subject.partition("/")[2])
        duration = period.current("duration")
        if places["end"] in changed and duration and not period.new:
            cell = line.cells["end"]._replace(column=Column("duration"))
            self.reading._change(period, "duration", duration, None, cell)

    def period(self, identity: str, line: Line) -> Target | None:
        """The period that a row is about, begun where it is new; None where the row names none. Raises `Doubtful`."""
        told = [cell for cell in line.cells.values() if cell.column.period and not is_empty(cell.value)]
        if not told and not line.duties:
            return None
        name, start = self._period_key(line)
        project, new = self.by_id.get(identity), self.fresh.get(identity)
        if project is not None:
            matches = [period for period in project.periods if _matches(period, name, start)]
            if not name and start is None and len(project.periods) == 1:
                matches = list(project.periods)
            if matches:
                return self.old_period(project, matches[0])
        if not name and start is None:
            raise Doubtful(_("which period? a start or the period's id is needed"))
        wanted = name or str(start.year if start else "")
        if not SLUG.match(wanted):
            wanted = slug(wanted)
        begun = self._begun(identity, wanted)
        if begun is None:
            path = project.place.path if project else ("project",)
            file = project.place.file if project else self.file
            values = {"id": wanted} if name else {}
            begun = New("period", f"{identity}/{wanted}", values, line.where, path, file)
            if new is not None:
                new.inner.setdefault("period", []).append(begun)
            else:
                self.reading.result.new.append(begun)
        return self.new_period(begun)

    def _begun(self, identity: str, wanted: str) -> New | None:
        subject = f"{identity}/{wanted}"
        new = self.fresh.get(identity)
        known = new.inner.get("period", []) if new else self.reading.result.new
        return next((each for each in known if each.table == "period" and each.subject == subject), None)

    def _period_key(self, line: Line) -> tuple[str, date | None]:
        """The period's id, or else its start."""
        name = line.text("period")
        cell = line.cells.get("start")
        if name or cell is None or is_empty(cell.value):
            return name, None
        try:
            start = self.reading.read("projects", cell)
        except Doubtful as fault:
            raise Doubtful(f"{cell.column.label} {short(cell.value)}: {fault}") from None
        assert isinstance(start, date)
        return "", start

    def old_period(self, project: Project, period: Period) -> Target:
        """The table of a period of the register."""
        name = f"{project.id}/{period.id}"
        return Target(name, period.place.file, period.place.path, lambda key: getattr(period, key, None))

    def new_period(self, new: New) -> Target:
        """The table of a new period."""
        return Target(
            new.subject, new.file, ("project", "period"), lambda key: DEFAULTS.get(key, new.values.get(key)), new
        )

    def _duty(self, period: Target, kind: str, cell: Cell) -> None:
        """The day of a duty: it is fixed for this period, unless the register counts the same day already."""
        reading = self.reading
        try:
            day = Reader(cell.column).read(cell.value)
        except Doubtful as fault:
            reading.doubt(cell, str(fault))
            return
        identity = f"{period.subject}/{kind}"
        if self.nominals.get(identity) == day:
            return
        rule = self._rule(period, kind)
        if rule is not None and rule.place is not None and "due" in rule.keys:
            target = Target(identity, rule.place.file, rule.place.path, rule.keys.get)
            reading.set(target, "due", day, cell)
        elif rule is not None or identity in self.nominals:
            why = _("the register counts this day itself: {day}; change the rule or use foerder extend")
            reading.doubt(cell, why.format(day=self.nominals.get(identity, "–")))
        else:
            values = {"id": kind, "kind": kind, "due": day}
            new = New("deadline", identity, values, cell.where, period.path, period.file)
            if period.new is not None:
                period.new.inner.setdefault("deadline", []).append(new)
            else:
                reading.result.new.append(new)

    def _rule(self, period: Target, kind: str) -> Rule | None:
        if period.new is not None:
            return None
        project = self.by_id[period.subject.partition("/")[0]]
        rules = (rule for each in project.periods if each.place.path == period.path for rule in each.deadlines)
        return next((rule for rule in rules if rule.id == kind), None)

    def _references(self, line: Line, target: Target, identity: str) -> None:
        """Programme, authority, predecessor: what the cells name by title or id."""
        for name, resolve in (("follows", self._follows), ("programme", self._programme)):
            cell = line.cells.get(name)
            if cell is None:
                continue
            if is_empty(cell.value):
                self.reading.apply("projects", target, cell)
                continue
            if not self.reading.is_first(target, name, cell) or self.reading.same(cell, target.current(name)):
                continue
            try:
                self.reading.set(target, name, resolve(cell, line), cell)
            except Doubtful as fault:
                self.reading.doubt(cell, str(fault))
        self._authority(line, target, identity)
        self._of_programme(line, target)

    def _follows(self, cell: Cell, line: Line) -> str:
        text = written(cell.value)
        if text in self.by_id or text in self.fresh:
            return text
        same = self.by_title.get(text.casefold(), [])
        if len(same) == 1:
            return same[0].id
        if text.casefold() in self.fresh_titles:
            return self.fresh_titles[text.casefold()]
        raise Doubtful(_("there is no such project"))

    def _programme(self, cell: Cell, line: Line) -> str:
        names = {key: programme.title for key, programme in self.register.programmes.items()}
        return self._named("programme", "title", written(cell.value), names, cell)

    def _named(self, table: str, key: str, text: str, names: Mapping[str, str], cell: Cell) -> str:
        """The id of a programme or authority, begun where nobody knows it. Raises `Doubtful`."""
        if text in names:
            return text
        known = {**names, **{identity: str(new.values[key]) for identity, new in self.fresh_names[table].items()}}
        same = [identity for identity, name in known.items() if name.strip().casefold() == text.casefold()]
        if len(same) == 1:
            return same[0]
        if same:
            raise Doubtful(_("several have this name: write the id"))
        near = get_close_matches(text.casefold(), [name.casefold() for name in known.values()], 1, 0.9)
        # "Programm 1" and "Programm 2" are two.
        if near and re.findall(r"\d+", near[0]) == re.findall(r"\d+", text):
            real = next(name for name in known.values() if name.casefold() == near[0])
            raise Doubtful(_('not in the register; did you mean "{word}"?').format(word=real))
        identity = slug(text)[:LONGEST_ID].strip("-")
        if identity in known:
            raise Doubtful(_('the id "{id}" is taken: enter it with foerder add').format(id=identity))
        new = New(table, identity, {"id": identity, key: text}, cell.where, (), self.file)
        self.fresh_names[table][identity] = new
        self.reading.result.new.append(new)
        return identity

    def _authority(self, line: Line, target: Target, identity: str) -> None:
        """The authority of a row counts for the innermost table that names one, else for the new programme."""
        cell = line.cells.get("authority")
        project = self.by_id.get(identity)
        named = self._programme_of(target)
        begun = self.fresh_names["programme"].get(named or "")
        programme = self.register.programmes.get(named or "")
        period = self._period_of(line, project)
        current = authority_of(project, period, programme) if project else programme.authority if programme else None
        if cell is None or self.reading.same(cell, current) or is_empty(cell.value):
            return
        if not self.reading.is_first(target, "authority", cell):
            return
        names = {key: authority.name for key, authority in self.register.authorities.items()}
        try:
            wanted = self._named("authority", "name", written(cell.value), names, cell)
        except Doubtful as fault:
            self.reading.doubt(cell, str(fault))
            return
        if begun is not None and begun.values.setdefault("authority", wanted) == wanted:
            return
        if wanted == current:
            return
        inner = self.old_period(project, period) if project and period and period.authority else target
        self.reading.set(inner, "authority", wanted, cell)

    def _period_of(self, line: Line, project: Project | None) -> Period | None:
        try:
            name, start = self._period_key(line)
        except Doubtful:
            return None
        return next((each for each in (project.periods if project else ()) if _matches(each, name, start)), None)

    def _programme_of(self, target: Target) -> str | None:
        """The programme that a project will have."""
        change = self.reading.result.changed.get((target.file, target.path, "programme"))
        value = change.new if change else target.current("programme")
        return str(value) if value else None

    def _of_programme(self, line: Line, target: Target) -> None:
        """Who pays, and on which level: facts of the programme."""
        named = self._programme_of(target)
        begun = self.fresh_names["programme"].get(named or "")
        programme = self.register.programmes.get(named or "")
        for name in ("funds", "level"):
            cell = line.cells.get(name)
            current: Any = getattr(programme, name) if programme else begun.values.get(name) if begun else None
            if cell is None or is_empty(cell.value) or self.reading.same(cell, current):
                continue
            if not self.reading.is_first(Target(f"programme:{named}", 0, (), lambda key: None), name, cell):
                continue
            try:
                value = self.reading.read("projects", cell)
            except Doubtful as fault:
                self.reading.doubt(cell, str(fault))
                continue
            if begun is not None and name not in begun.values:
                begun.values[name] = value
            elif list(current or ()) != value:
                self.reading.doubt(
                    cell,
                    _("this belongs to the programme: foerder set programme:{id} {key} …").format(id=named, key=name)
                    if named
                    else _("this belongs to a programme, and the row names none"),
                )

    def missing(self) -> None:
        """List the projects and periods of the register that the list does not have."""
        for project in self.register.projects:
            if (project.id, None) not in self.seen:
                self.reading.result.missing.append(("project", f"{project.id} – {project.title}"))
                continue
            for period in project.periods:
                mine = (project.id, period.id)
                if mine not in self.seen and any(identity == project.id and name for identity, name in self.seen):
                    self.reading.result.missing.append(("period", f"{project.id}/{period.id}"))


def _matches(period: Period, name: str, start: date | None) -> bool:
    if name:
        return period.id == name
    return start is not None and (period.start == start or period.id == str(start.year))
