"""The catalog as tables: every figure of every record, where it comes from and how far to trust it."""

from __future__ import annotations

from dataclasses import astuple, fields

import pandas as pd

from planner.instance.records import SECTIONS, CatalogFigure
from planner.instance.records import figures as figures_of


def figures(sections: list[str] | None = None) -> pd.DataFrame:
    """section, id, key, value, source, quality, low, high, price_year of all figures, or of those of some sections."""
    rows = [astuple(figure) for section in sections or SECTIONS for figure in figures_of(section)]
    return pd.DataFrame(rows, columns=[field.name for field in fields(CatalogFigure)])


def for_people(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """One table a section: each record's id on a line of its own, its figures below."""
    found = {}
    for section, records in table.groupby("section", sort=False):
        lines: list[tuple[str, str, str, str]] = []
        for own_id, record in records.groupby("id", sort=False):
            lines.append((str(own_id), "", "", ""))
            for figure in record.itertuples():
                spread = (
                    f" ({figure.low:g} to {figure.high:g})"
                    if pd.notna(figure.low) and pd.notna(figure.high)
                    else ""
                )
                lines.append(
                    (f"  {figure.key}", f"{figure.value}{spread}", figure.quality or "", figure.source or "")
                )
        found[str(section)] = pd.DataFrame(lines, columns=["id and figure", "value", "quality", "source"])
    return found
