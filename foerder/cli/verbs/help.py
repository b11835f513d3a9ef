"""`foerder help`: the handbook in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer
from click import Context

from foerder.checks.codes import CODES
from foerder.cli.parser.commands import LazyGroup, verb
from foerder.cli.parser.synonyms import meant
from foerder.cli.session import session, usage_error
from foerder.cli.terminal.output import write
from foerder.text import handbook as chapters
from foerder.text.hints import nearest
from foerder.text.i18n import N_, _, language
from foerder.views import handbook


@verb(N_("The handbook's chapters; with a TOPIC that chapter, the help of a command, or what a code of check means."))
def help_(
    ctx: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar=N_("TOPIC"), help=N_("A chapter's name, a command, or a code of check."))
    ] = None,
) -> int:
    """Print a chapter, or the list of them."""
    run = session(ctx)
    known = chapters.chapters(language())
    if topic is None:
        write(handbook.contents(known, chapters.untranslated() if language() == "en" else []))
        return 0
    found = chapters.find(topic.lower(), language())
    text = handbook.without_pictures(found.text) if found else _of_code(topic)
    if text is None:
        return _verb_help(ctx, topic, [one.name for one in known])
    if run.style(None) == "table":
        from foerder.views.table import Screen

        screen = Screen(min(run.width(), 100), run.colored)
        handbook.draw(text, screen)
        write(screen.text)
    else:
        write(text)
    return 0


def _of_code(topic: str) -> str | None:
    """The section on a code of `check`; None where it is no code."""
    chapter = chapters.find("checks", language()) if topic in CODES else None
    return chapters.section(chapter.text, topic) if chapter else None


def _verb_help(ctx: typer.Context, topic: str, names: list[str]) -> int:
    root = ctx.find_root()
    program = root.command
    assert isinstance(program, LazyGroup)
    command = program.get_command(root, topic)
    if command is None:
        verbs = program.list_commands(root)
        near = nearest(topic, [*names, *verbs]) or ", ".join(meant(topic, verbs))
        hint = " " + _("Did you mean {words}?").format(words=near) if near else ""
        usage_error(_('There is no chapter "{name}". All: foerder help.').format(name=topic) + hint)
    write(command.get_help(Context(command, parent=root, info_name=topic)) + "\n")
    return 0
