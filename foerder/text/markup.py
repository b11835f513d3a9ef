"""HTML from values: every text is escaped where it becomes markup, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

from foerder import __version__
from foerder.text.i18n import language
from foerder.text.plain import clean

LINKS = ("http", "https", "mailto")
URI_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"
MAIL = re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)*")
SPECIAL = re.compile("[&<>\"']")
VOID = frozenset(("br", "col", "hr", "input", "link", "meta"))


class Html(str):
    """Markup that is safe already."""

    __slots__ = ()


Content = Html | str | int | None


def text(value: object) -> Html:
    """A text as markup; control characters are shown, never sent."""
    given = clean(value)
    return Html(escape(given)) if SPECIAL.search(given) else Html(given)


def tag(name: str, /, *content: Content, **attributes: Any) -> Html:
    """An element. Texts inside are escaped, None is left out; ``class_`` and
    ``for_`` lose their underscore.

    An attribute that is None or False is left out, one that is True has no
    value; underscores become hyphens.
    """
    opening = _opening(name, tuple(attributes.items())) if attributes else f"<{name}>"
    if name in VOID:
        return Html(opening)
    return Html(f"{opening}{_inside(content)}</{name}>")


@lru_cache(maxsize=2048)
def _opening(name: str, attributes: tuple[tuple[str, Any], ...]) -> str:
    parts = [f"<{name}"]
    for key, value in attributes:
        if value is None or value is False:
            continue
        word = key.rstrip("_").replace("_", "-")
        parts.append(f" {word}" if value is True else f' {word}="{escape(clean(value))}"')
    return "".join([*parts, ">"])


def joined(*content: Content) -> Html:
    """Several pieces of markup and text behind each other."""
    return Html(_inside(content))


def _inside(content: Iterable[Content]) -> str:
    return "".join(
        [one if type(one) is Html else text(one) for one in content if one is not None]
    )


def safe_link(address: str | None, people: bool = True) -> str:
    """A web or mail address as it may be in a link; empty for anything else
    (``javascript:``, ``file:``).
    """
    address = (address or "").strip()
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    if scheme not in LINKS or (not people and MAIL.search(address)):
        return ""
    return quote(address, safe=URI_CHARACTERS)


def link(label: str, address: str | None) -> Html:
    """A link that can be opened safely, else the address as text beside its label."""
    safe = safe_link(address)
    return tag("a", label, href=safe, rel="noopener noreferrer") if safe else text(label)


def page(title: str, body: Html, style: str, script: str = "") -> bytes:
    """A complete page in the language in use that loads nothing from elsewhere."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("meta", name="generator", content=f"foerder {__version__}"),
        tag("title", title),
        # Without it browsers ask the web server for one.
        tag("link", rel="icon", href="data:,"),
        Html(f"<style>{style}</style>"),
    )
    last = Html(f"<script>{script}</script>") if script else None
    whole = tag("html", head, tag("body", body, last), lang=language())
    return f"<!DOCTYPE html>\n{whole}\n".encode("utf-8", "replace")


def _policy(style: str, script: str) -> str:
    """What a browser may do with a page: its own style and script (CSP Level 3,
    2.3.1), nothing from elsewhere.
    """
    allowed = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; {allowed}img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(source: str) -> str:
    import hashlib
    from base64 import b64encode

    return f"sha256-{b64encode(hashlib.sha256(source.encode()).digest()).decode()}"
