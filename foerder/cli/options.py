"""Options that several verbs share, with one wording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

from foerder.cli.inputs import after, parse_date, parse_window
from foerder.cli.parser import complete
from foerder.cli.parser.commands import ALL_STEPS, Words, argument, flag, gathered, option
from foerder.cli.session import one_of, usage_error
from foerder.cli.terminal.output import FORMATS
from foerder.deadlines.selection import PROJECT_STATUSES, Filter, Question
from foerder.terms import DEADLINE_KINDS, LEVELS, PROJECT_KINDS
from foerder.text.i18n import _, fmt_date

if TYPE_CHECKING:
    from foerder.model import Register


Format = Annotated[
    str | None,
    option("|".join(FORMATS), "Table on a terminal, else plain lines."),
]
TYPE = option(
    "KIND", "Only deadlines of this kind, for example final-report.", complete.duty_kinds
)
All = Annotated[bool, flag("Every deadline with a date, done and past ones too.", "--all")]
Install = Annotated[
    str | None,
    option("cron|systemd|windows", "Print the lines for this scheduler; nothing is installed."),
]
PROJECT = argument("ID", "Id of the project (foerder list shows them).", complete.projects)
Overdue = Annotated[bool, flag("Only what is overdue.", "--overdue")]

FILTERS = {
    "programme": option(
        "TEXT",
        "Only this programme: its id, or part of its title.",
        complete.programmes,
    ),
    "funds": option("TEXT", "Only money from this source.", complete.funds),
    "level": option("|".join(LEVELS), "Only programmes of this level."),
    "unit": option("TEXT", "Only this department or unit.", complete.units),
    "owner": option("TEXT", "Only what this person or function owns.", complete.owners),
    "tag": option("TEXT", "Only projects with this tag.", complete.tags),
    "status": option("|".join(PROJECT_STATUSES), "Only projects with this status."),
    "kind": option("|".join(PROJECT_KINDS), "Only projects of this kind."),
    "search": option("TEXT", "Only what contains this text."),
}
"""The options that choose projects, in the order in which the help names them."""


def choice(typed: str | None, options: Sequence[str], name: str) -> str | None:
    """One of a few words, by its name in either language; ends the program
    where it is none, or several.
    """
    if typed is None or typed in options:
        return typed
    from foerder.text.values import Ambiguous, word

    try:
        return one_of(word(typed, options), options, name)
    except Ambiguous as doubt:
        usage_error(f"{name}: {doubt}.")


WORDS = {
    "level": LEVELS,
    "status": PROJECT_STATUSES,
    "kind": PROJECT_KINDS,
    "type": DEADLINE_KINDS,
}


def _filter(words: Words) -> Filter:
    """The filter of the options; ends the program where a word is not possible."""
    found = dict(words)
    for key, possible in WORDS.items():
        found[key] = choice(words.get(key), possible, f"--{key}")
    return Filter(**found)


filtered = gathered(FILTERS, "chosen", _filter)
filtered_by_type = gathered({**FILTERS, "type": TYPE}, "chosen", _filter)
IN = option(
    "WINDOW", "A window by name: 2027, Q1/2027, III/2026, 2027-03, quarter.", name="--in"
)
WINDOW = {
    "within": option("SPAN", "Look this far ahead: 90, 12w, 6m, 1y."),
    "by": option("DATE", "Look ahead up to this day."),
    "since": option("DATE", "Nothing before this day.", name="--from"),
    "inside": IN,
}


def _checked(words: Words) -> Words:
    """The options of the window; ends the program where it is given twice."""
    if words["within"] and words["by"]:
        usage_error(_("--within and --by say the same thing: use one of them."))
    if words["inside"] and (words["since"] or words["within"] or words["by"]):
        usage_error(_("--in names the whole window: leave out --from, --by and --within."))
    return words


windowed = gathered(WINDOW, "window", _checked)


class Window(NamedTuple):
    """The days that are asked for."""

    since: date | None
    until: date


def window(register: Register, today: date, typed: Words) -> Window:
    """The days that are asked for."""
    if typed["inside"]:
        return Window(*parse_window(typed["inside"], today))
    since = parse_date(typed["since"], today, "from") if typed["since"] else None
    ahead = typed["within"] or str(register.settings.within)
    until = after(max(since or today, today), ahead)
    if typed["by"] is not None:
        until = parse_date(typed["by"], today, "by")
    if since and until < since:
        usage_error(_("--from is after the last day: {day}."), day=fmt_date(until))
    return Window(since, until)


def question(register: Register, today: date, chosen: Filter, typed: Words) -> Question:
    """What is asked for, in a window."""
    found = window(register, today, typed)
    return Question(chosen, found.until, since=found.since)


def warning_steps(text: str | None) -> tuple[int, ...] | None:
    """``30,7,1`` as days; empty for all steps, None where none are asked for.

    Ends the program where it is neither.
    """
    if text is None:
        return None
    if text == ALL_STEPS:
        return ()
    days = text.replace(" ", "").split(",")
    if not all(day.isdecimal() and day.isascii() and len(day) < 5 for day in days):
        usage_error(
            _("--steps: {text} is no list of days. Write --steps 30,7,1, or --steps alone."),
            text=repr(text),
        )
    return tuple(sorted({int(day) for day in days}, reverse=True))
