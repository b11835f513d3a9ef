"""Checks of [notify]: what would be refused only when a mail is to go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parseaddr

from foerder.checks.base import CheckContext, Risk
from foerder.model import Place
from foerder.text.i18n import _


def notify(case: CheckContext) -> Iterator[Risk]:
    """A server, an address or a domain that cannot be meant, and addresses that no mail goes to."""
    found = case.register.notify
    if found is None:
        return
    from foerder.notify.addresses import ServerError, plain_address, reachable, server_parts

    place = _place(case)
    if found.smtp:
        try:
            server_parts(found.smtp, found.tls)
        except ServerError as fault:
            remedy = fault.remedy or _("Correct smtp or tls in [notify].")
            yield _risk(place, fault.key, "notify-server", fault.message, remedy)
    for number, domain in enumerate(found.domains):
        if plain_address(f"x@{domain.lstrip('@')}") is None:
            text = _("{name} is not a domain").format(name=f'"{domain}"')
            remedy = _('Write only what stands behind the @ of an address: "example.org".')
            yield _risk(place.key("domains"), number, "notify-domain", text, remedy, "domains")
    people = (("from", found.sender), ("coordinator", found.coordinator), ("head", found.head))
    for key, name in people:
        if name is None:
            continue
        text = _("{name} is not a mail address").format(name=f'"{name}"')
        if plain_address(parseaddr(name)[1] if key == "from" else name) is None:
            yield _risk(place, key, "notify-address", text, _("Write one address, such as foerder@example.org."))
        elif key != "from" and reachable(name, found) is None:
            text = _("no mail goes to {name}: the domain is not among those of [notify]").format(name=f'"{name}"')
            remedy = _("Add the domain to domains in [notify], or correct the address.")
            yield _risk(place, key, "notify-domain", text, remedy)


def _place(case: CheckContext) -> Place:
    """Where [notify] stands: of several files only one holds it."""
    texts = enumerate(case.register.texts)
    return Place(
        next((n for n, text in texts if re.search(r"(?m)^[ \t]*(?:\[+[ \t]*)?notify\b", text)), 0), ("notify",)
    )


def _risk(place: Place, key: str | int, code: str, message: str, remedy: str, name: str | None = None) -> Risk:
    return Risk(place.key(key), None, "warning", code, f"[notify]: {name or key}: {message}", remedy)
