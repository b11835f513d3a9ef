"""How every verb changes the register: read, plan, prove, show, ask, write, remember."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from foerder import clock
from foerder.cli import INVALID, REFUSED
from foerder.cli.inputs import calculate
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, around, flag, option
from foerder.cli.session import Session, report
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say, wrapped, write
from foerder.deadlines.selection import requirements_of
from foerder.editor import store
from foerder.editor.change import Append, Op, Refused, Remove, apply
from foerder.editor.journal import Journal, differences
from foerder.editor.patch import pieces
from foerder.editor.state import State, new_problems
from foerder.model import Deadline, Place, Problem, Project
from foerder.register.find import NotFound
from foerder.text.i18n import _, ngettext
from foerder.text.plain import clean, problem_lines
from foerder.toml.source import Source
from foerder.views import change as view

DryRun = Annotated[bool, flag("Only show what would change; write nothing.", "--dry-run")]
Yes = Annotated[bool, flag("Ask nothing.", "--yes", "-y")]
Into = Annotated[str | None, option("FILE", "With several files: the one to write to.")]
OfPeriod = Annotated[
    str,
    argument(
        "PERIOD",
        "PROJECT/PERIOD; of a project with one period the project alone.",
        complete.periods,
    ),
]


@dataclass
class Plan:
    """What a verb wants to change in one file."""

    file: int
    ops: Sequence[Op]
    subject: str | None = None
    """What the change is about, for the history: ``iksp/2022``."""
    remarks: Sequence[str] = field(default=())
    """What is said beside it."""
    brief: bool = False
    """What changes was shown already: only what it does to the deadlines is shown."""
    question: str = ""
    """What is asked before it is written; empty: whether to write it so."""
    must_ask: bool = False
    """Off a terminal nothing is done without --yes."""
    raw: bytes | None = None
    """The whole new file, in place of ``ops``."""
    undone: Sequence[Sequence[str]] = ()
    """The records of the journal that are taken back."""
    others: Sequence[Plan] = ()
    """The same change in other files: shown and asked with this one, written
    one after the other.
    """


def appending(
    place: Place,
    table: str,
    values: Mapping[str, Any],
    subject: str,
    remarks: Sequence[str] = (),
) -> Plan:
    """The plan to write a table into the list that another one has of such tables."""
    return Plan(place.file, [Append(place.path, table, values)], subject, remarks)


Planner = Callable[[State], Plan]
"""What a verb makes of the register: the change that it wants."""


def changing(verb: Callable[..., Planner]) -> Callable[..., int]:
    """Give a verb that plans a change the options --dry-run and --yes; its
    first parameter is the session.
    """

    def call(run: Session, dry_run: DryRun = False, yes: Yes = False, **given: Any) -> int:
        run.asking = ask.interactive() and not yes
        code = REFUSED
        try:
            code = change(run, run.verb, verb(run, **given), dry_run, yes)
        finally:
            if code and run.typed:
                say(_("What you typed, to go on from there: {command}"), command=run.typed())
        return code

    return around(verb, call)


def planning(verb: Callable[..., Plan]) -> Callable[..., int]:
    """The same for a verb that checks nothing before the register is read.

    Its second parameter, ``state``, is the register as it is.
    """

    def call(run: Session, **given: Any) -> Planner:
        return partial(verb, run, **given)

    return changing(around(verb, call))


def change(run: Session, verb: str, plan: Planner, dry_run: bool, yes: bool) -> int:
    """Plan and make a change; the exit code."""
    # Two registers are built and thrown away: collecting garbage only costs time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _change(run, verb, plan, dry_run, yes)
    except Refused as fault:
        return refuse(fault.message, fault.remedy)
    finally:
        if collecting:
            gc.enable()


def refuse(message: str, remedy: str = "", code: int = REFUSED) -> int:
    """Say why nothing is changed; the exit code."""
    say("foerder: " + "\n".join(clean(line) for line in message.split("\n")))
    if remedy:
        say(f"  → {clean(remedy)}")
    return code


def _change(run: Session, verb: str, plan: Planner, dry_run: bool, yes: bool) -> int:
    files = existing_files(run)
    asking = ask.interactive() and not yes and not dry_run
    with ExitStack() as stack:
        if not asking and not dry_run:
            # Read only when it is our turn: what another run writes is then never in the way.
            stack.enter_context(store.locked(files, verb, clock.now().astimezone()))
        states, plans = _prepared(run, plan)
        show(run, states, plans)
        if dry_run:
            say(_("Dry run: nothing was written."))
            return 0
        if asking:
            if not _is_confirmed(plans[0]):
                say(_("Nothing was changed."))
                return REFUSED
            stack.enter_context(store.locked(files, verb, clock.now().astimezone()))
        elif plans[0].must_ask and not yes:
            raise Refused(
                _("Off a terminal this is done only with --yes."),
                _("Nothing was changed. Add --yes, or --dry-run."),
            )
        run.busy(_("Writing the register …"))
        _commit_all(states, plans, verb)
    return 0


def _prepared(run: Session, plan: Planner) -> tuple[list[State], list[Plan]]:
    """The register as it is, and after each of the plans.

    Raises `Refused` where one does not pass.
    """
    run.busy(_("Reading the register …"))
    states = [State(run.place.files())]
    run.busy(_("Counting the deadlines …"))
    planned = _planned(states[0], plan)
    plans = [planned, *planned.others]
    for each in plans:
        _must_parse(states[0], each.file)
        states.append(_after(states[-1], each))
    return states, plans


def _is_confirmed(planned: Plan) -> bool:
    """Whether somebody wants it written."""
    return ask.confirm(planned.question or _("Write this?"), default=not planned.must_ask)


def _commit_all(states: Sequence[State], plans: Sequence[Plan], verb: str) -> None:
    """Write one file after the other. Raises `Refused`, which says what is written already."""
    for each in plans:
        store.check_writable(states[0].path(each.file))
    written: list[str] = []
    for before, after, each in zip(states, states[1:], plans, strict=False):
        try:
            commit(before, after, each.file, verb, each.subject, each.undone)
        except Refused as fault:
            if not written:
                raise
            text = _("Written already: {files}. The same command again changes the rest.")
            raise Refused(fault.message, text.format(files=", ".join(written))) from fault
        written.append(before.register.paths[each.file])


def _planned(state: State, plan: Planner) -> Plan:
    """What the verb wants; where it does not find its way, what is wrong with
    the register is said too.
    """
    try:
        return plan(state)
    except (NotFound, typer.BadParameter):
        report(state.register)
        if state.register.paths and all(
            state.parsed(file) is None for file in range(len(state.register.paths))
        ):
            raise typer.Exit(INVALID) from None
        raise


def existing_files(run: Session) -> list[Path]:
    """The files of the register; ends the program where one does not exist."""
    files = [path for path, _shown in run.place.located_files()]
    if not all(os.path.isfile(path) for path in files):
        run.readable()
        report(run.register())
        raise typer.Exit(INVALID)
    return files


def _must_parse(state: State, file: int) -> None:
    """End the program where the file is not TOML: what cannot be read cannot be changed safely."""
    if not _is_toml(state, file):
        report(state.register)
        say(_("Fix the errors in this file first: foerder edit"))
        raise typer.Exit(INVALID)


def _is_toml(state: State, file: int) -> bool:
    parsed = state.parsed(file)
    return parsed is not None and not (parsed.broken or parsed.problems)


def _after(before: State, planned: Plan) -> State:
    """The register as it will be. Raises `Refused` where the change does not pass."""
    source = before.source(planned.file)
    assert source is not None
    if planned.raw is not None:
        return _replaced(before, planned.file, planned.raw)
    text, data = apply(source.text, before.data(planned.file), planned.ops, source.newline)
    if text == source.text:
        raise Refused(_("Nothing to change: the value is already set."))
    after = before.with_text(planned.file, text, data)
    found = new_problems(before, after)
    if found and _still_named(planned, found):
        raise Refused(*_needed(planned, found, source, text))
    if found:
        raise _brings(found)
    return after


def _replaced(before: State, file: int, raw: bytes) -> State:
    """The register with other bytes in a file. Raises `Refused` where that brings a problem."""
    after = before.with_bytes(file, raw)
    if isinstance(after, Problem):
        raise _brings([after])
    found = new_problems(before, after)
    if found:
        raise _brings(found)
    return after


def _brings(found: Iterable[Problem]) -> Refused:
    """Why a change is not made: the problems that it brings."""
    text = "\n".join(problem_lines(problem) for problem in found)
    return Refused(text, _("Nothing was changed."))


def _still_named(planned: Plan, found: Iterable[Problem]) -> bool:
    """Whether all that is in the way of a removal is that other tables name what would go."""
    removed = all(isinstance(op, Remove) for op in planned.ops)
    return removed and all(problem.code.startswith("unknown-") for problem in found)


def _needed(planned: Plan, found: Iterable[Problem], old: Source, new: str) -> tuple[str, str]:
    """Where that stands which is still named, in the lines of the file as it
    is, and the way out.
    """
    before, after = old.text.splitlines(), new.splitlines()
    same = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after)
    )
    places = []
    for problem in found:
        line = problem.line
        if line and line > same and problem.path == old.path:
            line += len(before) - len(after)
        places.append(f"{clean(problem.path)}:{line}: {clean(problem.message)}")
    head = _("{id} is still needed; without it:").format(id=planned.subject)
    return "\n".join([head, *places]), _(
        "First change or remove the entries that refer to it. Nothing was changed."
    )


def show(run: Session, states: Sequence[State], plans: Sequence[Plan]) -> None:
    """Print the diff of each file, and what all of it does to the deadlines;
    ``states``: before, after each plan.
    """
    steps = list(zip(states, states[1:], plans, strict=False))
    touched = [_touched(*step) for step in steps]
    ids: set[str] | None = set()
    for found in touched:
        ids = None if ids is None or found is None else ids | found
    both = [list(_deadlines(run, state, ids)) for state in (states[0], states[-1])]
    if plans[0].brief:
        write(view.brief(*both))
    else:
        for before, after, each in steps:
            write(_diff(run, before, after, each.file))
        write(wrapped(view.effects(*both), sys.stdout))
    remarks = [text for each in plans for text in each.remarks]
    for text in (*remarks, *_orphans(states[-1], *both)):
        say(text)


def _diff(run: Session, before: State, after: State, file: int) -> str:
    old, new = before.source(file), after.source(file)
    assert old is not None
    assert new is not None
    return view.diff(old.text, new.text, old.path, run.display.colored)


def _orphans(after: State, old: Iterable[Deadline], new: Iterable[Deadline]) -> Iterator[str]:
    """The records that matched a deadline and will match none after the change."""
    known, left = _names(old), _names(new)
    texts = {
        "done": _(
            '"{id}" is recorded as done; after this change the record matches no deadline.'
        ),
        "extensions": _(
            '"{id}" is extended; after this change the extension matches no deadline.'
        ),
    }
    for project in after.register.projects:
        lost = known.get(project.id, set()) - left.get(project.id, set())
        for name, text in texts.items() if lost else ():
            for record in getattr(project, name):
                if record.deadline in lost:
                    yield text.format(id=f"{project.id}/{record.deadline}")


def _names(deadlines: Iterable[Deadline]) -> dict[str, set[str]]:
    """The ids of deadlines as a project's records name them, by project."""
    found: dict[str, set[str]] = {}
    for deadline in deadlines:
        if deadline.project:
            project = deadline.project.id
            found.setdefault(project, set()).add(deadline.id.removeprefix(f"{project}/"))
    return found


def _touched(before: State, after: State, planned: Plan) -> set[str] | None:
    """The projects that a change is about; None where it may concern all."""
    if not planned.ops or not all(map(_is_in_project, planned.ops)):
        return None
    paths = {op.path[:2] for op in planned.ops}
    # A project taken out leaves its place to the next one.
    goes = any(isinstance(op, Remove) and op.path in paths for op in planned.ops)
    found = set()
    for state in [before] if goes else [before, after]:
        for project in state.register.projects:
            if project.place.file == planned.file and project.place.path in paths:
                found.add(project.id)
    return found


def _is_in_project(op: Op) -> bool:
    return op.path[:1] == ("project",) and len(op.path) > 1


def _deadlines(run: Session, state: State, ids: set[str] | None) -> Iterable[Deadline]:
    """The deadlines that a change can touch: those of its projects and of the
    projects that depend on them.
    """
    calculator = calculate(state.register, run.today)
    if ids is None:
        return calculator.all()
    projects = state.register.projects
    followed = {project.follows for project in projects if project.id in ids}
    plans = ids | _continued(projects, ids)
    found: list[Deadline] = []
    for project in projects:
        near = project.id in ids or project.id in followed or project.follows in ids
        if near or plans.intersection(requirements_of(project, state.register)):
            found += calculator.of_project(project)
    return found


def _continued(projects: Iterable[Project], ids: set[str]) -> set[str]:
    """What the projects continue, over any number of steps: a plan's successor
    counts as the plan.
    """
    follows = {project.id: project.follows for project in projects if project.follows}
    found: set[str] = set()
    left = list(ids)
    while left:
        before = follows.get(left.pop())
        if before and before not in found:
            found.add(before)
            left.append(before)
    return found


def _notice_others(before: State, file: int) -> None:
    """Record what was changed by hand in the other files of the register, as
    far as that can be read and noted.
    """
    for number in range(len(before.register.paths)):
        source = before.source(number)
        if number == file or source is None or not _is_toml(before, number):
            continue
        with suppress(OSError, Refused):
            store.unchanged(before.path(number), source.raw)
            Journal(before.path(number)).notice(source.raw, before.data(number))


def commit(
    before: State,
    after: State,
    file: int,
    verb: str,
    subject: str | None,
    undone: Sequence[Sequence[str]] = (),
) -> None:
    """Write, then remember; the lock is held.

    Raises `Refused` where nothing could be written.
    """
    path = before.path(file)
    old, new = before.source(file), after.source(file)
    assert old is not None
    assert new is not None
    journal = Journal(path)
    changes = list(differences(before.data(file), after.data(file)))
    about: dict[str, Any] = {"patch": pieces(old.raw.decode("utf-8"), new.raw.decode("utf-8"))}
    if undone:
        about["undone"] = undone
    # What was read may be long outdated: it is noted only where the change is made.
    store.check_writable(path)
    store.unchanged(path, old.raw)
    try:
        journal.notice(old.raw, before.data(file))
        journal.intend(verb, subject, changes, new.raw, clock.now().astimezone(), about)
    except OSError as fault:
        raise store.refusal(fault, journal.file) from fault
    try:
        store.replace(path, old.raw, new.raw)
    except Refused:
        journal.give_up()
        raise
    _notice_others(before, file)
    try:
        journal.enter(new.raw)
    except OSError as fault:
        text = _("The change is written, but could not be noted in {path}: {reason}")
        say(text, path=journal.file, reason=fault)
    say(_("Written: {path}"), path=old.path)
    left = len(after.register.problems)
    if left:
        text = ngettext(
            "The register still has {n} problem: foerder check",
            "The register still has {n} problems: foerder check",
            left,
        )
        say(text, n=left)
