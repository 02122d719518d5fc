"""What one tab of a browser holds: the question, its figures as they stand, the search, the plans.

Nothing here knows of pages. What reads, builds or writes may take a while and is called from a thread; what
only looks is quick. Everything that comes from a browser is checked here, and refused with InstanceError.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from planner.app import figures
from planner.app.figures import Slider
from planner.app.folder import Exists, Folder, Found, refused
from planner.app.solving import Work
from planner.app.worker import Job
from planner.choices import Side
from planner.errors import InstanceError
from planner.instance import shipped
from planner.instance.reading import Instance
from planner.instance.writing import write_new

UNITS = {"levelized_cost": "$/Mtoken", "cost": "M$", "npv": "M$"}
LEFT_S = 600.0  # how long a tab that was left is remembered, its search going on
MOST_TABS = 50


@dataclass
class Answer:
    """A plan with what was asked.

    question  the name of the instance; moved: what was moved of it, in words
    work      what solved and draws it
    """

    plan: Any
    question: str
    case: Side = "both"
    moved: list[str] = field(default_factory=list)
    work: Work | None = None
    seconds: float | None = None


class State:
    """One tab."""

    def __init__(self, desk: Desk):
        self.desk, self.folder = desk, desk.folder
        self.opened = ""
        self.instance: Instance | None = None
        self.sliders: dict[str, Slider] = {}
        self.others: dict[str, Slider] = {}
        self.moved: dict[str, float] = {}
        self.case: Side = "both"
        self.gap_percent, self.seconds = 1.0, 300.0
        self.work: Work | None = None
        self.answer: Answer | None = None
        self.last: Answer | None = None
        self.problem = ""
        self.seen = time.monotonic()
        self._asked = Answer(None, "")

    # --- the question

    def open(self, name: Any) -> None:
        """Open an instance or a plan of the folder."""
        path = self.folder.existing(name)
        self.require_idle()
        if path.is_dir():
            plan = self.folder.plan(name)
            self._take(name, plan.resolved)
            self.work = self.desk.started(Job(None, plan=plan, last=self.last and self.last.plan))
            self._asked = Answer(plan, name, plan.record.options.case, work=self.work)
            self.answer = self._asked
        else:
            self._take(name, self.folder.instance(name))

    def _take(self, name: str, instance: Instance) -> None:
        mains, others = figures.main_figures(instance), figures.other_figures(instance)
        if self.work is not None:
            self.work.kill()  # it only draws
        self.moved, self.problem, self.work = {}, "", None
        self.sliders = {one.path: one for one in mains}
        self.others = {one.path: one for one in others}
        self.opened, self.instance = name, instance
        self.case = "both"
        self.gap_percent, self.seconds = 100 * instance.data.solve.gap, instance.data.solve.time_limit_s
        self.last, self.answer = self.answer or self.last, None

    def copy_in(self, example: Any) -> str:
        """Write a shipped instance with its tables into the folder; the name of its file."""
        if not isinstance(example, str) or example not in shipped.names():
            raise refused(example, "is none of the shipped examples")
        (own, text), *tables = shipped.files_of(example).items()
        if self.folder.inside(own).exists():
            raise InstanceError(
                "the folder of the app", [(own, "is there already: open it, or rename it first")]
            )
        files = {self.folder.inside(name): content for name, content in [(own, text), *tables]}
        write_new(files)
        return own

    def add(self, path: Any) -> Slider:
        """One more figure as a slider."""
        if not isinstance(path, str) or path not in self.others:
            raise InstanceError("the figures", [("", "that is no figure of this instance")])
        self.sliders[path] = self.others.pop(path)
        return self.sliders[path]

    def slider(self, path: Any) -> Slider:
        """The slider of a path."""
        if not isinstance(path, str) or path not in self.sliders:
            raise InstanceError("the figures", [("", "that is no figure of this instance")])
        return self.sliders[path]

    def value(self, path: str) -> float:
        """Where a figure stands."""
        return self.moved.get(path, self.sliders[path].base)

    def slide(self, path: Any, place: Any) -> float:
        """Put a slider at a place 0..STEPS; the value that it has there."""
        one = self.slider(path)
        text = place.strip() if isinstance(place, str) else place
        if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 4:
            text = int(text)
        if isinstance(text, bool) or not isinstance(text, int) or not 0 <= text <= figures.STEPS:
            raise figures.wrong(one, "that is no place of its slider")
        return self._put(one, one.value(text))

    def type_in(self, path: Any, text: Any) -> float:
        """Put a figure at a value that was typed."""
        one = self.slider(path)
        return self._put(one, figures.taken(one, text))

    def _put(self, one: Slider, value: float) -> float:
        if value == one.base:
            self.moved.pop(one.path, None)
        else:
            self.moved[one.path] = value
        return value

    def set_case(self, case: Any) -> None:
        """Who may serve."""
        if not isinstance(case, str) or case not in get_args(Side):
            raise InstanceError("who may serve", [("", f"is one of {', '.join(get_args(Side))}")])
        self.case = cast(Side, case)

    def set_effort(self, key: str, text: Any) -> float:
        """The gap in percent, or the seconds, at which a search stops."""
        low, high, unit = {"gap": (0.00001, 50.0, "%"), "seconds": (1.0, 1e6, "s")}[key]
        try:
            value = float(text.strip()) if isinstance(text, str) and len(text) <= 40 else None
        except ValueError:
            value = None
        if value is None or not low <= value <= high:  # NaN is not between them either
            name = "the gap" if key == "gap" else "the time limit"
            raise InstanceError(name, [("", f"must be a number from {low:g} to {high:g} {unit}")])
        if key == "gap":
            self.gap_percent = value
        else:
            self.seconds = value
        return value

    def question(self) -> Instance:
        """The instance with its figures as they stand, checked as a whole."""
        if self.instance is None:
            raise InstanceError("the question", [("", "open an instance first")])
        moved = {path: (self.sliders[path], value) for path, value in list(self.moved.items())}
        changes = figures.changes(self.instance, moved)
        solve = self.instance.data.solve
        if self.gap_percent != 100 * solve.gap:
            changes["solve.gap"] = self.gap_percent / 100
        if self.seconds != solve.time_limit_s:
            changes["solve.time_limit_s"] = self.seconds
        return self.instance.with_values(changes) if changes else self.instance

    def moves(self) -> list[str]:
        """What was moved, in words."""
        return [
            f"{one.name} {one.said(value)} (was {one.said(one.base)})"
            for path, value in list(self.moved.items())
            for one in [self.sliders[path]]
        ]

    # --- the search

    @property
    def is_searching(self) -> bool:
        """Whether a search is under way."""
        return self.work is not None and self.work.is_searching

    @property
    def unit(self) -> str:
        """The unit of what is optimised."""
        return "" if self.instance is None else UNITS[self.instance.data.objective]

    def require_idle(self) -> None:
        """Raise InstanceError while a search is under way."""
        if self.is_searching:
            raise InstanceError("the search", [("", "is under way: stop it first; its best plan is kept")])

    def solve(self) -> None:
        """Start a search; its plan comes by `poll`."""
        self.require_idle()
        question = self.question()
        self.problem = ""
        if self.work is not None:
            self.work.kill()  # it only draws
        last = self.answer or self.last
        self.work = self.desk.started(Job(question, self.case, last=last and last.plan))
        self._asked = Answer(None, self.opened, self.case, self.moves(), self.work)

    def stop(self) -> None:
        """Stop the search with its best plan; asked twice, at once and without."""
        if self.work is not None:
            self.work.stop()

    def poll(self) -> None:
        """Take what the search has told."""
        self.seen = time.monotonic()
        work = self.work
        if work is None:
            return
        if work.plan is not None and self._asked.plan is not work.plan:
            self.last = self.answer or self.last
            self._asked.plan, self._asked.seconds = work.plan, work.seconds
            self.answer = self._asked
        self.problem = work.problem

    # --- keeping

    def keep_instance(self, name: Any, force: bool = False) -> str:
        """Write the question as it stands; the name of its file."""
        own, path = self.folder.new_instance(name)
        if path.exists() and not force:
            raise Exists(own)
        if path.is_dir():
            raise refused(own, "is a folder")
        self.question().write(path, force=force)
        return own

    def keep_plan(self, name: Any, force: bool = False) -> str:
        """Write the plan that is shown; the name of its folder."""
        if self.answer is None:
            raise InstanceError("the plan", [("", "there is none yet: solve first")])
        own, path = self.folder.new_plan(name)
        if path.exists() and not force:
            raise Exists(own)
        path.parent.mkdir(exist_ok=True)
        self.answer.plan.write(path, force=force)
        return own

    def close(self) -> None:
        """End the search, if there is one."""
        if self.work is not None:
            self.work.kill()


class Desk:
    """Every tab of one app, and the works that they have under way."""

    def __init__(self, folder: Folder, most: int | None = None):
        self.folder = folder
        self.most = most or max(2, os.cpu_count() or 1)
        self.tabs: dict[str, State] = {}
        self.works: list[Work] = []
        self.start: Callable[[Job], Work] = Work

    def tab(self, key: str) -> State:
        """The state of a tab; those that were left long ago are forgotten first."""
        now = time.monotonic()
        for other, state in list(self.tabs.items()):
            if other != key and (now - state.seen > LEFT_S or len(self.tabs) > MOST_TABS):
                state.close()
                del self.tabs[other]
        return self.tabs.setdefault(key, State(self))

    def started(self, job: Job) -> Work:
        """A work, begun. Raises InstanceError where as many as this machine has cores are under way."""
        self.works = [work for work in self.works if not work.is_over]
        if len(self.works) >= self.most:
            say = f"{len(self.works)} are under way in other tabs: stop one, or wait for it"
            raise InstanceError("the search", [("", say)])
        work = self.start(job)
        self.works.append(work)
        return work

    def found(self) -> list[Found]:
        """What can be opened."""
        return self.folder.found()

    def close(self) -> None:
        """End every work."""
        for work in self.works:
            work.kill()
