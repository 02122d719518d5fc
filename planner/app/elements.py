"""The elements of the page: plain ones of the browser, which keyboards and screen readers know."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any, Protocol

from nicegui import ui

from planner.app.state import Desk, State

THE_VALUE = "(event) => emit(event.target.value)"
FIRST = "defaultValue"  # as `value`, each redrawing would take back what is being typed or moved


class Asked(Protocol):
    """The page as its columns know it: what they may ask of it."""

    desk: Desk
    state: State

    async def safely(self, do: Callable[..., Any], *arguments: Any) -> None: ...
    async def open(self, name: Any) -> None: ...
    async def copy_in(self, example: Any) -> None: ...
    async def solve(self) -> None: ...
    def stop(self) -> None: ...
    async def keep_instance(self, name: Any, force: bool = False) -> None: ...
    async def keep_plan(self, name: Any, force: bool = False) -> None: ...
    def look(self) -> None: ...


def text(words: str, tag: str = "span", style: str = "") -> ui.html:
    """Words as an element."""
    return ui.html(escape(words), sanitize=False, tag=tag).classes(style)


def button(words: str, do: Callable[[], Any], style: str = "") -> ui.html:
    """A button."""
    return text(words, "button", style).props('type="button"').on("click", do, args=[])


def field(value: str, says: str, do: Callable[[Any], Any], style: str = "") -> ui.element:
    """A field of text; what was typed is taken when it is left or at Enter."""
    own = ui.element("input").props('type="text" autocomplete="off" spellcheck="false"').classes(style)
    with own.props.suspend_updates():
        own.props[FIRST], own.props["aria-label"] = value, says
    own.on("change", lambda event: do(event.args), js_handler=THE_VALUE)
    return own


def put(own: ui.element, value: str, says: str | None = None, instead_of: Any = None) -> None:
    """Put a value into an input, whatever the browser shows there; but not into one in which somebody has
    typed on since `instead_of` was sent.
    """
    with own.props.suspend_updates():
        own.props[FIRST] = value
        if says is not None:
            own.props["aria-valuetext"] = says
    spoken = "" if says is None else f"e.setAttribute('aria-valuetext', {json.dumps(says)});"
    sent = json.dumps(instead_of if isinstance(instead_of, str) else None)
    ui.run_javascript(
        f"const e = getHtmlElement({own.id}), sent = {sent}; if (e) {{ {spoken} "
        "if (sent === null || e.value === sent || document.activeElement !== e) "
        f"e.value = {json.dumps(value)}; }}"
    )


def choice(options: list[tuple[str, str]], chosen: str, says: str, do: Callable[[Any], Any]) -> ui.html:
    """A list to choose from: (value, words)."""
    own = ui.html(choices(options, chosen), sanitize=False, tag="select")
    with own.props.suspend_updates():
        own.props["aria-label"] = says
    return own.on("change", lambda event: do(event.args), js_handler=THE_VALUE)


def choices(options: list[tuple[str, str]], chosen: str) -> str:
    """The options of a list."""
    return "".join(
        f'<option value="{escape(value, quote=True)}"{" selected" if value == chosen else ""}>'
        f"{escape(words)}</option>"
        for value, words in options
    )
