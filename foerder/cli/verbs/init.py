"""`foerder init`: a new register."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from foerder.cli.changing import refuse
from foerder.cli.session import Session, say, session, write
from foerder.cli.usage import verb
from foerder.i18n import N_, _

DEFAULT = Path("data", "projects.toml")


@verb(
    N_("Begin a register: empty, or with a made-up example to learn from."),
    epilog=N_("Where: as given by -f PATH or FOERDER_REGISTER, else data/projects.toml in this folder."),
)
def init(
    ctx: typer.Context,
    example: Annotated[bool, typer.Option("--example", help=N_("With the projects of a made-up town."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show it; write nothing."))] = False,
) -> int:
    """Write a register that passes reading."""
    from foerder.editor import store
    from foerder.editor.change import Refused
    from foerder.editor.journal import Journal, differences
    from foerder.register.source import loads

    run = session(ctx)
    path = _where(run)
    text = _example() if example else _empty()
    if path.exists() or path.is_symlink():
        return refuse(
            _("{path} exists already.").format(path=path), _("Nothing was changed. Name another file with -f PATH.")
        )
    if dry_run:
        write(text)
        say(_("Dry run: nothing was written."))
        return 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with store.locked([path], "init"):
            store.create(path, text.encode("utf-8"))
            Journal(path).record(
                "init", None, [] if example else list(differences({}, loads(text))), text.encode("utf-8")
            )
    except Refused as fault:
        return refuse(fault.message, fault.remedy)
    except OSError as fault:
        wrong = store.refusal(fault, path)
        return refuse(wrong.message, wrong.remedy)
    write(f"{path}\n")
    named = "" if run.find() and run.find()[0][0] == path and not run.paths else f" -f {path}"
    say(
        _("A new register. Next: foerder{option} add project").format(option=named)
        if not example
        else _("A register with an example. Next: foerder{option} due").format(option=named)
    )
    return 0


def _where(run: Session) -> Path:
    named = run.paths or [name for name in [os.environ.get("FOERDER_REGISTER", "")] if name]
    path = Path(named[0]) if named else DEFAULT
    return path / "projects.toml" if path.is_dir() else path


def _example() -> str:
    import foerder

    return (Path(foerder.__file__).parent / "beispiel.toml").read_text(encoding="utf-8")


def _empty() -> str:
    """The head of a register, with what to do next as comments."""
    return _(
        """\
# The register of funded projects. What a line means: the handbook; a complete example: foerder init --example
# After changes by hand: foerder check

format = 1

[settings]
language = "en"
holidays = "DE"   # whose public holidays count for us: DE-TH for Thuringia, DE for the nationwide ones alone
within = 90       # foerder due looks this many days ahead
"""
    )
