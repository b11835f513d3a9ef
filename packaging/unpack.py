"""The start of `foerder.pyz`: unpacks itself once for each person, then runs the program from there.

Python imports four times as slowly from an archive. BUILD is put in when the file is built.
"""

import os
import sys

BUILD = ""


def cache_folder() -> str:
    """Where the system keeps what can be made again."""
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def unpacked(folder: str) -> str:
    """The folder with the program in it, unpacked beside its place and put there in one step."""
    from shutil import rmtree
    from tempfile import mkdtemp
    from zipfile import ZipFile

    try:
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        work = mkdtemp(dir=os.path.dirname(folder))
    except OSError:
        # No home that can be written: this time only, and slowly.
        folder = ""
        work = mkdtemp(prefix="foerder-")
    with ZipFile(sys.argv[0]) as archive:
        archive.extractall(work)
    if not folder:
        return work
    try:
        os.replace(work, folder)
    except OSError:
        # Another run was first.
        rmtree(work, ignore_errors=True)
    return folder


def main() -> None:
    """Run the program that this file carries."""
    folder = os.path.join(cache_folder(), "foerder", f"program-{BUILD}")
    if not os.path.isdir(folder):
        folder = unpacked(folder)
    sys.path[0] = folder
    from foerder.__main__ import main as run

    run()


main()
