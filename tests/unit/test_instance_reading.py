"""A sound instance: what is filled in, converted, exchanged and written back."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from planner.errors import InstanceError
from planner.instance import paths, records
from planner.instance.reading import Instance, read
from planner.instance.resolving import Provenance
from planner.instance.series import AsBought, Mean

DATA = Path(__file__).parent / "data" / "instance"
MINIMAL = (DATA / "minimal.toml").read_text()
FALCON = '\n[vehicles.falcon]\nuse = "catalog:falcon"\n'
GPU = '\n[accelerators.gpu]\nuse = "catalog:gpu"\n'


@pytest.fixture(autouse=True)
def own_catalog(monkeypatch):
    monkeypatch.setattr(records, "FOLDER", DATA / "catalog")


@pytest.fixture
def minimal() -> Instance:
    return read(DATA / "minimal.toml")


@pytest.fixture
def write(tmp_path):
    """Read a text as an instance, with CSV tables beside it."""

    def written(text: str, **tables: str) -> Instance:
        (tmp_path / "instance.toml").write_text(text)
        for name, table in tables.items():
            (tmp_path / f"{name}.csv").write_text(table)
        return read(tmp_path / "instance.toml")

    return written


# --- what is filled in


def test_values_are_plain(minimal):
    bus = minimal.data.buses["tug"]
    assert bus.isp_s == 1500.0 and type(bus.isp_s) is float
    assert bus.service_lives_years == (3.0, 5.0)
    assert bus.eclipse_operations == ("idle", 0.5)
    assert minimal.data.designs["tug-16"].accelerators == {"chip": 16}
    assert minimal.data.vehicles["lifter"].price_musd == AsBought(
        (date(2028, 1, 1), date(2029, 1, 1)), (70.0, 65.0)
    )
    assert minimal.data.supply["chip"].at([date(2031, 5, 5)]) == [100_000]


def test_defaults_are_filled_in_and_told(minimal):
    assert minimal.data.solve.gap == 0.01
    assert minimal.data.vehicles["lifter"].available_from == date(2028, 1, 1)
    assert minimal.data.workloads["chat"].service == "chat"
    assert minimal.data.workloads["chat"].token_weight.values == (1.0,)
    assert minimal.data.shells["leo"].ltan_h is None
    assert minimal.data.sites["frankfurt"].onsite_mw == Mean((date(2028, 1, 1),), (0.0,))
    told = minimal.defaults
    assert told["solve.gap"] == 0.01
    assert told["vehicles.lifter.available_from"] == date(2028, 1, 1)
    assert told["workloads.chat.service"] == "chat"
    assert told["buses.tug.factory_per_year"] is None
    assert told["workloads.chat.demand.europe.optional_tt_per_year"] == 0
    assert "study.name" not in told


def test_a_default_that_is_written_is_no_default(write):
    instance = write(MINIMAL.replace("success = 0.99", "success = 0.99\ninsurance_rate = 0"))
    assert "vehicles.lifter.insurance_rate" not in instance.defaults


# --- figures


def test_figures_keep_their_provenance_out_of_the_data(write):
    figure = '{ value = 0.99, source = "launch log", quality = "measured", low = 0.98, high = 0.995 }'
    instance = write(MINIMAL.replace("success = 0.99", f"success = {figure}"))
    assert instance.data.vehicles["lifter"].success == 0.99
    assert instance.provenance == {
        "vehicles.lifter.success": Provenance("launch log", "measured", 0.98, 0.995)
    }


def test_any_value_may_be_a_figure(write):
    text = MINIMAL.replace("shieldings_mm = [2, 5]", 'shieldings_mm = { value = [2, 5], source = "guess" }')
    text = text.replace(
        'region = "europe"\nlatitude_deg = 49',
        'region = { value = "europe", source = "map" }\nlatitude_deg = 49',
    )
    text = text.replace("payload_t = 17 }", 'payload_t = { value = 17, source = "flown" } }')
    text = text.replace("start = 2028-01-01", 'start = { value = 2028-01-01, source = "plan" }')
    instance = write(text)
    assert instance.data.buses["tug"].shieldings_mm == (2.0, 5.0)
    assert instance.data.gateways["paris"].region == "europe"
    assert instance.data.vehicles["lifter"].anchors[0].payload_t == 17.0
    assert set(instance.provenance) == {
        "study.start",
        "buses.tug.shieldings_mm",
        "gateways.paris.region",
        "vehicles.lifter.anchors.0.payload_t",
    }


def test_money_is_converted_to_the_price_year_of_the_study(write):
    # the test catalog's index: 100 in 2020, 120 in 2024, 130 in 2026
    text = MINIMAL.replace(
        "price_usd = 40_000",
        'price_usd = { value = 36_000, source = "list", low = 12_000, price_year = 2024 }',
    ).replace("fairing_m3 = 150", "fairing_m3 = 150\nprice_year = 2020")
    instance = write(text)
    assert instance.data.accelerators["chip"].price_usd.values == pytest.approx((39_000,))
    noted = instance.provenance["accelerators.chip.price_usd"]
    assert noted.price_year == 2024 and noted.low == pytest.approx(13_000)
    lifter = instance.data.vehicles["lifter"]
    assert lifter.price_musd.values == pytest.approx((91, 84.5))  # 70 and 65 dollars of 2020
    assert lifter.fairing_m3 == 150


def test_money_of_later_years_follows_the_assumed_rate(write):
    text = MINIMAL.replace("price_year = 2026", "price_year = 2028").replace(
        "usd_per_kg = 500", "usd_per_kg = { value = 500, price_year = 2026 }"
    )
    assert write(text).data.buses["tug"].usd_per_kg == pytest.approx(500 * 1.02**2)


# --- the catalog


def test_a_record_is_pulled_and_overridden_key_by_key(write):
    instance = write(
        MINIMAL + FALCON + 'success = 0.9\nflights_per_year = { value = 9, source = "contract" }\n'
    )
    falcon = instance.data.vehicles["falcon"]
    assert falcon.success == 0.9
    assert falcon.fairing_m3 == 150
    assert falcon.price_musd.values == pytest.approx((78,))  # 60 dollars of 2020
    assert "vehicles.falcon.success" not in instance.provenance
    assert instance.provenance["vehicles.falcon.flights_per_year"] == Provenance("contract")
    assert instance.provenance["vehicles.falcon.price_musd"].source == "list price"
    assert instance.provenance["vehicles.falcon.price_musd"].low == pytest.approx(65)


def test_an_override_is_in_dollars_of_the_study_whatever_the_year_of_the_record(write):
    assert write(MINIMAL + FALCON + "price_musd = 60\n").data.vehicles["falcon"].price_musd.values == (60,)


def test_a_table_by_id_merges_key_by_key(write):
    instance = write(MINIMAL + GPU + "tokens_per_s = { chat = 2500 }\n")
    assert instance.data.accelerators["gpu"].tokens_per_s == {
        "chat": 2500.0
    }  # batch: no workload asks for it


def test_services_of_the_catalog_wait_for_a_workload(write):
    night = (
        '[workloads.night]\nuse = "catalog:overnight"\ntoken_weight = 0.5\nreplica_memory_gb = 60\n'
        "bytes_up = 8\nbytes_down = 8\ndemand.europe.optional_tt_per_year = 3\n"
    )
    text = MINIMAL.replace("latency_ms = 200", "latency_ms = 200\ntoken_weight = 1").replace(
        '["chip"]', '["chip", "gpu"]'
    )
    instance = write(text + GPU + night)
    assert instance.data.accelerators["gpu"].tokens_per_s == {"chat": 2000.0, "batch": 9000.0}
    assert instance.data.workloads["night"].service == "batch"


def test_the_catalog_lists_its_figures():
    figures = {figure.key: figure for figure in records.figures("vehicles")}
    assert figures["price_musd"] == records.CatalogFigure(
        "vehicles", "falcon", "price_musd", 60, "list price", "quoted", 50, 70, 2020
    )
    assert figures["anchors.0.payload_t"].value == 17.4
    assert figures["success"].price_year is None
    gpu = {figure.key: figure for figure in records.figures("accelerators")}
    assert gpu["price_usd"].value == {"start": 50_000, "growth_per_year": -0.2}
    assert gpu["tokens_per_s.batch"].quality == "measured"
    assert records.version("vehicles") == "test"


# --- with_value


def test_one_value_exchanged(minimal):
    changed = minimal.with_value("vehicles.lifter.price_musd", 40)
    assert changed.data.vehicles["lifter"].price_musd.values == (40,)
    assert minimal.data.vehicles["lifter"].price_musd.values == (70, 65)
    assert changed.sha256 != minimal.sha256
    assert changed.with_value("vehicles.lifter.price_musd", [70, 65]).sha256 == minimal.sha256


def test_parts_lists_defaults_and_whole_tables_can_be_exchanged(minimal):
    vehicles = minimal.with_value("vehicles.lifter.flights_per_year.start", 30).data.vehicles
    assert vehicles["lifter"].flights_per_year.values == (30, 45)
    vehicles = minimal.with_value("vehicles.lifter.anchors.0.payload_t", 12).data.vehicles
    assert vehicles["lifter"].anchors[0].payload_t == 12
    changed = minimal.with_values(
        {"solve.gap": 0.1, "objective": "cost", "sites.frankfurt.accelerators": ["chip"]}
    )
    assert (changed.data.solve.gap, changed.data.objective) == (0.1, "cost")
    assert "solve.gap" not in changed.defaults
    assert minimal.with_value("supply", {}).data.supply == {}


def test_a_catalog_figure_is_exchanged_with_its_source(write):
    changed = write(MINIMAL + FALCON).with_value("vehicles.falcon.price_musd", 60)
    assert changed.data.vehicles["falcon"].price_musd.values == (60,)
    assert "vehicles.falcon.price_musd" not in changed.provenance


def test_numbers_of_numpy_are_numbers(minimal):
    import numpy as np

    changed = minimal.with_values(
        {"vehicles.lifter.price_musd": np.float64(40), "study.launch_periods": np.int64(8)}
    )
    assert changed.data.study.launch_periods == 8
    assert "price_musd = 40.0\n" in changed.resolved_toml()


def test_tables_are_not_read_again(write, tmp_path):
    text = MINIMAL.replace(
        "price_musd = [70, 65]", 'price_musd = { csv = "prices.csv", column = "price_musd" }'
    )
    instance = write(text, prices="date,price_musd\n2027-01-01,80\n2028-07-01,60\n")
    (tmp_path / "prices.csv").unlink()
    assert instance.with_value("solve.gap", 0.1).data.vehicles["lifter"].price_musd.values == (80, 60)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("vehicles.lifter.prise_musd",
         "unknown key 'prise_musd' in vehicles.lifter; did you mean price_musd?"),
        ("vehicles.lifte.price_musd", "unknown key 'lifte' in vehicles; did you mean lifter?"),
        ("vehicle.lifter", "unknown key 'vehicle'; did you mean vehicles?"),
        ("vehicles.lifter.anchors.1.payload_t", "unknown key '1' in vehicles.lifter.anchors; known: 0"),
        ("vehicles.lifter.success.low", "vehicles.lifter.success is 0.99: it has no 'low'"),
        ("vehicles.lifter.flights_per_year.stat",
         "unknown key 'stat' in vehicles.lifter.flights_per_year; did you mean start?"),
        ("workloads.chat.demand.asia.committed_tt_per_year",
         '"asia" is not defined in regions; known: europe'),
        ("", "unknown key ''"),
    ],
)  # fmt: skip
def test_an_unknown_path(minimal, path, message):
    with pytest.raises(InstanceError) as caught:
        minimal.with_value(path, 1)
    assert any(found == message for _, found in caught.value.problems), caught.value


def test_a_refused_value_names_what_was_set(minimal):
    with pytest.raises(InstanceError) as caught:
        minimal.with_value("vehicles.lifter.price_musd", -1)
    assert str(caught.value) == "\n".join(
        [
            f"{DATA / 'minimal.toml'} with vehicles.lifter.price_musd = -1: 1 problem",
            "  vehicles.lifter.price_musd   -1 is outside 0..5000",
        ]
    )


def test_settings_of_a_command_line():
    assert paths.setting("vehicles.lifter.price_musd=40") == ("vehicles.lifter.price_musd", 40)
    assert paths.setting('objective = "cost"') == ("objective", "cost")
    assert paths.setting("shells.leo.satellites=[1, 2]")[1] == [1, 2]
    assert paths.setting("shells.leo.available_from=2029-01-01")[1] == date(2029, 1, 1)


@pytest.mark.parametrize("value", ["cost", "1\nb=2", "[1", "a b", "[" * 5000])
def test_what_is_not_one_value_of_toml_is_text(value):
    assert paths.setting(f"a={value}") == ("a", value)


@pytest.mark.parametrize("text", ["objective", "=4", "a=", ""])
def test_a_faulty_setting(text):
    with pytest.raises(InstanceError, match="is not KEY=VALUE"):
        paths.setting(text)


# --- written back


def rich(write) -> Instance:
    text = MINIMAL.replace(
        "price_usd = 40_000",
        'price_usd = { value = 36_000, source = "list \\"A\\"\\n2024", quality = "quoted", '
        "low = 12_000, price_year = 2024 }",
    ).replace(
        "price_musd = [70, 65]",
        'price_musd = { csv = "tables/prices.csv", column = "price_musd", source = "broker" }',
    )
    return write(text + FALCON + GPU)


def test_the_resolved_instance_reads_back_into_the_same_data(write, tmp_path, monkeypatch):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "prices.csv").write_text("date,price_musd\n2027-01-01,80\n2028-07-01,60\n")
    instance = rich(write)
    resolved = tmp_path / "elsewhere" / "resolved.toml"
    resolved.parent.mkdir()
    resolved.write_text(instance.resolved_toml())
    monkeypatch.setattr(
        records, "FOLDER", tmp_path / "no-catalog"
    )  # it needs neither catalog nor price index
    back = read(resolved)
    assert back.data == instance.data
    assert back.resolved_toml() == instance.resolved_toml()
    assert back.sha256 == instance.sha256
    assert set(back.provenance) == set(instance.provenance)
    noted = back.provenance["accelerators.chip.price_usd"]
    assert noted.source == 'list "A"\n2024; stated in 2024 dollars'
    assert (noted.quality, noted.price_year) == ("quoted", None)
    assert noted.low == instance.provenance["accelerators.chip.price_usd"].low
    assert {path: value for path, value in back.defaults.items() if value is not None} == {}


def test_a_price_year_alone_leaves_no_trace_in_the_resolved_instance(write, tmp_path):
    instance = write(MINIMAL.replace("fairing_m3 = 150", "fairing_m3 = 150\nprice_year = 2026"))
    assert (
        "price_musd = { dates = [2028-01-01, 2029-01-01], value = [70.0, 65.0] }\n"
        in instance.resolved_toml()
    )
    assert write(instance.resolved_toml()).sha256 == instance.sha256


def test_an_accelerator_that_serves_nothing_asked_reads_back(write):
    instance = write(MINIMAL + GPU + "tokens_per_s = { chat = 0 }\n")
    assert write(instance.resolved_toml()).data == instance.data
    idle = write(
        MINIMAL.replace(
            "[buses.tug]",
            "[accelerators.idle]\nprice_usd = 1\nmass_kg = 1\nvolume_m3 = 0.01\npower_w = 100\n"
            "memory_gb = 8\nfailures_per_year = 0\ndose_limit_krad = 1\ntokens_per_s = { batch = 1 }\n"
            "\n[buses.tug]",
        )
    )
    assert idle.data.accelerators["idle"].tokens_per_s == {}
    assert write(idle.resolved_toml()).data == idle.data


def test_the_files_are_kept_as_read(write, tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "prices.csv").write_text("date,price_musd\n2027-01-01,80\n2028-07-01,60\n")
    instance = rich(write)
    instance.copy_to(tmp_path / "copy")
    assert (tmp_path / "copy" / "instance.toml").read_bytes() == (tmp_path / "instance.toml").read_bytes()
    assert read(tmp_path / "copy" / "instance.toml").data == instance.data


def test_comments_and_order_of_keys_do_not_change_the_hash(write, minimal):
    moved = MINIMAL.replace("price_musd = [70, 65]\n", "").replace(
        "success = 0.99\n", "success = 0.99\nprice_musd = [70.0, 65.0]\n"
    )
    assert write("# a remark\n" + moved).sha256 == minimal.sha256


def test_a_byte_order_mark_is_no_fault(tmp_path, minimal):
    (tmp_path / "instance.toml").write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())
    assert read(tmp_path / "instance.toml").data == minimal.data


def test_an_instance_travels_between_processes(minimal):
    assert pickle.loads(pickle.dumps(minimal)) == minimal


def test_data_is_frozen(minimal):
    with pytest.raises(ValueError):
        minimal.data.study.name = "other"
    with pytest.raises(AttributeError):
        minimal.path = Path("elsewhere")


def test_reading_is_light():
    code = (
        "import sys, planner.instance.reading; "
        "print([m for m in ('pandas', 'pyomo', 'skyfield', 'highspy', 'scipy') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert run.stdout.strip() == "[]"
