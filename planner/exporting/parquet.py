"""The tables of a plan as Parquet, a file each: real dates, and units and meanings in the schema's metadata.

Of a field: `unit`, `meaning`. Of a file: `table` (meaning), `key`, `plan`, `format` (of plan folders,
planner/tables/columns.py).
"""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from planner.exporting.tables import declared
from planner.plan.plan import Plan
from planner.tables.columns import COLUMNS, FORMAT
from planner.tables.schema import SCHEMA

FILES = frozenset(f"{name}.parquet" for name in COLUMNS)


def parquet(plan: Plan) -> dict[str, bytes]:
    """File name -> content."""
    return {f"{name}.parquet": _file(plan, name) for name in plan.written_tables()}


def _file(plan: Plan, name: str) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = getattr(plan, name)
    arrays, fields = [], []
    for column in map(str, frame.columns):
        kind = declared(name, column)
        type_ = _type_of(frame[column])
        arrays.append(pa.array(frame[column], type=type_, from_pandas=True))
        about = {"meaning": kind.meaning} | ({"unit": kind.unit} if kind.unit else {})
        fields.append(pa.field(column, type_, metadata=about))
    about = {
        "table": SCHEMA[name].meaning,
        "key": " ".join(SCHEMA[name].key),
        "plan": plan.name,
        "format": str(FORMAT),
    }
    room = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=about)), room)
    return room.getvalue()


def _type_of(cells: pd.Series) -> Any:
    """The Arrow type of a column."""
    import pyarrow as pa

    if pd.api.types.is_datetime64_any_dtype(cells):
        return pa.date32()
    if pd.api.types.is_integer_dtype(cells):
        return pa.int64()
    return pa.float64() if pd.api.types.is_numeric_dtype(cells) else pa.string()
