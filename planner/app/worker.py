"""The process that solves for the app and draws what it found; it ends with the process that started it.

It takes one job on standard input, a `Job`, and then at most one word, "stop". It gives messages on standard
output, each a pair of a word and its content:

    told      a planner.Progress
    plan      the Plan
    compared  Compared: what became of the last plan
    picture   one Shown after another
    drawn     all figures have been told
    none      why there is no plan: a text
    refused   what of the question physics or sizing refuses: a text
    fault     a fault of ours: a text
    over      nothing more comes
"""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import IO, Any

from planner.choices import Side
from planner.instance.reading import Instance
from planner.report.figures.figure import Figure
from planner.report.figures.words import sentence
from planner.report.page.dark import rules
from planner.report.page.pictures import NARROW, WIDE, Picture, picture
from planner.studies.running.worker import receive, send


@dataclass(frozen=True)
class Job:
    """A question to solve, or a plan whose figures are to be drawn; and the plan to set it beside."""

    question: Instance | None
    case: Side = "both"
    plan: Any = None
    last: Any = None


@dataclass(frozen=True)
class Shown:
    """A figure as the report page has it, its section, and the style rules that turn it for a dark page."""

    section: str
    picture: Picture
    dark: str


@dataclass(frozen=True)
class Compared:
    """What became of the last plan: sentences, and costs by item in pairs."""

    says: tuple[str, ...]
    costs: Shown | None


def main() -> None:
    """Do the job that comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    taken = os.fdopen(os.dup(0), "rb")
    given = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what is printed on the way is no message
    job = receive(taken)
    told_to_stop = threading.Event()
    threading.Thread(target=listen, args=(taken, told_to_stop), daemon=True).start()

    def tell(word: str, content: Any = None) -> None:
        try:
            send(given, (word, content))
        except OSError:  # nobody listens any more
            os._exit(0)

    import pandas as pd

    pd.set_option("mode.string_storage", "python")  # as every command has it: small tables
    warnings.simplefilter("ignore")
    done(job, told_to_stop.is_set, tell)
    tell("over")
    os._exit(0)  # the pipes are flushed; nothing else is held


def listen(stream: IO[bytes], told_to_stop: threading.Event) -> None:
    """Hear the word to stop; end this process, whatever it does, when the one that started it has ended."""
    try:
        while True:
            receive(stream)
            told_to_stop.set()
    except (EOFError, OSError):
        os._exit(0)


REMEDY = (
    "Keep the question as an instance; planner explain FILE looks for the least changes that make it "
    "possible, and tries each of them."
)
"""What helps where there is no plan."""


def done(job: Job, stop: Callable[[], bool], tell: Callable[..., None]) -> None:
    """Solve, then draw; every end is told."""
    import planner
    from planner.report.plan.all import FIGURES
    from planner.system.faults import fault

    try:
        plan = job.plan
        if job.question is not None:
            plan = planner.solve(
                job.question, case=job.case, progress=lambda news: tell("told", news), stop=stop
            )
            tell("plan", plan)
        if job.last is not None:
            tell("compared", compared(job.last, plan))
        for section, name, draw in FIGURES:
            if one := shown(section, name, draw(plan, width=WIDE), draw(plan, width=NARROW)):
                tell("picture", one)
        tell("drawn")
    except planner.NoPlan as error:
        tell("none", f"{error}\n\n{REMEDY}")
    except planner.InstanceError as error:
        tell("refused", str(error))
    except Exception as error:
        tell("fault", fault(error))


def shown(section: str, name: str, wide: Figure | None, narrow: Figure | None) -> Shown | None:
    """A figure made fit for the page; None where there is nothing to show."""
    found = picture(name, wide, narrow)
    return None if found is None else Shown(section, found, rules([found.wide, found.narrow]))


def compared(last: Any, plan: Any) -> Compared:
    """A plan beside the last one; nothing is solved for it."""
    from planner.comparing import comparison, figures, saying

    found = replace(comparison.compare([last, plan], steps=False), names=("the last plan", "this plan"))
    says = tuple(sentence(line) for line in saying.sentences(found))
    drawn = (figures.costs(found, width=width) for width in (WIDE, NARROW))
    return Compared(says, shown("compared", "costs-compared", *drawn))
