"""The right column: the search while it runs, then the answer, the comparison and the figures."""

from __future__ import annotations

from html import escape

from nicegui import ui

from planner.app import drawing
from planner.app.elements import Asked, text
from planner.app.state import Answer
from planner.explain.answer import answer as sentence
from planner.report.page.answer import against, facts, strongest

EMPTY = (
    "Open an instance on the left, or copy in a shipped example: the starter solves in seconds.",
    "Move its figures and press Solve: the best plan and the proven bound close in on each other here.",
)


class Answers:
    """The right column of a page."""

    def __init__(self, page: Asked):
        self.page, self.state = page, page.state
        self._shown: tuple = ()
        self._drawn: tuple = ()
        self._pictures: ui.element | None = None
        self._count = 0
        self.live = ui.element("section").props('aria-label="Search"')
        self.main = ui.element("div").classes("answer")
        with self.live:
            self.line = ui.html("", sanitize=False)
            self.course = ui.html("", sanitize=False)

    def look(self) -> None:
        """Show what is new."""
        self._live()
        state = self.state
        work = state.answer.work if state.answer else None
        shown = (
            id(state.answer), id(state.last), state.opened, state.problem, state.is_searching, self._stale(),
            work is not None and work.compared is not None,
        )  # fmt: skip
        if shown == self._shown:
            self._draw_on()
            return
        self._shown = shown
        self.main.clear()
        self._pictures = None
        with self.main:
            self._answer()

    def show(self) -> None:
        """Bring this column's beginning into sight."""
        ui.run_javascript(f"getHtmlElement({self.main.id})?.parentElement.scrollIntoView()")

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
            self._compared(state.last, state.answer)
        self._pictures = ui.element("div").classes("answer")
        self._count = 0
        self.waiting = text("", "p", "quiet")
        self._draw_on()

    def _compared(self, last: Answer, answer: Answer) -> None:
        """The last plan beside this one."""
        found = answer.work and answer.work.compared
        with ui.element("section").props('aria-label="Comparison with the last plan"'):
            text("Beside the last plan", "h2")
            for line in found.says if found else ():
                text(line, "p")
            says = f"Last: {asked(last)}. Now: {asked(answer)}."
            frame = drawing.comparison(last, answer)
            ui.html(drawing.table(frame, ("", "last", "now", "change"), says), sanitize=False)
            if found and found.costs:
                ui.html(drawing.figure(found.costs), sanitize=False)

    def _first(self, answer: Answer) -> None:
        with ui.element("section").props('aria-label="Answer"'):
            text(sentence(answer.plan), "p", "first")
            if stale := self._stale():
                text(stale, "p", "stale")
            ui.html(drawing.interval(answer, self.state.last), sanitize=False)
            numbers = "".join(
                f"<div><dt>{escape(fact.label)}</dt><dd>{escape(fact.number)}</dd></div>"
                for fact in facts(answer.plan)
            )
            ui.html(numbers, sanitize=False, tag="dl").classes("numbers")
            sides = against(answer.plan)
            text(f"{sides.says} {sides.detail}", "p")
            text(" ".join(strongest(answer.plan)), "p")
            text(f"{asked(answer)}. {ended(answer)}", "p", "quiet")

    def _draw_on(self) -> None:
        """Add the figures of the report that have come since."""
        answer = self.state.answer
        if answer is None or answer.work is None or self._pictures is None:
            return
        come = answer.work.pictures
        with self._pictures:
            for one in come[self._count :]:
                ui.html(drawing.figure(one), sanitize=False)
        self._count = len(come)
        is_on = not answer.work.is_drawn and not answer.work.is_over
        self.waiting.set_content("The figures are being drawn." if is_on else "")


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
