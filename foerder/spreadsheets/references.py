"""What a row names by title or id: its programme, its authority, the project that it follows, rule sets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from foerder.law.seats import holidays_at
from foerder.model import Period
from foerder.register.rule_choice import fitting_names
from foerder.register.rulesets import NAMES
from foerder.spreadsheets.cells import written
from foerder.spreadsheets.columns import authority_of, names_of, titles_of
from foerder.spreadsheets.headings import key as plain_key
from foerder.spreadsheets.identity import LONGEST_ID, Titles, folded
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Cell, Line, Reading, Target, of_period
from foerder.text.i18n import _, slug
from foerder.text.values import Doubtful

_NUMBERS = re.compile(r"\d+|\b[a-z]{1,3}\b")
OF_PROGRAMME = ("funds", "level", "guideline")


class References:
    """Finds and begins what rows name."""

    def __init__(
        self, reading: Reading, titles: Titles, begun: Mapping[str, New], file: int
    ) -> None:
        self.reading = reading
        self.register = reading.register
        self.titles = titles
        self.begun = begun
        """The projects that the list began."""
        self.file = file
        self.by_id = {project.id: project for project in self.register.projects}
        self.fresh: dict[str, dict[str, New]] = {"programme": {}, "authority": {}}

    def read(self, line: Line, target: Target, period: Period | None) -> None:
        """Everything that a row names; ``period``: the one of the register that it is about."""
        self._one(line, target, "follows")
        self._one(line, target, "programme")
        self._one(line, target, "rules")
        self._authority(line, target, period)
        self._of_programme(line, target)

    def _one(self, line: Line, target: Target, name: str) -> None:
        cell = line.cells.get(name)
        if cell is None:
            return
        if cell.is_empty:
            if name != "rules":
                self.reading.apply(target, cell)
            return
        if not self.reading.is_first(target, name, cell) or self.reading.same(
            cell, target.current(name)
        ):
            return
        find = {
            "follows": self._follows,
            "programme": self._programme,
            "rules": self._rules,
        }[name]
        try:
            self.reading.set(target, name, find(cell), cell)
        except Doubtful as fault:
            self.reading.doubt(cell, str(fault))

    def _follows(self, cell: Cell) -> str:
        text = str(self.reading.read(cell))
        if text in self.by_id or text in self.begun:
            return text
        same = self.titles.named(text)
        if len(same) == 1:
            return same[0]
        raise Doubtful(_("there is no such project"))

    def _programme(self, cell: Cell) -> str:
        names = titles_of(self.register.programmes)
        return self._named("programme", "title", str(self.reading.read(cell)), names, cell)

    def _rules(self, cell: Cell) -> list[str]:
        """The rule sets that a cell names; a name without its version is several."""
        found = []
        for text in re.split(r"[,;\n]", written(cell.value)):
            word = plain_key(text)
            known = [*self.register.rule_sets, *NAMES]
            exact = [name for name in known if plain_key(name) == word]
            if not exact:
                fitting = fitting_names(known, self.register.settings.holidays)
                near = sorted({name for name in fitting if plain_key(name).startswith(word)})
                words = ", ".join(near) or _("see foerder rules")
                raise Doubtful(
                    _("which version? the letter names it; possible: {words}").format(
                        words=words
                    )
                )
            found.append(exact[0])
        return found

    def _named(
        self, table: str, key: str, text: str, names: Mapping[str, str], cell: Cell
    ) -> str:
        """The id of a programme or authority, begun where nobody knows it. Raises `Doubtful`."""
        if text in names:
            return text
        known = dict(names)
        for identity, new in self.fresh[table].items():
            known[identity] = str(new.values[key])
        same = [identity for identity, name in known.items() if folded(name) == folded(text)]
        if len(same) == 1:
            return same[0]
        if same:
            raise Doubtful(_("several have this name: write the id"))
        near = get_close_matches(
            text.casefold(), [name.casefold() for name in known.values()], 1, 0.9
        )
        # "Programm 1" and "Programm 2" are two, "Interreg B" and "Interreg C" as well.
        if near and _NUMBERS.findall(near[0]) == _NUMBERS.findall(text.casefold()):
            real = next(name for name in known.values() if name.casefold() == near[0])
            raise Doubtful(_('not in the register; did you mean "{word}"?').format(word=real))
        identity = slug(text)[:LONGEST_ID].strip("-")
        if identity in known:
            raise Doubtful(
                _('the id "{id}" is taken: enter it with foerder add').format(id=identity)
            )
        values = {"id": identity, key: text}
        if table == "authority":
            values |= holidays_at(text)
        new = New(table, identity, values, cell.where, (), self.file)
        self.fresh[table][identity] = new
        self.reading.result.new.append(new)
        return identity

    def _authority(self, line: Line, target: Target, period: Period | None) -> None:
        """The authority of a row counts for the innermost table that names one, else for the new programme."""
        cell = line.cells.get("authority")
        project = self.by_id.get(target.subject)
        named = self._programme_of(target)
        fresh = self.fresh["programme"].get(named or "")
        programme = self.register.programmes.get(named or "")
        current = programme.authority if programme else None
        if project is not None:
            current = authority_of(project, period, programme)
        if cell is None or cell.is_empty:
            return
        self.reading.see(cell)
        if self.reading.same(cell, current) or not self.reading.is_first(
            target, "authority", cell
        ):
            return
        names = names_of(self.register.authorities)
        try:
            wanted = self._named("authority", "name", str(self.reading.read(cell)), names, cell)
        except Doubtful as fault:
            self.reading.doubt(cell, str(fault))
            return
        if fresh is not None and fresh.values.setdefault("authority", wanted) == wanted:
            return
        if wanted == current:
            return
        inner = target
        if project and period and period.authority:
            inner = of_period(project, period)
        self.reading.set(inner, "authority", wanted, cell)

    def _programme_of(self, target: Target) -> str | None:
        """The programme that a project will have."""
        change = self.reading.result.changed.get((target.file, target.path, "programme"))
        value = change.new if change else target.current("programme")
        return str(value) if value else None

    def _of_programme(self, line: Line, target: Target) -> None:
        """Who pays, on which level, by which guideline: facts of the programme."""
        named = self._programme_of(target)
        fresh = self.fresh["programme"].get(named or "")
        programme = self.register.programmes.get(named or "")
        place = Target(f"programme:{named}" if named else line.where, 0, (), lambda key: None)
        for name in OF_PROGRAMME:
            cell = line.cells.get(name)
            current: Any = getattr(programme, name, None)
            if fresh is not None:
                current = fresh.values.get(name)
            if cell is None or cell.is_empty:
                continue
            self.reading.see(cell)
            if self.reading.same(cell, current) or not self.reading.is_first(place, name, cell):
                continue
            self._set_in_programme(cell, name, fresh, named, current)

    def _set_in_programme(
        self,
        cell: Cell,
        name: str,
        fresh: New | None,
        named: str | None,
        current: Any,
    ) -> None:
        try:
            value = self.reading.read(cell)
        except Doubtful as fault:
            self.reading.doubt(cell, str(fault))
            return
        if fresh is not None and name not in fresh.values:
            fresh.values[name] = value
        elif named is None:
            self.reading.doubt(cell, _("this belongs to a programme, and the row names none"))
        elif (list(current or ()) if isinstance(value, list) else current) != value:
            why = _("this belongs to the programme: foerder set programme:{id} {key} …")
            self.reading.doubt(cell, why.format(id=named, key=name))
