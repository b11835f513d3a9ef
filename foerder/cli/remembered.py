"""What ``foerder use`` remembers per user: the register, in the usual configuration folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

NAME = "register.txt"


def config_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where a user's settings of this program belong: ``%APPDATA%``, ``XDG_CONFIG_HOME``, Application Support."""
    home = environ.get("USERPROFILE" if platform == "win32" else "HOME") or os.path.expanduser(
        "~"
    )
    if platform == "win32":
        return Path(
            environ.get("APPDATA") or os.path.join(home, "AppData", "Roaming"), "foerder"
        )
    # The XDG specification: a relative path is invalid and is not to be considered.
    base = environ.get("XDG_CONFIG_HOME", "")
    if os.path.isabs(base):
        return Path(base, "foerder")
    if platform == "darwin":
        return Path(home, "Library", "Application Support", "foerder")
    return Path(home, ".config", "foerder")


def config_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The file that holds the remembered paths, one a line."""
    return config_folder(environ) / NAME


def remembered(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The remembered paths; none where nothing can be read."""
    try:
        text = config_file(environ).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]


def remember(paths: list[str], environ: Mapping[str, str] = os.environ) -> Path:
    """Write the paths down, or forget them where there are none. Raises `foerder.files.WriteError`."""
    from foerder.files import WriteError, remove_file, why, write_file

    file = config_file(environ)
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
