"""A real CalDAV server (Radicale) on loopback, with a user and a calendar, and what went over the line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

USER, PASSWORD = "fristen", "geheim-4711"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@dataclass
class CalendarServer:
    """The server's folder, its requests, and how it fails."""

    folder: Path
    port: int = 0
    requests: list[str] = field(default_factory=list)
    """Methods that change something, with the entry's name."""
    fail: Callable[[str, str], int | None] = lambda method, path: None
    """Method and path → a status to answer with instead."""

    @property
    def url(self) -> str:
        return f"http://{USER}@127.0.0.1:{self.port}/{USER}/amt/"

    @property
    def items(self) -> dict[str, str]:
        """The entries on the server."""
        place = self.folder / "collection-root" / USER / "amt"
        found = {}
        for path in sorted(place.iterdir()):
            if not path.name.startswith("."):
                found[path.name] = path.read_text(encoding="utf-8").replace("\n ", "")
        return found

    def titles(self) -> list[str]:
        """What the entries are called."""
        lines = [line for text in self.items.values() for line in text.splitlines()]
        return sorted(line.partition(":")[2].replace("\\,", ",") for line in lines if line.startswith("SUMMARY"))

    def change(self, name: str, old: str, new: str) -> None:
        """Change an entry as somebody does by hand."""
        path = self.folder / "collection-root" / USER / "amt" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def serving(folder: Path) -> Iterator[CalendarServer]:
    """The server, as long as it is needed."""
    from radicale import config
    from radicale.app import Application

    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    settings = config.load()
    settings.update(
        {
            "auth": {"type": "htpasswd", "htpasswd_filename": str(users), "htpasswd_encryption": "plain", "delay": "0"},
            "storage": {"filesystem_folder": str(folder)},
            "logging": {"level": "error"},
        },
        "test",
        privileged=False,
    )
    place = folder / "collection-root" / USER / "amt"
    place.mkdir(parents=True)
    (place / ".Radicale.props").write_text('{"tag": "VCALENDAR", "D:displayname": "Amt"}', encoding="utf-8")
    inner = Application(settings)
    found = CalendarServer(folder)

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        status = found.fail(method, path)
        if status is not None:
            start(f"{status} no", [("Content-Length", "0")])
            return [b""]
        if method in ("PUT", "DELETE") and "HTTP_AUTHORIZATION" in environ:
            found.requests.append(f"{method} {path.rpartition('/')[2]}")
        return inner(environ, start)

    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
