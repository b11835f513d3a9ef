"""`foerder help`: the handbook in the terminal."""

from __future__ import annotations

from typing import Annotated, NoReturn

from click import Context, get_current_context

from foerder.checks.codes import CODES
from foerder.cli.parser import complete
from foerder.cli.parser.commands import LazyGroup, argument, verb
from foerder.cli.parser.synonyms import meant, verb_of
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal.output import say, write
from foerder.text import handbook as chapters
from foerder.text.hints import nearest
from foerder.text.i18n import _, language
from foerder.views import handbook

SHORTEST, MOST = 3, 25
"""Words of so many letters are looked for; so many places are listed."""


@verb(
    "The handbook's chapters; with a TOPIC that chapter, the help of a command, or what a code of check means."
)
def help_(
    run: Session,
    topic: Annotated[
        str | None,
        argument("TOPIC", "A chapter's name, a command, or a code of check.", complete.topics),
    ] = None,
) -> int:
    """Print a chapter, a part of one, a command's help, or where a word is found."""
    if topic is None:
        german = chapters.untranslated() if language() == "en" else []
        write(handbook.contents(chapters.chapters(language()), german))
        return 0
    chapter = chapters.find(topic.lower(), language())
    text = chapter.text if chapter else _of_code(topic)
    if text is None:
        help = _of_verb(topic)
        if help:
            write(help)
            return 0
        text = _of_word(topic)
    if text is None:
        return 0
    text = handbook.without_pictures(text)
    if run.style == "table":
        from foerder.views.table import Screen

        screen = Screen(min(run.display.width(), 100), run.display.colored)
        handbook.draw(text, screen)
        write(screen.text)
    else:
        write(text)
    return 0


def _of_code(topic: str) -> str | None:
    """The section on a code of `check`; None where it is no code."""
    chapter = chapters.find("checks", language()) if topic in CODES else None
    return chapters.section(chapter.text, topic) if chapter else None


def _program() -> tuple[Context, LazyGroup]:
    """The program, and its context."""
    root = get_current_context().find_root()
    assert isinstance(root.command, LazyGroup)
    return root, root.command


def _of_verb(topic: str) -> str | None:
    """The help of a command; None where it is none."""
    root, program = _program()
    name = verb_of(topic, program.verbs)
    command = program.get_command(root, name)
    if command is None:
        return None
    return command.get_help(Context(command, parent=root, info_name=name)) + "\n"


def _of_word(word: str) -> str | None:
    """The only part of the handbook with a word; of several they are listed.

    Ends the program where there is none.
    """
    places = chapters.search(word, language()) if len(word) >= SHORTEST else []
    if not places:
        _unknown(word)
    if len(places) == 1:
        return places[0].text
    write(handbook.places(places[:MOST]))
    say(_("A whole chapter: foerder help {name}"), name=places[0].chapter)
    return None


def _unknown(topic: str) -> NoReturn:
    """End the program: the topic is found nowhere."""
    verbs = _program()[1].verbs
    names = [one.name for one in chapters.chapters(language())]
    near = nearest(topic, [*names, *verbs]) or ", ".join(meant(topic, verbs))
    hint = " " + _("Did you mean {words}?").format(words=near) if near else ""
    usage_error(_('There is no chapter "{name}". All: foerder help.').format(name=topic) + hint)
