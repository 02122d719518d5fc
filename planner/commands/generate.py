"""`planner generate`: made-up questions of any size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from planner.errors import require_none
from planner.generating.ranges import outside
from planner.instance.writing import require_new
from planner.system.faults import GOOD, telling


def generate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.", show_default=False)],
    periods: Annotated[
        int, typer.Option(help="Launch periods, 1 to 200: quarters; more than 80 are months.")
    ] = 20,
    shells: Annotated[int, typer.Option(help="Shells, 1 to 60.")] = 3,
    vehicles: Annotated[int, typer.Option(help="Vehicles, 1 to 12.")] = 3,
    designs: Annotated[int, typer.Option(help="Designs on offer, about: 1 to 10,000.")] = 8,
    flights: Annotated[int, typer.Option(help="Flights of a good plan, about: 1 to 50,000.")] = 28,
    seed: Annotated[int, typer.Option(help="The same seed draws the same question.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
) -> None:
    """Write a made-up question of any size, for benchmarks and for trying sizes: every number is an
    assumption, drawn about the catalog's.
    """
    import planner

    sizes = {
        "periods": periods, "shells": shells, "vehicles": vehicles, "designs": designs, "flights": flights,
        "seed": seed,
    }  # fmt: skip
    require_sizes(sizes)
    require_new([file], force)
    made = planner.generate(**sizes)
    made.write(file, force)
    with telling(GOOD, else_lost=False):
        print(f"{file} is written: {made}; next: planner solve {file}")


def require_sizes(sizes: Mapping[str, int]) -> None:
    """Raise InstanceError that names every option outside its range."""
    wrong = [(f"--{name}", outside(name, value)) for name, value in sizes.items()]
    require_none("planner generate", [(option, say) for option, say in wrong if say])
