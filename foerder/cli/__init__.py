"""The command line: what is typed becomes one call, one answer and an exit code."""

FINDINGS, USAGE, INVALID, REFUSED, NOT_SENT = 1, 2, 3, 4, 5
"""Exit codes beside 0."""
