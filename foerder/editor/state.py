"""The register as it was read, and as it would be: model and data side by side,
each file's bytes kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from foerder.model import Place, Problem, Project, Register
from foerder.register.load import load
from foerder.register.read import FileSource
from foerder.toml.decode import decode, parse, read_source
from foerder.toml.parse import Taker
from foerder.toml.source import Parsed, Source


class _Kept(FileSource):
    """Reads every file once; knows what one of them will be."""

    def __init__(
        self, known: dict[Path, Source] | None = None, parsed: dict[int, Parsed] | None = None
    ) -> None:
        self.sources: dict[Path, Source] = dict(known or {})
        self.parsed: dict[int, Parsed] = dict(parsed or {})
        self.order: list[Path] = []
        self.ready: dict[tuple[int, Place], Project] = {}

    def reuse(self, register: Register, file: int, data: dict[str, Any]) -> None:
        """Take over what was built from the items of a file that the new data still holds."""
        faulty = {problem.project for problem in register.problems}
        items = data.get("project", [])
        for project in register.projects:
            number = project.place.path[-1]
            sound = project.place.file == file and project.id not in faulty
            if sound and isinstance(number, int):
                self.ready[id(items[number]), project.place] = project

    def built(self, item: Mapping[str, Any], place: Place) -> Project | None:
        """The project that was built from the very same item."""
        return self.ready.get((id(item), place))

    def read(self, path: Path, shown: str) -> Source | Problem:
        self.order.append(path)
        if path not in self.sources:
            source = read_source(path, shown)
            if isinstance(source, Problem):
                return source
            self.sources[path] = source
        return self.sources[path]

    def parse(self, source: Source, taker: Taker | None = None) -> Parsed:
        if id(source) not in self.parsed:
            self.parsed[id(source)] = parse(source)
        return self.parsed[id(source)]


class State:
    """One state of the register."""

    def __init__(self, paths: Sequence[tuple[Path, str]], disk: _Kept | None = None) -> None:
        self.paths = paths
        self.disk = disk or _Kept()
        files, names = [path for path, _shown in paths], [shown for _path, shown in paths]
        self.register: Register = load(files, names, self.disk)

    def path(self, file: int) -> Path:
        """The path of a file of the register, by its number."""
        return self.disk.order[file]

    def source(self, file: int) -> Source | None:
        """The text of a file; None where it cannot be read."""
        return self.disk.sources.get(self.path(file))

    def raw(self) -> list[bytes]:
        """The bytes of the files that can be read."""
        return [source.raw for source in self.disk.sources.values()]

    def parsed(self, file: int) -> Parsed | None:
        """What a file was parsed to."""
        source = self.source(file)
        return self.disk.parsed[id(source)] if source is not None else None

    def data(self, file: int) -> dict[str, Any]:
        """The data of a file."""
        parsed = self.parsed(file)
        return parsed.data if parsed else {}

    def with_bytes(self, file: int, raw: bytes) -> State | Problem:
        """The state in which a file holds other bytes; a problem where they are not UTF-8 text."""
        source = decode(raw, self.register.paths[file])
        if isinstance(source, Problem):
            return source
        sources = {**self.disk.sources, self.path(file): source}
        return State(self.paths, _Kept(sources, self.disk.parsed))

    def with_text(self, file: int, text: str, data: dict[str, Any]) -> State:
        """The state in which a file holds another text, parsed to ``data``,
        with the byte order mark that it has.
        """
        source = self.source(file)
        assert source is not None
        raw = (b"\xef\xbb\xbf" if source.bom else b"") + text.encode("utf-8")
        new = source._replace(text=text, raw=raw)
        parsed = {**self.disk.parsed, id(new): Parsed(data, [], text, [])}
        disk = _Kept({**self.disk.sources, self.path(file): new}, parsed)
        old = self.data(file)
        if None not in {problem.project for problem in self.register.problems}:
            disk.reuse(self.register, file, old)
        if all(old[name] is data.get(name) for name in old if name != "project"):
            kept = {id(item) for item in data.get("project", [])}
            disk.settled = frozenset(place for number, place in disk.ready if number in kept)
        return State(self.paths, disk)


def new_problems(before: State, after: State) -> list[Problem]:
    """The problems that a change brings; those that were there already are in
    other lines perhaps.
    """
    left = list(map(_essence, before.register.problems))
    found = []
    for problem in after.register.problems:
        essence = _essence(problem)
        if essence in left:
            left.remove(essence)
        else:
            found.append(problem)
    return found


def _essence(problem: Problem) -> tuple[Any, ...]:
    return (problem.path, problem.project, problem.code, problem.message)
