"""Addresses of mail."""

from __future__ import annotations

import re
from email.utils import parseaddr

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\Z"
)


def plain_address(text: str | None) -> str | None:
    """``local@domain`` in small letters, the domain in its ASCII form; None for anything else."""
    local, at, domain = (text or "").strip().lower().rpartition("@")
    try:
        address = f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
    return address if _ADDRESS.match(address) and len(address) <= 254 else None


def domain_of(text: str | None) -> str:
    """The domain of an address, with or without a name before it; empty where there is none."""
    return (plain_address(parseaddr(text or "")[1]) or "").rpartition("@")[2]
