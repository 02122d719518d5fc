"""The catalog as tables: every figure of every record, where it comes from and how far to trust it."""

from __future__ import annotations

from dataclasses import astuple, fields

import pandas as pd

from planner.errors import InstanceError
from planner.instance.records import SECTIONS, CatalogFigure
from planner.instance.records import figures as figures_of
from planner.instance.words import did_you_mean


def figures(sections: list[str] | None = None) -> pd.DataFrame:
    """section, id, key, value, source, quality, low, high, price_year of all figures, or of those of some
    sections.
    """
    rows = [astuple(figure) for section in sections or SECTIONS for figure in figures_of(section)]
    return pd.DataFrame(rows, columns=[field.name for field in fields(CatalogFigure)])


def records_of(ids: list[str], sections: list[str] | None = None) -> pd.DataFrame:
    """The figures of some records, in all sections or some. InstanceError for an id that none of them has,
    with those that may be meant.
    """
    every = figures(sections)
    known = list(dict.fromkeys(every.id))
    unknown = [own_id for own_id in ids if own_id not in known]
    if unknown:
        where = f" among its {', '.join(sections)}" if sections else ""
        raise InstanceError(
            "catalog",
            [
                (own_id, f"the catalog has no such id{where}{did_you_mean(own_id, known)}")
                for own_id in unknown
            ],
        )
    return every[every.id.isin(ids)].reset_index(drop=True)


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
