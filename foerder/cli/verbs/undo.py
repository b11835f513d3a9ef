"""`foerder undo`: the last changes are taken back."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from foerder.cli.change import Plan, Planner, changing
from foerder.cli.parser.commands import verb
from foerder.cli.parser.wording import WholeNumber
from foerder.cli.session import Session
from foerder.editor.change import Refused
from foerder.editor.journal import Journal, moment
from foerder.editor.patch import Conflict, taken_back
from foerder.editor.state import State
from foerder.text.i18n import N_, _, fmt_date


@verb(
    N_(
        "Take back the last change, byte for byte; refused where something else has changed the same lines since."
    ),
    epilog=N_(
        "What was changed when: foerder log. The mistaken record of a duty met: foerder undo-done."
    ),
)
@changing
def undo(
    run: Session,
    last: Annotated[
        int,
        typer.Option(
            click_type=WholeNumber(1, 100), metavar=N_("NUMBER"), help=N_("So many changes.")
        ),
    ] = 1,
) -> Planner:
    """Write the register as it was before."""

    def plan(state: State) -> Plan:
        found = _changes(state)[:last]
        if len(found) < last:
            raise Refused(
                _("There is no change that could be taken back."),
                _(
                    "Changes by hand and by earlier versions of foerder are not kept: foerder log"
                ),
            )
        file = found[0][0]
        if any(number != file for number, _record in found):
            raise Refused(
                _("These changes are in different files."),
                _("Take them back one by one: foerder undo"),
            )
        source = state.source(file)
        assert source is not None
        text = source.raw.decode("utf-8")
        remarks = []
        for _number, record in found:
            try:
                text = taken_back(text, record["patch"])
            except Conflict:
                raise _refusal(record) from None
            remarks.append(_("Taken back: {change}").format(change=_words(record)))
        undone = [key_of(record) for _number, record in found]
        return Plan(
            file, [], found[0][1].get("id"), remarks, raw=text.encode("utf-8"), undone=undone
        )

    return plan


def _changes(state: State) -> list[tuple[int, dict[str, Any]]]:
    """The changes that can be taken back, the latest first, each with the number of its file."""
    found: list[tuple[str, int, int, dict[str, Any]]] = []
    for file in range(len(state.register.paths)):
        records = list(Journal(state.path(file)).records())
        undone = {tuple(key) for record in records for key in record.get("undone", [])}
        for number, record in enumerate(records):
            if (
                record.get("patch")
                and not record.get("undone")
                and tuple(key_of(record)) not in undone
            ):
                found.append((str(record.get("when")), number, file, record))
    # Several changes of one second are in the order of the journal.
    latest = sorted(found, key=lambda each: each[:2], reverse=True)
    return [(file, record) for _when, _number, file, record in latest]


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
    return Refused(
        _("Something else has changed the same lines since: {change}").format(
            change=_words(record)
        ),
        _("Nothing was changed. Set the value itself: foerder set, or foerder edit"),
    )
