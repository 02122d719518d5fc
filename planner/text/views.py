"""The tables of `planner show`: each name is a flag of the command, with what it says of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, get_type_hints

import typer

VIEWS = {
    "shells": "Orbits: Sun, dose, air, payload, delay, heat, slots.",
    "vehicles": "Prices, cadence, lift.",
    "payloads": "What each vehicle lifts to each shell.",
    "designs": "Satellites offered and their sizing.",
    "elsewhere": "What each design does in each shell.",
    "refused": "Satellites that are not offered, and why.",
    "accelerators": "Tokens, replicas, supply.",
    "gateways": "Distance and view of each shell.",
    "reach": "Share of time within latency limits.",
    "demand": "Tokens asked for by year, and on what terms.",
    "sites": "Power, its price, racks.",
    "routes": "Ways down: capacity, price, whose tokens.",
    "prices": "What vehicles cost by tonnes or flights before.",
    "pads": "Pad groups and launch corridors.",
    "stages": "Stage gates, milestones of licences.",
    "money": "Capital and debt by period.",
    "existing": "What flies, runs or is bought already.",
    "defaults": "Defaults that are used.",
}


def with_views(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with a flag for each view: its `views` are the names of those asked for."""

    @wraps(command)
    def asked(**given: Any) -> Any:
        views = [name for name in VIEWS if given.pop(name)]
        return command(views=views, **given)

    hints = get_type_hints(command, include_extras=True)
    first, *others = (p for p in signature(command).parameters.values() if p.name != "views")
    flags = {name: Annotated[bool, typer.Option(f"--{name}", help=text)] for name, text in VIEWS.items()}
    parameters = [
        first.replace(annotation=hints[first.name]),
        *(Parameter(name, first.kind, default=False, annotation=flag) for name, flag in flags.items()),
        *(other.replace(annotation=hints[other.name]) for other in others),
    ]
    asked.__annotations__ = {p.name: p.annotation for p in parameters}
    asked.__dict__["__signature__"] = Signature(parameters)
    return asked
