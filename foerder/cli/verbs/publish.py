"""`foerder publish`: calendars and a page with their addresses, for a web server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from foerder.calendars.edition import NUDGES
from foerder.calendars.index_page import WHOLE
from foerder.calendars.server import ServerError
from foerder.cli import INVALID, NOT_SENT, REFUSED, options
from foerder.cli.exports.publish import Publisher, Wishes
from foerder.cli.exports.schedule import print_schedule
from foerder.cli.exports.write import refuse_source, refused
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, flag, option, verb
from foerder.cli.session import Session, one_of, usage_error
from foerder.cli.terminal.output import say, write
from foerder.files import WriteError
from foerder.notify import scheduler
from foerder.text.i18n import _
from foerder.text.markup import safe_link


@verb(
    "The whole calendar, one per owner, and a page with the addresses, into a folder of a web server.",
    epilog="Made for a nightly job; a reader never sees half a file. Subscribing step by step: foerder help outlook.",
)
def publish(
    run: Session,
    folder: Annotated[
        str,
        argument(
            "TARGET",
            "The folder that the web server shows, or the address of a CalDAV calendar.",
        ),
    ],
    url: Annotated[
        str | None, option("https://…", "The folder's address, to write addresses out in full.")
    ] = None,
    secret: Annotated[
        bool,
        flag("File names that nobody can guess, and no page with the addresses.", "--secret"),
    ] = False,
    with_people: Annotated[
        bool, flag("With notes, who did what, and mail addresses.", "--with-people")
    ] = False,
    steps: Annotated[
        str | None,
        option("30,7,1", "An entry for every warning step as well, or for those named."),
    ] = None,
    no_alarm: Annotated[bool, flag("No reminders.", "--no-alarm")] = False,
    nudge: Annotated[
        str | None,
        option(
            "weekly|daily|off", "An entry with everything overdue: each week, day, or never."
        ),
    ] = None,
    name: Annotated[
        str | None, option("NAME", "What the files' names begin with, instead of fristen.")
    ] = None,
    forget: Annotated[
        list[str] | None,
        option(
            "OWNER",
            "Remove the calendar of somebody who has nothing open any more.",
            complete.owners,
        ),
    ] = None,
    force: Annotated[bool, flag("Replace files that others wrote, too.", "--force")] = False,
    install: options.Install = None,
    yes: Annotated[
        bool,
        flag(
            "Go on where register or clock are in doubt; what is missing is withdrawn.", "--yes"
        ),
    ] = False,
) -> int:
    """Write the calendars, then the page, then remove what was ours and is not there any more."""
    one_of(nudge, NUDGES, "--nudge")
    one_of(install, scheduler.KINDS, "--install")
    if name is not None and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}", name):
        usage_error(_("--name: {name}: only letters, digits and hyphens."), name=repr(name))
    to_server = _is_web(folder)
    if to_server and any((url, secret, name, forget, force)):
        text = _(
            "--url, --secret, --name, --forget and --force belong to a folder, not to a calendar on a server."
        )
        usage_error(text)
    wishes = Wishes(
        base=_base(url),
        secret=secret,
        people=with_people,
        steps=options.warning_steps(steps),
        alarm=not no_alarm,
        nudge=nudge or NUDGES[0],
        name=name or WHOLE,
        forget=tuple(forget or ()),
        force=force,
        yes=yes,
    )
    if install:
        return print_schedule(run, install, ["publish", folder])
    register = run.readable()
    run.busy(_("Writing the calendars …"))
    job = Publisher(run, register, wishes)
    try:
        return _to_server(run, job, folder) if to_server else _to_folder(run, job, folder)
    except WriteError as error:
        return refused(run, register, error)


def _to_folder(run: Session, job: Publisher, folder: str) -> int:
    """Write calendars and page, and say what went out. Raises `WriteError`."""
    refuse_source(run, folder)
    outcome = job.to_folder(Path(folder))
    write(job.lines(outcome))
    for text in job.remarks(outcome, folder):
        say(text)
    code = run.finish(job.register, INVALID if outcome.distrust else 0)
    return REFUSED if outcome.foreign else code


def _to_server(run: Session, job: Publisher, url: str) -> int:
    """Make a calendar on a server exact; 5 where the server did not take everything.

    Raises `WriteError`.
    """
    try:
        outcome, done = job.to_server(url)
    except ServerError as error:
        say(_("Not published: {reason}"), reason=error)
        run.finish(job.register)
        return NOT_SENT
    for text in job.synced(outcome, done):
        say(text)
    return run.finish(job.register, INVALID if outcome.distrust else 0)


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _base(url: str | None) -> str:
    """The address of the folder; ends the program where nobody can subscribe to it."""
    if not url:
        return ""
    found = safe_link(url)
    if not _is_web(found):
        text = _("--url: {url} is not a web address. Accepted: https://… or http://…")
        usage_error(text, url=repr(url))
    return found
