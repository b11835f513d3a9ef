"""The program's front door: language, global options, and the table of verbs, each imported when it is named."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from foerder import __version__
from foerder.cli.parser.commands import Verb, group, option, run
from foerder.text.i18n import N_, choose_language, use

VERBS = {
    "list": Verb(
        "foerder.cli.verbs.list:list_",
        N_("The projects: status, period, next deadline, amount."),
        is_kept=True,
    ),
    "due": Verb("foerder.cli.verbs.due:due", N_("What is due, overdue first."), is_kept=True),
    "show": Verb(
        "foerder.cli.verbs.show:show", N_("One project with everything the register knows.")
    ),
    "explain": Verb(
        "foerder.cli.verbs.explain:explain", N_("Why a deadline falls on its day.")
    ),
    "timeline": Verb(
        "foerder.cli.verbs.timeline:timeline", N_("Periods as bars, with gaps and deadlines.")
    ),
    "costs": Verb(
        "foerder.cli.verbs.costs:costs", N_("The money: approved, spent, left; pace; by year.")
    ),
    "check": Verb(
        "foerder.cli.verbs.check:check",
        N_("Every problem and risk of the register."),
        is_kept=True,
    ),
    "export": Verb(
        "foerder.cli.verbs.export:export", N_("The register as a file: Outlook, Excel, JSON.")
    ),
    "import": Verb(
        "foerder.cli.verbs.import_:import_", N_("An Excel or CSV list into the register.")
    ),
    "publish": Verb(
        "foerder.cli.verbs.publish:publish", N_("Calendars for a web server, to subscribe to.")
    ),
    "report": Verb(
        "foerder.cli.verbs.report:report", N_("The yearly list for council and auditors.")
    ),
    "rules": Verb(
        "foerder.cli.verbs.rules:rules",
        N_("The rule sets with paragraph, source and last check."),
    ),
    "init": Verb(
        "foerder.cli.verbs.init:init", N_("A new register, empty or with an example.")
    ),
    "add": Verb(
        "foerder.cli.verbs.add:add",
        N_("Add a project, period, deadline, programme or authority."),
    ),
    "read": Verb(
        "foerder.cli.verbs.read:read",
        N_("An award letter (.pdf, .docx, .txt) into the register."),
    ),
    "set": Verb("foerder.cli.verbs.set:set_", N_("Give a key a value, or take it out.")),
    "done": Verb("foerder.cli.verbs.done:done", N_("Record that a duty is met.")),
    "undo-done": Verb("foerder.cli.verbs.undo_done:undo_done", N_("Take back such a record.")),
    "extend": Verb(
        "foerder.cli.verbs.extend:extend", N_("A period or a deadline was extended.")
    ),
    "end": Verb("foerder.cli.verbs.end:end", N_("A grant is given up, or revoked.")),
    "pay": Verb("foerder.cli.verbs.pay:pay", N_("Record a payment asked for or received.")),
    "spend": Verb("foerder.cli.verbs.spend:spend", N_("Record spending on a type of cost.")),
    "remove": Verb(
        "foerder.cli.verbs.remove:remove", N_("Take a project, period or other table out.")
    ),
    "undo": Verb("foerder.cli.verbs.undo:undo", N_("Take back the last change.")),
    "edit": Verb("foerder.cli.verbs.edit:edit", N_("Edit a checked copy of the register.")),
    "use": Verb("foerder.cli.verbs.use:use", N_("Remember where the register is.")),
    "where": Verb(
        "foerder.cli.verbs.where:where",
        N_("Which register, settings, memory and language are in force."),
    ),
    "schema": Verb(
        "foerder.cli.verbs.schema:schema", N_("JSON Schema of the register and of answers.")
    ),
    "help": Verb("foerder.cli.verbs.help:help_", N_("The handbook's chapters.")),
    "completion": Verb(
        "foerder.cli.verbs.completion:completion", N_("Make a shell complete verbs and ids.")
    ),
    "log": Verb("foerder.cli.verbs.log:log", N_("Who changed what and when.")),
    "notify": Verb("foerder.cli.verbs.notify:notify", N_("Warnings by mail, made for cron.")),
}
GERMAN = {
    "lesen": VERBS["read"],
    "beenden": VERBS["end"],
    "erfassen": Verb(
        "foerder.cli.verbs.read:grant", N_("Enter a grant by answering questions.")
    ),
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
        str | None, option(N_("DATE"), N_("Compute as if it were this day. [FOERDER_TODAY]"))
    ] = None,
    lang: Annotated[
        str | None, option("de|en", N_("Language of the screen. [FOERDER_LANG]"))
    ] = None,
    color: Annotated[
        str, option("auto|always|never", N_("Colour; NO_COLOR is honoured."))
    ] = "auto",
    no_index: Annotated[
        bool,
        typer.Option(
            "--no-index",
            help=N_("Compute anew even where the answer was kept. [FOERDER_NO_INDEX]"),
        ),
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
    day = clock.today()
    wanted = today or os.environ.get("FOERDER_TODAY")
    if wanted:
        from foerder.cli.inputs import parse_date

        day = parse_date(wanted, day)
    ctx.obj = Session(
        today=day,
        paths=list(register or []),
        color=color,
        lang=lang,
        day_given=bool(wanted),
        indexed=not no_index,
    )


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
