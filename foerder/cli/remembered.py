"""What ``foerder use`` remembers per user: the register, in the usual configuration folder."""

from __future__ import annotations

import os
from pathlib import Path

from foerder.files import WriteError, remove_file, why, write_file
from foerder.register.files import user_folder

NAME = "register.txt"


def config_file() -> Path:
    """The file that holds the remembered paths, one a line."""
    return user_folder("config") / NAME


def remembered() -> list[str]:
    """The remembered paths; none where nothing can be read."""
    try:
        text = config_file().read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]


def remember(paths: list[str]) -> Path:
    """Write the paths down, or forget them where there are none.

    Raises `foerder.files.WriteError`.
    """
    file = config_file()
    if not paths:
        remove_file(file)
        return file
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(why(str(file), error)) from error
    write_file(file, "".join(f"{path}\n" for path in paths).encode("utf-8"))
    return file


def is_share(path: str) -> bool:
    """Whether a path names a folder on a server: ``//server/amt`` or the same with backslashes."""
    return path.startswith(("//", "\\\\")) and len(path) > 2 and path[2] not in "/\\"


def absolute(path: str) -> str:
    """A path that means the same from every folder; a share stays as it was typed."""
    return path if is_share(path) else os.path.abspath(os.path.expanduser(path))
