"""A figure: a chart, the data behind it, and what it finds; saved as a picture twice and as a table."""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from altair import Undefined

from planner.instance.writing import replace

PNG_SCALE = 2
NO_MARGIN = 2  # pixels: what the half of a line needs that runs along the edge


@dataclass(frozen=True)
class Figure:
    """One picture.

    chart     of Altair
    data      what it draws, a row a mark
    title     the finding, by the rules of findings.py
    subtitle  metric and unit, and how to read it
    alt       the finding and the reading, for those who do not see the picture
    """

    chart: Any
    data: pd.DataFrame
    title: str
    subtitle: str
    alt: str

    def svg(self) -> str:
        """The picture as SVG, with its alt text."""
        return self.spoken(self.chart)

    def untitled_svg(self) -> str:
        """The same without title, subtitle and margin: for a page, which says them in its own type."""
        chart = self.chart.copy(deep=False)
        chart.title = Undefined
        chart.config = chart.config.copy(deep=False)
        chart.config.padding = NO_MARGIN
        return self.spoken(chart)

    def spoken(self, chart: Any) -> str:
        """A chart as SVG with the alt text."""
        sheet = io.StringIO()
        chart.save(sheet, format="svg")
        alt_text = escape(self.alt, quote=True)
        return sheet.getvalue().replace("<svg ", f'<svg role="img" aria-label="{alt_text}" ', 1)

    def save(self, folder: str | Path, name: str) -> list[Path]:
        """Write NAME.svg, NAME.png and NAME.csv into a folder, made where it is missing."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files = {folder / file: content for file, content in self.files(name).items()}
        for path, content in files.items():
            replace(path, content)
        return list(files)

    def files(self, name: str) -> dict[str, bytes]:
        """NAME.svg, NAME.png and NAME.csv with what they hold."""
        import vl_convert

        drawn = self.svg()
        return {
            f"{name}.svg": drawn.encode(),
            f"{name}.png": vl_convert.svg_to_png(drawn, scale=PNG_SCALE),
            f"{name}.csv": self.data.to_csv(index=False, lineterminator="\n").encode(),
        }
