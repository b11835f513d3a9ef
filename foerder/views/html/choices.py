"""What can be chosen from on the page: team, programme, source, kind; each
value once, with a short mark.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from foerder.model import Programme, Project
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import heading
from foerder.text.markup import Html, tag

GROUPS = {"u": "unit", "p": "programme", "s": "funds", "k": "kind"}
"""The first letter of a mark, and the key whose values it stands for."""
PAYERS = "f"
"""The letter of the marks of who pays, which the pictures tell apart."""


class Choices:
    """The values that were met, each with its number."""

    def __init__(self) -> None:
        self.names: dict[str, dict[str, str]] = {group: {} for group in (*GROUPS, PAYERS)}

    def mark(self, group: str, name: str) -> str:
        """The mark of a value."""
        known = self.names[group]
        return known.setdefault(name, f"{group}{len(known)}")

    def marks(self, project: Project | None, programme: Programme | None) -> str:
        """The marks of a project, or of a programme itself."""
        found = []
        if project and project.unit:
            found.append(self.mark("u", project.unit))
        if programme:
            found.append(self.mark("p", programme.title))
            found += [self.mark("s", fund) for fund in programme.funds]
        if project:
            found.append(self.mark("k", value_label(project.kind)))
        return " ".join(dict.fromkeys(found))

    def fields(self, every: str, used: Container[str]) -> Iterable[Html]:
        """A drop-down for each group; ``every``: the first choice.

        One with a single value is not shown: only the search needs its words.
        """
        for group, key in GROUPS.items():
            names = {name: mark for name, mark in self.names[group].items() if mark in used}
            if not names:
                continue
            options = [tag("option", every, value="")]
            for name in sorted(names, key=str.casefold):
                options.append(tag("option", name, value=names[name]))
            select = tag("select", *options)
            yield tag("label", heading(key_label(key)), " ", select, hidden=len(names) < 2)
