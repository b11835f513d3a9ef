"""`foerder notify`: warnings by mail, made for cron and the Windows task scheduler."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from foerder import clock
from foerder.cli import NOT_SENT, REFUSED, options
from foerder.cli.answers import answering, present
from foerder.cli.exports.schedule import print_schedule
from foerder.cli.exports.write import is_refused
from foerder.cli.parser import complete
from foerder.cli.parser.commands import verb
from foerder.cli.session import Session, one_of, usage_error
from foerder.cli.terminal.output import say, write
from foerder.files import Rights, WriteError, write_file
from foerder.model import Notify, Register
from foerder.notify import scheduler
from foerder.notify.memory import Store
from foerder.notify.run import Failed, Report, Run
from foerder.notify.transport import Outbox, Sendmail, Transport, Way, by_smtp
from foerder.notify.watchers import Watchers, address_of, alive_text, call, failure_address
from foerder.text.i18n import N_, _, using
from foerder.text.plain import in_language_of_now
from foerder.views import notify as view


@verb(
    N_(
        "Warnings by mail, made for cron: one mail per person with what is overdue, newly near and coming up."
    )
)
@answering
def notify(
    run: Session,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Print the mails; send and record nothing."))
    ] = False,
    sendmail: Annotated[
        bool, typer.Option("--sendmail", help=N_("Send through the local sendmail."))
    ] = False,
    outbox: Annotated[
        str | None,
        typer.Option(
            metavar=N_("DIR"), help=N_("Write .eml files into this folder instead of sending.")
        ),
    ] = None,
    test: Annotated[
        str | None,
        typer.Option(
            metavar=N_("ADDRESS"),
            help=N_("Send one test mail to this address."),
            autocompletion=complete.addresses,
        ),
    ] = None,
    status: Annotated[
        bool,
        typer.Option(
            "--status",
            help=N_("Last run, last success, what waits and what failed; 5 where it fails."),
        ),
    ] = False,
    patient: Annotated[
        bool,
        typer.Option(
            "--patient",
            help=N_("Try again after one and five minutes what the server refuses for now."),
        ),
    ] = False,
    install: options.Install = None,
    ping: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help=N_(
                "After a good run call this address of a monitoring service (also FOERDER_PING)."
            ),
        ),
    ] = None,
    alive: Annotated[
        str | None,
        typer.Option(
            metavar=N_("FILE"),
            help=N_("After a good run write this file, whose age another machine checks."),
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes",
            help=N_(
                "The clock is right, whatever is noted; what is noted for later days is forgotten."
            ),
        ),
    ] = False,
) -> int:
    """Choose what to do, and with which exit code to leave."""
    one_of(install, scheduler.KINDS, "--install")
    _together(sendmail=sendmail, outbox=outbox is not None)
    _together(test=test is not None, status=status, install=install is not None)
    _together(status=status, dry_run=dry_run)
    watchers = _watchers(ping, alive)
    if install:
        return print_schedule(run, install, _daily(alive), watchers.ping)
    register = _register(run)
    store, now = Store(run.place.find()[0][0]), clock.now().astimezone()
    job = Run(_in_its_language(register), store, run.today, now, sure=run.day_given, anew=yes)
    if is_refused(run, register, outbox, alive):
        return REFUSED
    way = _way(sendmail, outbox, store.memory.rights)
    if test is not None:
        return run.finish(register, _test(job, test, way, dry_run))
    if register.nothing_readable:
        report = Report(run.today)
    elif status:
        report = job.status()
    elif dry_run:
        report = job.preview()
    else:
        report = _sent(run, job, way, to_server=outbox is None, patient=patient)
    if not (status or dry_run):
        _tell_watchers(watchers, report, register, now)
    _print(run, report, dry_run, status)
    code = run.finish(register)
    bad = report.failed or (status and report.is_doubtful)
    return NOT_SENT if bad else code


def _register(run: Session) -> Register:
    """JSON has an answer even where nothing can be read."""
    return run.register() if run.style == "json" else run.readable()


def _daily(alive: str | None) -> list[str]:
    """The words of the daily run."""
    words = ["notify", "--patient"]
    if alive:
        words += ["--alive", alive]
    return words


def _watchers(ping: str | None, alive: str | None) -> Watchers:
    """Who watches; ends the program where the address cannot be called."""
    try:
        return Watchers(address_of(ping, os.environ), alive)
    except ValueError as fault:
        usage_error(str(fault))


def _tell_watchers(
    watchers: Watchers, report: Report, register: Register, now: datetime
) -> None:
    """Give signs of life after a good run; where one fails, that is said and
    changes nothing else.
    """
    good = not (report.failed or register.nothing_readable)
    if watchers.alive and good:
        try:
            write_file(watchers.alive, alive_text(report, len(register.problems), now))
        except WriteError as error:
            say(str(error))
    address = watchers.ping
    if address and not good:
        address = failure_address(address)
    fault = call(address) if address else None
    if fault:
        say(_("The monitoring service was not reached: {reason}."), reason=fault)


def _sent(run: Session, job: Run, way: Way, to_server: bool, patient: bool) -> Report:
    """Send the mails; a mail server takes its time, which is said."""
    run.slow = to_server
    run.busy(_("Sending the mails …"))
    return job.send(way, pause=time.sleep) if patient else job.send(way)


def _in_its_language(register: Register) -> Register:
    """The register, its problems told in the language of its mails."""
    with using(register.settings.language):
        return register._replace(
            problems=tuple(in_language_of_now(problem) for problem in register.problems)
        )


def _together(**given: bool) -> None:
    """End the program where options are given that exclude each other."""
    names = [f"--{name.replace('_', '-')}" for name, value in given.items() if value]
    if len(names) > 1:
        first, second = names[:2]
        usage_error(_("{first} and {second} do not go together."), first=first, second=second)


def _way(sendmail: bool, outbox: str | None, rights: Rights) -> Way:
    def other(notify: Notify) -> tuple[Transport, list[str]]:
        return (Sendmail() if sendmail else Outbox(Path(outbox or "."), rights)), []

    return other if sendmail or outbox is not None else by_smtp(os.environ)


def _test(job: Run, address: str, way: Way, dry_run: bool) -> int:
    """Send one mail to see whether the way is open."""
    letter, error = job.test(address, way, dry_run)
    if dry_run and letter:
        write(view.mails(Report(job.today, sent=[letter])))
    for text in job.report.remarks:
        say(text)
    if error:
        say(_("Not sent: {to}: {reason}"), to=address, reason=error)
        return NOT_SENT
    if not dry_run:
        say(_("The test mail to {address} was accepted."), address=address)
    return 0


def _print(run: Session, report: Report, dry_run: bool, status: bool) -> None:
    for text in report.remarks:
        say(text)
    if status and run.style in ("plain", "table"):
        write(view.status_lines(report))
    if dry_run and run.style in ("plain", "table"):
        write(view.mails(report))
        report.sent = []
    # Where somebody reads both, a failure is said once, in full.
    both = run.style == "table" and sys.stdout.isatty() and sys.stderr.isatty()
    shown = replace(report, failed=[]) if both else report
    present(run, view, view.Answer(shown, run.register().problems, dry_run))
    _say_failed(report.failed)
    if status and report.stale:
        _say_stale(report)


def _say_stale(report: Report) -> None:
    if report.last_success is None:
        say(_("No run has succeeded yet: does the scheduler run?"))
    else:
        say(_("The last success lies more than a working day back: does the scheduler run?"))


def _say_failed(failed: Iterable[Failed]) -> None:
    """Say each reason once, with all whom it kept from being told."""
    people: dict[str, list[str]] = {}
    for one in failed:
        people.setdefault(one.error, []).extend([one.to] if one.to else [])
    for reason, addresses in people.items():
        to = ", ".join(addresses)
        say(_("Not sent: {to}: {reason}").format(to=to, reason=reason) if to else reason)
