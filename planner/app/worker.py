"""The process that solves for the app and draws what it found; it ends with the process that started it.

It takes one job on standard input, a `Job`, and then at most one word, "stop". It gives messages on standard
output, each a pair of a word and its content:

    told      a planner.Progress
    plan      the Plan
    pictures  a list of Picture
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
from dataclasses import dataclass
from typing import IO, Any

from planner.choices import Side
from planner.instance.reading import Instance
from planner.studies.running.worker import receive, send

WIDTHS = (620, 340)  # of a figure on a wide screen, on a phone


@dataclass(frozen=True)
class Job:
    """A question to solve, or a plan whose figures are to be drawn."""

    question: Instance | None
    case: Side = "both"
    plan: Any = None


@dataclass(frozen=True)
class Picture:
    """A figure of the report as the page shows it: once wide, once narrow."""

    section: str
    name: str
    title: str
    subtitle: str
    wide: str
    narrow: str
    csv: str


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


def done(job: Job, stop: Callable[[], bool], tell: Callable[..., None]) -> None:
    """Solve, then draw; every end is told."""
    import planner
    from planner.system.faults import fault

    try:
        plan = job.plan
        if job.question is not None:
            plan = planner.solve(
                job.question, case=job.case, progress=lambda news: tell("told", news), stop=stop
            )
            tell("plan", plan)
        tell("pictures", pictures(plan))
    except planner.NoPlan as error:
        tell("none", str(error))
    except planner.InstanceError as error:
        tell("refused", str(error))
    except Exception as error:
        tell("fault", fault(error))


def pictures(plan: Any) -> list[Picture]:
    """The figures of the report that this plan has something to show for."""
    from planner.report.plan.all import FIGURES

    found = []
    for section, name, function in FIGURES:
        wide, narrow = (function(plan, width) for width in WIDTHS)
        if wide is None or narrow is None:
            continue
        csv = wide.data.to_csv(index=False, lineterminator="\n")
        found.append(Picture(section, name, wide.title, wide.subtitle, wide.svg(), narrow.svg(), csv))
    return found
