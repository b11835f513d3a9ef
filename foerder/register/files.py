"""Which files a register is made of: files as they are named, folders for the
``*.toml`` in them; a user's folders.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from foerder.text.i18n import slug

USER_FOLDERS = {
    ("win32", "config"): ("APPDATA", "AppData/Roaming"),
    ("win32", "cache"): ("LOCALAPPDATA", "AppData/Local"),
    ("darwin", "config"): ("XDG_CONFIG_HOME", "Library/Application Support"),
    ("darwin", "cache"): ("XDG_CACHE_HOME", "Library/Caches"),
    ("linux", "config"): ("XDG_CONFIG_HOME", ".config"),
    ("linux", "cache"): ("XDG_CACHE_HOME", ".cache"),
}
"""Per system: the variable that names a user's folder, and where it is below
the home folder else.
"""

EVERYDAY = ("data", "daten", "foerder", "foerderung", "projects", "projekte", "register")
"""Names that tell no register from another."""


_CONFLICT = r"""(?xi)(?P<stem>.+?)(?:
      [ ]\([^()]*(?:conflict|konflikt)[^()]*\)        # Nextcloud, ownCloud, Dropbox
    | \.sync-conflict-\d{8}-\d{6}(?:-\w+)?          # Syncthing
    | [ _-]\[?conflict(?:ed)?\]?[^()]*               # Seafile, pCloud, rclone
    )\.toml"""
"""Names that only a synchronising program gives."""
_COPY = r"""(?x)(?:(?i:copy[ ]of|kopie[ ]von)[ ](?P<of>.+)
    | (?P<stem>.+?)(?:
        -(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{1,14}   # OneDrive: the name of the computer
      | [ ]\(\d{1,3}\)
      | (?i:(?:[ ]-)?[ ](?:kopie|copy)(?:[ ]\(?\d+\)?)?)
      | (?i:[._-](?:bak|backup|orig|old|alt))
      | ~
    ))\.toml"""
"""Names that are a copy's where the original is beside it and holds the same project."""
_PROJECT = rb"""(?m)^[ \t]*\[\[project\]\][^\[]*?^[ \t]*id[ \t]*=[ \t]*["']([^"'\n]+)"""
_SETTINGS = rb"(?m)^[ \t]*\[[ \t]*settings[ \t]*\]"


class File(NamedTuple):
    """A file of a register: where it is, as people see it, and its bytes where
    they have been read already.
    """

    path: Path
    shown: str
    raw: bytes | None = None


class LeftCopy(NamedTuple):
    """A file that a synchronising program or an editor left beside a register,
    and the name that it is a copy of.
    """

    shown: str
    original: str
    is_there: bool
    """Whether the original is beside it."""


def files_in(paths: Iterable[Path], shown: Iterable[str]) -> list[tuple[Path, str]]:
    """The files behind the paths, each once, with the names that people see;
    left copies are none of them.
    """
    files: dict[str, tuple[Path, str]] = {}
    for path, name in zip(paths, shown, strict=True):
        entries = _inside(path)
        left = _originals(entries)
        for entry in [entry for entry in entries if entry not in left] or [path]:
            label = name if entry is path else os.path.join(name, entry.name)
            files.setdefault(os.path.realpath(entry), (entry, label))
    return list(files.values())


def copies_in(paths: Iterable[Path], shown: Iterable[str]) -> list[LeftCopy]:
    """The copies in folders that are read as registers: never read, never written."""
    found = []
    for path, name in zip(paths, shown, strict=True):
        for copy, original in _originals(_inside(path)).items():
            found.append(
                LeftCopy(os.path.join(name, copy.name), original.name, original.exists())
            )
    return found


def _originals(entries: list[Path]) -> dict[Path, Path]:
    """Those files of a folder that are copies, with the file that each is a copy of."""
    found = {}
    for entry in entries:
        match = re.fullmatch(_CONFLICT, entry.name)
        if match:
            found[entry] = entry.with_name(f"{match['stem']}.toml")
    missing = set(found.values()).difference(entries)
    for entry in entries:
        match = re.fullmatch(_COPY, entry.name)
        if match and entry not in found:
            original = entry.with_name(f"{match['stem'] or match['of']}.toml")
            if original in missing or (
                original in entries and _projects(original) & _projects(entry)
            ):
                found[entry] = original
    return dict(sorted(found.items()))


def _projects(path: Path) -> set[bytes]:
    """The ids of the projects in a file, as far as can be seen without parsing it."""
    return set(re.findall(_PROJECT, with_bytes(path, "").raw or b""))


def with_bytes(path: Path, shown: str) -> File:
    """A file with its bytes; without them where it cannot be read."""
    from foerder.files import read_file

    try:
        return File(path, shown, read_file(path))
    except (OSError, ValueError):
        return File(path, shown)


def id_of(path: Path) -> str:
    """An id for a new register, from its own name, or that of the first folder
    above it that says more.
    """
    real = path.absolute()
    names = [
        slug(name) for name in (real.stem, *(folder.name for folder in real.parents)) if name
    ]
    return next((name for name in names if name not in EVERYDAY), "register")


def registers_in(files: Sequence[File]) -> list[Sequence[File]]:
    """The files as registers: one; or each file its own where more than one has settings."""
    if len([file for file in files if re.search(_SETTINGS, file.raw or b"")]) < 2:
        return [files]
    return [(file,) for file in files]


def size_of(path: Path) -> int:
    """The size of a file in bytes; 0 where it cannot be looked at."""
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


def _inside(folder: Path) -> list[Path]:
    """The registers in a folder; none where it is a file, or may not be looked into."""
    if not os.path.isdir(folder):
        return []
    try:
        # Of two projects with the same id the first counts: never that of a copy, which has the longer name.
        entries = sorted(folder.iterdir(), key=lambda entry: entry.stem)
    except OSError:
        return []
    return [
        e
        for e in entries
        if e.suffix.lower() == ".toml" and not e.name.startswith(".") and not e.is_dir()
    ]


def user_folder(
    kind: str, environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Path:
    """Where this program keeps what belongs to one user: ``config`` or ``cache``.

    A relative path in a variable is not considered (XDG Base Directory Specification).
    """
    variable, below = USER_FOLDERS.get((platform, kind), USER_FOLDERS["linux", kind])
    base = environ.get(variable, "")
    if base and (platform == "win32" or os.path.isabs(base)):
        return Path(base, "foerder")
    home = environ.get("USERPROFILE" if platform == "win32" else "HOME")
    return Path(home or os.path.expanduser("~"), below, "foerder")
