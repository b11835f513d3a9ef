"""The command line's own words: help, usage errors, and how a command is run,
in the current language.

Click, on which Typer stands, words its errors in the language of the
environment, not of ``--lang``. Here they are worded from what its commands and
errors carry, never from their text; what carries nothing is recognised before
Click complains. Help, epilog and metavar are msgids; `option`, `argument`,
`flag` and `verb` say so to the catalogue. They are translated when they are
shown.
"""

from __future__ import annotations

import contextlib
import errno
import inspect
import io
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from click import Command, Context, HelpFormatter, Option, Parameter, exceptions, types
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typer.models import OptionInfo

from foerder.cli import REFUSED
from foerder.cli.parser import wording
from foerder.cli.terminal import progress
from foerder.cli.terminal.output import discard_stdout, is_closed_pipe
from foerder.text.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM = "foerder"
ALL_STEPS = "all"
"""What ``--steps`` without numbers means."""
GIVEN = ("run", "state")
"""Parameters of a verb that nobody types: the session; the register, where `planning` reads it."""
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
ABORTED = 1
INTERRUPTED = 130
"""What shells report after Ctrl-C: 128 and the number of SIGINT."""
PLACES = {"FILE": "file", "LETTER": "file", "PATH": "file", "DIR": "dir", "TARGET": "dir"}
"""Metavars of what is a file or a folder."""
PLAIN: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}
Words = Mapping[str, str | None]
"""What was given to each of several options."""


class Verb(NamedTuple):
    """A command that is imported only when it is named."""

    target: str
    """``package.module:name`` of what `verb` made."""
    help: str
    """One line for the overview, a msgid."""
    is_kept: bool = False
    """Whether the answers are kept: they depend on nothing but the register,
    the day and what was typed.
    """


def load(target: str) -> Any:
    """What ``package.module:name`` names, imported now."""
    module, name = target.split(":")
    return getattr(import_module(module), name)


def _with_values(args: Sequence[str]) -> list[str]:
    """The words as they are, but for ``--steps`` alone, which means all of them."""
    words = list(args)
    for place, word in enumerate(words):
        following = "".join(words[place + 1 : place + 2])
        if word == "--steps" and not re.fullmatch(r"\d+( *, *\d+)*", following):
            words[place] = f"{word}={ALL_STEPS}"
    return words


class _Spoken(Command):
    """What a command and a group of commands say for themselves."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the words; raise usage errors that carry a sentence in the language in use."""
        args = _with_values(args)
        extra_allowed, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            rest = super().parse_args(ctx, args)
        except exceptions.UsageError as error:
            # What the option parser raises does not know its command.
            error.ctx = error.ctx or ctx
            raise
        finally:
            ctx.allow_extra_args = extra_allowed
        if rest and not extra_allowed and not ctx.resilient_parsing:
            text = ngettext(
                "Unexpected argument: {arguments}",
                "Unexpected arguments: {arguments}",
                len(rest),
            )
            raise exceptions.UsageError(
                text.format(arguments=wording.shown(" ".join(rest))), ctx
            )
        return rest

    def get_help_option(self, ctx: Context) -> Option | None:
        """The option --help, with a text of our own."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = N_("Show this help and exit.")
        return option

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """What follows the command's name in the usage line."""
        pieces = [_("[OPTIONS]")]
        for param in self.get_params(ctx):
            if param.param_type_name == "argument":
                pieces.append(wording.argument_usage(param))
        return pieces

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{_('Usage')}: ")

    def format_help_text(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what the command does."""
        _write_text(formatter, self.help)

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what follows the options."""
        _write_text(formatter, self.epilog)

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the arguments, then the options."""
        shown = [param for param in self.get_params(ctx) if not getattr(param, "hidden", False)]
        for kind, heading in (("argument", _("Arguments")), ("option", _("Options"))):
            rows = [
                wording.help_row(param, ctx) for param in shown if param.param_type_name == kind
            ]
            _write_section(formatter, heading, rows)


class SpokenCommand(_Spoken, TyperCommand):
    """A command whose help and usage errors are in the language in use."""


class KeptVerb(Command):
    """A verb that is imported only where the same question was not answered before."""

    def __init__(self, name: str, target: str) -> None:
        super().__init__(name)
        self.target = target

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Context | None = None,
        **extra: Any,
    ) -> Context:
        """The context of the verb itself; ends the run where the answer is known."""
        code = parent.obj.answered(self.name, *args) if parent and parent.obj else None
        if code is not None:
            raise typer.Exit(code)
        context: Context = load(self.target).make_context(info_name, args, parent, **extra)
        return context


class LazyGroup(_Spoken, TyperGroup):
    """A group that imports a verb's module only when the verb is named."""

    verbs: Mapping[str, Verb]
    german: Mapping[str, Verb]
    """German names of verbs; they work, but only the English ones are listed."""

    def list_commands(self, ctx: Context) -> list[str]:
        """The names of the verbs, in the order of the table."""
        return list(self.verbs)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Import one verb."""
        known = self.verbs.get(cmd_name) or self.german.get(cmd_name)
        if known is None:
            return None
        command = load(known.target)
        assert isinstance(command, Command), f"{known.target} was not made with @verb"
        return command

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the global options; a usage error where no verb follows."""
        words = list(args)
        rest = super().parse_args(ctx, args)
        # Click's own error for this carries nothing to recognise it by.
        if not (ctx.resilient_parsing or self.make_parser(ctx).parse_args(words)[1]):
            raise exceptions.UsageError(_("A command is missing."), ctx)
        return rest

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """The verb that the first word names; a usage error with the nearest
        one where there is none.
        """
        name = args[0]
        known = self.verbs.get(name)
        if known and known.is_kept and not ctx.resilient_parsing:
            return name, KeptVerb(name, known.target), args[1:]
        command = self.get_command(ctx, name)
        if command is not None or ctx.resilient_parsing:
            return name, command, args[1:]
        text = _('There is no command "{name}".').format(name=wording.shown(name))
        from foerder.cli.parser.synonyms import meant

        raise exceptions.UsageError(wording.with_suggestion(text, meant(name, self.verbs)), ctx)

    def invoke(self, ctx: Context) -> Any:
        """Run the verb; keep what it answered where that is asked for."""
        result = super().invoke(ctx)
        if ctx.obj:
            ctx.obj.keep(result or 0)
        return result

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """The verbs and options that a word can become, without importing any verb."""
        from click.shell_completion import CompletionItem

        found = []
        for name, verb in self.verbs.items():
            if name.startswith(incomplete):
                found.append(CompletionItem(name, help=_(verb.help)))
        return found + Command.shell_complete(self, ctx, incomplete)

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """The group's own pieces and the place of the verb."""
        return [_("[OPTIONS]"), _("COMMAND [ARGUMENTS]...")]

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the options, then the verbs."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the table of verbs, without importing any."""
        rows = [(name, _(verb.help)) for name, verb in self.verbs.items()]
        _write_section(formatter, _("Commands"), rows)


def verb(
    help: str, epilog: str | None = None, **settings: Any
) -> Callable[[Callable[..., Any]], SpokenCommand]:
    """Make a command of a function with Typer's annotations; the texts are msgids.

    The first parameter of a verb is ``run``, the session: what `root` has put into the context.
    What is not found in the register is a usage error.
    """

    def build(function: Callable[..., Any]) -> SpokenCommand:
        app = typer.Typer(**PLAIN)
        command = app.command(cls=SpokenCommand, help=help, epilog=epilog, **settings)
        command(_given_run(function))
        command = get_command(app)
        assert isinstance(command, SpokenCommand)
        _complete_by_metavar(command)
        return command

    return build


def _given_run(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function of a verb as Typer calls it: with the context in the place of ``run``."""
    if next(iter(inspect.signature(function).parameters), "") != "run":
        return function

    def call(ctx: Context, **given: Any) -> Any:
        run = ctx.find_root().obj
        run.verb = ctx.info_name
        try:
            return function(run=run, **given)
        except Exception as fault:
            from foerder.register.find import NotFound

            if isinstance(fault, NotFound):
                raise exceptions.UsageError(str(fault), ctx) from None
            raise

    return around(function, call)


def around(verb: Callable[..., Any], call: Callable[..., Any]) -> Callable[..., Any]:
    """``call`` as Typer shall see it: the verb's parameters between its own
    first and its others.

    Its first one takes the place of the verb's, its last one takes what the verb is given.
    """
    first, *more, _given = inspect.signature(call, eval_str=True).parameters.values()
    inner = inspect.signature(verb, eval_str=True).parameters.values()
    own = [each for each in inner if each.name not in GIVEN]
    others = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in more]
    return posing(call, verb, [first, *own, *others])


def option(
    metavar: str,
    help: str,
    complete: Callable[..., Any] | None = None,
    name: str | None = None,
    **settings: Any,
) -> Any:
    """An option that takes a value: what stands for it and what it means, both
    msgids, and what a shell offers.

    ``name``: what is typed, where that is not the parameter's name;
    ``settings``: further ones of Typer.
    """
    settings |= {"metavar": metavar, "help": help, "autocompletion": complete}
    return typer.Option(*filter(None, [name]), **settings)


def argument(
    metavar: str, help: str, complete: Callable[..., Any] | None = None, **settings: Any
) -> Any:
    """The same of a word without a name."""
    return typer.Argument(metavar=metavar, help=help, autocompletion=complete, **settings)


def flag(help: str, *names: str) -> Any:
    """An option without a value: what it means, a msgid, and what is typed."""
    return typer.Option(*names, help=help)


def gathered(
    options: Mapping[str, OptionInfo],
    place: str = "words",
    make: Callable[[Words], Any] = lambda words: words,
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a verb these options in the place of one parameter, which takes what
    was typed after each.

    Typer reads the options from the signature, so that is where they are written.
    """
    keyword = inspect.Parameter.KEYWORD_ONLY
    shared = []
    for name, option in options.items():
        kind = Annotated[str | None, option]
        shared.append(inspect.Parameter(name, keyword, default=None, annotation=kind))

    def build(function: Callable[..., int]) -> Callable[..., int]:
        def call(**given: Any) -> int:
            words = {name: given.pop(name) for name in options}
            return function(**{place: make(words)}, **given)

        parameters: list[inspect.Parameter] = []
        for each in inspect.signature(function, eval_str=True).parameters.values():
            if each.name == place:
                parameters += [one.replace(kind=each.kind) for one in shared]
            else:
                parameters.append(each)
        return posing(call, function, parameters)

    return build


def posing(
    call: Callable[..., int], verb: Callable[..., Any], parameters: Sequence[inspect.Parameter]
) -> Callable[..., int]:
    """A function with the name and the text of a verb, and with these
    parameters, as Typer sees it.
    """
    call.__name__, call.__doc__ = verb.__name__, verb.__doc__
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # of a function
    return call


def group(
    callback: Callable[..., Any],
    verbs: Mapping[str, Verb],
    help: str,
    epilog: str | None = None,
    german: Mapping[str, Verb] | None = None,
    **settings: Any,
) -> LazyGroup:
    """Make the program of its global options (the callback's annotations) and
    the table of its verbs.
    """
    app = typer.Typer(**PLAIN)
    app.callback(cls=LazyGroup, help=help, epilog=epilog, **settings)(callback)
    command = get_command(app)
    assert isinstance(command, LazyGroup)
    _complete_by_metavar(command)
    command.verbs, command.german = verbs, german or {}
    return command


class Choice(types.StringParamType):
    """A text that the shell completes from the words of its metavar; the verb
    itself refuses any other.
    """

    def shell_complete(
        self, ctx: Context, param: Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The words that begin like this."""
        from click.shell_completion import CompletionItem

        words = (param.metavar or "").split("|")
        return [CompletionItem(word) for word in words if word.startswith(incomplete)]


class Place(types.StringParamType):
    """A text that names a file or folder: the shell completes it by its own means."""

    def shell_complete(
        self, ctx: Context, param: Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """What the metavar says: a file or a folder."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=PLACES[str(param.metavar)])]


def _complete_by_metavar(command: Command) -> None:
    """Let the shell complete words and files by the metavar:
    ``table|plain|json|csv``, ``owner``, FILE.
    """
    for param in command.params:
        if not isinstance(param.type, types.StringParamType):
            continue
        if re.fullmatch(r"[a-z]+|.+\|.+", param.metavar or ""):
            param.type = Choice()
        elif param.metavar in PLACES:
            param.type = Place()


def run(command: Command, argv: Sequence[str], program: str = PROGRAM) -> int:
    """Run a command and return its exit code: what it returns as an int or
    gives to `typer.Exit`, else 0.

    Usage errors and a full disk below stdout are said on stderr, Ctrl-C and a
    closed stdout are silent. A BrokenPipeError is taken for a closed stdout, a
    full disk for one below it: a command that writes into other pipes, sockets
    or files answers for those itself.
    """
    _speak_utf8()
    try:
        try:
            code = _invoke(command, list(argv), program)
        finally:
            progress.line.clear()
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        if is_closed_pipe(error):
            discard_stdout()
            return 0
        if error.errno not in DISK_FULL:
            raise
        from foerder.files import why

        discard_stdout()
        _say(why(_("standard output"), error))
        return REFUSED
    return code


def _invoke(command: Command, args: list[str], program: str) -> int:
    """Run a command; turn what Typer raises into words and an exit code."""
    try:
        with command.make_context(program, args) as ctx:
            result = command.invoke(ctx)
    except typer.Exit as leave:
        return leave.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except (typer.Abort, EOFError):
        _say(_("Aborted."))
        return ABORTED
    except exceptions.NoArgsIsHelpError as error:
        _say(error.message)
        return error.exit_code
    except exceptions.ClickException as error:
        _say(f"{program}: {wording.complaint(error)}")
        if isinstance(error, exceptions.UsageError) and error.ctx is not None:
            _say(_("Help: {command}").format(command=f"{error.ctx.command_path} --help"))
        return error.exit_code
    return result if isinstance(result, int) else 0


def _say(text: str) -> None:
    """Write to stderr where there is one, whether or not anybody still reads it."""
    if sys.stderr is not None:
        from foerder.cli.terminal.output import wrapped

        with contextlib.suppress(OSError):
            progress.line.clear()
            print(wrapped(text, sys.stderr), file=sys.stderr)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _write_text(formatter: HelpFormatter, msgid: str | None) -> None:
    """A paragraph of help, indented."""
    if msgid:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(msgid))


def _write_section(
    formatter: HelpFormatter, heading: str, rows: Sequence[tuple[str, str]]
) -> None:
    """A heading and its table, nothing where there are no rows."""
    if rows:
        with formatter.section(heading):
            formatter.write_dl(rows)
