"""The program's front door: language, global options, and the table of verbs,
each imported when it is named.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from foerder import __version__
from foerder.cli.parser.commands import Verb, flag, group, option, run
from foerder.text.i18n import N_, choose_language, use


def _verb(target: str, help: str, is_kept: bool = False) -> Verb:
    """A verb by ``module:function``."""
    return Verb(f"foerder.cli.verbs.{target}", help, is_kept)


VERBS = {
    "list": _verb(
        "list:list_", N_("The projects: status, period, next deadline, amount."), is_kept=True
    ),
    "due": _verb("due:due", N_("What is due, overdue first."), is_kept=True),
    "show": _verb("show:show", N_("One project with everything the register knows.")),
    "explain": _verb("explain:explain", N_("Why a deadline falls on its day.")),
    "timeline": _verb("timeline:timeline", N_("Periods as bars, with gaps and deadlines.")),
    "costs": _verb("costs:costs", N_("The money: approved, spent, left; pace; by year.")),
    "check": _verb("check:check", N_("Every problem and risk of the register."), is_kept=True),
    "export": _verb("export:export", N_("The register as a file: Outlook, Excel, JSON.")),
    "import": _verb("import_:import_", N_("An Excel or CSV list into the register.")),
    "publish": _verb("publish:publish", N_("Calendars for a web server, to subscribe to.")),
    "report": _verb("report:report", N_("The yearly list for council and auditors.")),
    "rules": _verb("rules:rules", N_("The rule sets with paragraph, source and last check.")),
    "init": _verb("init:init", N_("A new register, empty or with an example.")),
    "add": _verb("add:add", N_("Add a project, period, deadline, programme or authority.")),
    "read": _verb("read:read", N_("An award letter (.pdf, .docx, .txt) into the register.")),
    "set": _verb("set:set_", N_("Give a key a value, or take it out.")),
    "done": _verb("done:done", N_("Record that a duty is met.")),
    "undo-done": _verb("undo_done:undo_done", N_("Take back such a record.")),
    "extend": _verb("extend:extend", N_("A period or a deadline was extended.")),
    "end": _verb("end:end", N_("A grant is given up, or revoked.")),
    "pay": _verb("pay:pay", N_("Record a payment asked for or received.")),
    "spend": _verb("spend:spend", N_("Record spending on a type of cost.")),
    "remove": _verb("remove:remove", N_("Take a project, period or other table out.")),
    "undo": _verb("undo:undo", N_("Take back the last change.")),
    "edit": _verb("edit:edit", N_("Edit a checked copy of the register.")),
    "use": _verb("use:use", N_("Remember where the register is.")),
    "where": _verb(
        "where:where", N_("Which register, settings, memory and language are in force.")
    ),
    "schema": _verb("schema:schema", N_("JSON Schema of the register and of answers.")),
    "help": _verb("help:help_", N_("The handbook's chapters.")),
    "completion": _verb("completion:completion", N_("Make a shell complete verbs and ids.")),
    "log": _verb("log:log", N_("Who changed what and when.")),
    "notify": _verb("notify:notify", N_("Warnings by mail, made for cron.")),
}
GERMAN = {
    "lesen": VERBS["read"],
    "beenden": VERBS["end"],
    "erfassen": _verb("read:grant", N_("Enter a grant by answering questions.")),
}
"""What works under a German name as well."""
SUMMARY = N_("foerder knows the deadlines of a municipality's grants: what is due, and why.")


def version(value: bool) -> None:
    """Print the version and leave."""
    if value:
        print(f"foerder {__version__}")
        raise typer.Exit


def root(
    ctx: typer.Context,
    register: Annotated[
        list[str] | None,
        typer.Option(
            "--register",
            "-f",
            metavar=N_("PATH"),
            help=N_(
                "The register: a file or a folder of *.toml; several -f are read as one. [FOERDER_REGISTER]"
            ),
        ),
    ] = None,
    today: Annotated[
        str | None, option("DATE", "Compute as if it were this day. [FOERDER_TODAY]")
    ] = None,
    lang: Annotated[
        str | None, option("de|en", "Language of the screen. [FOERDER_LANG]")
    ] = None,
    color: Annotated[
        str, option("auto|always|never", "Colour; NO_COLOR is honoured.")
    ] = "auto",
    no_index: Annotated[
        bool,
        flag("Compute anew even where the answer was kept. [FOERDER_NO_INDEX]", "--no-index"),
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=version, is_eager=True, help=N_("Show the version and exit.")
        ),
    ] = False,
) -> None:
    """Read the global options."""
    from foerder import clock
    from foerder.cli.session import Session, one_of

    one_of(color, ("auto", "always", "never"), "--color")
    one_of(lang, ("de", "en"), "--lang")
    session = Session(clock.today(), list(register or []), color, lang, indexed=not no_index)
    wanted = today or os.environ.get("FOERDER_TODAY")
    if wanted:
        from foerder.cli.inputs import parse_date

        session.today, session.day_given = parse_date(wanted, session.today), True
    ctx.obj = session


def main() -> None:
    """Run the program and leave with its exit code."""
    argv = sys.argv[1:]
    use(choose_language(argv, os.environ))
    program = group(
        root,
        VERBS,
        SUMMARY,
        epilog=N_("Begin with: foerder due. Everything about one verb: foerder VERB --help."),
        german=GERMAN,
        no_args_is_help=True,
    )
    if os.environ.get("_FOERDER_COMPLETE"):
        from foerder.cli.parser.completion import answer

        answer(program, argv, os.environ)
        sys.exit(0)
    sys.exit(run(program, argv))
