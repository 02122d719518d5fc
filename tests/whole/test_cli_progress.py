"""What a running search shows: a live line on a terminal that vanishes at the end, log lines elsewhere
(test_cli.py).
"""

import os
import subprocess
import sys
from pathlib import Path

import planner
from planner.solver.solution import Progress
from planner.text.progress import describe

ROOT = Path(__file__).parents[2]


def test_a_report_in_words():
    report = Progress("pricing", best=0.0123456, bound=0.012, gap=0.0279, elapsed_s=3.0)
    line = describe(report, "$/Mtoken", 12.4)
    assert line == "    12 s  pricing              best 0.0123456 $/Mtoken   bound 0.012   gap 2.79 %"


def test_what_does_not_exist_yet_is_left_out():
    assert describe(Progress("pricing", None, None, None, 0.0), "M$", 0.0) == "     0 s  pricing"


def test_a_terminal_sees_the_phase_and_keeps_no_line():
    code = (
        "import time; "
        "from planner.text.progress import showing; from planner.solver.solution import Progress\n"
        "with showing('M$') as show:\n"
        "    show(Progress('pricing', 5.0, 4.0, 0.2, 0.0, is_better_plan=True)); time.sleep(0.6)\n"
    )
    ours, theirs = os.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    subprocess.run([sys.executable, "-c", code], stderr=theirs, check=True, env=environment)
    os.close(theirs)
    seen = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "pricing" in seen and "gap 20.00 %" in seen
    assert seen.endswith("\x1b[1A\x1b[2K")  # one line up, and erased


def test_the_best_plan_told_of_never_gets_worse():
    """Also where a program's last plan is offered after better ones were told of."""
    question = planner.read(ROOT / "tests" / "cases" / "short-starter.toml").with_value(
        "workloads.batch.met_with_probability", 0.95
    )
    told = []
    planner.solve(question, gap=0.02, progress=told.append)
    best = [state.best for state in told if state.best is not None]
    assert len(best) > 3
    assert all(later <= earlier * (1 + 1e-9) for earlier, later in zip(best, best[1:]))
