"""The built-in rule sets: TOML files of the package, in the same form as a
register's ``[[rule_set]]``.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from foerder.model import Place, RuleSet

FOLDER = Path(__file__).parent.parent / "law" / "rules"
NAMES = tuple(
    sorted(name.removesuffix(".toml") for name in os.listdir(FOLDER) if name.endswith(".toml"))
)
"""The ids of the built-in rule sets: one file each."""


@cache
def built_in(name: str) -> RuleSet:
    """A built-in rule set. Raises KeyError for an unknown name."""
    if name not in NAMES:
        raise KeyError(name)
    return read_rule_set((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read_rule_set(text: str) -> RuleSet:
    """A rule set from the text of its file.

    Raises ValueError with what is wrong, one fault a line.
    """
    from foerder.register.builder import Builder
    from foerder.register.records import rule_set
    from foerder.toml.parse import loads

    build = Builder()
    result = rule_set(build, loads(text), Place(-1, ()))
    if result is None or build.problems:
        raise ValueError("\n".join(problem.message for problem in build.problems))
    return result
