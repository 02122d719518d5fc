"""Stands for the solver in tests of studies: what a run costs is known, and some of them misbehave."""

import os
import signal
import time

from planner.studies.asked.edits import made
from planner.studies.running.tasks import Ask, Done, unpacked

PRICE = "vehicles.falcon-9.price_musd"


def row(ask: Ask) -> dict:
    """A row of the price that a run has, and what else of it tells runs apart."""
    data = made(unpacked(ask.base), ask.recipe).data
    price = data.vehicles["falcon-9"].price_musd.values[0]
    return {
        "status": "gap reached",
        "audit": "passed",
        "value": price * (1 + data.solve.seed),
        "bound": 0.99 * price,
        "case": ask.case,
        "seconds": 0.01,
        "reason": "",
        "bound_from": "",
    }


def solved(ask: Ask) -> Done:
    """At once."""
    print("what a task prints does no harm", flush=True)
    return Done(row(ask), {"plan/plan.json": b"{}"})


def slow(ask: Ask) -> Done:
    """A twentieth of a second."""
    time.sleep(0.05)
    return solved(ask)


def dying(ask: Ask) -> Done:
    """A run with the seed 7 kills its worker."""
    if made(unpacked(ask.base), ask.recipe).data.solve.seed == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return solved(ask)


def faulty(ask: Ask) -> Done:
    """A run with the seed 7 raises what nobody expects."""
    if made(unpacked(ask.base), ask.recipe).data.solve.seed == 7:
        raise ZeroDivisionError("division by zero")
    return solved(ask)


def quick(ask: Ask) -> Done:
    """A row without the instance: for studies of ten thousand runs."""
    value = float(len(ask.recipe) and next(iter(ask.recipe[-1].values.values())))
    return Done({"status": "gap reached", "audit": "passed", "value": value, "reason": "", "bound_from": ""})


def remembering(ask: Ask) -> Done:
    """A row that tells from which price it started, and how often a start was handed on."""
    price = row(ask)["value"]
    before = b"" if not ask.memories else ask.memories[0] + b" "
    told = row(ask) | {"started_from": before.decode().split(" ")[-2] if before else ""}
    return Done(told, memory=before + f"{price:g}".encode())


def serving(ask: Ask) -> Done:
    """A plan that serves 123 Tt a year, and a row that tells what was asked of it."""
    asked = made(unpacked(ask.base), ask.recipe).data.workloads["batch"].demand["north-america"]
    told = row(ask) | {"committed": asked.committed_tt_per_year.values[0]}
    return Done(told, served={"batch": {"north-america": {"dates": ["2027-01-01"], "value": [123.0]}}})
