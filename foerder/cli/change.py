"""How every verb changes the register: read, plan, prove, show, ask, write, remember."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foerder import clock
from foerder.cli.parser import complete
from foerder.cli.pick import calculate
from foerder.cli.session import INVALID, REFUSED, Session, report, usage_error
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say, wrapped, write
from foerder.text.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from foerder.editor.change import Op
    from foerder.editor.state import State
    from foerder.model import Deadline, Problem, Project
    from foerder.toml.source import Source

DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would change; write nothing."))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=N_("Ask nothing."))]
Into = Annotated[
    str | None, typer.Option("--into", metavar=N_("FILE"), help=N_("With several files: the one to write to."))
]
OfPeriod = Annotated[
    str,
    typer.Argument(
        metavar=N_("PERIOD"),
        help=N_("PROJECT/PERIOD; of a project with one period the project alone."),
        autocompletion=complete.periods,
    ),
]


@dataclass
class Plan:
    """What a verb wants to change in one file."""

    file: int
    ops: list[Op]
    subject: str | None = None
    """What the change is about, for the history: ``iksp/2022``."""
    remarks: list[str] = field(default_factory=list)
    """What is said beside it."""
    brief: bool = False
    """What changes was shown already: only what it does to the deadlines that stand there."""
    question: str = ""
    """What is asked before it is written; empty: whether to write it so."""


def change(
    run: Session,
    verb: str,
    plan: Callable[[State], Plan],
    dry_run: bool,
    yes: bool,
    must_ask: bool = False,
) -> int:
    """Plan and make a change; the exit code. ``must_ask``: off a terminal nothing is done without --yes."""
    import gc

    from foerder.editor.address import NotFound
    from foerder.editor.change import Refused

    # Two registers are built and thrown away: collecting garbage only costs time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _change(run, verb, plan, dry_run, yes, must_ask)
    except NotFound as fault:
        usage_error(str(fault))
    except Refused as fault:
        return refuse(fault.message, fault.remedy)
    finally:
        if collecting:
            gc.enable()


def refuse(message: str, remedy: str = "") -> int:
    """Say why nothing is changed; exit code 4."""
    from foerder.text.plain import clean

    say("foerder: " + "\n".join(clean(line) for line in message.split("\n")))
    if remedy:
        say(f"  → {clean(remedy)}")
    return REFUSED


def _change(run: Session, verb: str, plan: Callable[[State], Plan], dry_run: bool, yes: bool, must_ask: bool) -> int:
    from foerder.editor import store
    from foerder.editor.state import State

    paths = run.files()
    files = existing_files(run)
    asking = ask.interactive() and not yes and not dry_run
    with ExitStack() as stack:
        if not asking and not dry_run:
            # Read only when it is our turn: what another run writes is then never in the way.
            stack.enter_context(store.locked(files, verb, clock.now().astimezone()))
        run.busy(_("Reading the register …"))
        before = State(paths)
        run.busy(_("Counting the deadlines …"))
        planned = _planned(before, plan)
        _must_parse(before, planned.file)
        after = _after(before, planned)
        show(run, before, after, planned)
        if dry_run:
            say(_("Dry run: nothing was written."))
            return 0
        if must_ask and not yes and not asking:
            return refuse(
                _("Off a terminal this is done only with --yes."), _("Nothing was changed. Add --yes, or --dry-run.")
            )
        if asking:
            if not ask.confirm(planned.question or _("Write this?"), default=not must_ask):
                say(_("Nothing was changed."))
                return REFUSED
            stack.enter_context(store.locked(files, verb, clock.now().astimezone()))
        run.busy(_("Writing the register …"))
        commit(before, after, planned.file, verb, planned.subject)
    return 0


def _planned(state: State, plan: Callable[[State], Plan]) -> Plan:
    """What the verb wants; where it does not find its way, what is wrong with the register is said too."""
    from foerder.editor.address import NotFound

    try:
        return plan(state)
    except (NotFound, typer.BadParameter):
        report(state.register)
        if state.register.paths and all(state.parsed(file) is None for file in range(len(state.register.paths))):
            raise typer.Exit(INVALID) from None
        raise


def existing_files(run: Session) -> list[Path]:
    """The files of the register; ends the program where one does not exist."""
    from foerder.register.read import files_in

    paths = run.files()
    files = [path for path, _shown in files_in([path for path, _shown in paths], [shown for _path, shown in paths])]
    if not all(path.is_file() for path in files):
        run.readable()
        report(run.register())
        raise typer.Exit(INVALID)
    return files


def _must_parse(state: State, file: int) -> None:
    """End the program where the file is not TOML: what cannot be read cannot be changed safely."""
    parsed = state.parsed(file)
    if parsed is None or parsed.broken or parsed.problems:
        report(state.register)
        say(_("This file has to be mended before it can be changed: foerder edit"))
        raise typer.Exit(INVALID)


def _after(before: State, planned: Plan) -> State:
    """The register as it will be. Raises `Refused` where the change does not pass."""
    from foerder.editor.change import Refused, apply
    from foerder.editor.state import new_problems
    from foerder.text.plain import problem_lines

    source = before.source(planned.file)
    assert source is not None
    text, data = apply(source.text, before.data(planned.file), planned.ops, source.newline)
    if text == source.text:
        raise Refused(_("Nothing to change: it stands there already."))
    after = before.with_text(planned.file, text, data)
    found = new_problems(before, after)
    if found and _still_named(planned, found):
        raise Refused(*_needed(planned, found, source, text))
    if found:
        raise Refused("\n".join(problem_lines(problem) for problem in found), _("Nothing was changed."))
    return after


def _still_named(planned: Plan, found: Iterable[Problem]) -> bool:
    """Whether all that is in the way of a removal is that other tables name what would go."""
    from foerder.editor.change import Remove

    removed = all(isinstance(op, Remove) for op in planned.ops)
    return removed and all(problem.code.startswith("unknown-") for problem in found)


def _needed(planned: Plan, found: Iterable[Problem], old: Source, new: str) -> tuple[str, str]:
    """Where that stands which is still named, in the lines of the file as it is, and the way out."""
    from foerder.text.plain import clean

    before, after = old.text.splitlines(), new.splitlines()
    same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after))
    places = []
    for problem in found:
        line = problem.line
        if line and line > same and problem.path == old.path:
            line += len(before) - len(after)
        places.append(f"{clean(problem.path)}:{line}: {clean(problem.message)}")
    head = _("{id} is still needed; without it:").format(id=planned.subject)
    return "\n".join([head, *places]), _("Change or remove first what names it. Nothing was changed.")


def show(run: Session, before: State, after: State, planned: Plan) -> None:
    """Print the diff and what it does to the deadlines."""
    from foerder.views import change as view

    old, new = before.source(planned.file), after.source(planned.file)
    assert old is not None
    assert new is not None
    ids = _touched(before, after, planned)
    states = [list(_deadlines(run, state, ids)) for state in (before, after)]
    if planned.brief:
        write(view.brief(*states))
    else:
        write(view.diff(old.text, new.text, old.path, run.colored))
        write(wrapped(view.effects(*states), sys.stdout))
    for text in planned.remarks:
        say(text)


def _touched(before: State, after: State, planned: Plan) -> set[str] | None:
    """The projects that a change is about; None where it may concern all."""
    from foerder.editor.change import Remove

    paths = {op.path[:2] for op in planned.ops}
    if not paths or any(len(path) < 2 or path[0] != "project" for path in paths):
        return None
    # A project taken out leaves its place to the next one.
    gone = any(isinstance(op, Remove) and len(op.path) == 2 for op in planned.ops)
    return {
        project.id
        for state in ([before] if gone else [before, after])
        for project in state.register.projects
        if project.place.file == planned.file and project.place.path in paths
    }


def _deadlines(run: Session, state: State, ids: set[str] | None) -> Iterable[Deadline]:
    """The deadlines that a change can touch: those of its projects and of the projects that hang on them."""
    from foerder.deadlines.selection import requirements_of

    calculator = calculate(run, state)
    if ids is None:
        return calculator.all()
    projects = state.register.projects
    followed = {project.follows for project in projects if project.id in ids}
    plans = ids | _continued(projects, ids)
    return [
        deadline
        for project in projects
        if project.id in ids
        or project.id in followed
        or project.follows in ids
        or plans & set(requirements_of(project, state.register))
        for deadline in calculator.of_project(project)
    ]


def _continued(projects: Iterable[Project], ids: set[str]) -> set[str]:
    """What the projects continue, over any number of steps: a plan's successor counts as the plan."""
    follows = {project.id: project.follows for project in projects if project.follows}
    found: set[str] = set()
    left = list(ids)
    while left:
        before = follows.get(left.pop())
        if before and before not in found:
            found.add(before)
            left.append(before)
    return found


def find_deadline(run: Session, state: State, wanted: str, kinds: Callable[[Deadline], bool]) -> Deadline:
    """The deadline that an id, or a part of one, means; a whole id is looked for in its project alone."""
    from foerder.cli import pick

    calculator = calculate(run, state)
    project = next((p for p in state.register.projects if wanted.startswith(f"{p.id}/")), None)
    own = [d for d in calculator.of_project(project) if d.id == wanted] if project else []
    return own[0] if len(own) == 1 else pick.deadline(wanted, filter(kinds, calculator.all()), state.register.projects)


def _notice_others(before: State, file: int) -> None:
    """Record what was changed by hand in the other files of the register, as far as that can be read and noted."""
    from foerder.editor.journal import Journal

    for number in range(len(before.register.paths)):
        source, parsed = before.source(number), before.parsed(number)
        if number == file or source is None or parsed is None or parsed.broken or parsed.problems:
            continue
        with suppress(OSError):
            Journal(before.path(number)).notice(source.raw, before.data(number))


def commit(before: State, after: State, file: int, verb: str, subject: str | None) -> None:
    """Write, then remember; the lock is held. Raises `Refused` where nothing could be written."""
    from foerder.editor import store
    from foerder.editor.journal import Journal, differences

    path = before.path(file)
    old, new = before.source(file), after.source(file)
    assert old is not None
    assert new is not None
    journal = Journal(path)
    try:
        journal.notice(old.raw, before.data(file))
    except OSError as fault:
        raise store.refusal(fault, journal.file) from fault
    _notice_others(before, file)
    store.replace(path, old.raw, new.raw)
    try:
        journal.record(
            verb, subject, list(differences(before.data(file), after.data(file))), new.raw, clock.now().astimezone()
        )
    except OSError as fault:
        say(
            _("The change is written, but could not be noted in {path}: {reason}").format(
                path=journal.file, reason=fault
            )
        )
    left = len(after.register.problems)
    say(_("Written: {path}").format(path=old.path))
    if left:
        say(
            ngettext(
                "The register still has {n} problem: foerder check",
                "The register still has {n} problems: foerder check",
                left,
            ).format(n=left)
        )
