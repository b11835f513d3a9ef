"""Every code that `check` can name: the paragraph behind it where there is one,
and its place in the handbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from foerder.text.i18n import language

HANDBOOKS = {"de": "docs/handbuch.d/pruefung.md", "en": "docs/handbook.d/checks.md"}


class Kind(NamedTuple):
    """What all findings with one code have in common."""

    severity: str
    """``error``, ``warning`` or ``note``; a check may soften it where less depends on it."""
    paragraph: str | None = None


ERROR, WARNING, NOTE = Kind("error"), Kind("warning"), Kind("note")

READING: Mapping[str, Kind] = dict.fromkeys(
    (
        "bad-value",
        "cycle",
        "double-brackets",
        "duplicate-id",
        "duplicate-payment",
        "empty",
        "encoding",
        "end-before-start",
        "missing-key",
        "newer-format",
        "no-date",
        "open-end",
        "orphan-table",
        "overlap",
        "recurring-anchor",
        "second-table",
        "shares-over-100",
        "single-brackets",
        "stray-key",
        "syntax",
        "two-ends",
        "two-forms",
        "unknown-anchor",
        "unknown-authority",
        "unknown-key",
        "unknown-programme",
        "unknown-project",
        "unknown-rule-set",
        "unreadable",
    ),
    ERROR,
)
"""What can be wrong with the file itself; always errors."""

RISKS: Mapping[str, Kind] = {
    # periods and deadlines
    "gap": WARNING,
    "no-end": WARNING,
    "no-period": NOTE,
    "no-final-report": Kind("warning", "ANBest Nr. 6.1"),
    "no-rules": WARNING,
    "no-owner": WARNING,
    "done-unmatched": WARNING,
    "extension-unmatched": WARNING,
    "extension-of-end": WARNING,
    "no-day": WARNING,
    "first-day": NOTE,
    "endless": NOTE,
    "report-before-end": Kind("warning", "ANBest Nr. 6.1"),
    "report-late": Kind("warning", "ANBest Nr. 6.1, § 49 Abs. 3 VwVfG, § 31 Abs. 7 VwVfG"),
    "final-recipient-late": Kind("warning", "ANBest-P Nr. 6.6, ANBest-Gk Nr. 6.7"),
    "closed-early": WARNING,
    "closed-without-report": Kind("note", "ANBest-P Nr. 6.5, ANBest-Gk Nr. 6.6"),
    "no-follow-up": NOTE,
    "ended-unclear": WARNING,
    "ended-proof": NOTE,
    "ended-repayment": Kind("note", "§ 49a Abs. 1 und 3 VwVfG"),
    # plans
    "plan-missing": WARNING,
    "plan-expired": WARNING,
    "plan-too-old": WARNING,
    "plan-age-unknown": WARNING,
    # evidence
    "no-source": NOTE,
    "low-grade": WARNING,
    "rule-stale": WARNING,
    "land-rules": WARNING,
    "rule-edition": NOTE,
    "seat-differs": Kind("warning", "§ 193 BGB"),
    "open-date": NOTE,
    "guideline-ended": WARNING,
    # facts
    "award-before-application": WARNING,
    "purpose-after-end": Kind("warning", "ANBest Nr. 6.1"),
    "early-start": Kind("warning", "VV Nr. 1.3 zu § 44 BHO"),
    "future-fact": NOTE,
    "owner-address": WARNING,
    "owner-domain": WARNING,
    "accept-unknown": WARNING,
    "accept-expired": NOTE,
    "accept-reason": NOTE,
    "notify-server": WARNING,
    "notify-address": WARNING,
    "notify-domain": WARNING,
    # financing plan
    "shares-incomplete": WARNING,
    "financing-mismatch": Kind("warning", "ANBest Nr. 1.2"),
    "amount-mismatch": WARNING,
    "years-mismatch": WARNING,
    "year-outside": WARNING,
    "flat-rate-base": Kind("warning", "Art. 54 VO (EU) 2021/1060"),
    "flat-rate-fixed": NOTE,
    "rate-range": Kind("warning", "Art. 54 VO (EU) 2021/1060"),
    "line-exceeded": Kind("warning", "ANBest Nr. 1.2"),
    "total-exceeded": Kind("warning", "ANBest Nr. 1.2"),
    "spending-unplanned": Kind("warning", "ANBest Nr. 1.2"),
    "cost-twice": NOTE,
    # payments and spending
    "spending-outside": WARNING,
    "spending-twice": NOTE,
    "payment-before-request": WARNING,
    "payment-before-award": WARNING,
    "payment-after-closing": WARNING,
    "used-late": Kind("warning", "ANBest Nr. 8.5, § 49a Abs. 4 VwVfG"),
    "base-rate-missing": Kind("note", "§ 247 BGB"),
    "drawn-ahead": Kind(
        "note", "ANBest-P Nr. 1.4, ANBest-Gk Nr. 1.3, § 49a Abs. 4 Satz 2 VwVfG"
    ),
    "financing-type-missing": Kind("note", "ANBest Nr. 2"),
    "grant-reduced": Kind("note", "ANBest Nr. 2"),
    "overpaid": Kind("warning", "§ 49a Abs. 1 VwVfG"),
    "last-payment-missing": NOTE,
}

CODES: Mapping[str, Kind] = {**READING, **RISKS}


def paragraph(code: str) -> str | None:
    """The paragraph that a finding rests on, where there is one."""
    kind = CODES.get(code)
    return kind.paragraph if kind else None


def handbook(code: str) -> str:
    """Where the handbook in the language in use explains a code: file and anchor."""
    return f"{HANDBOOKS[language()]}#{code}"
