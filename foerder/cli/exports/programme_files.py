"""The files of programmes beside a page: each ends with a seal, and only what
bears it is replaced or removed.
"""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Container, Iterable
from pathlib import Path

from foerder.files import WriteError, read_file, remove_file
from foerder.text.i18n import _
from foerder.text.plain import clean

SEAL = re.compile(rb"<!-- foerder: ([0-9a-f]{64}) -->\n\Z")


class ProgrammeFiles:
    """The files beside one page, whose names begin with the page's own."""

    def __init__(self, target: str) -> None:
        self.folder = Path(target).parent
        self.front = Path(target).name
        self.stem = Path(target).stem

    def path(self, name: str) -> str:
        """Where a file is."""
        return str(self.folder / name)

    def sealed(self, data: bytes) -> bytes:
        """A file's content with the mark by which it is known as ours and unchanged."""
        return data + f"<!-- foerder: {self._digest(data)} -->\n".encode()

    def _digest(self, data: bytes) -> str:
        return hashlib.sha256(self.front.encode("utf-8", "surrogatepass") + data).hexdigest()

    def is_ours(self, path: Path) -> bool:
        """Whether a file was written beside this page, and by nobody changed since."""
        try:
            data = b"" if path.is_symlink() else read_file(path)
        except OSError:
            return False
        seal = SEAL.search(data)
        return seal is not None and seal[1].decode() == self._digest(data[: seal.start()])

    def refuse_foreign(self, names: Iterable[str]) -> None:
        """Make sure that only our own files are replaced. Raises `WriteError`."""
        taken = []
        for name in names:
            path = self.folder / name
            if path.exists() and not self.is_ours(path):
                taken.append(name)
        if taken:
            text = _(
                "Not written by this register, or changed since: {files}. Nothing is written. "
                "Move them away or name another page."
            )
            raise WriteError(text.format(files=", ".join(map(clean, taken))))

    def clear(self, kept: Container[str]) -> None:
        """Remove what a former run wrote and this one did not. Raises `WriteError`."""
        for path in self.folder.glob(f"{glob.escape(self.stem)}-*.html"):
            if path.name not in kept and self.is_ours(path):
                remove_file(path)
