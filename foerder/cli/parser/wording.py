"""How the command line names its parameters in help, and how it words what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

from typer._click import exceptions, types
from typer._click.core import Context, Parameter
from typer.core import TyperOption
from typer.models import TyperPath

from foerder.text.i18n import N_, _

METAVARS: tuple[tuple[type[types.ParamType], str], ...] = (
    (types.IntParamType, N_("NUMBER")),
    (types.FloatParamType, N_("NUMBER")),
    (types.DateTime, N_("DATE")),
    (types.File, N_("FILE")),
    (TyperPath, N_("PATH")),
    (types.StringParamType, N_("TEXT")),
)


def shown(text: str) -> str:
    """A user's text with control characters escaped, so that it prints as what it is."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def with_suggestion(text: str, near: Sequence[str] | None) -> str:
    """A sentence, and what was probably meant."""
    if not near:
        return text
    return f"{text} " + _("Did you mean {words}?").format(words=", ".join(sorted(near)))


def help_row(param: Parameter, ctx: Context) -> tuple[str, str]:
    """A parameter's row in the help: how it is written, and what it means."""
    name = _option_names(param) if isinstance(param, TyperOption) else _metavar(param)
    help = _(getattr(param, "help", None) or "")
    extra = "; ".join(_extras(param, ctx))
    return name, "  ".join(part for part in (help, extra and f"[{extra}]") if part)


def argument_usage(param: Parameter) -> str:
    """An argument in the usage line, in brackets where it may be left out."""
    name = f"{_metavar(param)}..." if param.nargs == -1 else _metavar(param)
    return name if param.required else f"[{name}]"


def label(param: Parameter) -> str:
    """A parameter's name in a sentence."""
    if param.param_type_name == "argument":
        return _metavar(param)
    return max([*param.opts, *param.secondary_opts], key=len)


def _option_names(option: TyperOption) -> str:
    """``-f, --register PATH`` or ``--wrap / --no-wrap``."""
    both = (sorted(option.opts, key=len), sorted(option.secondary_opts, key=len))
    names = " / ".join(", ".join(names) for names in both if names)
    return names if option.is_flag or option.count else f"{names} {_metavar(option)}"


def _metavar(param: Parameter) -> str:
    """The word that stands for a parameter's value."""
    if param.metavar is not None:
        return _(param.metavar)
    if param.param_type_name == "argument":
        return (param.name or "").upper()
    return _type_metavar(param.type)


def _type_metavar(kind: types.ParamType) -> str:
    """The word that stands for a value of this type."""
    if isinstance(kind, types.Tuple):
        return " ".join(_type_metavar(each) for each in kind.types)
    if choices := _choices(kind):
        return "|".join(choices)
    return _(next((word for known, word in METAVARS if isinstance(kind, known)), N_("VALUE")))


def _extras(param: Parameter, ctx: Context) -> Iterator[str]:
    """What the brackets behind a help text say."""
    if getattr(param, "show_envvar", False) and param.envvar:
        names = [param.envvar] if isinstance(param.envvar, str) else param.envvar
        yield _("environment: {names}").format(names=", ".join(names))
    if default := _default(param, ctx):
        yield _("default: {value}").format(value=default)
    if limits := _limits(param.type):
        yield limits
    if param.required:
        yield _("required")


def _default(param: Parameter, ctx: Context) -> str:
    """A parameter's default as the help names it, empty where there is nothing to name."""
    show = getattr(param, "show_default", False)
    if isinstance(show, str):
        return _(show)
    value = param.get_default(ctx, call=False)
    if not show or value is None or callable(value):
        return ""
    if isinstance(param, TyperOption) and param.is_flag:
        names = param.opts if value else param.secondary_opts
        return max(names, key=len) if param.secondary_opts and names else ""
    values = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(str(each.value if isinstance(each, Enum) else each) for each in values)


def _choices(kind: types.ParamType) -> list[str]:
    """The words that a type accepts, empty where it is no choice."""
    choices = getattr(kind, "choices", ())
    return [str(each.value if isinstance(each, Enum) else each) for each in choices]


def _limits(kind: types.ParamType) -> str:
    """The range of a number, empty where there is none."""
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    if low is not None and high is not None:
        return _("{low} to {high}").format(low=low, high=high)
    if low is not None:
        return _("at least {low}").format(low=low)
    return "" if high is None else _("at most {high}").format(high=high)


def complaint(error: exceptions.ClickException) -> str:
    """What is wrong, in the language of the moment, control characters escaped."""
    return "\n".join(shown(line) for line in _sentence(error).split("\n"))


def _sentence(error: exceptions.ClickException) -> str:
    """What is wrong. An error that carries nothing but a message was worded by us or by a verb."""
    if isinstance(error, exceptions.NoSuchOption):
        return _no_such_option(error)
    if isinstance(error, exceptions.BadOptionUsage):
        return _bad_option(error)
    if isinstance(error, exceptions.BadArgumentUsage):
        return _incomplete_argument(error)
    if isinstance(error, exceptions.MissingParameter) and error.param is not None:
        return _missing(error.param)
    if isinstance(error, exceptions.FileError):
        return _('"{value}" cannot be opened.').format(value=shown(error.ui_filename))
    if isinstance(error, exceptions.BadParameter):
        return _bad_value(error)
    return error.message


def _no_such_option(error: exceptions.NoSuchOption) -> str:
    """An option that the command does not know, and where it belongs or what was meant."""
    name = shown(error.option_name)
    parent = error.ctx.parent if error.ctx else None
    if error.ctx and parent and _named(parent, error.option_name):
        example = f"{parent.command_path} {name} … {error.ctx.info_name}"
        return _("The option {name} stands before the command: {example}").format(name=name, example=example)
    return with_suggestion(_("There is no option {name}.").format(name=name), error.possibilities)


def _named(ctx: Context | None, option_name: str) -> Parameter | None:
    """The option of a command that has this name."""
    params = ctx.command.get_params(ctx) if ctx else []
    return next((param for param in params if option_name in (*param.opts, *param.secondary_opts)), None)


def _bad_option(error: exceptions.BadOptionUsage) -> str:
    """An option without the value it needs, or with one it does not take."""
    option = _named(error.ctx, error.option_name)
    if isinstance(option, TyperOption) and (option.is_flag or option.count):
        return _("The option {name} takes no value.").format(name=error.option_name)
    if option is not None and option.nargs > 1:
        text = _("The option {name} needs {count} values.")
        return text.format(name=error.option_name, count=option.nargs)
    return _("The option {name} needs a value.").format(name=error.option_name)


def _incomplete_argument(error: exceptions.BadArgumentUsage) -> str:
    """Too few values for an argument of several; the error does not say which."""
    params = error.ctx.command.get_params(error.ctx) if error.ctx else []
    names = [label(param) for param in params if param.param_type_name == "argument" and param.nargs > 1]
    return _("Values are missing for {name}.").format(name=", ".join(names))


def _missing(param: Parameter) -> str:
    """A parameter that must be given, and the words to choose from."""
    argument = param.param_type_name == "argument"
    text = _("The argument {name} is missing.") if argument else _("The option {name} is missing.")
    text = text.format(name=label(param))
    if choices := _choices(param.type):
        text += " " + _("Possible: {options}.").format(options=", ".join(choices))
    return text


def _bad_value(error: exceptions.BadParameter) -> str:
    """A value that a type, a parser or a command refuses."""
    hint = error.param_hint or (label(error.param) if error.param else "")
    if not hint:
        return error.message
    name = hint if isinstance(hint, str) else ", ".join(hint)
    return f"{name}: {error.message}"


def refusal(param: Parameter, ctx: Context, given: Any) -> str | None:
    """Why the type of a parameter refuses what was given; None where it accepts it or words it itself."""
    values = given if isinstance(given, (list, tuple)) else [given]
    kinds = param.type.types if isinstance(param.type, types.Tuple) else [param.type] * len(values)
    for kind, value in zip(kinds, values, strict=False):
        try:
            kind(value, param, ctx)
        except exceptions.BadParameter:
            return _reason(kind, str(value))
    return None


def _reason(kind: types.ParamType, value: str) -> str | None:
    """Why a type refuses a value; None for a parser of ours, whose own message stands."""
    text = _problem(kind, value)
    return text and text.format(value=shown(value), options=", ".join(_choices(kind)), limits=_limits(kind))


def _problem(kind: types.ParamType, value: str) -> str | None:
    """The sentence about a refused value, with its places still open."""
    if _choices(kind):
        return _('"{value}" is not possible. Possible: {options}.')
    if isinstance(kind, (types.IntParamType, types.FloatParamType)):
        return _number_problem(kind, value)
    if isinstance(kind, TyperPath):
        return _path_problem(kind, value)
    if isinstance(kind, types.File):
        return _('"{value}" cannot be opened.')
    if isinstance(kind, types.FuncParamType) and _words_it_itself(kind, value):
        return None
    return _('"{value}" is not valid.')


def _words_it_itself(kind: types.FuncParamType, value: str) -> bool:
    """Whether a parser explains its refusal; a bare ValueError is none that Typer passes on."""
    try:
        kind.func(value)
    except ValueError:
        return False
    except exceptions.BadParameter:
        return True
    return False


def _number_problem(kind: types.IntParamType | types.FloatParamType, value: str) -> str:
    """No number at all, or one out of range."""
    whole = isinstance(kind, types.IntParamType)
    try:
        int(value) if whole else float(value)
    except ValueError:
        return _('"{value}" is not a whole number.') if whole else _('"{value}" is not a number.')
    return _("{value} is out of range: {limits}.")


def _path_problem(kind: TyperPath, value: str) -> str:
    """What is wrong with a path: the checks of Typer's type, in its order."""
    if not os.path.exists(value):
        return _('"{value}" does not exist.')
    if not kind.file_okay and os.path.isfile(value):
        return _('"{value}" is a file, a folder is wanted.')
    if not kind.dir_okay and os.path.isdir(value):
        return _('"{value}" is a folder, a file is wanted.')
    if kind.readable and not os.access(value, os.R_OK):
        return _('"{value}" cannot be read.')
    return _('"{value}" cannot be written.')
