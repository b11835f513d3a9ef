"""What is said where there is nothing to show, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable

from foerder.i18n import _


def no_project() -> str:
    """The register is still empty."""
    return _("There is no project in the register yet. Next: foerder add project")


def no_match() -> str:
    """No project is as asked for."""
    return _("No project fits these filters. All projects: foerder list")


def hint(wanted: str, known: Iterable[str], otherwise: str = "") -> str:
    """What follows "There is no …": the nearest name, or that there is none at all; begins with a blank."""
    from foerder.register.nearest import nearest

    names = list(known)
    near = nearest(wanted, names)
    text = _("Did you mean {words}?").format(words=near) if near else otherwise if names else no_project()
    return f" {text}" if text else ""
