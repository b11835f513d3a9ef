"""The man page, written from the commands' own help."""

from __future__ import annotations

from click import Context

from foerder import __version__
from foerder.cli.app import SUMMARY, VERBS, root
from foerder.cli.parser.commands import PROGRAM, LazyGroup, group
from foerder.text.i18n import _, using

COLUMNS = 78


def page(language: str = "de") -> str:
    """The page in roff: the overview, then the help of every verb as it is on the screen."""
    with using(language):
        program = group(root, VERBS, SUMMARY)
        context = Context(
            program, info_name=PROGRAM, terminal_width=COLUMNS, max_content_width=COLUMNS
        )
        parts = [
            f'.TH FOERDER 1 "" "foerder {__version__}" "foerder"',
            ".SH NAME",
            f"{PROGRAM} \\- {_escaped(_(SUMMARY))}",
            f".SH {_('Options').upper()}",
            *_verbatim(program.get_help(context)),
            f".SH {_('Commands').upper()}",
            *(line for name in VERBS for line in _verb(program, context, name)),
        ]
    return "\n".join(parts) + "\n"


def _verb(program: LazyGroup, context: Context, name: str) -> list[str]:
    command = program.get_command(context, name)
    assert command is not None
    inner = Context(
        command,
        info_name=name,
        parent=context,
        terminal_width=COLUMNS,
        max_content_width=COLUMNS,
    )
    return [f".SS {_escaped(name)}", *_verbatim(command.get_help(inner))]


def _verbatim(text: str) -> list[str]:
    return [".nf", *(_escaped(line.rstrip()) for line in text.splitlines()), ".fi"]


def _escaped(text: str) -> str:
    """Text that roff shows as it is: no escapes, real hyphens, no line that
    begins as a request.
    """
    shown = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{shown}" if shown.startswith((".", "'")) else shown
