"""The one door to a register: read the files, check them, resolve the duties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

from foerder.model import Period, Register
from foerder.register.duties import Duties
from foerder.register.files import File
from foerder.register.read import CachedFiles, FileSource, read_register, with_problems


def load(
    paths: Sequence[Path], shown: Sequence[str] | None = None, disk: FileSource | None = None
) -> Register:
    """Read files or folders as one register; its ``problems`` hold all that is wrong with it."""
    register = read_register(paths, shown, disk)
    settled = disk.settled if disk else frozenset()
    duties: Duties = register.duties
    used = {project.programme for project in register.projects}
    named = {name for programme in register.programmes.values() for name in programme.rules}
    for project in register.projects:
        named.update(project.rules or ())
        # A project without periods: its deadlines are looked at all the same.
        for period in project.periods or (Period(project.place, ""),):
            named.update(period.rules or ())
            if project.place not in settled:
                duties.of(project, period)
    for programme in register.programmes.values():
        if programme.id not in used:
            duties.of_programme(programme)
    for name, rule_set in register.rule_sets.items():
        if name not in named and rule_set.place and rule_set.place.file >= 0:
            duties.of_set(name)
    return with_problems(register, duties.problems)


def load_apart(registers: Iterable[Sequence[File]]) -> list[Register]:
    """Read several registers; each has a name that tells it from the others:
    its id, or the file's.
    """
    found: dict[str, Register] = {}
    for files in registers:
        paths, names = [file.path for file in files], [file.shown for file in files]
        register = load(paths, names, CachedFiles(files))
        known = (register.settings.id, paths[0].stem, names[0])
        name = next(name for name in known if name and name not in found)
        found[name] = register._replace(name=name)
    return list(found.values())


def names_of(register: Register) -> tuple[str, ...]:
    """A name for each file of a register, the same everywhere: its id, of
    several files with the file's own name.
    """
    whole = register.name or register.settings.id
    if len(register.paths) == 1 and whole:
        return (whole,)
    stems = [PurePath(path).stem for path in register.paths]
    return tuple([f"{whole}/{stem}" if whole else stem for stem in stems])
