"""What `foerder check` finds, on the page: each remedy once, with all findings that it fixes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foerder.model import Problem
from foerder.text.glossary import value_label
from foerder.text.i18n import _, ngettext
from foerder.text.markup import Content, Html, joined, tag
from foerder.text.plain import where
from foerder.views.check import law_text
from foerder.views.html.tables import folded

RANK = ("error", "warning", "note")


def problem_section(
    problems: Sequence[Problem], linked: Iterable[str], paths: Sequence[str]
) -> Html:
    """All findings in these files; ``linked``: the ids of the projects on the page."""
    if not problems:
        return tag("p", _("No problem was found."))
    known = frozenset(linked)
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for one in problems:
        groups.setdefault((one.severity, one.code, one.remedy), []).append(one)
    found = sorted(groups.items(), key=lambda item: RANK.index(item[0][0]))
    return joined(*(_group(each, known, len(paths) > 1) for _key, each in found))


def _group(problems: Sequence[Problem], known: frozenset[str], several: bool) -> Html:
    first = problems[0]
    head = tag(
        "p",
        tag("strong", value_label(first.severity)),
        " ",
        first.remedy,
        tag("small", first.code, law_text(first)),
    )
    rows = [_finding(one, known, several) for one in problems]
    return tag("div", head, *folded(rows, _list, _more), class_=f"finding {first.severity}")


def _list(rows: Sequence[Html]) -> Html:
    return tag("ul", *rows)


def _more(number: int) -> str:
    return ngettext("{n} more finding", "{n} more findings", number).format(n=number)


def _finding(problem: Problem, known: frozenset[str], several: bool) -> Html:
    """One finding with its place; of a single file the line is enough."""
    place: Content = where(problem)
    if not several and problem.line:
        place = _("line {line}").format(line=problem.line)
    if problem.project in known:
        place = tag("a", place, href=f"#p-{problem.project}")
    return tag("li", problem.message, " ", tag("small", place))
