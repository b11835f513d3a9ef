"""Which duties a period has, and where each comes from.

Rule sets → programme → project → period: a later table with the same id changes the earlier one key by
key, a new form of date replaces the form, ``off = true`` removes the duty.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from foerder.model import ANCHORS, RECURRING_ANCHORS, UNVERIFIED_GRADES, Period, Programme, Project, Register, Rule
from foerder.register.builder import Finding
from foerder.register.rulesets import built_in
from foerder.register.tables import FORMS
from foerder.text.i18n import _

FORM_KEYS = frozenset(key for keys in FORMS.values() for key in keys)
STRAY_KEYS = {form: FORM_KEYS.difference(keys) for form, keys in FORMS.items()}
FREE_ANCHORS = frozenset(ANCHORS).difference(RECURRING_ANCHORS)
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
"""The rule of the built-in set ``remedy`` for each kind of instruction in the letter (Rechtsbehelfsbelehrung)."""


class Duty(NamedTuple):
    """A deadline's rule after all layers: what is owed, opens or ends, and how its date is counted."""

    id: str
    kind: str
    form: str
    keys: Mapping[str, Any]
    rule: str
    """Public name of the rule that the date comes from: ``SET/ID``, ``programme/ID``, ``project/ID``, ``period/ID``."""
    layers: tuple[Rule, ...]
    """The tables of every layer that had a say."""
    broken: bool = False
    anchors: tuple[str, ...] = ()
    """The anchors that the date is counted from."""

    @property
    def trail(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every layer that had a say: its public name and the keys it set."""
        return [(f"{rule.layer}/{rule.id}", tuple(rule.keys)) for rule in self.layers]

    @property
    def recurring(self) -> bool:
        """Whether there may be several occurrences in one period."""
        if self.form in ("every", "rrule"):
            return True
        return any(self.keys.get(key) in RECURRING_ANCHORS for key in ANCHOR_KEYS)


def form_of(keys: Mapping[str, Any]) -> str | None:
    """The form of date that is written in a table."""
    for form in FORMS:
        if form in keys:
            return form
    return None


def anchors_of(keys: Mapping[str, Any]) -> tuple[str, ...]:
    """The anchors that a table counts from."""
    names = [keys[key] for key in (*ANCHOR_KEYS, "from", "until") if key in keys]
    if "earlier_of" in keys or "later_of" in keys:
        names += [part.get("after") for form in ("earlier_of", "later_of") for part in keys.get(form, ())]
    return tuple([name for name in names if isinstance(name, str)])


def rule_names(programme: Programme | None, project: Project, period: Period) -> tuple[str, ...] | None:
    """The rule sets that count: those of the innermost place that names them; None where that is unreadable."""
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


class Duties:
    """The merged duties of every period of a register; equal combinations are merged once."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.findings: list[Finding] = []
        self._merged: dict[Any, dict[str, Duty]] = register.merged
        self._resolved: dict[Any, Duty] = register.resolved
        self._seen: set[tuple[Any, str, str]] = set()
        self._faults = 0
        """How often something was wrong, told before or not."""

    def of(self, project: Project, period: Period) -> dict[str, Duty]:
        """The duties of a period, by id."""
        programme = self.register.programme_of(project)
        names = rule_names(programme, project, period)
        incomplete = self._incomplete(names, project)
        # Tables that say the same share their keys, see Builder: they are merged once for all projects.
        own = tuple([id(rule.keys) for rule in project.deadlines]), tuple([id(rule.keys) for rule in period.deadlines])
        key = names, programme and programme.id, period.remedy, incomplete, *own
        merged = self._merged.get(key)
        if merged is None:
            layers = [self._remedy(period), *self._sets(names or ())]
            layers += [programme.deadlines if programme else (), project.deadlines, period.deadlines]
            before = self._faults
            merged = self._merge(layers, project, period, incomplete)
            # What is wrong is told of every project.
            if self._faults == before:
                self._merged[key] = merged
        return merged

    def _incomplete(self, names: tuple[str, ...] | None, project: Project) -> bool:
        """Whether a layer is missing that might hold what a later one only changes."""
        lost_set = names is None or any(name not in self.register.rule_sets for name in names)
        return lost_set or self.lost_programme(project)

    def lost_programme(self, project: Project) -> bool:
        """Whether the project's programme cannot be read or found."""
        return "programme" in project.unreadable or (
            project.programme is not None and project.programme not in self.register.programmes
        )

    def of_programme(self, programme: Programme) -> dict[str, Duty]:
        """The duties of a programme that no project has yet, to find what is wrong with them."""
        return self._merge([*self._sets(programme.rules), programme.deadlines], None, None)

    def of_set(self, name: str) -> dict[str, Duty]:
        """The duties of a rule set alone."""
        return self._merge(list(self._sets((name,))), None, None)

    def _sets(self, names: Iterable[str]) -> Iterator[tuple[Rule, ...]]:
        for name in names:
            rule_set = self.register.rule_sets.get(name)
            # The remedies count in any case, and of them only the one that the letter names.
            if rule_set and name != "remedy":
                yield rule_set.deadlines

    def _remedy(self, period: Period) -> tuple[Rule, ...]:
        wanted = REMEDY_RULES[period.remedy]
        rules = built_in("remedy").deadlines
        return tuple(rule for rule in rules if rule.id == wanted)

    def _merge(
        self,
        layers: list[tuple[Rule, ...]],
        project: Project | None,
        period: Period | None,
        incomplete: bool = False,
    ) -> dict[str, Duty]:
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
                if identity in chains:
                    chains[identity].append(rule)
                else:
                    chains[identity] = [rule]
        merged = {}
        special = []
        for identity, chain in chains.items():
            key = (incomplete, *map(id, chain))
            duty = self._resolved.get(key)
            if duty is None:
                duty = self._resolved[key] = self._resolve(identity, chain, project, period, incomplete)
            merged[identity] = duty
            if not FREE_ANCHORS.issuperset(duty.anchors):
                special.append(duty)
        if special:
            for identity in set(self._faulty_anchors(special, merged, chains, project, period, incomplete)):
                merged[identity] = merged[identity]._replace(broken=True)
        return merged

    def _resolve(
        self,
        identity: str,
        chain: list[Rule],
        project: Project | None,
        period: Period | None,
        incomplete: bool,
    ) -> Duty:
        last = chain[-1]
        keys, name = (last.keys, f"{last.layer}/{last.id}") if len(chain) == 1 else _overlaid(chain)
        broken = True in [rule.broken for rule in chain]
        form = form_of(keys)
        if not broken and not incomplete:
            broken = not self._complete(identity, keys, form, last, project, period)
        broken = broken or form is None or "kind" not in keys
        broken = broken or (form in NEEDED and NEEDED[form] not in keys)
        kind, anchors = keys.get("kind", "other"), anchors_of(keys)
        return Duty(identity, kind, form or "due", keys, name, tuple(chain), broken, anchors)

    def _complete(
        self,
        identity: str,
        keys: Mapping[str, Any],
        form: str | None,
        rule: Rule,
        project: Project | None,
        period: Period | None,
    ) -> bool:
        problem = None
        if "kind" not in keys:
            problem = (
                "missing-key",
                _('the key "kind" is missing'),
                _('Add a line kind = "…", for example "final-report".'),
                "",
            )
        elif form is None:
            problem = (
                "no-date",
                _("no form of date"),
                _("Add due = DATE, or after/before with offset, year_of with on, every, rrule or earlier_of."),
                "",
            )
        elif form in NEEDED and NEEDED[form] not in keys:
            problem = (
                "missing-key",
                _("{form} needs {key}").format(form=form, key=NEEDED[form]),
                _("Add a line {line}.").format(line=EXAMPLES[NEEDED[form]]),
                form,
            )
        elif not STRAY_KEYS[form].isdisjoint(keys):
            stray = next(key for key in keys if key in STRAY_KEYS[form])
            problem = (
                "stray-key",
                _("{key} does not go with {form}").format(key=stray, form=form),
                _("Remove it, or use the form of date that it belongs to."),
                stray,
            )
        if problem is None:
            return True
        code, message, remedy, key = problem
        self._report(rule, identity, project, period, code, message, remedy, key)
        return False

    def _faulty_anchors(
        self,
        special: list[Duty],
        merged: dict[str, Duty],
        chains: dict[str, list[Rule]],
        project: Project | None,
        period: Period | None,
        incomplete: bool,
    ) -> Iterator[str]:
        """The duties among those with ``special`` anchors whose date cannot be counted, each reported."""
        for duty in special:
            identity = duty.id
            # A rule set cannot know which other duties stand beside it; there a missing one only means: no date.
            from_set = chains[identity][-1].layer not in ("programme", "project", "period")
            fault = self._anchor_fault(duty, merged, incomplete or project is None or from_set)
            if fault:
                code, message, remedy, key = fault
                self._report(chains[identity][-1], identity, project, period, code, message, remedy, key)
                yield identity
        for cycle in _cycles(special, merged):
            first = cycle[0]
            self._report(
                chains[first][-1],
                first,
                project,
                period,
                "cycle",
                _("the dates wait for each other: {chain}").format(chain=" → ".join([*cycle, first])),
                _("Give one of them another anchor or a fixed day."),
                "after",
            )
            yield from cycle

    def _anchor_fault(self, duty: Duty, merged: dict[str, Duty], lenient: bool) -> tuple[str, str, str, str] | None:
        if not duty.anchors:
            return None
        parts = duty.keys.get("earlier_of", ()) + duty.keys.get("later_of", ())
        single = [duty.keys.get(key) for key in ("from", "until")] + [part.get("after") for part in parts]
        for name in duty.anchors:
            key = next((key for key in (*ANCHOR_KEYS, "from", "until") if duty.keys.get(key) == name), duty.form)
            recurs = name in RECURRING_ANCHORS and (name in single or (name == "quarter-end" and key == "year_of"))
            if name in ANCHORS and not recurs:
                continue
            target = merged.get(name)
            if recurs or (target is not None and target.recurring):
                return (
                    "recurring-anchor",
                    _('"{name}" has several days and cannot be an anchor here').format(name=name),
                    _("Count from something that happens once, or use it with after alone."),
                    key,
                )
            if target is None and not lenient and name != "remedy":
                from foerder.text.hints import nearest

                near = nearest(name, [*ANCHORS, *merged])
                hint = _('Did you mean "{word}"?').format(word=near) if near else ""
                possible = _("Possible: {options}, or the id of another deadline.").format(options=", ".join(ANCHORS))
                return (
                    "unknown-anchor",
                    _('unknown anchor "{name}"').format(name=name),
                    hint or possible,
                    key,
                )
        return None

    def _report(
        self,
        rule: Rule,
        identity: str,
        project: Project | None,
        period: Period | None,
        code: str,
        message: str,
        remedy: str,
        key: str,
    ) -> None:
        words = []
        owner = None
        if rule.layer in ("project", "period") and project:
            owner = project.id
            words.append(f'{_("project")} "{project.id}"')
            if rule.layer == "period" and period:
                words.append(f'{_("period")} "{period.id}"')
        words.append(f'{_("deadline")} "{identity}"')
        place = rule.place.key(key) if rule.place and key else rule.place
        self._faults += 1
        if (place, code, message) in self._seen:
            return
        self._seen.add((place, code, message))
        self.findings.append(Finding(place, owner, "error", code, f"{', '.join(words)}: {message}", remedy))


def _overlaid(chain: list[Rule]) -> tuple[dict[str, Any], str]:
    """The keys of several layers, one laid over the other, and the public name of the rule that dates them."""
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


def _cycles(special: list[Duty], merged: dict[str, Duty]) -> list[list[str]]:
    """Groups of duties whose dates wait for each other; each group once, in the order of the file."""
    waits = {duty.id: [a for a in duty.anchors if a in merged and a not in ANCHORS] for duty in special}
    waits = {name: others for name, others in waits.items() if others}
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
