"""How the command line names its parameters in help, and how it words what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from click import Context, Option, Parameter, exceptions, types

from foerder.text.i18n import _


class WholeNumber(types.ParamType[int]):
    """A whole number within limits, for an option's ``click_type``."""

    name = "number"

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> int:
        """The number that was typed. Raises ``BadParameter``."""
        try:
            number = int(value)
        except ValueError:
            text = _('"{value}" is not a whole number.').format(value=value)
            raise exceptions.BadParameter(text, ctx, param) from None
        if not self.low <= number <= self.high:
            text = _("{value} is out of range: {limits}.")
            text = text.format(value=value, limits=self.limits())
            raise exceptions.BadParameter(text, ctx, param)
        return number

    def limits(self) -> str:
        """The limits, for help and message."""
        return _("{low} to {high}").format(low=self.low, high=self.high)


def shown(text: str) -> str:
    """A user's text with control characters escaped, so that it prints as what it is."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def with_suggestion(text: str, near: Sequence[str] | None) -> str:
    """A sentence, and what was probably meant."""
    if not near:
        return text
    return f"{text} " + _("Did you mean {words}?").format(words=", ".join(sorted(near)))


def help_row(param: Parameter, ctx: Context) -> tuple[str, str]:
    """A parameter's row in the help: how it is written, and what it means."""
    name = _option_names(param) if isinstance(param, Option) else _metavar(param)
    help = _(getattr(param, "help", None) or "")
    extra = "; ".join(_extras(param, ctx))
    return name, "  ".join(part for part in (help, extra and f"[{extra}]") if part)


def argument_usage(param: Parameter) -> str:
    """An argument in the usage line, in brackets where it may be left out."""
    name = _metavar(param)
    if param.nargs == -1:
        name += "..."
    return name if param.required else f"[{name}]"


def label(param: Parameter) -> str:
    """A parameter's name in a sentence."""
    if param.param_type_name == "argument":
        return _metavar(param)
    return max(param.opts, key=len)


def _option_names(option: Option) -> str:
    """``-f, --register PATH`` or ``--all``."""
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {_metavar(option)}"


def _metavar(param: Parameter) -> str:
    """The word for a parameter's value."""
    return _(param.metavar) if param.metavar else (param.name or "").upper()


def _extras(param: Parameter, ctx: Context) -> Iterator[str]:
    """What the brackets behind a help text say."""
    default = param.get_default(ctx, call=False)
    if getattr(param, "show_default", False) and default and isinstance(default, (str, int)):
        yield _("default: {value}").format(value=default)
    if isinstance(param.type, WholeNumber):
        yield param.type.limits()
    if param.required:
        yield _("required")


def complaint(error: exceptions.ClickException) -> str:
    """What is wrong, in the current language, control characters escaped."""
    return "\n".join(shown(line) for line in _sentence(error).split("\n"))


def _sentence(error: exceptions.ClickException) -> str:
    """What is wrong. An error that carries nothing but a message was worded by us or by a verb."""
    if isinstance(error, exceptions.NoSuchOption):
        return _no_such_option(error)
    if isinstance(error, exceptions.BadOptionUsage):
        return _bad_option(error)
    if isinstance(error, exceptions.MissingParameter) and error.param is not None:
        return _missing(error.param)
    if isinstance(error, exceptions.BadParameter) and error.param is not None:
        return f"{label(error.param)}: {error.message}"
    return error.message


def _no_such_option(error: exceptions.NoSuchOption) -> str:
    """An option that the command does not know, and where it belongs or what was meant."""
    name = shown(error.option_name)
    parent = error.ctx.parent if error.ctx else None
    if error.ctx and parent and _named(parent, error.option_name):
        example = f"{parent.command_path} {name} … {error.ctx.info_name}"
        text = _("{name} is a global option; put it before the command: {example}")
        return text.format(name=name, example=example)
    text = _("There is no option {name}.").format(name=name)
    return with_suggestion(text, error.possibilities)


def _named(ctx: Context | None, option_name: str) -> Parameter | None:
    """The option of a command that has this name."""
    params = ctx.command.get_params(ctx) if ctx else []
    return next((param for param in params if option_name in param.opts), None)


def _bad_option(error: exceptions.BadOptionUsage) -> str:
    """An option without the value it needs, or with one it does not take."""
    option = _named(error.ctx, error.option_name)
    if isinstance(option, Option) and option.is_flag:
        return _("The option {name} takes no value.").format(name=error.option_name)
    return _("The option {name} needs a value.").format(name=error.option_name)


def _missing(param: Parameter) -> str:
    """A parameter that must be given, and the words to choose from."""
    text = _("The option {name} is missing.")
    if param.param_type_name == "argument":
        text = _("The argument {name} is missing.")
    text = text.format(name=label(param))
    metavar = param.metavar or ""
    if "|" in metavar and metavar.islower():
        text += " " + _("Possible: {options}.").format(options=metavar.replace("|", ", "))
    return text
