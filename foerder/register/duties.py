"""Which duties a period has, and where each comes from.

Rule sets → programme → project → period: a later table with the same id changes the earlier one
key by key, a new form of date replaces the form, ``off = true`` removes the duty.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from foerder.model import (
    ANCHORS,
    RECURRING_ANCHORS,
    UNVERIFIED_GRADES,
    Period,
    Problem,
    Programme,
    Project,
    Rule,
    RuleSet,
)
from foerder.register.builder import Subject
from foerder.register.rulesets import built_in
from foerder.register.tables import FORMS
from foerder.register.working_days import shifts
from foerder.terms import problem_at
from foerder.text.i18n import N_, _, joined

FORM_KEYS = frozenset(key for keys in FORMS.values() for key in keys)
STRAY_KEYS = {form: FORM_KEYS.difference(keys) for form, keys in FORMS.items()}
ALL_ANCHORS = frozenset(ANCHORS)
FREE_ANCHORS = ALL_ANCHORS.difference(RECURRING_ANCHORS)
"""The anchors that every date can be counted from: one day of the period."""
ANCHOR_KEYS = ("after", "before", "year_of")
"""The keys that name what a date is counted from."""
NEEDED = {"after": "offset", "before": "offset", "year_of": "on"}
"""What a form of date cannot do without, and what to write."""
EXAMPLES = {"offset": 'offset = "6 months"', "on": 'on = "06-30"'}
EVIDENCE = ("version", "source", "grade", "checked")
REMEDY_RULES = {
    None: "remedy",
    "action": "remedy-action",
    "objection": "remedy-objection",
    "none": "remedy-without-instruction",
}
"""The rule of the built-in set ``remedy`` for each kind of instruction in the letter
(Rechtsbehelfsbelehrung).
"""
REVOCATION = "remedy-revocation"
"""The id of the remedy against a revocation (Widerruf), beside the one against the award."""
REVOCATION_NOTIFIED = "ended_notified"
"""What it is counted from; no anchor that a register can name."""


class Duty(NamedTuple):
    """A deadline's rule after all layers: what is owed, opens or ends, and how
    its date is counted.
    """

    id: str
    kind: str
    form: str
    keys: Mapping[str, Any]
    rule: str
    """Public name of the rule that the date comes from: ``SET/ID``, ``programme/ID``,
    ``project/ID``, ``period/ID``.
    """
    layers: tuple[Rule, ...]
    """The tables of every layer that had a say."""
    broken: bool = False
    anchors: tuple[str, ...] = ()
    """The anchors that the date is counted from."""
    moves: bool = False
    """Whether the law moves the last day to the next working day."""
    recurring: bool = False
    """Whether there may be several occurrences in one period."""
    of_award: bool = False
    """Whether it is a remedy against the award."""
    is_free: bool = True
    """Whether it can be counted from its anchors whatever other duties there are."""

    @property
    def trail(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every layer that had a say: its public name and the keys it set."""
        return [(f"{rule.layer}/{rule.id}", tuple(rule.keys)) for rule in self.layers]


def form_of(keys: Mapping[str, Any]) -> str | None:
    """The form of date that is written in a table."""
    for form in FORMS:
        if form in keys:
            return form
    return None


def is_recurring(form: str | None, keys: Mapping[str, Any]) -> bool:
    """Whether a duty may come several times in one period."""
    if form in ("every", "rrule"):
        return True
    return any(keys.get(key) in RECURRING_ANCHORS for key in ANCHOR_KEYS)


def anchors_of(keys: Mapping[str, Any]) -> tuple[str, ...]:
    """The anchors that a table counts from."""
    names = [keys[key] for key in (*ANCHOR_KEYS, "from", "until") if key in keys]
    if "earlier_of" in keys or "later_of" in keys:
        names += [
            part.get("after")
            for form in ("earlier_of", "later_of")
            for part in keys.get(form, ())
        ]
    return tuple([name for name in names if isinstance(name, str)])


def rule_names(
    programme: Programme | None, project: Project, period: Period
) -> tuple[str, ...] | None:
    """The rule sets that count: those of the innermost place that names them;
    None where that is unreadable.
    """
    for place in (period, project, programme):
        if place is None:
            continue
        if "rules" in place.unreadable:
            return None
        if place is programme:
            return programme.rules
        if place.rules is not None:
            return place.rules
    return ()


class Fault(NamedTuple):
    """What is wrong with a duty: code, message, remedy, and the key that it is about."""

    code: str
    message: str
    remedy: str
    key: str = ""


class Owner(NamedTuple):
    """Whose duties are merged; without a project they are those of a programme
    or a rule set alone.
    """

    project: Project | None = None
    period: Period | None = None
    incomplete: bool = False
    """A layer is missing that might hold what a later one only changes."""


class Duties:
    """The merged duties of every period of a register; equal combinations are merged once."""

    def __init__(
        self, programmes: Mapping[str, Programme], rule_sets: Mapping[str, RuleSet]
    ) -> None:
        self.programmes = programmes
        self.rule_sets = rule_sets
        self.problems: list[Problem] = []
        self._known: dict[tuple[int, int], tuple[dict[str, Duty], Project, Period]] = {}
        """By the records' identity, which is theirs as long as they are held here."""
        self._merged: dict[Any, dict[str, Duty]] = {}
        self._resolved: dict[Any, Duty] = {}
        """Single duties, by the keys of the tables that they are merged from, see Builder."""
        self._lost: dict[Any, bool] = {}
        self._seen: set[tuple[Any, str, str]] = set()
        self._faults = 0
        """How often something was wrong, told before or not."""

    def of(self, project: Project, period: Period) -> dict[str, Duty]:
        """The duties of a period, by id."""
        known = self._known.get((id(project), id(period)))
        if known:
            return known[0]
        programme = self.programmes.get(project.programme or "")
        names = rule_names(programme, project, period)
        incomplete = self._incomplete(names, project)
        # Tables that say the same share their keys, see Builder: they are merged once for all projects.
        own = (
            tuple([id(rule.keys) for rule in project.deadlines]),
            tuple([id(rule.keys) for rule in period.deadlines]),
        )
        ended = period.ended_why, period.ended_remedy
        key = names, project.programme, period.remedy, *ended, incomplete, *own
        merged = self._merged.get(key)
        if merged is None:
            layers = [(_remedy_rule(period.remedy),), *self._sets(names or ())]
            layers += [
                programme.deadlines if programme else (),
                project.deadlines,
                period.deadlines,
            ]
            before = self._faults
            merged = self._merge(layers, Owner(project, period, incomplete))
            if period.ended_why == "revoked":
                merged.setdefault(REVOCATION, _against_revocation(period))
            # What is wrong is told of every project.
            if self._faults > before:
                return merged
            self._merged[key] = merged
        self._known[id(project), id(period)] = merged, project, period
        return merged

    def _incomplete(self, names: tuple[str, ...] | None, project: Project) -> bool:
        if self.lost_programme(project):
            return True
        lost = self._lost.get(names)
        if lost is None:
            lost = names is None or any(name not in self.rule_sets for name in names)
            self._lost[names] = lost
        return lost

    def lost_programme(self, project: Project) -> bool:
        """Whether the project's programme cannot be read or found."""
        if "programme" in project.unreadable:
            return True
        return project.programme is not None and project.programme not in self.programmes

    def of_programme(self, programme: Programme) -> dict[str, Duty]:
        """The duties of a programme that no project has yet, to find what is wrong with them."""
        return self._merge([*self._sets(programme.rules), programme.deadlines], Owner())

    def of_set(self, name: str) -> dict[str, Duty]:
        """The duties of a rule set alone."""
        return self._merge(list(self._sets((name,))), Owner())

    def _sets(self, names: Iterable[str]) -> Iterator[tuple[Rule, ...]]:
        for name in names:
            rule_set = self.rule_sets.get(name)
            # The remedies count in any case, and of them only the one that the letter names.
            if rule_set and name != "remedy":
                yield rule_set.deadlines

    def _merge(self, layers: Iterable[tuple[Rule, ...]], owner: Owner) -> dict[str, Duty]:
        chains = _chains(layers)
        merged = {name: self._merged_from(name, chain, owner) for name, chain in chains.items()}
        special = [duty for duty in merged.values() if not duty.is_free]
        # Tables that say the same are one duty; what is wrong with it is told of each of them.
        rules = {duty.id: chains[duty.id][-1] for duty in special}
        for identity in self._faulty_anchors(special, merged, owner, rules) if special else ():
            merged[identity] = merged[identity]._replace(broken=True)
        return merged

    def _merged_from(self, identity: str, chain: list[Rule], owner: Owner) -> Duty:
        """The duty that these tables make, worked out once for all that say the same."""
        key: Any = owner.incomplete, id(chain[0].keys)
        if len(chain) > 1:
            key = (*key, *[id(rule.keys) for rule in chain[1:]])
        duty = self._resolved.get(key)
        if duty is None:
            before = self._faults
            duty = self._resolve(identity, chain, owner)
            if self._faults == before:
                self._resolved[key] = duty
        return duty

    def _resolve(self, identity: str, chain: list[Rule], owner: Owner) -> Duty:
        last = chain[-1]
        keys, name = (
            (last.keys, f"{last.layer}/{last.id}") if len(chain) == 1 else _overlaid(chain)
        )
        broken = True in [rule.broken for rule in chain]
        form = form_of(keys)
        missing = _missing(keys, form)
        fault = missing or _stray(keys, form)
        if fault and not broken and not owner.incomplete:
            self._report(last, identity, owner, fault)
            broken = True
        kind, anchors = keys.get("kind", "other"), anchors_of(keys)
        broken = broken or missing is not None
        free = ALL_ANCHORS if form in ("after", "before") else FREE_ANCHORS
        return Duty(
            identity,
            kind,
            form or "due",
            keys,
            name,
            tuple(chain),
            broken,
            anchors,
            moves=shifts(kind, keys),
            recurring=is_recurring(form, keys),
            of_award=name.startswith("remedy/"),
            is_free=free.issuperset(anchors),
        )

    def _faulty_anchors(
        self,
        special: list[Duty],
        merged: Mapping[str, Duty],
        owner: Owner,
        rules: Mapping[str, Rule],
    ) -> set[str]:
        """The duties among those with ``special`` anchors whose date cannot be
        counted, each reported of its table.
        """
        faulty = set()
        for duty in special:
            rule = rules[duty.id]
            # A rule set cannot know which other duties are beside it; there a missing one only means: no date.
            from_set = rule.layer not in ("programme", "project", "period")
            fault = _anchor_fault(
                duty, merged, owner.incomplete or owner.project is None or from_set
            )
            if fault:
                self._report(rule, duty.id, owner, fault)
                faulty.add(duty.id)
        for cycle in _cycles(special):
            message = _("the dates wait for each other: {chain}").format(
                chain=" → ".join([*cycle, cycle[0]])
            )
            fault = Fault(
                "cycle", message, _("Give one of them another anchor or a fixed day."), "after"
            )
            self._report(rules[cycle[0]], cycle[0], owner, fault)
            faulty.update(cycle)
        return faulty

    def _report(self, rule: Rule, identity: str, owner: Owner, fault: Fault) -> None:
        who = Subject()
        project, period = owner.project, owner.period
        if project and rule.layer in ("project", "period"):
            who = Subject(project.id, ((N_("project"), project.id),))
            if period and rule.layer == "period":
                who = who.inside(N_("period"), period.id)
        who = who.inside(N_("deadline"), identity)
        place = rule.place.key(fault.key) if rule.place and fault.key else rule.place
        self._faults += 1
        if (place, fault.code, fault.message) in self._seen:
            return
        self._seen.add((place, fault.code, fault.message))
        text = joined(": ", (who.said(), fault.message))
        self.problems.append(
            problem_at(place, who.project, "error", fault.code, text, fault.remedy)
        )


@cache
def _remedy_rule(instruction: str | None) -> Rule:
    """The built-in rule for the kind of instruction that a letter gives."""
    wanted = REMEDY_RULES[instruction]
    return next(rule for rule in built_in("remedy").deadlines if rule.id == wanted)


def _against_revocation(period: Period) -> Duty:
    """The remedy against a revocation: the same law as against the award."""
    rule = _remedy_rule(period.ended_remedy)
    keys = {
        **rule.keys,
        "after": REVOCATION_NOTIFIED,
        "title": f"{rule.keys['title']} (Widerruf)",
        "title_en": f"{rule.keys['title_en']} (revocation)",
    }
    name = f"{rule.layer}/{rule.id}"
    anchors = (REVOCATION_NOTIFIED,)
    return Duty(REVOCATION, "remedy", "after", keys, name, (rule,), anchors=anchors, moves=True)


def _chains(layers: Iterable[tuple[Rule, ...]]) -> dict[str, list[Rule]]:
    """The tables of each duty, the outermost first; what is switched off and
    not on again is left out.
    """
    chains: dict[str, list[Rule]] = {}
    removed: dict[str, list[Rule]] = {}
    for layer in layers:
        for rule in layer:
            identity = "remedy" if rule.layer == "remedy" else rule.id
            off = rule.keys.get("off")
            if off:
                removed[identity] = chains.pop(identity, removed.get(identity, []))
                continue
            if off is False and identity not in chains:
                chains[identity] = removed.pop(identity, [])
            chains.setdefault(identity, []).append(rule)
    return chains


def _missing(keys: Mapping[str, Any], form: str | None) -> Fault | None:
    """What a duty lacks after all layers, so that it cannot be dated."""
    if "kind" not in keys:
        remedy = _('Add a line kind = "…", for example "final-report".')
        return Fault("missing-key", _('the key "kind" is missing'), remedy)
    if form is None:
        remedy = _(
            "Add due = DATE, or after/before with offset, year_of with on, every, rrule or earlier_of."
        )
        return Fault("no-date", _("no form of date"), remedy)
    needed = NEEDED.get(form)
    if needed is None or needed in keys:
        return None
    message = _("{form} needs {key}").format(form=form, key=needed)
    remedy = _("Add a line {line}.").format(line=EXAMPLES[needed])
    return Fault("missing-key", message, remedy, form)


def _stray(keys: Mapping[str, Any], form: str | None) -> Fault | None:
    """A key that belongs to another form of date."""
    if form is None or STRAY_KEYS[form].isdisjoint(keys):
        return None
    stray = next(key for key in keys if key in STRAY_KEYS[form])
    message = _("{key} does not go with {form}").format(key=stray, form=form)
    remedy = _("Remove it, or use the form of date that it belongs to.")
    return Fault("stray-key", message, remedy, stray)


def _anchor_fault(duty: Duty, merged: Mapping[str, Duty], lenient: bool) -> Fault | None:
    """What is wrong with the anchors of a duty; ``lenient``: one that is not
    there only means that there is no date.
    """
    for name in duty.anchors:
        recurs = name in RECURRING_ANCHORS and _counts_once(duty.keys, name)
        if name in ALL_ANCHORS and not recurs:
            continue
        target = merged.get(name)
        if recurs or (target is not None and target.recurring):
            message = _('"{name}" has several days and cannot be an anchor here').format(
                name=name
            )
            remedy = _("Count from something that happens once, or use it with after alone.")
            return Fault("recurring-anchor", message, remedy, _key_of(duty, name))
        if target is None and not lenient and name != "remedy":
            message = _('unknown anchor "{name}"').format(name=name)
            remedy = _other_anchor(name, merged)
            return Fault("unknown-anchor", message, remedy, _key_of(duty, name))
    return None


def _counts_once(keys: Mapping[str, Any], name: str) -> bool:
    """Whether a date is counted from an anchor in a way in which that may have one day only."""
    parts = keys.get("earlier_of", ()) + keys.get("later_of", ())
    if name in (keys.get("from"), keys.get("until"), *[part.get("after") for part in parts]):
        return True
    return keys.get("year_of") == name and name in ("quarter-end", "half-year-end")


def _key_of(duty: Duty, name: str) -> str:
    """The key of a duty that names this anchor."""
    for key in (*ANCHOR_KEYS, "from", "until"):
        if duty.keys.get(key) == name:
            return key
    return duty.form


def _other_anchor(name: str, merged: Iterable[str]) -> str:
    from foerder.text.hints import nearest

    near = nearest(name, [*ANCHORS, *merged])
    if near:
        return _('Did you mean "{word}"?').format(word=near)
    possible = _("Possible: {options}, or the id of another deadline.")
    return possible.format(options=", ".join(ANCHORS))


def _overlaid(chain: list[Rule]) -> tuple[dict[str, Any], str]:
    """The keys of several layers, one laid over the other, and the public name
    of the rule that dates them.
    """
    keys: dict[str, Any] = {}
    name = ""
    for rule in chain:
        dating = FORM_KEYS & rule.keys.keys()
        new_form = form_of(rule.keys)
        if new_form and keys and new_form != form_of(keys):
            dropped = {*FORM_KEYS, "snap", *EVIDENCE}
            keys = {key: value for key, value in keys.items() if key not in dropped}
        elif dating and keys.get("grade") in UNVERIFIED_GRADES:
            # The grade spoke of a date that is no longer the one counted.
            del keys["grade"]
        keys.update(rule.keys)
        if dating or "snap" in rule.keys or "shift" in rule.keys or not name:
            name = f"{rule.layer}/{rule.id}"
    return keys, name


def _cycles(special: list[Duty]) -> list[list[str]]:
    """Groups of duties whose dates wait for each other; each group once, in the
    order of the file.
    """
    known = {duty.id for duty in special}
    waits = {
        duty.id: [anchor for anchor in duty.anchors if anchor in known]
        for duty in special
        if not known.isdisjoint(duty.anchors)
    }
    found: dict[frozenset[str], list[str]] = {}
    finished: set[str] = set()
    for start in waits:
        path: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, depth = stack.pop()
            finished.update(path[depth:])
            del path[depth:]
            if name in path:
                cycle = path[path.index(name) :]
                found.setdefault(frozenset(cycle), cycle)
            if name in path or name in finished:
                continue
            path.append(name)
            stack += [(other, depth + 1) for other in waits.get(name, ())]
        finished.update(path)
    return list(found.values())
