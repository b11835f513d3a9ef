"""`foerder where`: which register, settings, memory and language are in force, and why."""

from __future__ import annotations

import ntpath
import os
import sys
from typing import Annotated

from foerder.cli import FINDINGS
from foerder.cli.answers import answering, present
from foerder.cli.parser.commands import flag, verb
from foerder.cli.readiness import needs
from foerder.cli.remembered import config_file, is_share, remembered
from foerder.cli.session import Session
from foerder.editor.memory import Memory
from foerder.files import may_write
from foerder.text.i18n import decide_language
from foerder.views import readiness
from foerder.views import where as view


@verb("Which register, which settings, which memory and which language are in force, and why.")
@answering
def where(
    run: Session,
    check: Annotated[
        bool,
        flag(
            "What is missing on this machine, with the remedy; 1 where anything is.", "--check"
        ),
    ] = False,
) -> int:
    """Say what the program found; changes nothing."""
    if check:
        found = readiness.Answer(tuple(needs(run)))
        present(run, readiness, found)
        return 0 if found.is_ready else FINDINGS
    answer = _answer(run)
    present(run, view, answer)
    return run.finish(run.register()) if answer.paths else 0


def _answer(run: Session) -> view.Answer:
    found, how = run.place.located()
    language, why = decide_language(sys.argv[1:], os.environ)
    register, memory, state, of_files, asked = None, None, None, language, "default"
    if found:
        register = run.register()
        memory, state = _memory(run, found[0][1])
        of_files = run.file_language(register)
        asked = "settings" if view.sets_language(register) else "default"
    if run.lang:
        asked = "--lang"
    today_why = "--today" if run.day_given else "clock"
    named = [shown if is_share(shown) else os.path.abspath(path) for path, shown in found]
    return view.Answer(
        paths=tuple(named),
        how=how,
        register=register,
        memory=memory,
        memory_state=state,
        config=str(config_file()),
        remembered=tuple(remembered()),
        language=language,
        language_why=why,
        files_language=of_files,
        files_why=asked,
        today=run.today,
        today_why=today_why,
    )


def _memory(run: Session, path: str) -> tuple[str, str]:
    """The folder of the program's memory, and its state."""
    if is_share(path) and not os.path.exists(path):
        # As it was typed, with either slash: what cannot be reached cannot be resolved.
        parent = path[: -len(ntpath.basename(path))] if path.lower().endswith(".toml") else path
        return parent.rstrip("/\\") + path[0] + ".foerder", "unreachable"
    memory = run.place.memory()
    return str(memory.folder), _state(memory)


def _state(memory: Memory) -> str:
    """Whether the memory can be written, where it would be made."""
    for folder in (memory.folder, memory.root, memory.beside):
        if os.path.isdir(folder):
            break
    if not may_write(folder):
        return "read-only"
    return "writable" if folder == memory.folder else "none yet"
