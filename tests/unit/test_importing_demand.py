"""Demand from spreadsheets: three layouts, units, numbers of several languages, and what is refused."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import planner
from planner.errors import InstanceError
from planner.importing.numbers import Marks, time_of
from planner.importing.units import unit_in

BATCH = "batch_north_america_tt_per_year"

LONG = """Year,Workload,Region,Demand (Tt/year),Comment
2028,Batch,North America,10,first
2029,Batch,North America,20,
2028,Agentic,Europe,1,
2029,Agentic,Europe,2,
"""
WIDE = """All numbers in billion tokens per day,,,
workload,region,2028,2029
batch,north-america,100,200
agentic,europe,10,20
Total,,110,220
"""
ROWS = """date,batch / North America (Tt/year),agentic_europe_tt_per_year
2028-01-01,10,1
2029-01-01,20,2
"""


def of_text(tmp_path, text: str, **asked):
    path = tmp_path / "given.csv"
    path.write_text(text, encoding="utf-8")
    return planner.import_demand(path, **asked)


def of_rows(tmp_path, rows, change=None, **asked):
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    if change:
        change(page)
    path = tmp_path / "given.xlsx"
    book.save(path)
    return planner.import_demand(path, **asked)


def columns(part) -> dict[str, list[float]]:
    return {name: part.table[name].tolist() for name in part.table.columns if name != "date"}


EXPECTED = {BATCH: [10.0, 20.0], "agentic_europe_tt_per_year": [1.0, 2.0]}


@pytest.mark.parametrize("text", [LONG, ROWS])
def test_layouts(tmp_path, text):
    part = of_text(tmp_path, text)
    assert columns(part) == EXPECTED
    assert part.table["date"].tolist() == ["2028-01-01", "2029-01-01"]


def test_years_in_columns_with_a_unit_in_the_title(tmp_path):
    part = of_text(tmp_path, WIDE)
    day = 365.25 / 1000  # a billion a day in Tt a year
    assert columns(part)[BATCH] == pytest.approx([100 * day, 200 * day])
    assert any("row 5 is a sum" in line for line in part.said)
    assert any("billion tokens per day" in line for line in part.said)


@pytest.mark.parametrize("text", [LONG, WIDE, ROWS])
def test_the_same_from_a_workbook(tmp_path, text):
    def cell(one: str):
        for kind in (int, float):
            try:
                return kind(one)
            except ValueError:
                continue
        return one or None

    rows = [[cell(one) for one in line.split(",")] for line in text.splitlines()]
    assert columns(of_rows(tmp_path, rows)) == columns(of_text(tmp_path, text))


def test_the_part_pastes_into_an_instance(tmp_path):
    of_text(
        tmp_path, LONG.replace("2028,Agentic,Europe,1,\n2029,Agentic,Europe,2,\n", "").replace("2028", "2027")
    ).write(tmp_path / "part.toml")
    starter = Path("instances/starter.toml").read_text(encoding="utf-8")
    head, _, _ = starter.partition("[workloads.batch.demand.north-america]")
    mine = tmp_path / "mine.toml"
    mine.write_text(head + (tmp_path / "part.toml").read_text(), encoding="utf-8")
    series = planner.read(mine).data.workloads["batch"].demand["north-america"].committed_tt_per_year
    assert series.dates == (date(2027, 1, 1), date(2029, 1, 1)) and series.values == (10.0, 20.0)


def test_the_text_says_what_the_file_does_not(tmp_path):
    toml = of_text(tmp_path, LONG, optional=False).toml
    assert "CHOICE: without shortfall_usd_per_mtoken" in toml
    assert "[workloads.batch.demand.north-america]" in toml
    assert 'use = "catalog:batch" is there' in toml
    assert "optional_tt_per_year" in of_text(tmp_path, LONG, optional=True).toml
    assert "add a last row of zeros where demand ends" in toml
    ended = of_text(tmp_path, "year,batch tt\n2029,10\n2030,0\n", workload="batch", region="europe").toml
    assert "2030-01-01 on" in ended and "last row of zeros" not in ended


def test_gaps_are_said(tmp_path):
    part = of_text(tmp_path, LONG.replace("2029,Batch", "2031,Batch"))
    assert any("batch/north-america: nothing from 2029-01-01 until 2031-01-01" in w for w in part.warnings)
    late = of_text(tmp_path, LONG.replace("2028,Agentic,Europe,1,\n", ""))
    assert any("agentic/europe: no value before 2029-01-01; 0 is ASSUMED" in w for w in late.warnings)
    assert columns(late)["agentic_europe_tt_per_year"] == [0.0, 2.0]
    months = "date,batch (Tt/year)\n2028-01-01,1\n2028-02-01,2\n2028-06-01,3\n"
    assert any("is a date missing?" in w for w in of_text(tmp_path, months, region="europe").warnings)


def test_semicolons_and_decimal_commas(tmp_path):
    text = (
        "Jahr;year;workload;region;tokens (Tt/year)\nx;2028;batch;europe;1.234,5\nx;2029;batch;europe;0,5\n"
    )
    part = of_text(tmp_path, text)
    assert columns(part) == {"batch_europe_tt_per_year": [1234.5, 0.5]}
    assert "separated by semicolons, decimals have a comma" in part.said[1]


def test_a_number_that_may_be_thousands_is_asked_for(tmp_path):
    text = "year;batch (Tt/year)\n2028;1,234\n2029;2,345\n"
    with pytest.raises(InstanceError, match="thousands or three decimals"):
        of_text(tmp_path, text, region="europe")
    point = of_text(tmp_path, text, region="europe", decimal=".")
    comma = of_text(tmp_path, text, region="europe", decimal=",")
    assert columns(point)["batch_europe_tt_per_year"] == [1234.0, 2345.0]
    assert columns(comma)["batch_europe_tt_per_year"] == [1.234, 2.345]


def test_amounts_are_of_the_time_of_their_cell(tmp_path):
    part = of_text(tmp_path, "workload,region,unit,2028Q1,2028Q2\nbatch,europe,trillion tokens,1,2\n")
    assert columns(part) == {"batch_europe_tt_per_year": [4.0, 8.0]}
    with pytest.raises(InstanceError, match="a date does not say of how long"):
        of_text(tmp_path, "date,batch (Tt)\n2028-01-01,1\n2028-04-01,2\n", region="europe")


def test_merged_heads_dates_and_hidden_rows(tmp_path):
    def change(page):
        page.merge_cells("B1:C1")
        page.merge_cells("D1:E1")
        page.row_dimensions[4].hidden = True

    rows = [
        [None, "batch", None, "agentic", None],
        [
            "date",
            "Europe (Tt/year)",
            "North America (Tt/year)",
            "Europe (Tt/year)",
            "North America (Tt/year)",
        ],
        [datetime(2028, 1, 1), 1, 2, 3, 4],
        [datetime(2028, 7, 1), 5, 6, 7, 8],
    ]
    part = of_rows(tmp_path, rows, change)
    assert columns(part) == {
        "batch_europe_tt_per_year": [1, 5], BATCH: [2, 6],
        "agentic_europe_tt_per_year": [3, 7], "agentic_north_america_tt_per_year": [4, 8],
    }  # fmt: skip
    assert any("hidden rows are read like the others: 4" in w for w in part.warnings)


def test_labels_merged_over_rows(tmp_path):
    rows = [
        ["workload", "region", 2028, 2029],
        ["batch", "europe", 1, 2],
        [None, "north-america", 3, 4],
        [None, None, None, None],
    ]
    part = of_rows(tmp_path, rows, lambda page: page.merge_cells("A2:A3"), unit="Tt/year")
    assert columns(part) == {"batch_europe_tt_per_year": [1, 2], BATCH: [3, 4]}
    assert part.warnings == ()
    loose = of_rows(tmp_path, rows, unit="Tt/year")
    assert columns(loose) == columns(part)
    assert any("row 3 names no workload: that of the row above is taken" in w for w in loose.warnings)


def test_a_formula_needs_its_value(tmp_path):
    rows = [["year", "batch (Tt/year)"], [2028, 1], [2029, "=B2*2"]]
    with pytest.raises(InstanceError, match=r"B3.*holds a formula without its value"):
        of_rows(tmp_path, rows, region="europe")


def test_the_sheet_can_be_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "notes"
    book.active.append(["year", "batch (Tt/year)"])
    book.active.append([2028, 1])
    book.create_sheet("plan").append(["year", "batch (Tt/year)"])
    book["plan"].append([2028, 7])
    path = tmp_path / "two.xlsx"
    book.save(path)
    first = planner.import_demand(path, region="europe")
    assert any("other sheets are not read: 'plan'" in line for line in first.said)
    assert columns(planner.import_demand(path, region="europe", sheet="plan")) == {
        "batch_europe_tt_per_year": [7]
    }
    with pytest.raises(InstanceError, match="no sheet 'x'; there are 'notes', 'plan'"):
        planner.import_demand(path, sheet="x")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("\n\n,,\n", "holds no cell"),
        ("a,b\n1,2\n", "no heads are recognised"),
        ("year,workload,region,tokens (Tt/year)\n2028,batch,europe,much\n", "'much' is not a number"),
        ("year,workload,region,tokens (Tt/year)\n2028,batch,europe,-1\n", "-1 is below 0"),
        ("year,workload,region,tokens (Tt/year)\nsoon,batch,europe,1\n", "'soon' is no time"),
        ("year,workload,region,tokens\n", "holds no number under its heads"),
        ("year,workload,region,demand\n2028,batch,europe,1\n", "--unit"),
        ("year,workload,region,tokens\n2028,batch,europe,1\n", "--unit"),
        ("year,workload,tokens (Tt/year)\n2028,batch,1\n", "say it with --region ID"),
        (
            "year,workload,region,tokens (Tt/year)\n2028,batch,europe,1\n2028,batch,europe,2\n",
            "has a value already",
        ),
        (
            "year,workload,region,tokens (Tt/year),volume (Tt/year)\n2028,batch,europe,1,1\n",
            "one column of tokens",
        ),
        ("year,batch (Tt/year)\n2028,1e300\n", "is the unit"),
        ("product line,area name,2028,2029\na,b,1,2\n", "name their heads workload and region"),
        ('year,"batch\n2028,1\n', "is no CSV"),
        ("year;batch (Tt/year)\n2028;1,5\n2029;2.5\n", "decimals are written both ways"),
    ],
)
def test_what_is_refused(tmp_path, text, says):
    region = (
        {"region": "europe"} if "region" not in text and "workload" not in text and "area" not in text else {}
    )
    with pytest.raises(InstanceError, match=says):
        of_text(tmp_path, text, **region)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.xlsx", b"PK\x03\x04 broken", "is no workbook"),
        ("x.xlsx", b"not a zip", "is no workbook"),
        ("x.csv", bytes(range(256)) * 10, "is not UTF-8|zero bytes"),
        ("x.csv", b"year,b\0atch\n", "zero bytes"),
        ("x.xls", b"\xd0\xcf\x11\xe0", "is no spreadsheet by its name"),
        ("x.csv", "year,batch (Tt/year)\n2028,1\n".encode("utf-16"), None),
    ],
)
def test_broken_and_binary_files(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    if says is None:
        assert len(planner.import_demand(path, region="europe").table) == 1
        return
    with pytest.raises(InstanceError, match=says):
        planner.import_demand(path)


def test_a_file_that_unpacks_hugely(tmp_path, monkeypatch):
    monkeypatch.setattr("planner.importing.grid.MOST_UNPACKED", 2_000_000)
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(room.getvalue())
    with pytest.raises(InstanceError, match="3 MB unpacked; at most 2 MB"):
        planner.import_demand(path)


def test_amounts_about_2050_are_no_years(tmp_path):
    text = "fiscal,batch (Tt/year)\n2028,2050\n2029,2090\n"
    with pytest.raises(InstanceError, match="no heads are recognised"):
        of_text(tmp_path, text, workload="batch", region="europe")
    part = of_text(tmp_path, "2028,2029\n5,6\n", workload="batch", region="europe", unit="Tt/year")
    assert columns(part) == {"batch_europe_tt_per_year": [5, 6]}


def test_what_the_caller_says_fills_what_the_file_leaves_open(tmp_path):
    text = "year,North America (Tt/year),Europe (Tt/year)\n2028,1,2\n2029,3,4\n"
    part = of_text(tmp_path, text, workload="batch")
    assert columns(part) == {BATCH: [1, 3], "batch_europe_tt_per_year": [2, 4]}
    part = of_text(tmp_path, "year,Forecast (Tt/year)\n2028,1\n", workload="batch", region="europe")
    assert columns(part) == {"batch_europe_tt_per_year": [1]}


def test_missing_and_large_files(tmp_path):
    with pytest.raises(InstanceError, match="no such file"):
        planner.import_demand(tmp_path / "none.csv")
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(21_000_000)
    with pytest.raises(InstanceError, match="at most 20 MB are read"):
        planner.import_demand(path)


def test_an_amount_of_next_to_nothing_is_looked_at(tmp_path):
    part = of_text(tmp_path, LONG, unit="million tokens/year")
    assert any("less than one accelerator; is the unit right?" in w for w in part.warnings)


def test_wrong_arguments(tmp_path):
    with pytest.raises(TypeError, match="decimal must be"):
        of_text(tmp_path, LONG, decimal=";")
    with pytest.raises(InstanceError, match="is no unit of tokens"):
        of_text(tmp_path, LONG, unit="tonnes")
    with pytest.raises(InstanceError, match="is no id"):
        of_text(tmp_path, LONG, region="North America")


def test_the_file_that_was_read_is_never_replaced(tmp_path):
    part = of_text(tmp_path, LONG, name="given")
    with pytest.raises(InstanceError, match="is the file that was read"):
        part.write(tmp_path / "part.toml", force=True)
    part = of_text(tmp_path, LONG)
    assert part.write(tmp_path / "part.toml") == [tmp_path / "part.toml", tmp_path / "demand.csv"]
    with pytest.raises(InstanceError, match="this file exists"):
        part.write(tmp_path / "part.toml")


@pytest.mark.parametrize(
    ("text", "tt_per_year", "rest"),
    [
        ("Tt/year", 1.0, ""),
        ("billion tokens/day", 0.36525, ""),
        ("batch (Tt/year)", 1.0, "batch"),
        ("interactive_north_america_tt_per_year", 1.0, "interactive north america"),
        ("tokens (trillions) per year", 1.0, ""),
        ("M tokens per month", 12e-6, ""),
        ("tokens/s", 31_557_600e-12, ""),
        ("Tokens per second (millions)", 31.5576, ""),
        ("Monthly tokens in millions", 12e-6, ""),
        ("Demand [10^12 tokens/yr]", 1.0, "Demand"),
        ("1e9 tokens per day", 0.36525, ""),
        ("Tokens/day (bn)", 0.36525, ""),
        ("Agentic / Europe, bn tokens per quarter", 0.004, "Agentic / Europe"),
        ("Output tokens/year", 1e-12, "Output"),
        ("tokens (Tt/year)", 1.0, "tokens"),
        ("Tokens [billion/day]", 0.36525, ""),
        ("daily volume, bn tokens", 0.36525, "volume"),
    ],
)
def test_units(text, tt_per_year, rest):
    unit, left = unit_in(text)
    assert unit.tt_per_year(None) == pytest.approx(tt_per_year)
    assert left == rest


@pytest.mark.parametrize(
    "text",
    ["North America", "market", "tokens per user per day", "M$ per Mtoken", "tonnes", "Mt or Bt", "tokens"],
)
def test_what_is_no_unit(text):
    assert unit_in(text)[0] is None


@pytest.mark.parametrize(
    ("cell", "day", "months"),
    [
        ("2028", date(2028, 1, 1), 12), (2028.0, date(2028, 1, 1), 12), ("2028Q3", date(2028, 7, 1), 3),
        ("Q2 2028", date(2028, 4, 1), 3), ("2028-05", date(2028, 5, 1), 1),
        ("2028-05-06", date(2028, 5, 6), None), (date(2028, 5, 6), date(2028, 5, 6), None),
    ],
)  # fmt: skip
def test_times(cell, day, months):
    found = time_of(cell)
    assert (found.day, found.months) == (day, months)


@pytest.mark.parametrize(
    "cell", ["1.2.2028", "05/06/2028", "2028-13", 2028.5, 1850.0, None, "soon", "2028-02-30"]
)
def test_what_is_no_time(cell):
    assert time_of(cell) is None


@pytest.mark.parametrize(
    ("decimal", "text", "value"),
    [(".", "1,234.5", 1234.5), (",", "1.234,5", 1234.5), (".", "1 234", 1234.0), (".", "1e3", 1000.0),
     (".", "1,23", None), (".", "inf", None), (".", "12 %", None), (".", "1_000", None)],
)  # fmt: skip
def test_numbers(decimal, text, value):
    assert Marks(decimal).number(text) == value
