"""Replanning a rollout under way: `planner continue` writes the question that goes on from a plan."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import planner
from models.case import AXES, Case
from models.members import cohorts_of, fits, launchable
from planner import coefficients
from planner.auditing import audit
from planner.cli import app
from planner.continuing.start import start_from
from planner.errors import InstanceError
from planner.planning import totals
from planner.solver.evaluation import Decisions, decided_by, evaluate
from planner.tables.build import build

STARTER = Path(__file__).parents[1] / "cases" / "short-starter.toml"
DAY = date(2027, 10, 1)
BEGIN = 3


def can_fly(case: Case, decided: Decisions) -> bool:
    """Whether every manifest fits its vehicle and every cohort and rack is offered: what the rows of the
    formulation take for granted.
    """
    for (v, o, b, cargo), _ in decided.flights.items():
        mass = sum(n * case.design_mass_t[d] for d, _, n in cargo)
        volume = sum(n * case.design_volume_m3[d] for d, _, n in cargo)
        count = sum(n for _, _, n in cargo)
        served = all(s in case.drop_shells[o] and launchable(case, d, v, s, b) for d, s, _ in cargo)
        if not (
            served
            and fits(mass, case.payload_t[v, o])
            and fits(volume, case.fairing_m3[v])
            and count <= case.satellites_max[v]
        ):
            return False
    cohorts = all(cohort in cohorts_of(case, *cohort[:4]) for cohort in decided.satellites)
    return cohorts and all(case.rack_offered[rack] for rack in decided.racks)


@pytest.fixture(scope="module")
def under_way(tmp_path_factory):
    """The starter's plan, its Case, and the instance that goes on from its middle, read back from the
    file.
    """
    instance = planner.read(STARTER)
    plan = planner.solve(instance)
    folder = tmp_path_factory.mktemp("continued")
    plan.write(folder / "plan")
    said = CliRunner().invoke(
        app, ["continue", str(folder / "plan"), "--from", str(DAY), "--out", str(folder / "later.toml")]
    )
    assert said.exit_code == 0, said.output
    return plan, coefficients.build(instance).case, planner.read(folder / "later.toml")


def test_every_value_keeps_its_date(under_way):
    """All arrays but those that say what is paid or stands already, and the discount's own zero."""
    _, case, later = under_way
    new = coefficients.build(later).case
    own = (
        "discount_start",
        "discount_mid",
        "decay_periods",
        "shell_opening_musd",
        "bus_nre_musd",
        "design_nre_musd",
    )
    assert new.dates == case.dates[BEGIN:]
    for name, axes in AXES.items():
        if name in own or "f" in axes or "x" in axes:
            continue
        index = tuple(slice(BEGIN, None) if axis in "bt" else slice(None) for axis in axes)
        assert getattr(new, name) == pytest.approx(getattr(case, name)[index], rel=1e-12), name


def test_the_rest_of_the_plan_is_feasible_and_costs_what_it_cost(under_way):
    plan, case, later = under_way
    built = coefficients.build(later)
    rest, _ = start_from(plan, built.case)
    tables = build(built.case, rest, built.designs)
    found = totals(built.case, tables)
    report = audit(built.case, tables.tables(), found)
    assert report.ok, str(report)
    left = plan.cash[(plan.cash.period >= BEGIN) & (plan.cash.item != "revenue")]
    assert found["cost_musd"] == pytest.approx(
        -left.discounted_musd.sum() / case.discount_start[BEGIN], rel=1e-9
    )
    tokens = plan.tokens[plan.tokens.period >= BEGIN]
    served = (tokens.tokens_tt * case.discount_mid[tokens.period]).sum() / case.discount_start[BEGIN]
    assert found["tokens_tt"] == pytest.approx(served, rel=1e-9)


def test_the_new_optimum_is_no_worse_than_the_rest(under_way):
    plan, _, later = under_way
    case = coefficients.build(later).case
    decided = decided_by(start_from(plan, case)[0])
    assert can_fly(case, decided)
    rest = evaluate(case, decided)
    again = planner.solve(later, start=plan)
    assert not again.violations
    assert again.value <= rest.value * (1 + 1e-9)
    assert again.bound <= rest.value
    assert set(again.existing.existing) == {f"existing-{i + 1}" for i in range(len(case.flown))}


def test_a_continued_plan_is_continued_again(under_way):
    """What existed stays, a year later, with the plan's own satellites beside it; the same satellites work as
    before.
    """
    plan, _, later = under_way
    middle = planner.solve(later, start=plan)
    assert len(middle.existing)
    last = coefficients.build(planner.continued(middle, date(2028, 4, 1))).case
    first = coefficients.build(later).case
    kept = len(first.flown)
    assert len(last.flown) >= kept
    years = 0.5
    loss = first.bus_loss_per_year[first.design_bus[first.flown_design]]
    expected = first.flown_working * np.exp(-loss * years)
    in_service = first.flown_arrives <= 0
    assert last.flown_working[:kept][in_service] == pytest.approx(expected[in_service], rel=1e-12)
    assert last.flown_age_years[:kept][in_service] == pytest.approx(first.flown_age_years[in_service] + years)


def test_what_the_plan_decides_next_can_be_frozen(under_way, tmp_path):
    """A year of the plan's own decisions: they are those of the plan, the new plan keeps them, and is no
    worse than the rest.
    """
    plan, case, later = under_way
    plan.write(tmp_path / "plan")
    command = ["continue", str(tmp_path / "plan"), "--from", "2027-07-01", "--frozen-until", "2028-01-01"]
    said = CliRunner().invoke(app, [*command, "--out", str(tmp_path / "later.toml")])
    assert said.exit_code == 0, said.output
    frozen = planner.read(tmp_path / "later.toml")
    built = coefficients.build(frozen).case
    assert built.frozen_periods == 2
    between = (plan.cohorts.launch_period >= 2) & (plan.cohorts.launch_period < 4)
    assert plan.cohorts[between].satellites.sum() == sum(
        n * flights for load, flights in zip(built.frozen_cargo, built.frozen_flights) for *_, n in load
    )
    racks = plan.sites[(plan.sites.period >= 2) & (plan.sites.period < 4)].blocks_built.sum()
    assert built.frozen_racks.sum() == racks and len(built.frozen_cargo) + racks > 0
    decided = decided_by(start_from(plan, built)[0])
    rest = evaluate(built, decided)
    again = planner.solve(frozen, start=plan)
    assert not again.violations
    assert again.bound <= rest.value and again.value <= rest.value * (1 + 1e-9)
    last = planner.continued(again, date(2027, 10, 1))  # a quarter later the other one stays frozen
    assert coefficients.build(last).case.frozen_periods == 1
    assert "[frozen]" not in planner.continued(again, date(2028, 1, 1)).resolved_toml()


def test_a_date_that_freezes_nothing_is_refused(under_way, tmp_path):
    plan = under_way[0]
    with pytest.raises(InstanceError, match="is not after 2027-10-01: nothing"):
        planner.continued(plan, DAY, DAY)
    plan.write(tmp_path / "plan")
    command = ["continue", str(tmp_path / "plan"), "--from", str(DAY), "--out", str(tmp_path / "x.toml")]
    said = CliRunner().invoke(app, [*command, "--frozen-until", "soon"])
    assert said.exit_code == 2 and "is not a date" in said.output + said.stderr


def test_a_pilot_under_way_goes_on(tmp_path):
    """A gate of half a year and a line that grows: a quarter later its pilot has a quarter to go, and the
    rest of the plan still holds.
    """
    gate = {
        "bus": "starlink-v3-like",
        "satellites_min": 4,
        "satellites_max": 12,
        "months": 6,
        "ramp_per_year": 24,
    }
    instance = planner.read(STARTER).with_value("gates", {"first": gate})
    plan = planner.solve(instance)
    passed = plan.gates[plan.gates.passed == 1].period.min()
    assert passed == 2 and not plan.violations
    for day, begin in ((date(2027, 4, 1), 1), (DAY, BEGIN)):  # before it is passed, and while its line grows
        later = planner.continued(plan, day)
        assert set(later.data.gates) == {"first"}
        built = coefficients.build(later)
        rest, _ = start_from(plan, built.case)
        tables = build(built.case, rest, built.designs)
        report = audit(built.case, tables.tables(), totals(built.case, tables))
        assert report.ok, str(report)
        was, now = plan.gates[plan.gates.period >= begin], tables.gates
        for column in ("launched_total", "running", "passed"):
            assert now[column].tolist() == was[column].tolist(), column
        again = planner.solve(later, start=plan)
        assert not again.violations
        decided = decided_by(rest)
        assert can_fly(built.case, decided)
        assert again.value <= evaluate(built.case, decided).value * (1 + 1e-9)


def test_counts_go_on_where_they_were():
    """Five flights a year are 1, 1, 1, 2 by quarter; from the second quarter on they must not begin anew as
    1, 1, 1, 2.
    """
    from planner.continuing import continued

    instance = planner.read(STARTER).with_value("vehicles.falcon-9.flights_per_year", 5)
    case = coefficients.build(instance).case
    assert case.cadence[0].tolist() == [1, 1, 1, 2, 1, 1]
    at = continued.Standpoint(None, instance, case, 1)
    sections, told = continued.whole_counts(at)
    assert told == {"vehicles.falcon-9.flights_per_year"}
    path = sections["vehicles"]["falcon-9"].flights_per_year
    assert path.values == (4.0, 4.0, 8.0, 4.0, 4.0) and path.dates[0] == date(2027, 4, 1)


@pytest.mark.parametrize(
    "day, says",
    [
        ("2027-10-02", "is not the start of a launch period"),
        ("2027-01-01", "is not the start of a launch period"),
        ("2030-01-01", "is not the start of a launch period"),
        ("soon", "is not a date"),
    ],
)
def test_another_day_is_refused(under_way, tmp_path, day, says):
    plan = under_way[0]
    plan.write(tmp_path / "plan")
    said = CliRunner().invoke(
        app, ["continue", str(tmp_path / "plan"), "--from", day, "--out", str(tmp_path / "x.toml")]
    )
    assert said.exit_code == 2 and says in said.output.replace("\n", " ") + said.stderr
    assert not (tmp_path / "x.toml").exists()
