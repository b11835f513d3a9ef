"""`foerder where`: which register, settings, memory and language are in force, and why."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from foerder.cli import options as o
from foerder.cli.remembered import config_file, remembered
from foerder.cli.session import Session, present, session
from foerder.cli.usage import verb
from foerder.i18n import N_, decide_language
from foerder.views import where as view


@verb(N_("Which register, which settings, which memory and which language are in force, and why."))
def where(ctx: typer.Context, format: o.Format = None) -> int:
    """Say what the program found; changes nothing."""
    o.check_format(format)
    run = session(ctx)
    answer = _answer(run)
    present(run, format, view, answer)
    return run.finish(run.register()) if answer.paths else 0


def _answer(run: Session) -> view.Answer:
    found, how = run.located()
    register = run.register() if found else None
    memory = run.folder() / ".foerder" if found else None
    words = sys.argv[1:]
    language, why = decide_language(words, os.environ)
    asked = "--lang" if run.lang else "settings" if register and view.sets_language(register) else "default"
    return view.Answer(
        paths=tuple(os.path.abspath(path) for path, _shown in found),
        how=how,
        register=register,
        memory=str(memory) if memory else None,
        memory_state=_state(memory) if memory else None,
        config=str(config_file()),
        remembered=tuple(remembered()),
        language=language,
        language_why=why,
        files_language=run.file_language(register) if register else language,
        files_why=asked,
        today=run.today,
        today_why="--today" if run.day_given else "clock",
    )


def _state(folder: Path) -> str:
    """Whether the memory can be written, where it would be made."""
    if folder.is_dir():
        return "writable" if os.access(folder, os.W_OK) else "read-only"
    return "none yet" if os.access(folder.parent, os.W_OK) else "read-only"
