"""Every class of bad input is refused by one clear message that names place, value and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InstanceError
from planner.instance import files, records
from planner.instance.reading import read
from planner.instance.schema import Gateway

DATA = Path(__file__).parents[1] / "unit" / "data" / "instance"
MINIMAL = (DATA / "minimal.toml").read_text()

SERIES_FORMS = (
    "{value = ...}, {start = ..., growth_per_year = ...}, "
    "{start = ..., saturation = ..., growth_per_year = ...}, "
    "{csv = ..., column = ...} or {dates = [...], value = [...]}"
)


@pytest.fixture(autouse=True)
def own_catalog(monkeypatch):
    monkeypatch.setattr(records, "FOLDER", DATA / "catalog")


def problems(folder: Path, text: str | bytes, **tables: str) -> list[tuple[str, str]]:
    """The problems that reading reports for this file with these CSV tables beside it."""
    path = folder / "instance.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(table)
    with pytest.raises(InstanceError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: {len(caught.value.problems)} problem")
    return caught.value.problems


# (what is wrong, text to replace, by what, key path, message)
KEYS = [
    ("unknown key", "success =", "succes =", "vehicles.lifter.succes", "unknown key; did you mean success?"),
    ("unknown section", "[supply]", "[suply]", "suply", "unknown key; did you mean supply?"),
    ("unknown section", "[study]", "[stduy]", "stduy", "unknown key; did you mean study?"),
    ("unlike any key", "gbps = 1000", "zzz = 1\ngbps = 1000",
     "gateways.paris.zzz", "unknown key; known: " + ", ".join(Gateway.model_fields)),
    ("missing key", "success = 0.99\n", "",
     "vehicles.lifter.success", "is missing: probability that a flight delivers"),
    ("missing table", "[workloads.chat.demand.europe]\ncommitted_tt_per_year = 5\n", "",
     "workloads.chat.demand", "is missing: demand by region"),
    ("empty table", "accelerators = { chip = 16 }", "accelerators = {}",
     "designs.tug-16.accelerators", "is empty: at least one entry is needed"),
    ("empty list", "shieldings_mm = [2, 5]", "shieldings_mm = []",
     "buses.tug.shieldings_mm", "is empty: at least one entry is needed"),
    ("repetition", "shieldings_mm = [2, 5]", "shieldings_mm = [5, 5.0]",
     "buses.tug.shieldings_mm", "names one value twice"),
    ("bad id", "[vehicles.lifter]", "[vehicles.Big_Lifter]", "vehicles.Big_Lifter",
     '"Big_Lifter" is not an id: lower-case words of letters and digits with hyphens, such as falcon-9'),
    ("id taken", "[gateways.paris]", "[gateways.europe]",
     "gateways.europe", "the id is taken: regions.europe"),
    ("id of a design and a design space", "[design_spaces.tugs]", "[design_spaces.tug-16]",
     "designs.tug-16", "the id is taken: design_spaces.tug-16"),
    ("table for a value", "success = 0.99", "success = { low = 0.9 }", "vehicles.lifter.success",
     "is a table without value; a figure is {value = ..., source = ..., quality = ...}"),
    ("value for a table", "[supply]\nchip = 100_000", "[supply.chip]",
     "supply.chip", f"a series is a number, a list, {SERIES_FORMS}"),
    ("value for a section", "[supply]\nchip = 100_000", "[solve]\n[[supply]]\nchip = 3",
     "supply", "must be a table, not a list"),
    ("value for a record", "anchors = [{ altitude_km = 300, inclination_deg = 53, payload_t = 17 }]",
     "anchors = [17]", "vehicles.lifter.anchors.0", "must be a table, not 17"),
]  # fmt: skip

VALUES = [
    ("true for a number", "success = 0.99", "success = true",
     "vehicles.lifter.success", "must be a number 0.01..1, not true"),
    ("text for a number", "success = 0.99", 'success = "0.99"',
     "vehicles.lifter.success", 'must be a number 0.01..1, not the text "0.99"'),
    ("number for a text", 'name = "minimal"', "name = 3", "study.name", "must be a text, not 3"),
    ("number for a flag", "latency_ms = 200", "latency_ms = 200\ncan_wait = 1",
     "workloads.chat.can_wait", "must be true or false, not 1"),
    ("flag for a choice", "latency_ms = 200", "latency_ms = 200\nresidency = true",
     "workloads.chat.residency", 'must be "none" or "gateways" or "soil", not true'),
    ("fraction for a count", "satellites_max = 25", "satellites_max = 25.5",
     "vehicles.lifter.satellites_max", "must be a whole number 1..1000, not 25.5"),
    ("true for a choice", "period_months = 3", "period_months = true",
     "study.period_months", "must be a whole number, not true"),
    ("no such choice", "period_months = 3", "period_months = 4",
     "study.period_months", "must be 1 or 3 or 6 or 12, not 4"),
    ("no such choice", "discount_rate = 0.08", 'discount_rate = 0.08\nhorizon = "never"',
     "study.horizon", 'must be "run-out" or "annuity", not the text "never"'),
    ("text for a date", "start = 2028-01-01", 'start = "2028-01-01"',
     "study.start", 'must be a date 2020-01-01..2053-10-08, not the text "2028-01-01"'),
    ("time for a date", "start = 2028-01-01", "start = 2028-01-01T00:00:00",
     "study.start", "must be a date 2020-01-01..2053-10-08, not 2028-01-01 00:00:00"),
    ("early date", "start = 2028-01-01", "start = 1990-01-01",
     "study.start", "1990-01-01 is outside 2020-01-01..2053-10-08"),
    ("no eclipse operation", 'eclipse_operation = "idle"', 'eclipse_operation = "sleep"',
     "designs.tug-16.eclipse_operation", 'must be "idle", "full" or a share 0..1, not the text "sleep"'),
    ("no eclipse operation", 'eclipse_operations = ["idle", 0.5]', "eclipse_operations = [true]",
     "buses.tug.eclipse_operations.0", 'must be "idle", "full" or a share 0..1, not true'),
    ("not a number", "success = 0.99", "success = nan",
     "vehicles.lifter.success", "must be a number 0.01..1, not nan"),
    ("infinite", "fairing_m3 = 150", "fairing_m3 = inf",
     "vehicles.lifter.fairing_m3", "must be a number 0..5000 (0 excluded), not inf"),
    ("absurd", "fairing_m3 = 150", f"fairing_m3 = 1{'0' * 400}",
     "vehicles.lifter.fairing_m3", "must be a number 0..5000 (0 excluded), not a number of absurd size"),
    ("metres", "altitude_km = 550", "altitude_km = 550_000",
     "shells.leo.altitude_km", "550000 is outside 400..2000; was it given in metres?"),
    ("kilograms", "mass_max_t = 5", "mass_max_t = 5000",
     "buses.tug.mass_max_t", "5000 is outside 0..500 (0 excluded); was it given in kilograms?"),
    ("watts", "load_max_kw = 200", "load_max_kw = 200_000",
     "buses.tug.load_max_kw", "200000 is outside 0..20000 (0 excluded); was it given in watts?"),
    ("kilowatts", "power_w = 1400", "power_w = 1.4",
     "accelerators.chip.power_w", "1.4 is outside 5..50000; was it given in kilowatts?"),
    ("dollars", "price_musd = [70, 65]", "price_musd = 70e6",
     "vehicles.lifter.price_musd", "70000000 is outside 0..5000; was it given in dollars?"),
    ("dollars per MWh", "grid_usd_per_kwh = 0.12", "grid_usd_per_kwh = 120",
     "sites.frankfurt.grid_usd_per_kwh", "120 is outside 0..5; was it given in dollars per MWh?"),
    ("tokens", "committed_tt_per_year = 5", "committed_tt_per_year = 5e12",
     "workloads.chat.demand.europe.committed_tt_per_year",
     "5e+12 is outside 0..100000000; was it given in tokens?"),
    ("kelvin", "radiator_c = 40", "radiator_c = 313",
     "buses.tug.radiator_c", "313 is outside -100..200; was it given in kelvin?"),
    ("per cent", "discount_rate = 0.08", "discount_rate = 8",
     "study.discount_rate", "8 is outside 0..0.5; was it given in per cent?"),
    ("months", "service_lives_years = [3, 5]", "service_lives_years = [3, 60]",
     "buses.tug.service_lives_years.1", "60 is outside 0.25..30; was it given in months?"),
    ("seconds", "latency_ms = 200", "latency_ms = 0.2",
     "workloads.chat.latency_ms", "0.2 is outside 1..1000000000; was it given in seconds?"),
    ("exhaust velocity", "isp_s = 1500", "isp_s = 15_000",
     "buses.tug.isp_s", "15000 is outside 30..10000; was it given in metres per second?"),
    ("negative price", "price_usd = 40_000", "price_usd = -1",
     "accelerators.chip.price_usd", "-1 is outside 0..5000000"),
    ("two planes", "inclination_deg = 53\nsatellites", "inclination_deg = 53\nltan_h = 6\nsatellites",
     "shells.leo", "give exactly one of inclination_deg and ltan_h"),
    ("min above max", "min = 8, max = 32", "min = 40, max = 32",
     "design_spaces.tugs.accelerators.chip", "min 40 exceeds max 32"),
    ("counts crossed", "accelerators_max = 32", "accelerators_max = 32\naccelerators_min = 33",
     "design_spaces.tugs", "accelerators_min 33 exceeds accelerators_max 32"),
    ("unpriced generation", "pue = 1.2", "pue = 1.2\nonsite_mw = 5",
     "sites.frankfurt", "onsite_mw needs onsite_usd_per_kwh, the price of its energy"),
]  # fmt: skip

REFERENCES = [
    ('bus = "tug"\nhome_shell =', 'bus = "tag"\nhome_shell =', "designs.tug-16.bus",
     '"tag" is not defined in buses; did you mean tug?'),
    ('home_shell = "leo"', 'home_shell = "geo"', "designs.tug-16.home_shell",
     '"geo" is not defined in shells; did you mean leo?'),
    ('home_shells = ["leo"]', 'home_shells = ["leo", "sso"]', "design_spaces.tugs.home_shells",
     '"sso" is not defined in shells; known: leo'),
    ("accelerators = { chip = 16 }", "accelerators = { chop = 16 }", "designs.tug-16.accelerators.chop",
     '"chop" is not defined in accelerators; did you mean chip?'),
    ("accelerators = { chip = {", "accelerators = { chop = {", "design_spaces.tugs.accelerators.chop",
     '"chop" is not defined in accelerators; did you mean chip?'),
    ('accelerators = ["chip"]', 'accelerators = ["chop"]', "sites.frankfurt.accelerators",
     '"chop" is not defined in accelerators; did you mean chip?'),
    ('region = "europe"\nlatitude_deg = 49', 'region = "asia"\nlatitude_deg = 49', "gateways.paris.region",
     '"asia" is not defined in regions; known: europe'),
    ('region = "europe"\nlatitude_deg = 50', 'region = "asia"\nlatitude_deg = 50', "sites.frankfurt.region",
     '"asia" is not defined in regions; known: europe'),
    ("[workloads.chat.demand.europe]", "[workloads.chat.demand.asia]", "workloads.chat.demand.asia",
     '"asia" is not defined in regions; known: europe'),
    ("[supply]\nchip", "[supply]\nchop", "supply.chop",
     '"chop" is not defined in accelerators; did you mean chip?'),
    ("tokens_per_s = { chat = 2000 }", "tokens_per_s = { chat = 2000, chut = 1 }",
     "accelerators.chip.tokens_per_s.chut", '"chut" is the service of no workload; did you mean chat?'),
]  # fmt: skip

FIGURES = [
    ("{ value = 0.99, quality = \"sure\" }", ".quality",
     'must be one of measured, quoted, estimated, assumed, not the text "sure"'),
    ("{ value = 0.99, source = 3 }", ".source",
     "must be a text that says where the figure comes from, not 3"),
    ("{ value = 0.99, low = 1 }", ".low", "1 is above the value 0.99"),
    ("{ value = 0.99, high = 0.5 }", ".high", "0.5 is below the value 0.99"),
    ("{ value = 0.99, low = true }", ".low", "must be a number, not true"),
    ("{ value = 0.99, price_year = 2024 }", ".price_year",
     "belongs to money: keys with usd or musd in their name"),
    ("{ value = 0.99, sorce = \"x\" }", ".sorce", "unknown key; did you mean source?"),
    ("{ value = 99, source = \"x\" }", "", "99 is outside 0.01..1; was it given in per cent?"),
]  # fmt: skip

SERIES = [
    ("empty", "[]", "is an empty series"),
    ("short", "[70]", "has 1 of the 2 values needed, one per study year with launches (2028..2029)"),
    ("true among values", "[70, true]", "value 2 must be a number, not true"),
    ("nan among values", "[70, nan]", "value 2 must be a number, not nan"),
    ("text", '"70"', f'must be a series (a number, a list, {SERIES_FORMS}), not the text "70"'),
    ("nan", "nan", f"must be a series (a number, a list, {SERIES_FORMS}), not nan"),
    ("half a form", "{ start = 70 }", f"a series is a number, a list, {SERIES_FORMS}"),
    ("growth as text", '{ start = 70, growth_per_year = "5 %" }',
     'growth_per_year must be a number, not the text "5 %"'),
    ("growth in per cent", "{ start = 70, growth_per_year = 50 }",
     "growth_per_year 50 is outside -0.9..10; was it given in per cent?"),
    ("half a saturation", "{ start = 70, saturation = 90 }", f"a series is a number, a list, {SERIES_FORMS}"),
    ("saturation as text", '{ start = 70, saturation = "90", growth_per_year = 0.5 }',
     'saturation must be a number, not the text "90"'),
    ("saturation from nothing", "{ start = 0, saturation = 90, growth_per_year = 0.5 }",
     "start 0 must be above 0 where growth saturates"),
    ("saturation at nothing", "{ start = 9, saturation = 0, growth_per_year = 0.5 }",
     "saturation 0 must be above 0 where growth saturates"),
    ("saturating growth in per cent", "{ start = 9, saturation = 90, growth_per_year = 50 }",
     "growth_per_year 50 is outside -0.9..10; was it given in per cent?"),
    ("saturation out of range", "{ start = 4000, saturation = 9000, growth_per_year = 9 }",
     "8998.611854 (from 2029-01-01 on) is outside 0..5000; was it given in dollars?"),
    ("start is true", "{ start = true, growth_per_year = 0 }", "start must be a number, not true"),
    ("later value out of range", "[70, 70e6]",
     "70000000 (from 2029-01-01 on) is outside 0..5000; was it given in dollars?"),
    ("dates fall", "{ dates = [2028-01-01, 2027-01-01], value = [1, 2] }", "dates must rise"),
    ("dates late", "{ dates = [2029-01-01], value = [1] }",
     "starts on 2029-01-01, after the study's start 2028-01-01"),
    ("dates too few", "{ dates = [2028-01-01], value = [1, 2] }", "has 1 dates for 2 values"),
    ("dates are texts", '{ dates = ["2028-01-01"], value = [1] }',
     "dates must be a list of dates such as 2028-01-01"),
]  # fmt: skip

CSV = '{ csv = "prices.csv", column = "price_musd" }'
TABLES = [
    ("missing column", "date,cost_musd\n2028-01-01,70\n",
     "prices.csv: has no column 'price_musd'; did you mean cost_musd?"),
    ("no date", "day,price_musd\n2028-01-01,70\n",
     "prices.csv: has no column 'date'; known: day, price_musd"),
    ("column twice", "date,price_musd,price_musd\n2028-01-01,70,71\n",
     "prices.csv: has more than one column 'price_musd'"),
    ("not a number", "date,price_musd\n2028-01-01,about 70\n",
     "prices.csv: line 2: 'about 70' is not a number"),
    ("nan", "date,price_musd\n2028-01-01,nan\n", "prices.csv: line 2: 'nan' is not a number"),
    ("no date in a row", "date,price_musd\n1 Jan 2028,70\n",
     "prices.csv: line 2: '1 Jan 2028' is not a date such as 2028-01-01"),
    ("unsorted", "date,price_musd\n2028-01-01,70\n2027-01-01,60\n",
     "prices.csv: line 3: 2027-01-01 does not come after 2028-01-01; dates must rise"),
    ("late", "date,price_musd\n2028-02-01,70\n",
     "prices.csv: starts on 2028-02-01, after the study's start 2028-01-01"),
    ("ragged", "date,price_musd\n2028-01-01,70,80\n", "prices.csv: line 2 has 3 cells under a header of 2"),
    ("no rows", "date,price_musd\n", "prices.csv: has a header but no rows"),
    ("empty", "", "prices.csv: is empty"),
    ("several faults", "date,price_musd\n2028-01-01,a\nb,70\n",
     "prices.csv: line 2: 'a' is not a number; line 3: 'b' is not a date such as 2028-01-01"),
    ("out of range", "date,price_musd\n2028-01-01,70\n2029-01-01,-3\n",
     "-3 (from 2029-01-01 on) is outside 0..5000"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new", "path", "message"), KEYS + VALUES)
def test_a_fault_is_reported_where_it_is(tmp_path, what, old, new, path, message):
    assert old in MINIMAL
    assert (path, message) in problems(tmp_path, MINIMAL.replace(old, new, 1)), what


@pytest.mark.parametrize(("what", "old", "new", "path", "message"), VALUES)
def test_a_wrong_value_is_the_only_problem(tmp_path, what, old, new, path, message):
    if path != "study.start":  # a faulty start makes nothing else checkable, but nothing else wrong either
        assert problems(tmp_path, MINIMAL.replace(old, new, 1)) == [(path, message)], what


@pytest.mark.parametrize(("old", "new", "path", "message"), REFERENCES)
def test_a_dangling_reference(tmp_path, old, new, path, message):
    assert old in MINIMAL
    assert problems(tmp_path, MINIMAL.replace(old, new, 1)) == [(path, message)]


@pytest.mark.parametrize(("figure", "where", "message"), FIGURES)
def test_a_faulty_figure(tmp_path, figure, where, message):
    text = MINIMAL.replace("success = 0.99", f"success = {figure}")
    assert problems(tmp_path, text) == [(f"vehicles.lifter.success{where}", message)]


@pytest.mark.parametrize(("what", "series", "message"), SERIES)
def test_a_faulty_series(tmp_path, what, series, message):
    text = MINIMAL.replace("price_musd = [70, 65]", f"price_musd = {series}")
    assert problems(tmp_path, text) == [("vehicles.lifter.price_musd", message)], what


@pytest.mark.parametrize(("what", "table", "message"), TABLES)
def test_a_faulty_table(tmp_path, what, table, message):
    text = MINIMAL.replace("price_musd = [70, 65]", f"price_musd = {CSV}")
    assert problems(tmp_path, text, prices=table) == [("vehicles.lifter.price_musd", message)], what


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (CSV, "prices.csv: no such file"),
        ('{ csv = "../prices.csv", column = "price_musd" }',
         "../prices.csv: must be a path inside the instance's folder, with forward slashes"),
        ('{ csv = "/etc/passwd", column = "price_musd" }',
         "/etc/passwd: must be a path inside the instance's folder, with forward slashes"),
        ('{ csv = "prices.csv", column = "price" }',
         "column 'price' does not name its unit: expected musd or a name that ends in _musd"),
        ('{ csv = "prices.csv", column = "price_usd" }',
         "column 'price_usd' does not name its unit: expected musd or a name that ends in _musd"),
        ('{ csv = 3, column = "price_musd" }',
         "csv and column must be texts: a file name and the name of one of its columns"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used(tmp_path, form, message):
    text = MINIMAL.replace("price_musd = [70, 65]", f"price_musd = {form}")
    assert problems(tmp_path, text) == [("vehicles.lifter.price_musd", message)]


# --- the instance as a whole


def test_several_workloads_need_weights(tmp_path):
    second = MINIMAL[MINIMAL.index("[workloads.chat]") : MINIMAL.index("[supply]")].replace(
        "workloads.chat", "workloads.code"
    )
    text = MINIMAL + "\n" + second.replace("latency_ms", 'service = "chat"\nlatency_ms')
    message = "is missing: weight of one token in the objective; required when there are several workloads"
    assert problems(tmp_path, text) == [
        ("workloads.chat.token_weight", message),
        ("workloads.code.token_weight", message),
    ]


def test_nothing_asked(tmp_path):
    text = MINIMAL.replace("committed_tt_per_year", "optional_tt_per_year")
    message = "neither committed demand nor study.min_tokens_tt: the cheapest plan would serve nothing"
    assert problems(tmp_path, text) == [("workloads", message)]
    message = "every demand is zero: give committed_tt_per_year or optional_tt_per_year"
    assert problems(tmp_path, text.replace("per_year = 5", "per_year = 0")) == [("workloads", message)]
    (tmp_path / "instance.toml").write_text(text.replace("discount_rate", "min_tokens_tt = 3\ndiscount_rate"))
    assert read(tmp_path / "instance.toml").data.study.min_tokens_tt == 3
    (tmp_path / "instance.toml").write_text('objective = "npv"\n' + text)
    assert read(tmp_path / "instance.toml").data.objective == "npv"


def test_a_workload_that_no_accelerator_can_hold(tmp_path):
    text = MINIMAL.replace("tokens_per_s = { chat = 2000 }", "tokens_per_s = { chat = 0 }")
    message = "no accelerator can hold it: none of chip has tokens_per_s.chat above 0"
    assert problems(tmp_path, text) == [("workloads.chat", message)]


def test_nothing_serves(tmp_path):
    cut = [
        part
        for part in MINIMAL.split("\n\n")
        if not part.startswith(("[sites", "[designs", "[design_spaces"))
    ]
    message = "nothing can serve them: give designs, design_spaces or sites"
    assert problems(tmp_path, "\n\n".join(cut)) == [("workloads", message)]


def test_satellites_without_vehicles(tmp_path):
    cut = [part for part in MINIMAL.split("\n\n") if not part.startswith(("[vehicles", "[gateways"))]
    message = "is missing: satellites are designed, but without it none is of use"
    assert problems(tmp_path, "\n\n".join(cut)) == [("vehicles", message), ("gateways", message)]


def test_all_problems_come_in_one_report(tmp_path):
    text = MINIMAL
    for old, new in [
        ("discount_rate = 0.08", "discount_rate = 8"),
        ("power_w = 1400", "power_w = true"),
        ("success = 0.99", "succes = 0.99"),
        ('region = "europe"\nlatitude_deg = 49', 'region = "europa"\nlatitude_deg = 49'),
        ("committed_tt_per_year", "optional_tt_per_year"),
        ("altitude_km = 550", "altitude_km = 550_000"),
    ]:
        text = text.replace(old, new, 1)
    assert [path for path, _ in problems(tmp_path, text)] == [
        "study.discount_rate",
        "accelerators.chip.power_w",
        "shells.leo.altitude_km",
        "vehicles.lifter.succes",
        "vehicles.lifter.success",
        "gateways.paris.region",
    ]  # "nothing asked" needs a sound study and is found next time


def test_the_report_reads_well(tmp_path):
    text = MINIMAL.replace("altitude_km = 550", "altitude_km = 550_000").replace("success", "succes")
    path = tmp_path / "instance.toml"
    path.write_text(text)
    with pytest.raises(InstanceError) as caught:
        read(path)
    assert str(caught.value) == "\n".join(
        [
            f"{path}: 3 problems",
            "  shells.leo.altitude_km    550000 is outside 400..2000; was it given in metres?",
            "  vehicles.lifter.succes    unknown key; did you mean success?",
            "  vehicles.lifter.success   is missing: probability that a flight delivers",
        ]
    )


def test_a_flood_of_problems_is_cut(tmp_path):
    found = problems(tmp_path, "\n".join(f"key{i} = 1" for i in range(100_000)))
    assert len(found) == 101
    assert found[-1] == ("", "there may be more; only the first 100 are listed")


# --- the catalog


@pytest.mark.parametrize(
    ("use", "message"),
    [
        ('"catalog:falkon"', "the catalog has no 'falkon' among its vehicles; did you mean falcon?"),
        ('"falcon"', 'must be "catalog:ID", not the text "falcon"'),
        ("3", 'must be "catalog:ID", not 3'),
    ],
)
def test_an_unknown_record(tmp_path, use, message):
    text = MINIMAL + f"\n[vehicles.other]\nuse = {use}\nfairing_m3 = 100\n"
    assert problems(tmp_path, text) == [("vehicles.other.use", message)]


def test_records_only_where_the_catalog_has_them(tmp_path):
    text = MINIMAL.replace("altitude_km = 550", 'altitude_km = 550\nuse = "catalog:leo"')
    assert dict(problems(tmp_path, text))["shells.leo.use"].startswith("unknown key")


@pytest.mark.parametrize(
    ("year", "shown"), [("1990", "1990"), ('"2024"', 'the text "2024"'), ("true", "true")]
)
def test_a_price_year_out_of_reach(tmp_path, year, shown):
    text = MINIMAL.replace("fairing_m3 = 150", f"fairing_m3 = 150\nprice_year = {year}")
    assert problems(tmp_path, text) == [
        ("vehicles.lifter.price_year", f"must be a year 2010..2035, not {shown}")
    ]
    text = MINIMAL.replace("price_usd = 40_000", f"price_usd = {{ value = 40_000, price_year = {year} }}")
    assert problems(tmp_path, text) == [
        ("accelerators.chip.price_usd.price_year", f"must be a year 2010..2035, not {shown}")
    ]


def test_a_price_year_without_money(tmp_path):
    text = MINIMAL.replace("longitude_deg = 10", "longitude_deg = 10\nprice_year = 2024")
    assert problems(tmp_path, text) == [
        ("regions.europe.price_year", "unknown key: this table holds no money")
    ]


# --- the file itself


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[study", "is not TOML: Expected ']' at the end of a table declaration (at end of document)"),
        (b"a = 1\na = 2\n", "is not TOML: Cannot overwrite a value (at line 2, column 6)"),
        (b"[a.b]\n[a.b]", "is not TOML: Cannot declare a.b twice (at line 2, column 5)"),
        (b"[a]\nb = {}\n[a.b]", "is not TOML: Cannot declare a.b twice (at line 3, column 5)"),
        (b"a = 2028-02-31", "is not TOML: Invalid date or datetime (at line 1, column 5)"),
        (b"a = 1" + b"0" * 5000,
         "is not TOML: Exceeds the limit (4300 digits) for integer string conversion: value has 5001 digits"),
        (b"a = 'caf\xe9'\n", "is not UTF-8 text: byte 0xe9 in line 1"),
        ("a = 1".encode("utf-16"), "is not UTF-8 text: byte 0xff in line 1"),
        (b"a = " + b"[" * 100_000, "is not an instance: lists or tables nest too deeply"),
        (b"a = " + b"[" * 450 + b"]" * 450, "is not an instance: lists or tables nest too deeply"),
        (b"a." * 100_000 + b"a = 1", "is not an instance: a key has more than 40 parts"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_toml(tmp_path, content, message):
    assert problems(tmp_path, content) == [("", message)]


def test_an_empty_file_misses_every_required_section(tmp_path):
    assert problems(tmp_path, "") == [
        ("study", "is missing: what is asked"),
        ("regions", "is missing: where demand comes from"),
        ("accelerators", "is missing: chips with their share of host and network"),
        ("workloads", "is missing: classes of token demand"),
    ]


def refused(path: Path) -> str:
    with pytest.raises(InstanceError) as caught:
        read(path)
    return str(caught.value)


def test_what_is_no_file(tmp_path):
    assert refused(tmp_path) == f"{tmp_path}: 1 problem\n  is a directory, not a file"
    missing = tmp_path / "absent.toml"
    assert refused(missing) == f"{missing}: 1 problem\n  no such file"
    assert refused(Path("/dev/null")) == "/dev/null: 1 problem\n  is not a regular file"
    assert "no such file" in refused(Path("a\0b"))
    assert "cannot be read: File name too long" in refused(tmp_path / ("a" * 5000))


def test_fifty_megabytes_of_garbage_are_not_read(tmp_path, monkeypatch):
    path = tmp_path / "garbage.toml"
    with path.open("wb") as handle:
        handle.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
    assert (
        refused(path) == f"{path}: 1 problem\n  has 50.0 MB; at most {files.SIZE_LIMIT / 1e6:.0f} MB are read"
    )


@given(st.binary(max_size=400))
def test_garbage_is_refused_and_nothing_else(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "garbage.toml"
    path.write_bytes(content)
    with pytest.raises(InstanceError):
        read(path)


VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(),
              st.floats(), st.text(max_size=8), st.dates(), st.datetimes()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(data=st.data())
def test_no_value_anywhere_is_a_traceback(data):
    sound = read(DATA / "minimal.toml")
    section = data.draw(st.sampled_from(sorted(sound.tree)))
    path, here = section, sound.tree[section]
    while isinstance(here, dict) and here and data.draw(st.booleans()):
        name = data.draw(st.sampled_from(sorted(here)))
        path, here = f"{path}.{name}", here[name]
    try:
        sound.with_value(path, data.draw(VALUE))
    except InstanceError as error:
        assert error.problems
