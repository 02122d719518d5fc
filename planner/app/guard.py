"""Who may ask the app, and for what: only pages that the app itself served, by its own name, on this machine.

The port is bound to 127.0.0.1, so that no other machine reaches it. A page of another site, open in the same
browser, could: by a name of its own that resolves to 127.0.0.1 (the Host header tells), or by a request or
websocket from where it stands (the Origin header tells). Both are refused, as is every path that the app does
not have. What the page itself may load is said to the browser too.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
PATHS = re.compile(r"/|/favicon\.ico|/_nicegui/[\w.+%@~/ -]*|/_nicegui_ws/socket\.io/?")
METHODS = {"GET", "HEAD", "POST"}


def allowed_hosts(port: int) -> set[str]:
    """What the Host header may say."""
    return {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())


def problem_of(scope: Scope, port: int) -> tuple[int, str] | None:
    """Status and reason where a request is refused; None where it may pass."""
    headers: dict[bytes, list[bytes]] = {}
    for name, value in scope.get("headers", ()):
        headers.setdefault(name.lower(), []).append(value)
    hosts = [value.decode("latin-1").lower() for value in headers.get(b"host", [])]
    if len(hosts) != 1 or hosts[0] not in allowed_hosts(port):
        return 403, f"this app answers only to http://{HOST}:{port}"
    origins = [value.decode("latin-1").lower() for value in headers.get(b"origin", [])]
    known = {f"http://{host}" for host in allowed_hosts(port)}
    if any(origin not in known for origin in origins) or (scope["type"] == "websocket" and not origins):
        return 403, "a page of another site may not use this app"
    path = scope.get("path", "")
    raw = scope.get("raw_path", b"").lower()
    if not PATHS.fullmatch(path) or "//" in path or ".." in path or b"%00" in raw or b"%5c" in raw:
        return 404, "no such page"
    if scope["type"] == "http" and scope.get("method") not in METHODS:
        return 405, "no such method"
    return None


def policy(port: int) -> str:
    """The content security policy: everything comes from the app. Vue needs inline scripts and `eval`."""
    sockets = " ".join(f"ws://{name}:{port}" for name in NAMES)
    return (
        f"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' "
        f"'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self' {sockets}; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class Guard:
    """An ASGI app before another one."""

    def __init__(self, app: App, port: int):
        self.app, self.port = app, port
        self.headers = [
            (b"content-security-policy", policy(port).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if problem := problem_of(scope, self.port):
            await refuse(scope, receive, send, *problem)
            return

        async def sent(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.headers]
            await send(message)

        await self.app(scope, receive, sent)


async def refuse(scope: Scope, receive: Any, send: Any, status: int, say: str) -> None:
    """Answer with a line of text, or close the websocket before it opens."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": f"{say}\n".encode()})
