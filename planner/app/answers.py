"""The right column: the search while it runs, then the answer, the comparison and the figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nicegui import ui

from planner.app import drawing
from planner.app.controls import text
from planner.app.state import Answer

if TYPE_CHECKING:
    from planner.app.pages import Page

EMPTY = (
    "Open an instance on the left, or copy in a shipped example: the starter solves in seconds.",
    "Move its figures and press Solve: the best plan and the proven bound close in on each other here.",
)


class Answers:
    """The right column of a page."""

    def __init__(self, page: Page):
        self.page, self.state = page, page.state
        self._shown: tuple = ()
        self._drawn: tuple = ()
        self.live = ui.element("section").props('aria-label="Search"')
        self.main = ui.element("div").classes("answer")
        with self.live:
            self.line = ui.html("", sanitize=False)
            self.course = ui.html("", sanitize=False)

    def look(self) -> None:
        """Show what is new."""
        self._live()
        state = self.state
        shown = (
            id(state.answer), id(state.last), state.opened, state.problem, state.is_searching, self._stale(),
            state.answer is not None and state.answer.pictures is not None,
        )  # fmt: skip
        if shown == self._shown:
            return
        self._shown = shown
        self.main.clear()
        with self.main:
            self._answer()

    def show(self) -> None:
        """Bring the search into sight where the columns are stacked."""
        ui.run_javascript(f"if (innerWidth < 861) getHtmlElement({self.live.id})?.scrollIntoView()")

    def _live(self) -> None:
        """The search as it goes."""
        work = self.state.work
        if work is None or not work.is_searching or self.state.instance is None:
            self.live.classes(add="is-off", remove="live")
            self.line.set_content("")
            self.course.set_content("")
            return
        unit = self.state.unit
        self.live.classes(add="live", remove="is-off")
        self.line.set_content(drawing.going(work, unit))
        drawn = (len(work.course), int(work.seconds))
        if drawn != self._drawn:
            self._drawn = drawn
            self.course.set_content(drawing.course(work, unit))

    def _stale(self) -> str:
        """What of the question has changed since the plan that is shown."""
        answer = self.state.answer
        if answer is None:
            return ""
        now, then = self.state.moves(), answer.moved
        if now == then and self.state.case == answer.case:
            return ""
        return "The controls have moved since this plan: press Solve for the new one."

    def _answer(self) -> None:
        state = self.state
        if state.problem:
            with ui.element("div").classes("message"):
                text(state.problem, "pre")
        if state.answer is None:
            if not state.problem and not state.is_searching:
                with ui.element("div").classes("empty"):
                    for line in EMPTY if state.instance is None else EMPTY[1:]:
                        text(line, "p")
            return
        self._first(state.answer)
        if state.last is not None:
            with ui.element("section").props('aria-label="Comparison with the last plan"'):
                frame = drawing.comparison(state.last, state.answer)
                text("Beside the last plan", "h2")
                says = f"Last: {asked(state.last)}. Now: {asked(state.answer)}."
                ui.html(
                    drawing.table(frame, ("", "last", "now", "change"), says), sanitize=False
                )
        self._pictures(state.answer)

    def _first(self, answer: Answer) -> None:
        with ui.element("section").props('aria-label="Answer"'):
            text(drawing.sentence_of(answer), "p", "first")
            if stale := self._stale():
                text(stale, "p", "stale")
            ui.html(drawing.interval(answer, self.state.last), sanitize=False)
            numbers = "".join(
                f"<div><dt>{escape(what)}</dt><dd>{escape(number)}</dd></div>"
                for number, what in drawing.numbers_of(answer)
            )
            ui.html(numbers, sanitize=False, tag="dl").classes("numbers")
            if sides := drawing.sides_of(answer.plan):
                text(sides, "p")
            text(f"{asked(answer)}. {ended(answer)}", "p", "quiet")

    def _pictures(self, answer: Answer) -> None:
        if answer.pictures is None:
            text("The figures are being drawn.", "p", "quiet")
            return
        for one in answer.pictures:
            with ui.element("figure").classes("picture"):
                text(one.title, "h3")
                text(one.subtitle, "p", "quiet")
                ui.html(one.wide, sanitize=False).classes("wide")
                ui.html(one.narrow, sanitize=False).classes("narrow")


def asked(answer: Answer) -> str:
    """What was asked, in words."""
    parts = [answer.question, drawing.SERVES[answer.case].lower()]
    return ", ".join([*parts, *answer.moved]) if answer.moved else ", ".join([*parts, "as in the file"])


def ended(answer: Answer) -> str:
    """How the search ended, and what the audit says."""
    plan = answer.plan
    seconds = "" if answer.seconds is None else f" after {answer.seconds:.0f} s"
    audit = "every limit and dollar audited" if not plan.violations else "AUDIT FAILED"
    return f"Search: {plan.status}{seconds}; {audit}."
