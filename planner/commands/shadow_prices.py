"""`planner shadow-prices`: what one more of each limit is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from planner.commands.options import AsCsv, AsJson, Changes, question_of
from planner.commands.telling import ticking
from planner.errors import InstanceError
from planner.instance.files import named

EXPLAINED = (
    "discounted M$, and $/Mtoken of the ratio, that one more of each limit is worth; of the linear "
    "relaxation at the plan's ratio, before whole numbers"
)


def shadow_prices(
    what: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|INSTANCE", help="Plan folder, or instance file to solve.", show_default=False
        ),
    ],
    changes: Changes = None,
    gap: Annotated[
        float | None, typer.Option(help="Gap, of an instance.", show_default="the instance's")
    ] = None,
    time_limit: Annotated[
        float | None, typer.Option(help="Seconds, of an instance.", show_default="the instance's")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say what one more flight, satellite, slot, MW, accelerator, Gbit/s, M$ of capital or committed Tt is
    worth.
    """
    import planner
    from planner.text.meanings import SHADOW_PRICES
    from planner.text.printing import print_tables

    plan = plan_of(what, changes, gap, time_limit)
    tick = ticking()
    found = planner.shadow_prices(plan, progress=lambda done, of: tick("limits looked at", done, of))
    if as_json or as_csv:
        print_tables({"shadow_prices": found}, as_json=as_json, as_csv=as_csv)
        return
    binding = found[found.binding]
    print(f"{plan.name}: {plan.value:.4g} {plan.record.unit}; {EXPLAINED}\n")
    print_tables(
        {"Limits that bind": binding.drop(columns=["binding", "from", "holds_for"])}, says=SHADOW_PRICES
    )
    others = found[~found.binding].groupby("what", sort=False).size()
    if len(others):
        print(
            "More of these would be worth nothing: "
            + ", ".join(f"{number} of {name}" for name, number in others.items())
        )


def plan_of(what: Path, changes: list[str] | None, gap: float | None, time_limit: float | None) -> Any:
    """The plan in a folder, or that of an instance, which is solved."""
    import planner

    if not named(what).is_dir():
        question = question_of(what, changes)
        typer.echo(f"{what} is solved first; a plan folder is read at once", err=True)
        return planner.solve(question, gap=gap, time_limit_s=time_limit)
    for option, value in (("--set", changes), ("--gap", gap), ("--time-limit", time_limit)):
        if value:
            raise InstanceError(str(what), [(option, "is for an instance; this is a plan folder")])
    return planner.read_plan(what)
