"""`foerder publish`: calendars and a page with their addresses, for a web server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foerder.calendars import index_page, remarks
from foerder.cli.exports.publish import WebFolder
from foerder.cli.exports.write import refused
from foerder.cli.parser.commands import verb
from foerder.cli.session import session, usage_error
from foerder.cli.terminal.output import say, write
from foerder.files import WriteError
from foerder.text import plain
from foerder.text.hints import no_project
from foerder.text.i18n import N_, _
from foerder.text.markup import safe_link


@verb(
    N_("The whole calendar, one per owner, and a page with the addresses, into a folder of a web server."),
    epilog=N_(
        "Made for a nightly job; a reader never sees half a file. Subscribing step by step: foerder help outlook."
    ),
)
def publish(
    ctx: typer.Context,
    folder: Annotated[str, typer.Argument(metavar=N_("FOLDER"), help=N_("The folder that the web server shows."))],
    url: Annotated[
        str | None, typer.Option(metavar="https://…", help=N_("The folder's address, to write addresses out in full."))
    ] = None,
    secret: Annotated[
        bool, typer.Option("--secret", help=N_("File names that nobody can guess, and no page with the addresses."))
    ] = False,
    with_people: Annotated[
        bool, typer.Option("--with-people", help=N_("With notes, who did what, and mail addresses."))
    ] = False,
    steps: Annotated[bool, typer.Option("--steps", help=N_("An entry for every warning step as well."))] = False,
    no_alarm: Annotated[bool, typer.Option("--no-alarm", help=N_("No reminders."))] = False,
) -> int:
    """Write the calendars, then the page, then remove what was ours and is not there any more."""
    base = _base(url)
    run = session(ctx)
    register = run.readable()
    place = WebFolder(run, register, Path(folder), secret, with_people, steps, not no_alarm)
    try:
        run.busy(_("Writing the calendars …"))
        place.publish(base)
    except WriteError as error:
        return refused(run, register, error)
    if not place.calendars:
        say(_("Nothing to publish: a calendar without an entry is not valid."))
        if not register.projects:
            say(no_project())
    else:
        write(plain.lines(index_page.lines(place.calendars, base)))
        for text in index_page.remarks(folder, place.calendars, place.removed, base, secret):
            say(text)
    if place.calendars or place.selection.left:
        say(remarks.left_out(place.selection.left, place.window, hint=False))
    return run.finish(register)


def _base(url: str | None) -> str:
    """The address of the folder; ends the program where nobody can subscribe to it."""
    if not url:
        return ""
    found = safe_link(url)
    if not found.lower().startswith(("http://", "https://")):
        usage_error(_("--url: {url} is not a web address. Accepted: https://… or http://…").format(url=repr(url)))
    return found
