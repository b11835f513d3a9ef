"""The files of one register in a folder that others use too: only what it wrote
is replaced or removed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from foerder.files import Rights, WriteError, read_file, remove_file, sweep, why, write_file


def checksum(content: bytes) -> str:
    """What tells a content of ours from another."""
    return hashlib.sha256(content).hexdigest()[:32]


class OwnFiles:
    """A folder and the checksums that the memory has of our files in it.

    They are written down before a file is (`announce`), so that a run that was
    killed blocks nothing.
    """

    def __init__(self, folder: Path, known: dict[str, list[str]]) -> None:
        self.folder = folder
        self.known = known

    def make(self) -> None:
        """Make the folder where only it is missing. Raises `WriteError`."""
        try:
            if not self.folder.is_dir():
                self.folder.mkdir()
        except OSError as error:
            raise WriteError(why(str(self.folder), error)) from error

    def _content(self, name: str) -> bytes | None:
        """What a file holds; None where there is none that can be read, or only a
        link.
        """
        path = self.folder / name
        try:
            return None if path.is_symlink() else read_file(path)
        except OSError:
            return None

    def is_ours(self, name: str) -> bool:
        """Whether a name is free, or its file what we wrote."""
        if not os.path.lexists(self.folder / name):
            return True
        sums = self.known.get(name)
        if sums is None:
            return False
        content = self._content(name)
        return not sums or (content is not None and checksum(content) in sums)

    def foreign(self, contents: Mapping[str, bytes]) -> list[str]:
        """The names among these that are taken by files that we did not write."""
        return [
            name
            for name, data in contents.items()
            if not self.is_ours(name) and self._content(name) != data
        ]

    def announce(self, contents: Mapping[str, bytes]) -> None:
        """Note what the files will be, beside what they are."""
        for name, data in contents.items():
            sums = self.known.setdefault(name, [])
            now = self._content(name)
            if now is not None:
                sums.append(checksum(now))
            sums.append(checksum(data))

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Write what changed. Raises `WriteError`; what was written by then is whole."""
        about = self.folder.stat()
        rights = Rights(about.st_mode & 0o666 | 0o600, about.st_gid, about.st_uid)
        for name, data in contents.items():
            path = self.folder / name
            sweep(path)
            if self._content(name) != data:
                write_file(path, data, rights)
            self.known[name] = [checksum(data)]

    def remove(self, kept: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
        """Remove what was ours and is not kept; returns what is gone and what
        stays, changed by others.
        """
        gone, left = [], []
        for name in sorted(set(self.known) - set(kept)):
            if not os.path.lexists(self.folder / name):
                pass
            elif self.is_ours(name):
                remove_file(self.folder / name)
                gone.append(name)
            else:
                left.append(name)
            del self.known[name]
        return gone, left
