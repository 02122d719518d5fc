"""Parquet files of a plan, read by pyarrow and by duckdb."""

import io

import duckdb
import pyarrow.parquet as pq
import pytest

import planner
from planner.exporting.parquet import parquet


@pytest.fixture(scope="module")
def plan():
    return planner.read_plan("solutions/pilot")


def test_a_file_a_table_with_types_units_and_meanings(plan):
    files = parquet(plan)
    assert set(files) == {f"{name}.parquet" for name in plan.written_tables()}
    table = pq.read_table(io.BytesIO(files["cash.parquet"]))
    assert [str(field.type) for field in table.schema] == [
        "int64", "date32[day]", "date32[day]", "string", "string", "string", "double", "double",
    ]  # fmt: skip
    assert table.schema.field("musd").metadata[b"unit"] == b"M$"
    assert b"not discounted" in table.schema.field("musd").metadata[b"meaning"]
    assert table.schema.metadata[b"plan"] == b"pilot"
    assert table.schema.metadata[b"key"] == b"period item what"
    assert table.column("musd").to_pylist() == plan.cash.musd.tolist()


def test_duckdb_reads_it(plan, tmp_path):
    (tmp_path / "cash.parquet").write_bytes(parquet(plan)["cash.parquet"])
    where = "kind = 'cost' and date >= '2027-01-01'"
    query = f"select sum(discounted_musd) from '{tmp_path}/cash.parquet' where {where}"
    assert duckdb.sql(query).fetchall()[0][0] == pytest.approx(-plan.cost_musd, rel=1e-8)


def test_the_same_plan_gives_the_same_bytes(plan):
    assert parquet(plan) == parquet(planner.read_plan("solutions/pilot"))
