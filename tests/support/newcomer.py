"""A newcomer's path, step by step, on a terminal of 80 columns, in German.

``python tests/support/newcomer.py [COMMAND …] [--write]``: COMMAND is the installed program, else this
folder's. Every screen is compared with its file in tests/support/newcomer; --write writes them again.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

SCREENS = Path(__file__).with_name("newcomer")
HOME = "/home/amt"
DAY = "2026-11-22"
PROMPT = re.compile(r"(: |\] )$")

ANSWERS_INIT = ("DE-TH", "", "", "", "fristen@stadt.example")
ANSWERS_ADD = (
    "spielplatz",
    "Spielplatz Nordviertel",
    "",
    "",
    "Musterstadt",
    "Grünflächen",
    "gruen@stadt.example",
    "01.01.2026",
    "31.12.2026",
    "j",
)
STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("01-version", "--version", ()),
    ("02-before", "due", ()),
    ("03-init", "init", ANSWERS_INIT),
    ("04-empty", "due", ()),
    ("05-add", "add project", ANSWERS_ADD),
    ("06-check", "check", ()),
    ("07-set", "set spielplatz rules anbest-p-bund-2019", ("j",)),
    ("08-due", "due --within 1y", ()),
    ("09-explain", "explain spielplatz/2026/final-report", ()),
    ("10-export", "export fristen.ics", ()),
    ("11-outbox", "notify --outbox ausgang", ()),
    ("12-done", "done spielplatz/2026/final-report --how Portal", ("j",)),
    ("13-after", "due --within 1y", ()),
    ("14-wrong", "deu", ()),
)


def screens(command: Sequence[str], **env: str) -> Iterator[tuple[str, str]]:
    """The name of each step and what its screen shows."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(os.path.realpath(name))
        (home / "ausgang").mkdir()
        for step, words, answers in STEPS:
            line = ["--today", DAY, *words.split()] if not words.startswith("-") else words.split()
            shown = on_terminal([*command, *line], answers, home, env).replace(str(home), HOME)
            yield step, f"$ foerder {words}\n" + "".join(f"{text.rstrip()}\n" for text in shown.splitlines())


def on_terminal(command: Sequence[str], answers: Sequence[str], home: Path, env: dict[str, str]) -> str:
    """What a terminal shows while the answers are typed, one at each prompt."""
    if sys.platform == "win32":
        raise OSError("no pseudo terminals here")
    import pty

    ours, theirs = pty.openpty()
    environ = {"HOME": str(home), "LANG": "de_DE.UTF-8", "COLUMNS": "80", "TERM": "dumb", "PATH": os.environ["PATH"]}
    run = subprocess.Popen(command, cwd=home, env={**environ, **env}, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    left = list(answers)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux: the other side is closed
            break
        if not piece:
            break
        shown += piece
        if left and PROMPT.search(shown.decode("utf-8", "replace")):
            os.write(ours, f"{left.pop(0)}\n".encode())
    os.close(ours)
    run.wait()
    assert not left, f"{command}: nobody asked for {left}: {shown.decode()}"
    return shown.decode("utf-8").replace("\r\n", "\n")


def differences(found: Iterator[tuple[str, str]]) -> str:
    """How the screens differ from the files, as a diff; empty where they do not."""
    text = ""
    for step, shown in found:
        file = SCREENS / f"{step}.txt"
        kept = file.read_text(encoding="utf-8") if file.exists() else ""
        text += "".join(f"{line}\n" for line in difflib.unified_diff(kept.splitlines(), shown.splitlines(), step, step))
    return text


def main() -> None:
    """Compare, or write."""
    command = [word for word in sys.argv[1:] if word != "--write"]
    env = {} if command else {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = command or [sys.executable, "-m", "foerder"]
    if "--write" in sys.argv[1:]:
        SCREENS.mkdir(exist_ok=True)
        for step, shown in screens(command, **env):
            (SCREENS / f"{step}.txt").write_text(shown, encoding="utf-8", newline="\n")
        return
    found = differences(screens(command, **env))
    if found:
        sys.exit(found + "python tests/support/newcomer.py COMMAND --write")


if __name__ == "__main__":
    main()
