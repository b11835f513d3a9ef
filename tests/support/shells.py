"""Types into real shells: a pseudo terminal, a command, the Tab key."""

from __future__ import annotations

import os
import re
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from program import ROOT

SECONDS = 60.0
TYPED = r"typed:((?:\x02[^\x03]*\x03)+):end"
"""How the stand-in shows the words that it was given."""
STUB = """\
#!/bin/sh
if [ -n "$_FOERDER_COMPLETE" ]; then
    PYTHONPATH={root} exec {python} -m foerder "$@"
fi
printf 'typed:'
printf '\\002%s\\003' "$@"
printf ':end\\n'
"""
"""Stands for the program: completes with the real one, and else shows which words it was given."""


def stub(folder: Path) -> Path:
    """A folder for PATH with the stand-in."""
    path = folder / "foerder"
    path.write_text(STUB.format(root=shlex.quote(str(ROOT)), python=shlex.quote(sys.executable)), encoding="utf-8")
    path.chmod(0o755)
    return folder


def _own_terminal() -> None:
    """Make standard input the terminal of this session."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A shell at a pseudo terminal."""

    def __init__(self, words: list[str], environ: Mapping[str, str]) -> None:
        self.master, slave = os.openpty()
        self.process = subprocess.Popen(
            words,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environ),
            start_new_session=True,
            preexec_fn=_own_terminal,  # fish begins nowhere else
        )
        os.close(slave)
        self.seen = ""

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.master, text.encode("utf-8"))

    def wait(self, pattern: str) -> str:
        """Read until something appears; what the pattern's group holds."""
        limit = time.monotonic() + SECONDS
        while not (match := re.search(pattern, self.seen, re.DOTALL)):
            ready, _, _ = select.select([self.master], [], [], max(0, limit - time.monotonic()))
            if not ready:
                raise TimeoutError(self.seen)
            self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
        self.seen = self.seen[match.end() :]
        return match[1]

    def given(self, line: str) -> list[str]:
        """The words that the stand-in gets from a line with keys like Tab in it."""
        self.type(f"{line}\n")
        return re.findall(r"\x02([^\x03]*)\x03", self.wait(TYPED))

    def close(self) -> None:
        """End the shell."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)
