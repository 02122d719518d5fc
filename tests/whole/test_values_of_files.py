"""What a file says is checked, used or not, and refused in words that say what to do: unused services,
spreadsheets' CSV, memory of replicas.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.errors import InstanceError, NoPlan

CASES = Path(__file__).parents[1] / "cases"
SITE_ABROAD = """
[regions.eu]
latitude_deg = 45
longitude_deg = 5
[sites.fr]
region = "eu"
latitude_deg = 45
longitude_deg = 5
grid_mw = 10
pue = 1.0
grid_usd_per_kwh = 0.1
building_musd_per_mw = 0
building_life_years = 20
accelerators = ["acc"]
accelerators_per_block = 8
rack_life_years = 1
availability = 1
upkeep_share_per_year = 0
"""


def problems_of(ask) -> dict[str, str]:
    with pytest.raises(InstanceError) as caught:
        ask()
    return dict(caught.value.problems)


def test_tokens_per_s_is_checked_where_no_workload_uses_it():
    found = problems_of(lambda: planner.read(CASES / "tok1.toml"))
    assert found == {
        "accelerators.gb300.tokens_per_s.interactive": 'must be a number 0..10000000, not the text "5%"',
        "accelerators.gb300.tokens_per_s.reasoning": "must be a number 0..10000000, not nan",
        "accelerators.gb300.tokens_per_s.agentic": "-7 is outside 0..10000000",
    }


def test_an_unused_service_leaves_no_trace(tmp_path):
    text = (CASES / "tok1.toml").read_text()
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("tokens_per_s."))
    noted = plain.replace(
        'use = "catalog:gb300"',
        'use = "catalog:gb300"\ntokens_per_s.interactive = { value = 700, low = 600, source = "a test", '
        'quality = "assumed" }',
    )
    read = []
    for name, content in (("plain", plain), ("noted", noted)):
        (tmp_path / f"{name}.toml").write_text(content)
        read.append(planner.read(tmp_path / f"{name}.toml"))
    assert noted != plain
    assert read[0].resolved_toml() == read[1].resolved_toml()
    assert read[0].provenance == read[1].provenance


def test_semicolons_are_named():
    found = problems_of(lambda: planner.read(CASES / "semi.toml"))
    assert found == {
        "workloads.batch.demand.na.committed_tt_per_year": (
            "semi.csv: its cells are separated by semicolons: separate them by commas, "
            "and write decimals with a point (1.5, not 1,5)"
        )
    }


@pytest.mark.parametrize(
    "table, words",
    [
        ("date\td_tt_per_year\n2027-01-01\t1\n", "separated by tabs"),
        (
            'date,d_tt_per_year\n2027-01-01,"1,5"\n',
            "line 2: '1,5' is not a number: write decimals with a point",
        ),
        (
            "date,d_tt_per_year\n2027-01-01,n.a.\n",
            "line 2: 'n.a.' is not a number",
        ),
        ("day,d_tt_per_year\n2027-01-01,1\n", "has no column 'date'"),
    ],
)
def test_tables_of_spreadsheets(tmp_path, table, words):
    (tmp_path / "semi.toml").write_bytes((CASES / "semi.toml").read_bytes())
    (tmp_path / "semi.csv").write_text(table)
    (message,) = problems_of(lambda: planner.read(tmp_path / "semi.toml")).values()
    assert words in message


def test_memory_of_a_replica_against_memory_of_a_block():
    question = planner.read(CASES / "mem.toml")
    assert problems_of(lambda: planner.solve(question)) == {
        "workloads.batch.replica_memory_gb": (
            "500 GB of one replica are more than any satellite or rack block has: it takes 8 acc of 100 GB "
            "together (a power of two), and a rack block at tx has 1, 100 GB"
        )
    }
    priced = question.with_values(
        {"workloads.batch.demand.na.shortfall_usd_per_mtoken": 1, "objective": "cost"}
    )
    assert not len(planner.solve(priced).sites)  # it may go unserved
    large = question.with_value("sites.tx.accelerators_per_block", 8)
    assert len(planner.solve(large).sites)


def test_memory_where_the_law_leaves_only_small_blocks(tmp_path):
    text = (
        (CASES / "mem.toml").read_text().replace("[workloads.batch]", '[workloads.batch]\nresidency = "soil"')
    )
    (tmp_path / "soil.toml").write_text(text + SITE_ABROAD)
    with pytest.raises(NoPlan, match="batch takes the memory of 8 acc together, a rack block at tx has 1\\."):
        planner.solve(planner.read(tmp_path / "soil.toml"))
