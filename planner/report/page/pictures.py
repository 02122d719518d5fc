"""A figure as the page has it: its words in HTML, the drawing twice, for wide and for narrow windows, and the
table behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.report.figures.figure import Figure
from planner.report.page.svg import fit
from planner.report.page.tables import Table, table_of
from planner.report.page.words import unbroken

WIDE, NARROW = 620, 340  # pixels of the whole figure


@dataclass(frozen=True)
class Picture:
    """title: the finding; wide, narrow: SVG"""

    name: str
    title: str
    subtitle: str
    wide: str
    narrow: str
    table: Table


def picture(name: str, wide: Figure | None, narrow: Figure | None) -> Picture | None:
    """The picture of a figure drawn at both widths; None where there is nothing to show."""
    if wide is None or narrow is None:
        return None
    return Picture(
        name,
        unbroken(wide.title),
        unbroken(wide.subtitle),
        fit(wide.untitled_svg(), f"{name}-wide", "wide"),
        fit(narrow.untitled_svg(), f"{name}-narrow", "narrow"),
        table_of(wide.data, name),
    )
