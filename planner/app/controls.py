"""The left column: what is opened, its figures as sliders, how hard to search, solve and stop, keep."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

from nicegui import ui

from planner.app.drawing import short
from planner.app.elements import FIRST, THE_VALUE, Asked, button, choice, choices, field, put, text
from planner.app.figures import STEPS, Slider
from planner.instance import shipped

OPEN_GROUPS = ("Launch", "Demand", "Ground")
MOST_OPEN = 12  # sliders above which only the first group is open
SIDES = {"both": "orbit and ground", "orbit": "orbit alone", "ground": "the ground alone"}
STATES = {
    "at work": "Searching",
    "stopping": "Stopping with the best plan",
    "drawing": "Drawing figures",
    "over": "The search is over",
}
"""What is said to those who do not see the page."""
THROTTLE_S = 0.05


def stated(one: Slider) -> str:
    """Quality and source of a figure; a source often begins with the quality."""
    parts = (one.quality, one.source.removeprefix(f"{one.quality}:").strip())
    return " · ".join(part for part in parts if part) or "no source stated"


class Controls:
    """The left column of a page."""

    def __init__(self, page: Asked):
        self.page, self.state = page, page.state
        self.rows: dict[str, tuple[ui.element, ui.element, ui.element]] = {}
        self._shown = ""
        self._is_whole = False  # whether the bar is drawn, for the question that is open
        self.question = ui.element("section")
        self.figures = ui.element("section").props('aria-label="Figures"')
        self.keeping = ui.element("section")
        self.bar = ui.element("div").classes("bar")

    def rebuild(self) -> None:
        """Draw the column again, after another question was opened."""
        self._shown = ""
        for part, build in (
            (self.question, self._question),
            (self.figures, self._figures),
            (self.keeping, self._keeping),
            (self.bar, self._bar),
        ):
            part.clear()
            with part:
                build()
        self.look()

    def _do(self, do: Callable[..., Any], *arguments: Any) -> Any:
        return self.page.safely(do, *arguments)

    # --- the question

    def _question(self) -> None:
        text("Question", "h2")
        says = "Instance or plan to open"
        self.list = choice(self._found(), self.state.opened, says, lambda name: self._do(self._open, name))
        examples = [("", "Copy in a shipped example"), *((name, name) for name in shipped.names())]
        says = "Shipped example to copy into the folder"
        choice(examples, "", says, lambda name: self._do(self._copy, name))

    def _found(self) -> list[tuple[str, str]]:
        found = self.page.desk.found()
        first = [("", "Open an instance or a plan")] if found else [("", "The folder holds no instance yet")]
        words = {"instance": "", "plan": "plan: "}
        return [*first, *((one.name, f"{words[one.kind]}{one.name}") for one in found)]

    def refresh_found(self) -> None:
        """List again what can be opened."""
        self.list.set_content(choices(self._found(), self.state.opened))

    async def _open(self, name: Any) -> None:
        if name != "":
            await self.page.open(name)

    async def _copy(self, name: Any) -> None:
        if name == "":
            return
        try:
            await self.page.copy_in(name)
        finally:
            self.rebuild()

    # --- the figures

    def _figures(self) -> None:
        self.rows = {}
        if self.state.instance is None:
            return
        groups: dict[str, list[Slider]] = {}
        for one in self.state.sliders.values():
            groups.setdefault(one.group, []).append(one)
        many = len(self.state.sliders) > MOST_OPEN
        with ui.element("div").classes("head"):
            text("Figures", "h2")
        for place, (group, sliders) in enumerate(groups.items()):
            is_open = place == 0 if many else group in OPEN_GROUPS
            if any(one.path in self.state.moved for one in sliders):
                is_open = True
            with ui.element("details").classes("group") as shown:
                if is_open:
                    shown.props("open")
                with ui.element("summary"):
                    text(f"{group.capitalize()} ")
                    text(f"{len(sliders)}", "small")
                for one in sliders:
                    self._row(one)
        if self.state.others:
            others = [("", f"Add one of {len(self.state.others)} more figures")]
            others += [(path, one.named) for path, one in self.state.others.items()]
            choice(others, "", "Add a figure as a slider", lambda path: self._do(self._add, path))
        with ui.element("div").classes("together"):
            button("Put all back as in the instance", lambda: self._do(self._reset), "small")

    def _row(self, one: Slider) -> None:
        value = self.state.value(one.path)
        with ui.element("div").classes("figure") as row:
            with ui.element("div").classes("head"):
                name = text(one.name, "label")
                with ui.element("span").classes("value"):
                    unit = one.unit or "no unit"
                    typed = field(
                        one.number(value), f"{one.name}, value in {unit}",
                        partial(self._do, self._type, one.path),
                    ).props('inputmode="decimal"')  # fmt: skip
                    text(f" {one.unit}")
            slide = ui.element("input").props(f'type="range" min="0" max="{STEPS}" step="1"')
            with slide.props.suspend_updates():
                slide.props[FIRST] = str(one.place(value))
                slide.props["aria-label"] = one.name
                slide.props["aria-valuetext"] = one.said(value)
            slide.on(
                "input",
                lambda event, path=one.path: self._do(self._slide, path, event.args),
                js_handler=THE_VALUE,
                throttle=THROTTLE_S,
            )
            name.props(f'for="{slide.html_id}"')
            with ui.element("div").classes("ends"):
                text(one.said(one.low))
                text(one.said(one.high))
            with ui.element("details").classes("base"):
                text(f"Instance: {one.said(one.base)}{one.when} · {stated(one)}", "summary")
                text(f"{one.path}; {one.says}", "p")
        self.rows[one.path] = (row, typed, slide)
        self._mark(one)

    def _mark(self, one: Slider) -> None:
        row = self.rows[one.path][0]
        if one.path in self.state.moved:
            row.classes("is-moved")
        else:
            row.classes(remove="is-moved")

    def _slide(self, path: Any, place: Any) -> None:
        one = self.state.slider(path)
        _, typed, slide = self.rows[path]
        try:
            value = self.state.slide(path, place)
        except Exception:
            put(slide, str(one.place(self.state.value(path))), instead_of=place)
            raise
        put(typed, one.number(value))
        with slide.props.suspend_updates():  # the browser has it there already
            slide.props[FIRST], slide.props["aria-valuetext"] = str(place), one.said(value)
        said = json.dumps(one.said(value))
        ui.run_javascript(f"getHtmlElement({slide.id})?.setAttribute('aria-valuetext', {said})")
        self._mark(one)
        self.page.look()

    def _type(self, path: Any, sent: Any) -> None:
        one = self.state.slider(path)
        _, typed, slide = self.rows[path]
        try:
            self.state.type_in(path, sent)
        finally:
            value = self.state.value(path)
            put(typed, one.number(value), instead_of=sent)
            put(slide, str(one.place(value)), one.said(value))
            self._mark(one)
        self.page.look()

    def _add(self, path: Any) -> None:
        if path != "":
            self.state.add(path)
            self.state.sliders[path] = self.state.sliders.pop(path)
            self.figures.clear()
            with self.figures:
                self._figures()

    def _reset(self) -> None:
        self.state.moved.clear()
        self.figures.clear()
        with self.figures:
            self._figures()
        self.page.look()

    # --- the search

    def _bar(self) -> None:
        self._is_whole = self.state.instance is not None
        if not self._is_whole:
            return
        self.start = button("Solve", lambda: self._do(self.page.solve), "main")
        self.end = button("Stop", lambda: self._do(self.page.stop))
        self.clock = text("", "span", "clock")
        self.told = text("", "span", "unseen").props('role="status"')

    def _effort(self) -> None:
        text("Search", "h2")
        with ui.element("div").classes("effort"):
            text("Who may serve")
            sides = list(SIDES.items())
            choice(sides, self.state.case, "Who may serve", lambda one: self._do(self._case, one))
            text("Stop at a gap of, %")
            self.gap = field(
                f"{self.state.gap_percent:g}", "Stop at a gap of, in percent",
                lambda sent: self._do(self._set_effort, "gap", sent),
            )  # fmt: skip
            text("or after, seconds")
            self.seconds = field(
                f"{self.state.seconds:g}", "Stop after, in seconds",
                lambda sent: self._do(self._set_effort, "seconds", sent),
            )  # fmt: skip

    def _case(self, one: Any) -> None:
        self.state.set_case(one)
        self.page.look()

    def _set_effort(self, key: str, sent: Any) -> None:
        try:
            self.state.set_effort(key, sent)
        finally:
            own, now = (
                (self.gap, self.state.gap_percent) if key == "gap" else (self.seconds, self.state.seconds)
            )
            put(own, f"{now:g}", instead_of=sent)

    # --- keeping

    def _keeping(self) -> None:
        if self.state.instance is None:
            return
        self._effort()
        stem = self.state.opened.rpartition("/")[2].removesuffix(".toml")
        with ui.element("details").classes("group"):
            with ui.element("summary"):
                text("Keep")
            for words, name, do, attribute in (
                ("Keep as an instance", f"{stem}-moved.toml", self.page.keep_instance, "instance_name"),
                ("Keep the plan", stem, self.page.keep_plan, "plan_name"),
            ):
                with ui.element("div").classes("together"):
                    own = field(name, f"{words}, under the name", lambda sent: None)
                    setattr(self, attribute, own)
                    button(words, partial(self._read, own, do))
            text("An instance goes into the folder, a plan into plans/ there.", "small")

    async def _read(self, own: ui.element, do: Callable[..., Any]) -> None:
        """Keep under the name that the field shows at this moment."""
        try:
            name = await ui.run_javascript(f"return getHtmlElement({own.id}).value", timeout=5)
        except TimeoutError:
            return
        await self._do(do, name)

    # --- looks

    def look(self) -> None:
        """Show what may be pressed now."""
        work = self.state.work
        is_on = self.state.is_searching
        if not self._is_whole:
            return
        self.clock.set_content(escape(short(work, self.state.unit)) if work and is_on else "")
        state = "" if work is None else work.state
        shown = f"{is_on} {state}"
        if shown == self._shown:
            return
        self._shown = shown
        for own, is_off in ((self.start, is_on), (self.end, not is_on)):
            own.props("disabled") if is_off else own.props(remove="disabled")
        self.end.set_content("End now" if state == "stopping" else "Stop")
        self.told.set_content(STATES.get(state, ""))
