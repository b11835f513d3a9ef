"""Another rule set in place of the one in force: what it would move, before it is adopted."""

from __future__ import annotations

from pathlib import Path

from foerder.cli import pick
from foerder.cli.session import Session, usage_error
from foerder.deadlines.calculator import Calculator
from foerder.model import Register, RuleSet
from foerder.register.duties import Duties
from foerder.register.rulesets import NAMES, built_in, read_rule_set
from foerder.text.i18n import _
from foerder.views.rule_change import Answer, changes


def compare(run: Session, register: Register, pair: str) -> Answer:
    """What moves where the first of two sets, ``OLD..NEW``, gives way to the
    second, also for past days.

    NEW may be a file in the form of a built-in set. Ends the program where
    either cannot be found.
    """
    name, dots, other = pair.partition("..")
    if not dots or not other:
        usage_error(_("Write --rules OLD..NEW: two rule sets, or a rule set and a file."))
    old, new = _known(register, name), _set_or_file(register, other)
    found = []
    for one in (old, new):
        sets = {**register.rule_sets, name: one}
        changed = register._replace(rule_sets=sets, duties=Duties(register.programmes, sets))
        found.append(Calculator(changed, run.today, run.today).all())
    before, after = found
    moved = changes(before, after, register.settings.track_from)
    return Answer(register, run.today, name, other, name in _named(register), moved)


def _named(register: Register) -> set[str]:
    """The rule sets that are named anywhere."""
    named = {name for programme in register.programmes.values() for name in programme.rules}
    for project in register.projects:
        named.update(project.rules or ())
        for period in project.periods:
            named.update(period.rules or ())
    return named


def _known(register: Register, name: str) -> RuleSet:
    known = [*register.rule_sets, *NAMES]
    if name not in known:
        pick.no_rule_set(name, known)
    return register.rule_sets.get(name) or built_in(name)


def _set_or_file(register: Register, name: str) -> RuleSet:
    path = Path(name)
    if name in register.rule_sets or name in NAMES or not path.suffix:
        return _known(register, name)
    try:
        return read_rule_set(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", fault)
        usage_error(_("{path} cannot be read: {reason}"), path=name, reason=reason)
    except ValueError as fault:
        usage_error(_("{path} is no rule set: {reason}"), path=name, reason=fault)
