"""Texts for empty results with a next step, and the nearest known word to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from foerder.text.i18n import _

if TYPE_CHECKING:
    from foerder.model import Project


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar known word, or None where nothing is similar."""
    from difflib import get_close_matches

    words = {name.lower(): name for name in known}
    matches = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return words[matches[0]] if matches else None


def no_project() -> str:
    """The register is still empty."""
    return _("There is no project in the register yet. Next: foerder add project")


def no_period(project: str) -> str:
    """The project has nothing from which deadlines could come."""
    text = _('Project "{project}" has no period yet: foerder add period {project}')
    return text.format(project=project)


def no_deadline(projects: Sequence[Project]) -> str:
    """Why no deadline can be meant; empty where that is not for want of projects or periods."""
    if not projects:
        return no_project()
    return "" if any(one.periods for one in projects) else no_period(projects[0].id)


def no_match() -> str:
    """No project is as asked for."""
    return _("No project fits these filters. All projects: foerder list")


def hint(
    wanted: str, known: Iterable[str], otherwise: str = "", none: str | None = None
) -> str:
    """What follows "There is no …": the nearest name, or ``none``, that there
    is none at all; begins with a blank.
    """
    names = list(known)
    near = nearest(wanted, names)
    text = otherwise
    if near:
        text = _("Did you mean {words}?").format(words=near)
    elif not names:
        text = no_project() if none is None else none
    return f" {text}".rstrip()
