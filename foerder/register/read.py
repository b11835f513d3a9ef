"""Files → :class:`~foerder.model.Register`: read in one pass, every problem
collected, good projects kept.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foerder import model
from foerder.model import Place, Problem
from foerder.register import builder, records, tables, values
from foerder.register.duties import Duties
from foerder.register.files import File, LeftCopy, copies_in
from foerder.register.files import files_in as files_in
from foerder.register.references import check_references
from foerder.register.rulesets import NAMES, built_in
from foerder.register.working_days import with_counted_ends
from foerder.text.i18n import N_, _, filled
from foerder.toml.decode import guess_text, parse, read_source
from foerder.toml.parse import Taker
from foerder.toml.source import Parsed, Source

if TYPE_CHECKING:
    from foerder.toml.lines import LineFinder


class FileSource:
    """Where the reader gets its files from; the editor has one that knows texts
    not yet written.
    """

    settled: frozenset[Place] = frozenset()
    """Projects whose duties are known to resolve without a problem."""

    def read(self, path: Path, shown: str) -> Source | Problem:
        """A file's text, or why it cannot be read."""
        return read_source(path, shown)

    def guess(self, path: Path, shown: str) -> Source | None:
        """A file's text as it was probably meant, where it is not UTF-8."""
        return guess_text(path, shown)

    def parse(self, source: Source, taker: Taker | None = None) -> Parsed:
        """A text's data, without what is taken while it is read."""
        return parse(source, taker)

    def built(self, item: Mapping[str, Any], place: Place) -> model.Project | None:
        """A project that was built from exactly this item before, without any problem."""
        return None


class CachedFiles(FileSource):
    """Files whose bytes have been read already; where they have not, the disk."""

    def __init__(self, files: Iterable[File]) -> None:
        self._raw = {file.path: file.raw for file in files}

    def read(self, path: Path, shown: str) -> Source | Problem:
        """A file's text without its bytes, or why it cannot be read."""
        source = read_source(path, shown, self._raw.pop(path, None))
        return source._replace(raw=b"") if isinstance(source, Source) else source

    def guess(self, path: Path, shown: str) -> Source | None:
        """A file's text as it was probably meant, where it is not UTF-8."""
        return guess_text(path, shown, self._raw.get(path))


def read_register(
    paths: Sequence[Path],
    shown: Sequence[str] | None,
    disk: FileSource | None,
) -> model.Register:
    """Read one or several files, or folders of ``*.toml``, as one register.
    Never raises for what a user can do.

    ``shown`` are the paths as people wrote them, for messages.
    """
    collecting = gc.isenabled()
    gc.disable()  # building many small records with it on costs up to three times as much
    try:
        names = shown or [str(path) for path in paths]
        reader = _Reader(disk or FileSource())
        reader.problems += _left_out(copies_in(paths, names))
        return reader.read(files_in(paths, names))
    finally:
        if collecting:
            gc.enable()


def _left_out(copies: list[LeftCopy]) -> Iterator[Problem]:
    """That copies are not read, and what to do with them."""
    for copy in copies:
        message = _(
            "this looks like a copy of {original} that another program left here; it is not read"
        )
        remedy = _(
            "Compare the two, take over what is missing, then delete this file or move it to another folder."
        )
        if not copy.is_there:
            remedy = _(
                "There is no {original} here: rename the right one of these to that: {files}."
            )
        files = ", ".join(other.shown for other in copies if other.original == copy.original)
        words = {"original": copy.original, "files": files}
        texts = filled(message, words), filled(remedy, words)
        yield Problem(copy.shown, None, None, "error", "unreadable", *texts)


class _Projects:
    """The projects of a file, made while it is read: what a piece was parsed
    into is held no longer than that.
    """

    def __init__(self, reader: _Reader, place: Place) -> None:
        self.made: list[tuple[model.Project, Place]] = []
        self._reader = reader
        self._place = place
        self._before = reader.build.state()

    def take(self, piece: dict[str, Any]) -> None:
        """Make records of the projects in a piece."""
        items = piece.get("project")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return
        for number, item in enumerate(items, start=len(self.made)):
            place = self._place.key("project", number)
            self.made.append((self._reader.project(self._reader.build, item, place), place))
        piece["project"] = []

    def forget(self) -> None:
        """The file is read in another way: nothing was made, and nothing was wrong."""
        self.made.clear()
        self._reader.build.reset(self._before)


class _Reader:
    def __init__(self, disk: FileSource) -> None:
        self.disk = disk
        self.build = builder.Builder()
        self.problems: list[Problem] = []
        self.paths: list[str] = []
        self.texts: list[str] = []
        self.hidden: set[tuple[str, str | None]] = set()
        self.unreadable = False
        self.settings: tuple[model.Settings, bool] | None = None
        self.settings_lost = False
        """A key of [settings] that moves dates stands where it cannot be read."""
        self.notify: model.Notify | None = None
        self.authorities: dict[str, model.Authority] = {}
        self.programmes: dict[str, model.Programme] = {}
        self.rule_sets: dict[str, model.RuleSet] = {}
        self.projects: dict[str, model.Project] = {}
        self.accepted: list[model.Accept] = []
        self.lines = Lines(self.texts)

    def read(self, files: Iterable[tuple[Path, str]]) -> model.Register:
        for path, shown in files:
            source = self.disk.read(path, shown)
            text = source if isinstance(source, Source) else None
            if isinstance(source, Problem):
                self.problems.append(source)
                text = self.disk.guess(path, shown) if source.code == "encoding" else None
            if text is None:
                self.paths.append(shown)
                self.texts.append("")
                self.unreadable = True
            else:
                self._file(text)
        self._built_in_sets()
        settings, readable = self.settings or (model.Settings(), not self.unreadable)
        lost = self.settings_lost or any(table == "settings" for table, _name in self.hidden)
        register = model.Register(
            paths=tuple(self.paths),
            duties=Duties(self.programmes, self.rule_sets),
            settings=settings,
            notify=self.notify,
            authorities=self.authorities,
            programmes=self.programmes,
            rule_sets=self.rule_sets,
            projects=tuple(self.projects.values()),
            accepted=tuple(self.accepted),
            settings_readable=readable and not lost,
            unreadable=self.unreadable,
            hidden=frozenset(self.hidden),
            texts=tuple(self.texts),
        )
        register = with_counted_ends(register)
        check_references(self.build, register)
        return with_problems(register, [*self.problems, *self.build.problems], self.lines)

    def _file(self, source: Source) -> None:
        number = len(self.paths)
        taken = _Projects(self, Place(number, ()))
        parsed = self.disk.parse(source, taken)
        self.paths.append(source.path)
        self.texts.append(parsed.text)
        self.problems += parsed.problems
        self.hidden |= {(broken.table, broken.id) for broken in parsed.broken}
        place = Place(number, ())
        whole = builder.Written(tables.ROOT, parsed.data, place, builder.Subject())
        self._root(parsed, place)
        self._single(parsed.data, place)
        for name, make, known in (
            ("authority", records.authority, self.authorities),
            ("programme", records.programme, self.programmes),
            ("rule_set", records.rule_set, self.rule_sets),
            ("project", self.project, self.projects),
        ):
            several = self.build.tables(whole, name)
            self._know(name, known, ((make(self.build, *each), each[1]) for each in several))
        self._know("project", self.projects, taken.made)
        essential = ("code", "project", "until")
        self.accepted += self.build.records(whole, "accept", _accept, essential)

    def _root(self, parsed: Parsed, place: Place) -> None:
        data = dict(parsed.data)
        found = data.pop("format", None)
        if found is None:
            if not any(broken.table == "" for broken in parsed.broken):
                self._no_format(parsed, place)
        elif found is True or found != 1:
            self._other_format(found, place.key("format"))
        data["format"] = 1
        whole = builder.Written(tables.ROOT, data, place, builder.Subject())
        _values, bad = self.build.read(whole)
        self._lose(bad)

    def _lose(self, bad: frozenset[str]) -> None:
        """Keys of [settings] that are in the wrong table, or below a mistyped header."""
        self.settings_lost = self.settings_lost or not bad.isdisjoint(
            ("settings", *records.MOVING)
        )

    def _no_format(self, parsed: Parsed, place: Place) -> None:
        code, message = "missing-key", _('the key "format" is missing')
        if not parsed.data and not parsed.broken:
            code, message = "empty", _("the file is empty")
        self._report(place, code, message, _("Write format = 1 in the first line of the file."))

    def _other_format(self, found: Any, place: Place) -> None:
        code, message = "bad-value", _("format: {value} is not a format of the register")
        remedy = _("Write {value}.").format(value="format = 1")
        if isinstance(found, int) and found > 1:
            code, message = "newer-format", _("format {number} is newer than this program")
            remedy = _(
                "This version reads format 1: install the newer program, or write format = 1."
            )
        shown = values.shown(found)
        self._report(place, code, message.format(value=shown, number=shown), remedy)

    def _report(
        self, place: Place, code: str, message: str, remedy: str, whose: str | None = None
    ) -> None:
        """Note an error of the whole file, or of a table that is there once."""
        words = ((f"[{whose}]", None),) if whose else ()
        self.build.report(place, builder.Subject(words=words), code, message, remedy)

    def _single(self, data: dict[str, Any], place: Place) -> None:
        for name in ("settings", "notify"):
            found = self._tables_of(name, data.get(name), place)
            if found and (self.settings if name == "settings" else self.notify) is not None:
                self._second(name, place.key(name))
            elif found and name == "settings":
                self.settings = records.settings(self.build, found[0], place.key(name))
            elif found:
                self.notify, bad = records.notify(self.build, found[0], place.key(name))
                self._lose(bad)

    def _tables_of(self, name: str, value: Any, place: Place) -> list[dict[str, Any]]:
        """``[settings]`` or ``[notify]``, with a word on how it is written."""
        if value is None or isinstance(value, dict):
            return [] if value is None else [value]
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            message = _("[[{name}]] is written with double brackets").format(name=name)
            remedy = _("Write [{name}]: there is only one.").format(name=name)
            self._report(place.key(name), "double-brackets", message, remedy, name)
            for number in range(1, len(value)):
                self._second(name, place.key(name, number))
            return value
        message = _("{name} is not a table").format(name=name)
        remedy = _("Write a header [{name}] and the keys below it.").format(name=name)
        self._report(place.key(name), "bad-value", message, remedy, name)
        self.hidden.add((name, None))
        return []

    def _second(self, name: str, place: Place) -> None:
        message = _("there is a second [{name}]").format(name=name)
        remedy = _("Keep one of them; the first one counts.")
        self._report(place, "second-table", message, remedy, name)

    def project(
        self, build: builder.Builder, item: Mapping[str, Any], place: Place
    ) -> model.Project:
        """A project as it was made before, else from its table."""
        return self.disk.built(item, place) or records.project(build, item, place)

    def _know(
        self, name: str, known: dict[str, Any], made: Iterable[tuple[Any, Place]]
    ) -> None:
        """Take in records of a table, each with its place; the first of several
        with the same id counts.
        """
        for record, place in made:
            if record is None or (name == "project" and "id" in record.unreadable):
                # Another table may speak of it by the id that it was meant to have.
                self.hidden.add((name, None))
            if record is None:
                continue
            if record.id in known or (name == "rule_set" and record.id in NAMES):
                self._taken(name, record.id, place.key("id"), known.get(record.id))
            else:
                known[record.id] = record

    def _taken(self, table: str, name: str, place: Place, first: Any) -> None:
        """An id that stands a second time, here or in another file, or is that
        of a built-in rule set.
        """
        label = {
            "authority": N_("authority"),
            "programme": N_("programme"),
            "rule_set": N_("rule set"),
            "project": N_("project"),
        }[table]
        who = builder.Subject(name if table == "project" else None, ((label, name),))
        if first is None:
            message = _('the id "{name}" is that of a built-in rule set').format(name=name)
            self.build.report(place, who, "duplicate-id", message, _("Choose another id."))
            return
        where = _("in {path}").format(path=self.paths[first.place.file])
        if first.place.file == place.file:
            where = _("in line {line}").format(line=self.lines.line(first.place))
        self.build.duplicate(place, who, name, where)

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


def _accept(place: Place, code: str, source: str | None = None, **values: Any) -> model.Accept:
    return model.Accept(place=place, code=code, **values)


def with_problems(
    register: model.Register, problems: Iterable[Problem], lines: Lines | None = None
) -> model.Register:
    """The register with further problems, all in the order of the files."""
    lines = lines or Lines(register.texts)
    found = [*register.problems, *(placed(register, problem, lines) for problem in problems)]
    order = {path: number for number, path in enumerate(register.paths)}
    found.sort(key=lambda problem: (order.get(problem.path, 0), problem.line or 0))
    return register._replace(problems=tuple(found))


def placed(register: model.Register, problem: Problem, lines: Lines) -> Problem:
    """A problem with its file and line in place of its place; one that has them
    is returned as it is.
    """
    if problem.path or not register.paths:
        return problem
    place = problem.place
    if place is None or place.file < 0:
        return problem._replace(path=register.paths[0], place=None)
    return problem._replace(path=register.paths[place.file], line=lines.line(place), place=None)


class Lines:
    """Turns places into lines; a file's headers are read only when it is asked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._finders: dict[int, LineFinder] = {}
        self._known: dict[Place, int] = {}

    def line(self, place: Place) -> int:
        """The line of a table or key in its file."""
        if place not in self._known:
            self._known[place] = self._finder(place.file).line(place.path)
        return self._known[place]

    def _finder(self, file: int) -> LineFinder:
        if file not in self._finders:
            from foerder.toml.lines import LineFinder

            self._finders[file] = LineFinder(self.texts[file])
        return self._finders[file]
