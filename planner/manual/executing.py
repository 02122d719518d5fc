"""Runs the notebook of the manual and keeps what came out: `python -m planner.manual.executing`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from planner.manual.generated import NOTEBOOK

SECONDS = 300  # of one cell


def executed(path: Path = NOTEBOOK) -> Any:
    """The notebook with its outputs made anew; a cell that fails raises."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(book, kernel_name="python3", timeout=SECONDS, resources=where).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)  # times of day
    return book


if __name__ == "__main__":
    import nbformat

    for place in map(Path, sys.argv[1:] or [str(NOTEBOOK)]):
        nbformat.write(executed(place), place)
