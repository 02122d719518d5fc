"""`planner app`: the planner in a browser, on this machine alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.system.streams import Left, Lost


def app(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Where instances and plans are read and written."),
    ] = Path("."),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0: any that is free.")
    ] = 8229,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address only; open no browser.")
    ] = False,
) -> None:
    """Move the main figures of an instance by slider, solve it, compare and keep plans, in a browser.

    Only this machine can reach it, and only FOLDER is read and written. Ctrl-C ends it, with every search
    that is under way.
    """
    from planner.app.folder import Folder
    from planner.app.serving import require_nicegui, serve

    require_nicegui()
    chosen = Folder(folder)

    def say(address: str) -> None:
        told = f"{address}  (folder {chosen.root}; Ctrl-C ends it)"
        try:
            print(told, flush=True)
        except (Left, Lost):  # it serves all the same
            print(told, file=sys.stderr)

    serve(chosen, port, show_browser=not no_browser, say=say)
