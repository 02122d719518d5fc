"""The workbook of a plan, read back by another program: values, types, formulas, totals, limits, bytes."""

import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

import planner
from models.spending import COSTS
from planner.errors import InstanceError
from planner.explain.answer import answer
from planner.exporting import schedule, sheets
from planner.exporting.formats import number_format
from planner.exporting.sound import require_sound
from planner.exporting.workbook import workbook
from planner.tables.schema import SCHEMA
from planner.text.items import ITEMS

MUSD = "#,##0.00;[Red]-#,##0.00"


@pytest.fixture(scope="module")
def plan():
    return planner.read_plan("solutions/pilot")


@pytest.fixture(scope="module")
def content(plan):
    return workbook(plan)


@pytest.fixture(scope="module")
def values(content):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


@pytest.fixture(scope="module")
def formulas(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def column_of(page, row: int, head: str) -> int:
    return next(c.column for c in page[row] if str(c.value).replace("\n", " ") == head)


def row_of(page, label: str) -> int:
    return next(c.row for c in page["A"] if c.value == label)


def test_the_sheets(plan, values):
    first = ["summary", "schedule", "fleet by year", "cost by year"]
    assert values.sheetnames == [*first, *plan.written_tables(), "columns"]
    assert all(len(name) <= 31 for name in values.sheetnames)


def test_the_same_plan_gives_the_same_bytes(plan, content):
    assert workbook(planner.read_plan("solutions/pilot")) == content


def test_the_schedule_has_a_row_a_flight(plan, values):
    page = values["schedule"]
    rows = list(page.iter_rows(min_row=4, values_only=True))
    assert len(rows) == plan.launches.flights.sum()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    two = [row for row in rows if row[1] == 4]  # a row of launches.csv with two flights
    assert [row[2] for row in two] == [1, 2]
    assert two[0][3:5] == (datetime(2028, 1, 1), datetime(2028, 3, 31))
    assert two[0][7] == "5 ai1-full to sso-600"
    assert page.cell(4, 4).number_format == "yyyy-mm-dd"
    assert page.freeze_panes == "B4"
    assert page.auto_filter.ref == f"A3:P{3 + len(rows)}"


@pytest.mark.parametrize(
    ("head", "column"),
    [("satellites", "satellites"), ("mass (t)", "mass_t"), ("payload (t)", "payload_t"),
     ("volume (m3)", "volume_m3"), ("price (M$)", "price_musd")],
)  # fmt: skip
def test_totals_of_the_schedule_are_formulas_with_the_plans_sums(plan, values, formulas, head, column):
    at = column_of(values["schedule"], 3, head)
    assert str(formulas["schedule"].cell(2, at).value).startswith("=SUBTOTAL(109,")
    assert values["schedule"].cell(2, at).value == pytest.approx(plan.launches[column].sum(), rel=1e-9)
    below = [values["schedule"].cell(row, at).value for row in range(4, values["schedule"].max_row + 1)]
    assert sum(below) == pytest.approx(plan.launches[column].sum(), rel=1e-9)


def test_costs_by_year_are_signed_and_add_up(plan, values, formulas):
    page = values["cost by year"]
    row = row_of(page, "all costs, discounted")
    assert page.cell(row, page.max_column).value == pytest.approx(-plan.cost_musd, rel=1e-8)
    assert page.cell(row_of(page, "levelized cost"), page.max_column).value == pytest.approx(
        plan.ratio, rel=1e-8
    )
    net = row_of(page, "net cash flow")
    assert page.cell(net, page.max_column).value == pytest.approx(plan.cash.musd.sum(), rel=1e-8)
    launch = row_of(page, "launches")
    years = [c.value for c in page[2] if isinstance(c.value, int)]
    assert years == list(range(2027, 2036))
    by_hand = plan.cash[plan.cash.item == "launch"].groupby(plan.cash["date"].dt.year).musd.sum()
    assert [page.cell(launch, 3 + i).value for i in range(3)] == pytest.approx(by_hand.tolist())
    assert all(value < 0 for value in by_hand)
    assert page.cell(launch, 3).number_format == MUSD
    assert formulas["cost by year"].cell(launch, page.max_column).value == f"=SUM(C{launch}:K{launch})"


def test_an_annuity_is_no_cash_flow():
    page = openpyxl.load_workbook(io.BytesIO(workbook(planner.read_plan("solutions/orbit_vs_ground"))))[
        "cost by year"
    ]
    labels = [cell.value for cell in page["A"]]
    assert "net, assets charged in part" in labels and "net cash flow" not in labels
    assert "not money in the bank" in page["A1"].value
    assert labels.index("racks") < labels.index("upkeep of racks") < labels.index("grid energy")


def test_every_formula_gives_the_value_that_is_kept(values, formulas):
    """SUM, SUBTOTAL and sums of cells again, by the cells that they name."""
    checked = 0
    for page in formulas.worksheets:
        kept = values[page.title]
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                text = cell.value[1:]
                if text.startswith(("SUM(", "SUBTOTAL(109,")):
                    block = text[text.index("(") + 1 : -1].removeprefix("109,").replace("$", "")
                    total = sum(c.value for line in kept[block] for c in line if c.value is not None)
                elif "+" in text:
                    total = sum(kept[name].value for name in text.split("+"))
                else:
                    continue
                assert kept[cell.coordinate].value == pytest.approx(total, rel=1e-9, abs=1e-9), (
                    cell.coordinate
                )
                checked += 1
    assert checked > 100


def test_what_is_there_at_the_end_of_a_year(plan, values):
    page = values["fleet by year"]
    last = plan.fleet[plan.fleet["date"] == "2028-10-01"]
    row = row_of(page, "In service at the end of the year, by shell, as launched")
    assert page.cell(row + 1, 4).value == last[last["shell"] == "sso-600"].satellites.sum()


def test_tables_hold_what_the_files_hold(plan, values):
    for name, frame in plan.written_tables().items():
        rows = list(values[name].iter_rows(values_only=True))
        assert list(rows[0]) == list(frame.columns)
        assert len(rows) == len(frame) + 1
    cash = list(values["cash"].iter_rows(min_row=2, values_only=True))
    assert [row[6] for row in cash] == plan.cash.musd.tolist()
    assert cash[0][1] == datetime(2027, 1, 1)
    assert values["launches"].cell(2, 14).number_format == "0.0%"
    assert values["cash"].freeze_panes == "A2"


def test_the_columns_are_explained(plan, values):
    rows = list(values["columns"].iter_rows(min_row=2, values_only=True))
    told = {(row[0], row[1]): row for row in rows}
    assert set(told) == {(name, c) for name, frame in plan.written_tables().items() for c in frame.columns}
    assert told["launches", "mass_t"][2:5] == ("number", "t", SCHEMA["launches"].column("mass_t").meaning)


def test_columns_are_wide_enough(values):
    for page in values.worksheets:
        for letter, held in page.column_dimensions.items():
            assert 8 <= held.width <= 62, (page.title, letter)
    assert values["launches"].column_dimensions["D"].width >= len("vehicle") + 3


def test_text_that_looks_like_a_formula_stays_text(plan):
    wild = plan.launches.assign(
        vehicle=["=1+1", "+1", "-1", "@x"][:4] + ["falcon-9"] * (len(plan.launches) - 4)
    )
    edited = replace(plan, launches=wild)
    found = openpyxl.load_workbook(io.BytesIO(workbook(edited)))
    cells = [found["launches"].cell(row, 4) for row in range(2, 6)]
    assert [c.value for c in cells] == ["=1+1", "+1", "-1", "@x"]
    assert [c.data_type for c in cells] == ["s"] * 4
    assert all(c.quotePrefix for c in cells)


def test_a_wild_name_breaks_no_file():
    plan = planner.read_plan("solutions/starcloud")
    named = replace(plan, record=replace(plan.record, name="=a\n\x01b"))
    page = openpyxl.load_workbook(io.BytesIO(workbook(named)))["summary"]
    assert page["A1"].value == "=a??b" and page["A1"].data_type == "s"


def test_a_sheet_that_is_too_long_is_refused(plan):
    many = plan.launches.assign(flights=100_000)
    with pytest.raises(InstanceError, match=r"1,048,576.*--parquet"):
        workbook(replace(plan, launches=many))


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(InstanceError, match="31 characters"):
        sheets.Sheet(None, "x" * 32, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("launches", {"manifest": "m99"}, "manifest m99 is not in manifests.csv"),
        ("launches", {"flights": 0}, "flights holds a count below 1"),
        ("cash", {"date": "soon"}, "date holds a cell that is no date"),
        ("cash", {"musd": float("nan")}, "musd holds a cell that is no finite number"),
    ],
)
def test_a_plan_edited_by_hand_is_refused(plan, table, change, says):
    edited = replace(plan, **{table: getattr(plan, table).assign(**change)})
    with pytest.raises(InstanceError, match=says):
        require_sound(edited)


@pytest.mark.parametrize("name", ["small_operator"])
def test_plans_without_flights_or_with_debt_have_a_workbook(name):
    plan = planner.read_plan(f"solutions/{name}")
    require_sound(plan)
    page = openpyxl.load_workbook(io.BytesIO(workbook(plan)), data_only=True)["cost by year"]
    row = row_of(page, "all costs, discounted")
    assert page.cell(row, page.max_column).value == pytest.approx(-plan.cost_musd, rel=1e-7)


def test_cargo_in_words(plan):
    assert schedule.cargo_in_words(plan.manifests)["m1"] == "7 v3-heavy to sso-800"


def test_formats_by_unit():
    assert number_format("number", "M$") == MUSD
    assert number_format("number", "1") == "0.0%"
    assert number_format("integer", "period") == "0"
    assert number_format("integer", "flights") == "#,##0"
    assert number_format("date", "") == "yyyy-mm-dd"
    units = {c.unit for t in SCHEMA.values() for c in (*t.columns, *t.further) if c.type == "number"}
    assert {unit for unit in units if number_format("number", unit) == "#,##0.000"} <= {
        "MW",
        "Tt",
        "Gbit/s",
    } | {"M$"}


def test_the_summary_says_the_answer_its_dollars_and_its_discount_rate_in_words(plan, values):
    page = values["summary"]
    assert page["A2"].value == answer(plan)
    study = plan.resolved.data.study
    told = {row[0].value: row[1].value for row in page.iter_rows(min_row=4, max_row=30)}
    assert told["money in dollars of"] == str(study.price_year)
    assert told["discounted to the first day"] == datetime(
        study.start.year, study.start.month, study.start.day
    )
    assert told["discount rate a year"] == study.discount_rate
    heads = {str(cell.value) for row in page.iter_rows() for cell in row if cell.font.b}
    assert {"cost (M$)", "$/accelerator-hour", "lacks (M$ a satellite)", "whose"} <= heads
    assert not [head for head in heads if "_" in head]


def test_items_of_cost_are_in_words_that_the_page_has_too(plan, values):
    labels = {cell.value for name in ("summary", "cost by year") for cell in values[name]["A"]}
    assert {ITEMS[item] for item in plan.cost_by_item} <= labels
    assert not {"nre", "shell opening", "rack upkeep"} & labels
    assert set(ITEMS) == {*COSTS, "other"}
