"""What a row names by title or id: its programme, its authority, the project
that it follows, rule sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
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
from foerder.spreadsheets.rows import Cell, Line, Reading, Target, of_period, same_value
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
        self._one(line, target, "follows", self._follows)
        self._one(line, target, "programme", self._programme)
        self._one(line, target, "rules", self._rules)
        self._authority(line, target, period)
        self._of_programme(line, target)

    def _one(self, line: Line, target: Target, name: str, find: Callable[[Cell], Any]) -> None:
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
        with self.reading.doubting(cell):
            self.reading.set(target, name, find(cell), cell)

    def _follows(self, cell: Cell) -> str:
        text = str(self.reading.read(cell))
        if text in self.by_id or text in self.begun:
            return text
        same = self.titles.named(text)
        if len(same) == 1:
            return same[0]
        raise Doubtful(_("there is no such project"))

    def _programme(self, cell: Cell) -> str:
        return self._named("programme", "title", cell, titles_of(self.register.programmes))

    def _rules(self, cell: Cell) -> list[str]:
        """The rule sets that a cell names; a name without its version is several."""
        known = {plain_key(name): name for name in (*NAMES, *self.register.rule_sets)}
        found = []
        for text in re.split(r"[,;\n]", written(cell.value)):
            word = plain_key(text)
            if word not in known:
                fitting = fitting_names(known.values(), self.register.settings.holidays)
                near = sorted({name for name in fitting if plain_key(name).startswith(word)})
                words = ", ".join(near) or _("see foerder rules")
                why = _("which version? the letter names it; possible: {words}")
                raise Doubtful(why.format(words=words))
            found.append(known[word])
        return found

    def _named(self, table: str, key: str, cell: Cell, names: Mapping[str, str]) -> str:
        """The id of a programme or authority, begun where nobody knows it.

        Raises `Doubtful`.
        """
        text = str(self.reading.read(cell))
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
        real = _misspelt(text, known.values())
        if real:
            raise Doubtful(_('not in the register; did you mean "{word}"?').format(word=real))
        identity = slug(text)[:LONGEST_ID].strip("-")
        if identity in known:
            why = _('the id "{id}" is taken: enter it with foerder add')
            raise Doubtful(why.format(id=identity))
        values = {"id": identity, key: text}
        if table == "authority":
            values |= holidays_at(text)
        new = New(table, identity, values, cell.where, (), self.file)
        self.fresh[table][identity] = new
        self.reading.begin(new)
        return identity

    def _authority(self, line: Line, target: Target, period: Period | None) -> None:
        """The authority of a row counts for the innermost table that names one,
        else for the new programme.
        """
        cell = line.get("authority")
        if cell is None:
            return
        project = self.by_id.get(target.subject)
        named = self._programme_of(target)
        programme = self.register.programmes.get(named)
        current = programme.authority if programme else None
        if project is not None:
            current = authority_of(project, period, programme)
        if not self._is_told(target, "authority", cell, current):
            return
        inner = target
        if project and period and period.authority:
            inner = of_period(project, period)
        with self.reading.doubting(cell):
            names = names_of(self.register.authorities)
            wanted = self._named("authority", "name", cell, names)
            fresh = self.fresh["programme"].get(named)
            if fresh is not None and fresh.values.setdefault("authority", wanted) == wanted:
                return
            if wanted != current:
                self.reading.set(inner, "authority", wanted, cell)

    def _is_told(self, place: Target, name: str, cell: Cell, current: Any) -> bool:
        """Whether a cell says something else than the register, and no row before it does."""
        self.reading.see(cell)
        same = self.reading.same(cell, current)
        return not same and self.reading.is_first(place, name, cell)

    def _programme_of(self, target: Target) -> str:
        """The programme that a project will have; nothing where it has none."""
        change = self.reading.result.changed.get((target.file, target.path, "programme"))
        value = change.new if change else target.current("programme")
        return str(value or "")

    def _of_programme(self, line: Line, target: Target) -> None:
        """Who pays, on which level, by which guideline: facts of the programme."""
        named = self._programme_of(target)
        fresh = self.fresh["programme"].get(named)
        programme = self.register.programmes.get(named)
        place = Target(f"programme:{named}" if named else line.where, 0, (), lambda key: None)
        for name in OF_PROGRAMME:
            cell = line.get(name)
            current = fresh.values.get(name) if fresh else getattr(programme, name, None)
            if cell is None or not self._is_told(place, name, cell, current):
                continue
            with self.reading.doubting(cell):
                value = self.reading.read(cell)
                if fresh is not None and name not in fresh.values:
                    fresh.values[name] = value
                else:
                    _check(name, value, named, current)


def _check(name: str, value: Any, programme: str, current: Any) -> None:
    """Raises `Doubtful` where a fact of a programme of the register is another one."""
    if not programme:
        raise Doubtful(_("this belongs to a programme, and the row names none"))
    if not same_value(value, current or ()):
        why = _("this belongs to the programme: foerder set programme:{id} {key} …")
        raise Doubtful(why.format(id=programme, key=name))


def _misspelt(text: str, names: Iterable[str]) -> str:
    """The name that a text is nearly the same as; empty where it is none."""
    known = {name.casefold(): name for name in names}
    near = get_close_matches(text.casefold(), known, 1, 0.9)
    # "Programm 1" and "Programm 2" are two, "Interreg B" and "Interreg C" as well.
    if near and _NUMBERS.findall(near[0]) == _NUMBERS.findall(text.casefold()):
        return known[near[0]]
    return ""
