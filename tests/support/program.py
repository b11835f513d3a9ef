"""Runs the program as its users do, in this process (fast) or in one of its own (real)."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from foerder.cli.app import main
from foerder.cli.terminal import ask
from foerder.text import i18n

ROOT = Path(__file__).parents[2]
REAL = ROOT / "data" / "projects.toml"
EXAMPLE = ROOT / "foerder" / "beispiel.toml"
TODAY = "2026-11-22"
NOWHERE = ROOT / "LICENSE" / "nowhere"
"""A folder that nobody can make: below a file."""


class Result(NamedTuple):
    """What a run said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout, read as JSON."""
        return json.loads(self.out)


def _environ(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a run: no settings of whoever runs the tests, none left behind, in Windows neither."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FOERDER_", "COLUMNS"))}
    home = env.get("XDG_CONFIG_HOME", str(NOWHERE))
    return {**kept, "XDG_CONFIG_HOME": home, "APPDATA": home, **env}


def foerder(*args: str | Path, today: str = TODAY, lang: str = "en", **env: str) -> Result:
    """Run the program in this process, off a terminal, on a fixed day."""
    words = ["foerder", "--today", today, "--lang", lang, *map(str, args)]
    out, err = io.StringIO(), io.StringIO()
    code: Any = 0
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.dict(os.environ, _environ(env), clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as leave:
            code = leave.code
        finally:
            gc.enable()  # the program switches it off for its short run
            i18n.use("en")
    return Result(int(code or 0), out.getvalue(), err.getvalue())


def typed(answers: str, *words: str | Path, lang: str = "en") -> Result:
    """Run the program with somebody at the keyboard."""
    with (
        mock.patch.object(ask, "interactive", return_value=True),
        mock.patch.object(sys, "stdin", io.StringIO(answers)),
    ):
        return foerder(*words, lang=lang)


def process(*args: str | Path, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own."""
    words = [sys.executable, "-m", "foerder", *map(str, args)]
    return subprocess.run(
        words,
        cwd=cwd,
        env={**_environ(env), "PYTHONPATH": env.get("PYTHONPATH", str(ROOT))},
        capture_output=True,
    )


def loaded(*words: str) -> set[str]:
    """The modules that a run of the interpreter loads."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    return {line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
