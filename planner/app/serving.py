"""The app started: its port on this machine alone, and everything that ends with it."""

from __future__ import annotations

import errno
import os
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from planner.app.folder import Folder
from planner.app.guard import HOST, Guard
from planner.app.state import Desk
from planner.errors import InstanceError

NEEDED = "pip install 'orbital-planner[app]'"
GRACE_S = 2  # for connections at the end


def require_nicegui() -> None:
    """Raise InstanceError where what draws the page is not installed."""
    try:
        is_there = find_spec("nicegui") is not None
    except ValueError:  # something else goes by that name
        is_there = False
    if not is_there:
        raise InstanceError("planner app", [("", f"needs NiceGUI, which is not installed: {NEEDED}")])


def bound(port: int) -> socket.socket:
    """A socket of this machine alone at a port; 0: any that is free. Raises InstanceError for one in use."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let two programs have one port
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen(64)
    except OSError as error:
        found.close()
        say = f"cannot be used: {error.strerror}"
        if error.errno == errno.EADDRINUSE:
            say = "is in use by another program, or by another planner app"
        elif error.errno in (errno.EACCES, errno.EPERM):
            say = "may not be used by this user"
        other = port + 1 if 1024 <= port < 65535 else 8230
        say += f"; another one: planner app --port {other}, or --port 0 for any that is free"
        raise InstanceError("--port", [(str(port), say)]) from None
    return found


def serve(folder: Folder, port: int, *, show_browser: bool, say: Callable[[str], None]) -> None:
    """Serve the app until it is interrupted; `say` is told the address once it answers."""
    require_nicegui()
    listening = bound(port)
    port = listening.getsockname()[1]
    address = f"http://{HOST}:{port}/"
    desk = Desk(folder)

    def ready() -> None:
        say(address)
        if show_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        with listening:
            server_of(desk, port, ready).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        desk.close()


def server_of(desk: Desk, port: int, ready: Callable[[], None]) -> Any:
    """The server of the app, not yet running."""
    os.environ["NICEGUI_STORAGE_PATH"] = str(Path(tempfile.gettempdir()) / "planner-app-unused")
    import uvicorn
    from fastapi import FastAPI
    from nicegui import ui

    from planner.app import pages

    class Server(uvicorn.Server):
        """One that says when it answers."""

        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

    pages.install(desk, port)
    outer = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    ui.run_with(
        outer,
        title="Orbital planner",
        dark=None,
        language="en-US",
        tailwind=False,
        reconnect_timeout=15.0,
        show_welcome_message=False,
        favicon=pages.FAVICON,
    )
    return Server(
        uvicorn.Config(
            Guard(outer, port),
            log_level="warning",
            access_log=False,
            ws="wsproto",
            ws_max_size=1_000_000,
            timeout_graceful_shutdown=GRACE_S,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
        )
    )
