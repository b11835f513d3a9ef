"""The built-in rule sets: TOML files of the package, in the same form as a register's ``[[rule_set]]``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from foerder.model import Place, RuleSet

FOLDER = Path(__file__).parent.parent / "law" / "rules"
NAMES = (
    "anbest-p-bund-2006",
    "anbest-p-bund-2014",
    "anbest-p-bund-2019",
    "anbest-p-bund-2024",
    "anbest-gk-bund-2006",
    "anbest-gk-bund-2014",
    "anbest-gk-bund-2024",
    "esf-plus-2021",
    "remedy",
    "basiszins",
)


@cache
def built_in(name: str) -> RuleSet:
    """A built-in rule set. Raises KeyError for an unknown name."""
    if name not in NAMES:
        raise KeyError(name)
    from foerder.register.builder import Builder
    from foerder.register.records import rule_set
    from foerder.toml.parse import loads

    build = Builder()
    result = rule_set(build, loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")), Place(-1, ()))
    if result is None or build.problems:
        raise ValueError(f"{name}: {build.problems}")
    return result
