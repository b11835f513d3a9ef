"""What the program ends with beside 0."""

FINDINGS, USAGE, INVALID, REFUSED, NOT_SENT = 1, 2, 3, 4, 5
