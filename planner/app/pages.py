"""The page: controls left, the answer right; one tab of a browser is one `State`.

Everything that a browser sends goes through `Page.safely`: what is refused becomes a message in the page, and
so does a fault of ours. What takes time runs in a thread or in the worker; the page looks at it four times a
second.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from nicegui import core, run, ui

from planner.app import answers, controls
from planner.app.elements import button
from planner.app.folder import Exists, place_of, refused
from planner.app.state import Desk, State
from planner.errors import InstanceError
from planner.system.faults import fault

LOOK = Path(__file__).with_name("look.css")
TIPS = Path(__file__).with_name("tips.js")
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="6" '
    'fill="#0072B2"/><ellipse cx="16" cy="16" rx="14" ry="6" fill="none" stroke="#D55E00" stroke-width="2.5" '
    'transform="rotate(-30 16 16)"/></svg>'
)
LOOK_S = 0.25  # how often the page looks at what the worker told
NONSENSE = "The browser sent something that this page does not understand; nothing was changed."
LONGEST_KEY = 64  # characters of what names a tab


def install(desk: Desk, port: int) -> None:
    """Register the page and harden what NiceGUI listens to."""
    core.sio.eio.cors_allowed_origins = [f"http://127.0.0.1:{port}", f"http://localhost:{port}"]
    for name in ("connect", "handshake", "disconnect", "event", "javascript_response", "ack", "log"):
        core.sio.handlers["/"][name] = heard(core.sio.handlers["/"][name])

    @ui.page("/")
    async def index(open: str = "") -> None:
        ui.add_css(LOOK.read_text(encoding="utf-8"))
        ui.add_body_html(f"<script>{TIPS.read_text(encoding='utf-8')}</script>")
        ui.add_body_html("<noscript>The app needs JavaScript; `planner solve` does not.</noscript>")
        client = ui.context.client
        with ui.element("div").classes("app") as root:
            pass
        await client.connected()
        key = client.tab_id
        state = desk.tab(key if isinstance(key, str) and len(key) <= LONGEST_KEY else "?")
        with root:
            page = Page(desk, state)
            await page.build(open)


def heard(handler: Callable) -> Callable:
    """A listener of NiceGUI that survives what no page of ours sends."""

    async def listen(*arguments: Any) -> Any:
        try:
            found = handler(*arguments)
            return await found if asyncio.iscoroutine(found) else found
        except Exception as error:
            if type(error).__name__ == "ConnectionRefusedError":
                raise
            message = arguments[-1] if arguments else None
            if isinstance(message, dict) and isinstance(message.get("client_id"), str):
                from nicegui import Client

                client = Client.instances.get(message["client_id"])
                page = getattr(client, "page_of_planner", None)
                if client is not None and page is not None:
                    with client:
                        page.say(NONSENSE)
            return None

    return listen


class Page:
    """What one tab shows."""

    def __init__(self, desk: Desk, state: State):
        self.desk, self.state = desk, state
        self.client = ui.context.client
        self.client.page_of_planner = self  # type: ignore[attr-defined]
        self._busy = False

    async def build(self, first: str) -> None:
        """Draw everything once; then keep looking."""
        with ui.element("header"):
            ui.html("Orbital planner", sanitize=False, tag="h1")
            ui.html(escape(place_of(self.desk.folder)), sanitize=False, tag="span").classes("quiet")
        self.message = ui.element("div").props('role="alert"')
        with ui.element("main").classes("columns"):
            with ui.element("div").classes("controls"):
                self.controls = controls.Controls(self)
            with ui.element("div").classes("answer"):
                self.answers = answers.Answers(self)
        if first and first != self.state.opened:  # a page loaded again keeps what was moved
            await self.safely(self.open, first)
        else:
            self.controls.rebuild()
        ui.timer(LOOK_S, self.look)

    # --- what is asked of the page

    async def safely(self, do: Callable[..., Any], *arguments: Any) -> None:
        """Do what the browser asked for; what is refused becomes a message."""
        try:
            found = do(*arguments)
            if asyncio.iscoroutine(found):
                await found
        except Exists as error:
            self.ask_to_replace(error, do, arguments)
        except InstanceError as error:
            self.say(str(error))
        except OSError as error:
            self.say(f"{error.filename or 'the folder'}: cannot be used: {error.strerror}")
        except Exception as error:
            self.say(fault(error))

    async def apart(self, do: Callable[..., Any], *arguments: Any) -> Any:
        """Do what takes a while in a thread; one such thing at a time."""
        if self._busy:
            raise InstanceError("the page", [("", "is still at work on what was asked before")])
        self._busy = True
        try:
            return await run.io_bound(do, *arguments)
        finally:
            self._busy = False

    async def open(self, name: Any) -> None:
        """Open an instance or a plan."""
        try:
            await self.apart(self.state.open, name)
            self.quiet()
        finally:
            self.controls.rebuild()
            self.look()

    async def copy_in(self, example: Any) -> None:
        """Copy a shipped instance into the folder and open it."""
        name = await self.apart(self.state.copy_in, example)
        await self.open(name)

    async def solve(self) -> None:
        """Start a search."""
        self.quiet()
        await self.apart(self.state.solve)
        self.look()
        self.answers.show()

    def stop(self) -> None:
        """Stop it."""
        self.state.stop()
        self.look()

    async def keep_instance(self, name: Any, force: bool = False) -> None:
        """Keep the question as a file."""
        own = await self.apart(self.state.keep_instance, name, force)
        line = shlex.join(["planner", "solve", own])
        self.say(f"{own} is written, with the figures as they stand. Next: {line}", good=True)
        self.controls.refresh_found()

    async def keep_plan(self, name: Any, force: bool = False) -> None:
        """Keep the plan as a folder."""
        own = await self.apart(self.state.keep_plan, name, force)
        self.say(f"{own}/ is written. Next: {shlex.join(['planner', 'show', own])}", good=True)
        self.controls.refresh_found()

    # --- messages

    def say(self, text: str, good: bool = False) -> None:
        """Show a message until the next one."""
        self.message.clear()
        self.message.classes(add="message", remove="" if good else "good")
        self.message.classes(add="good" if good else "", remove="")
        with self.message:
            ui.html(escape(text), sanitize=False, tag="pre")
            button("Close", lambda: self.safely(self.quiet), "small")

    def quiet(self) -> None:
        """Take the message away."""
        self.message.clear()
        self.message.classes(remove="message good")

    def ask_to_replace(self, error: Exists, do: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """Something is there already: replace it?"""
        if do not in (self.keep_instance, self.keep_plan):
            raise refused(error.name, "exists already")
        self.say(f"{error.name} exists already. Replace it?")
        with self.message:
            button("Replace it", lambda: self.safely(do, arguments[0], True), "small")

    # --- what the worker told

    def look(self) -> None:
        """Take the news and show what is new."""
        self.state.poll()
        self.controls.look()
        self.answers.look()
