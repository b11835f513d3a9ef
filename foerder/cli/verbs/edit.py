"""`foerder edit`: the register in an editor, on a copy that takes its place
only when it passes.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Annotated

from foerder import clock
from foerder.cli import REFUSED
from foerder.cli.change import DryRun, Plan, Yes, commit, existing_files, refuse, show
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal import ask, progress
from foerder.cli.terminal.editors import WAYS_OUT, command_words, installed_editor, named_editor
from foerder.cli.terminal.output import say
from foerder.editor import store
from foerder.editor.address import find
from foerder.editor.change import Refused
from foerder.editor.state import State, new_problems
from foerder.model import Problem
from foerder.text.i18n import _
from foerder.text.plain import problem_lines


@verb(
    "Open a copy of the register in an editor; it takes the register's place only when it passes.",
    epilog="The editor is that of the variable VISUAL or EDITOR, else nano, micro, mcedit or vi; in Windows notepad.",
)
def edit(
    run: Session,
    id: Annotated[
        str | None,
        argument(
            "ID", "With several files: a project of the one that is meant.", complete.projects
        ),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Edit, check, show, ask, write."""
    files = existing_files(run)
    run.busy(_("Reading the register …"))
    before = State(run.place.files())
    if id is None and len(files) > 1:
        usage_error(
            _("The register has several files: name a project of the one that is meant.")
        )
    try:
        file = find(before, id).file if id is not None else 0
        source = before.source(file)
        if source is None:
            return run.finish(before.register)
        store.check_writable(before.path(file))
        return _rounds(run, before, file, dry_run, yes)
    except Refused as fault:
        return refuse(fault.message, fault.remedy)


def _rounds(run: Session, before: State, file: int, dry_run: bool, yes: bool) -> int:
    """Let the copy be edited until it passes, or until somebody gives up; only then it is kept."""
    source = before.source(file)
    assert source is not None
    copy = Path(tempfile.mkdtemp(prefix="foerder-")) / before.path(file).name
    copy.write_bytes(source.raw)
    kept = False
    try:
        while True:
            try:
                return _round(run, before, file, copy, dry_run, yes)
            except Refused as fault:
                refuse(fault.message, fault.remedy)
                if _text(copy) in (None, source.raw):
                    return REFUSED
                again = ask.interactive() and not dry_run
                if again and ask.confirm(_("Edit again?"), default=True):
                    continue
                kept = True
                say(_("Your text is kept in {path}"), path=copy)
                return REFUSED
    finally:
        if not kept:
            shutil.rmtree(copy.parent, ignore_errors=True)


def _round(run: Session, before: State, file: int, copy: Path, dry_run: bool, yes: bool) -> int:
    """Edit the copy once, and let it take the register's place.

    Raises `Refused` where that cannot be.
    """
    open_editor(copy)
    run.busy(_("Reading the register …"))
    source, raw = before.source(file), _text(copy)
    if raw is None:
        raise Refused(_("The editor has removed the copy."), _("Nothing was changed."))
    if source and raw == source.raw:
        say(_("Nothing was changed."))
        return 0
    after = _checked(before, file, raw)
    show(run, [before, after], [Plan(file, [])])
    if dry_run:
        say(_("Dry run: nothing was written."))
        return 0
    if ask.interactive() and not yes and not ask.confirm(_("Write this?"), default=True):
        raise Refused(_("Nothing was changed."))
    run.busy(_("Writing the register …"))
    with store.locked([before.path(file)], "edit", clock.now().astimezone()):
        commit(before, after, file, "edit", None)
    return 0


def _text(copy: Path) -> bytes | None:
    """What is in the copy; None where an editor has moved or removed it."""
    try:
        return copy.read_bytes()
    except OSError:
        return None


def open_editor(path: Path) -> None:
    """Run the editor and wait for it. Raises `Refused` where there is none or it fails."""
    command = named_editor() or _friendly_editor()
    progress.line.clear()
    try:
        code = subprocess.run([*command_words(command), str(path)], check=False).returncode
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        text = _("The editor {command} cannot be run: {reason}")
        remedy = _("Name one in the variable EDITOR.")
        raise Refused(text.format(command=command, reason=reason), remedy) from None
    if code:
        text = _("The editor {command} ended with the code {code}.")
        raise Refused(text.format(command=command, code=code))


def _friendly_editor() -> str:
    """The editor where no variable names one; how to leave it is said before it
    covers the screen.
    """
    if not ask.interactive():
        raise Refused(
            _("Off a terminal no editor can be opened."), _("Name one in the variable EDITOR.")
        )
    command = installed_editor()
    if command is None:
        raise Refused(
            _("There is no text editor here."),
            _("Install nano, or name another one in the variable EDITOR."),
        )
    if command in WAYS_OUT:
        say(_(WAYS_OUT[command]))
        ask.enter(_("Open it: Enter"))
    return command


def _checked(before: State, file: int, raw: bytes) -> State:
    """The register with the edited text. Raises `Refused` where that brings a problem."""
    after = before.with_bytes(file, raw)
    found = [after] if isinstance(after, Problem) else new_problems(before, after)
    for problem in found:
        say(problem_lines(problem))
    if isinstance(after, Problem) or found:
        raise Refused(_("The register was not changed."))
    return after
