"""Files → :class:`~foerder.model.Register`: read in one pass, every problem collected, good projects kept."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from foerder import model as m
from foerder.i18n import _
from foerder.model import Place, Problem
from foerder.register import build as b
from foerder.register import tables as t
from foerder.register.references import check_references
from foerder.register.rulesets import NAMES, built_in
from foerder.register.source import Parsed, Source, parse, read_source


def read_register(paths: Sequence[Path], shown: Sequence[str] | None = None) -> m.Register:
    """Read one or several files, or folders of ``*.toml``, as one register. Never raises for what a user can do.

    ``shown`` are the paths as people wrote them, for messages.
    """
    collecting = gc.isenabled()
    gc.disable()  # building many small records with it on costs up to three times as much
    try:
        return _Reader().read(_files(paths, shown or [str(path) for path in paths]))
    finally:
        if collecting:
            gc.enable()


def _files(paths: Iterable[Path], shown: Iterable[str]) -> list[tuple[Path, str]]:
    files: list[tuple[Path, str]] = []
    for path, name in zip(paths, shown, strict=True):
        inside: list[Path] = []
        if path.is_dir():
            try:
                inside = sorted(entry for entry in path.iterdir() if entry.suffix == ".toml" and entry.is_file())
            except OSError:
                inside = []
        if inside:
            files += [(entry, os.path.join(name, entry.name)) for entry in inside]
        else:
            files.append((path, name))
    return files


class _Reader:
    def __init__(self) -> None:
        self.build = b.Builder()
        self.problems: list[Problem] = []
        self.paths: list[str] = []
        self.texts: list[str] = []
        self.hidden: set[tuple[str, str | None]] = set()
        self.unreadable = False
        self.settings: tuple[m.Settings, bool] | None = None
        self.notify: m.Notify | None = None
        self.authorities: dict[str, m.Authority] = {}
        self.programmes: dict[str, m.Programme] = {}
        self.rule_sets: dict[str, m.RuleSet] = {}
        self.projects: dict[str, m.Project] = {}
        self.accepted: list[m.Accept] = []

    def read(self, files: Iterable[tuple[Path, str]]) -> m.Register:
        for path, shown in files:
            source = read_source(path, shown)
            if isinstance(source, Problem):
                self.problems.append(source)
                self.paths.append(shown)
                self.texts.append("")
                self.unreadable = True
            else:
                self._file(source, parse(source))
        self._built_in_sets()
        settings_hidden = self.settings is None and any(table == "settings" for table, _name in self.hidden)
        settings, readable = self.settings or (m.Settings(), True)
        register = m.Register(
            paths=tuple(self.paths),
            settings=settings,
            notify=self.notify,
            authorities=self.authorities,
            programmes=self.programmes,
            rule_sets=self.rule_sets,
            projects=tuple(self.projects.values()),
            accepted=tuple(self.accepted),
            settings_readable=readable and not settings_hidden,
            unreadable=self.unreadable,
            hidden=frozenset(self.hidden),
            texts=tuple(self.texts),
        )
        check_references(self.build, register)
        return _with_problems(register, self.build.findings, self.problems)

    def _file(self, source: Source, parsed: Parsed) -> None:
        number = len(self.paths)
        self.paths.append(source.path)
        self.texts.append(parsed.text)
        self.problems += parsed.problems
        self.hidden |= {(broken.table, broken.id) for broken in parsed.broken}
        self._root(parsed, Place(number, ()))
        self._single(parsed.data, Place(number, ()))
        for name, make, known in (
            ("authority", b.authority, self.authorities),
            ("programme", b.programme, self.programmes),
            ("rule_set", b.rule_set, self.rule_sets),
            ("project", b.project, self.projects),
        ):
            self._several(name, make, known, parsed.data, Place(number, ()))
        who = b.Who()
        self.accepted += self.build.records(
            t.ROOT, "accept", parsed.data, Place(number, ()), who, _accept, ("code", "project", "until")
        )

    def _root(self, parsed: Parsed, place: Place) -> None:
        head_broken = any(broken.table == "" for broken in parsed.broken)
        plain = dict(parsed.data)
        if head_broken:
            plain.setdefault("format", 1)
        found = plain.get("format", 1)
        if isinstance(found, int) and not isinstance(found, bool) and found > 1:
            self.build.report(
                place.key("format"),
                b.Who(),
                "newer-format",
                _("format {number} is newer than this program").format(number=found),
                _("This version reads format 1: install the newer program, or write format = 1."),
            )
            plain["format"] = 1
        if "format" not in plain:
            self.build.report(
                place,
                b.Who(),
                "missing-key",
                _('the key "format" is missing'),
                _("Write format = 1 in the first line of the file."),
            )
            plain["format"] = 1
        self.build.read(t.ROOT, plain, place, b.Who())

    def _single(self, data: dict[str, Any], place: Place) -> None:
        for name in ("settings", "notify"):
            value = data.get(name)
            if value is None:
                continue
            taken = self.settings is not None if name == "settings" else self.notify is not None
            who = b.Who(words=(f"[{name}]",))
            if taken:
                self.build.report(
                    place.key(name),
                    who,
                    "second-table",
                    _("there is a second [{name}]").format(name=name),
                    _("Keep one of them; the first one counts."),
                )
                continue
            if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
                self.build.report(
                    place.key(name),
                    who,
                    "double-brackets",
                    _("[[{name}]] is written with double brackets").format(name=name),
                    _("Write [{name}]: there is only one.").format(name=name),
                )
                value = value[0]
            if not isinstance(value, dict):
                self.build.report(
                    place.key(name),
                    who,
                    "bad-value",
                    _("{name} is not a table").format(name=name),
                    _("Write a header [{name}] and the keys below it.").format(name=name),
                )
                self.hidden.add((name, None))
            elif name == "settings":
                self.settings = b.settings(self.build, value, place.key(name))
            else:
                self.notify = b.notify(self.build, value, place.key(name))

    def _several(self, name: str, make: Any, known: dict[str, Any], data: dict[str, Any], place: Place) -> None:
        for item, item_place in self.build.tables(t.ROOT, name, data, place, b.Who()):
            record = make(self.build, item, item_place)
            if record is None:
                self.hidden.add((name, None))
            elif record.id in known or (name == "rule_set" and record.id in NAMES):
                label = {
                    "authority": _("authority"),
                    "programme": _("programme"),
                    "rule_set": _("rule set"),
                    "project": _("project"),
                }[name]
                project = record.id if name == "project" else None
                self.build.duplicate(item_place.key("id"), b.Who().inside(label, record.id, project), record.id)
            else:
                known[record.id] = record

    def _built_in_sets(self) -> None:
        """Load the built-in rule sets that are named somewhere."""
        named = {name for programme in self.programmes.values() for name in programme.rules}
        for project in self.projects.values():
            named.update(project.rules or ())
            for period in project.periods:
                named.update(period.rules or ())
        for name in NAMES:
            if name in named and name not in self.rule_sets:
                self.rule_sets[name] = built_in(name)


def _accept(place: Place, code: str, source: str | None = None, **values: Any) -> m.Accept:
    return m.Accept(place=place, code=code, **values)


def _with_problems(register: m.Register, findings: Iterable[b.Finding], problems: Iterable[Problem]) -> m.Register:
    from dataclasses import replace

    lines = Lines(register)
    found = [*problems, *(lines.problem(finding) for finding in findings)]
    order = {path: number for number, path in enumerate(register.paths)}
    found.sort(key=lambda problem: (order.get(problem.path, 0), problem.line or 0))
    return replace(register, problems=tuple(found))


def with_findings(register: m.Register, findings: Iterable[b.Finding]) -> m.Register:
    """The register with further problems, all in the order of the files."""
    findings = list(findings)
    return _with_problems(register, findings, register.problems) if findings else register


class Lines:
    """Turns places into lines; a file's layout is read only when it is asked for."""

    def __init__(self, register: m.Register) -> None:
        self.register = register
        self._layouts: dict[int, Any] = {}

    def line(self, place: Place) -> int:
        """The line of a table or key in its file."""
        if place.file not in self._layouts:
            from foerder.register.layout import Layout

            self._layouts[place.file] = Layout(self.register.texts[place.file])
        return int(self._layouts[place.file].line(place.path))

    def problem(self, finding: b.Finding) -> Problem:
        """A finding with its file and line."""
        place = finding.place
        if place is None or place.file < 0:
            path = self.register.paths[0] if self.register.paths else ""
            return Problem(path, None, *finding[1:])
        return Problem(self.register.paths[place.file], self.line(place), *finding[1:])
