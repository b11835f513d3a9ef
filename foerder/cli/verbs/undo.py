"""`foerder undo`: the last changes are taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from foerder.cli.change import Plan, Planner, changing
from foerder.cli.parser.commands import argument, option, verb
from foerder.cli.parser.wording import WholeNumber
from foerder.cli.session import Session, usage_error
from foerder.editor.change import Refused
from foerder.editor.journal import Journal, history, moment
from foerder.editor.patch import Conflict, taken_back
from foerder.editor.state import State
from foerder.text.i18n import _, fmt_date


@verb(
    "Take back the last change, byte for byte; refused where something else has changed the same lines since.",
    epilog="What was changed when: foerder log. The mistaken record of a duty met: foerder undo-done.",
)
@changing
def undo(
    run: Session,
    number: Annotated[
        int | None,
        argument(
            "NUMBER",
            "Only the change with this number, as foerder log shows it.",
            click_type=WholeNumber(1, 10**9),
        ),
    ] = None,
    last: Annotated[
        int | None, option("NUMBER", "So many changes.", click_type=WholeNumber(1, 100))
    ] = None,
) -> Planner:
    """Write the register as it was before."""
    if number and last:
        usage_error(_("--last counts from the end: leave it out beside a number of the log."))

    def plan(state: State) -> Plan:
        found = [_numbered(state, number)] if number else _latest(state, last or 1)
        first, *others = [_of_file(state, file, found) for file in dict(found)]
        return replace(first, others=others)

    return plan


Change = tuple[int, dict[str, Any]]
"""A record of the journal, with the number of its file."""


def _latest(state: State, count: int) -> list[Change]:
    """The last changes. Raises `Refused` where there are not so many."""
    found = _changes(state)[:count]
    if len(found) < count:
        raise Refused(
            _("There is no change that could be taken back."),
            _("Changes by hand and by earlier versions of foerder are not kept: foerder log"),
        )
    return found


def _numbered(state: State, number: int) -> Change:
    """The change with a number of the log. Raises `Refused` where it cannot be taken back."""
    for change in _changes(state):
        if change[1]["number"] == number:
            return change
    text = _("There is no change {number} that could be taken back.")
    remedy = _(
        "Taken back already, made by hand or by an earlier version, or not there: foerder log"
    )
    raise Refused(text.format(number=number), remedy)


def _of_file(state: State, file: int, changes: list[Change]) -> Plan:
    """The plan to take back what of the changes was made in one file."""
    source = state.source(file)
    assert source is not None
    text = source.raw.decode("utf-8")
    records = [record for number, record in changes if number == file]
    remarks = []
    for record in records:
        try:
            text = taken_back(text, record["patch"])
        except Conflict:
            raise _refusal(record) from None
        remarks.append(_("Taken back: {change}").format(change=_words(record)))
    undone = [key_of(record) for record in records]
    subject = records[0].get("id")
    return Plan(file, [], subject, remarks, raw=text.encode("utf-8"), undone=undone)


def _changes(state: State) -> list[Change]:
    """The changes that can be taken back, the latest first."""
    files = range(len(state.register.paths))
    found = history(Journal(state.path(file)) for file in files)
    undone = {tuple(key) for record in found for key in record.get("undone", [])}
    changes = []
    for record in reversed(found):
        again = record.get("undone") or tuple(key_of(record)) in undone
        if record.get("patch") and not again:
            changes.append((record["journal"], record))
    return changes


def key_of(record: dict[str, Any]) -> list[str]:
    """What a change is known by."""
    return [str(record.get("when")), str(record.get("sha256"))]


def _words(record: dict[str, Any]) -> str:
    """A change in words: ``set iksp/2022, 30.11.2026 10:00, fischer``."""
    about = " ".join(str(part) for part in (record.get("verb"), record.get("id")) if part)
    when = moment(record)
    day = f"{fmt_date(when.date())} {when:%H:%M}" if when else None
    return ", ".join(filter(None, (about, day, record.get("who"))))


def _refusal(record: dict[str, Any]) -> Refused:
    text = _("Something else has changed the same lines since: {change}")
    remedy = _("Nothing was changed. Set the value itself: foerder set, or foerder edit")
    return Refused(text.format(change=_words(record)), remedy)
