"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

InstancePath = Annotated[
    Path, typer.Argument(metavar="INSTANCE", help="Instance file (TOML).", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV to stdout.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change one figure; repeatable. KEY as vehicles.starship.price_musd.",
    ),
]
GapOfEach = Annotated[
    float | None, typer.Option("--gap", help="Gap of each solve.", show_default="the instance's")
]
SecondsOfEach = Annotated[
    float | None, typer.Option("--time-limit", help="Seconds of each solve.", show_default="the instance's")
]
Figures = Annotated[
    list[str] | None,
    typer.Option(
        "--figure",
        metavar="PATH[=LOW..HIGH]",
        help="A figure to move, or a pattern such as vehicles.*.price_musd; repeatable.",
        show_default="every figure with low and high",
    ),
]
Processes = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes that solve.", show_default="one a core")
]


def question_of(path: Path, changes: list[str] | None, options: Mapping[str, Any] | None = None) -> Any:
    """The instance of a file with the changes that the command line asks for."""
    import planner
    from planner.instance.paths import setting

    values = dict(map(setting, changes or [])) | dict(options or {})
    question = planner.read(path)
    return question.with_values(values) if values else question
