"""Every code that `check` can name: the paragraph behind it where there is one, and its place in the handbook."""

from __future__ import annotations

from collections.abc import Mapping

from foerder.text.i18n import language

HANDBOOKS = {"de": "docs/handbuch.d/pruefung.md", "en": "docs/handbook.d/checks.md"}

READING: Mapping[str, str | None] = dict.fromkeys(
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
    )
)
"""What can be wrong with the file itself; always errors."""

RISKS: Mapping[str, str | None] = {
    # periods and deadlines
    "gap": None,
    "no-end": None,
    "no-final-report": "ANBest Nr. 6.1",
    "no-rules": None,
    "no-owner": None,
    "done-unmatched": None,
    "extension-unmatched": None,
    "extension-of-end": None,
    "no-day": None,
    "endless": None,
    "report-late": "ANBest Nr. 6.1, § 49 Abs. 3 VwVfG, § 31 Abs. 7 VwVfG",
    "final-recipient-late": "ANBest-P Nr. 6.6, ANBest-Gk Nr. 6.7",
    "closed-early": None,
    "closed-without-report": "ANBest-P Nr. 6.5, ANBest-Gk Nr. 6.6",
    # plans
    "plan-missing": None,
    "plan-expired": None,
    "plan-too-old": None,
    "plan-age-unknown": None,
    # evidence
    "no-source": None,
    "low-grade": None,
    "rule-stale": None,
    "open-date": None,
    "guideline-ended": None,
    # facts
    "award-before-application": None,
    "purpose-after-end": "ANBest Nr. 6.1",
    "early-start": "VV Nr. 1.3 zu § 44 BHO",
    "future-fact": None,
    "owner-address": None,
    "owner-domain": None,
    "accept-unknown": None,
    "accept-expired": None,
    "accept-reason": None,
    "notify-server": None,
    "notify-address": None,
    "notify-domain": None,
    # financing plan
    "shares-incomplete": None,
    "financing-mismatch": "ANBest Nr. 1.2",
    "amount-mismatch": None,
    "years-mismatch": None,
    "year-outside": None,
    "flat-rate-base": "Art. 54 VO (EU) 2021/1060",
    "flat-rate-fixed": None,
    "rate-range": "Art. 54 VO (EU) 2021/1060",
    "line-exceeded": "ANBest Nr. 1.2",
    "total-exceeded": "ANBest Nr. 1.2",
    "spending-unplanned": "ANBest Nr. 1.2",
    "cost-twice": None,
    # payments and spending
    "spending-outside": None,
    "spending-twice": None,
    "payment-before-request": None,
    "payment-before-award": None,
    "payment-after-closing": None,
    "used-late": "ANBest Nr. 8.5, § 49a Abs. 4 VwVfG",
    "base-rate-missing": "§ 247 BGB",
    "drawn-ahead": "ANBest-P Nr. 1.4, ANBest-Gk Nr. 1.3, § 49a Abs. 4 Satz 2 VwVfG",
    "financing-type-missing": "ANBest Nr. 2",
    "grant-reduced": "ANBest Nr. 2",
    "overpaid": "§ 49a Abs. 1 VwVfG",
    "last-payment-missing": None,
}

CODES: Mapping[str, str | None] = {**READING, **RISKS}


def paragraph(code: str) -> str | None:
    """The paragraph that a finding rests on, where there is one."""
    return CODES.get(code)


def handbook(code: str) -> str:
    """Where the handbook in the language of the moment explains a code: file and anchor."""
    return f"{HANDBOOKS[language()]}#{code}"
