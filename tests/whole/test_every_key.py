"""No key is dead: each one of the format, changed in a shipped instance, changes the Case, or reaches the
solver or the plan folder.

Every key is tried record by record until a record shows a difference: a key of the format must matter
somewhere in instances/reference.toml, the keys of `designs`, of `existing` and of `frozen` in
instances/pilot.toml, to which a rollout under way is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generator import instances
from models.case import Case
from planner import coefficients, planning
from planner.errors import InstanceError
from planner.instance.reading import Instance, read
from planner.instance.schema import SHAPE
from planner.instance.series import Series
from planner.instance.shape import Leaf, Map, Node, Table
from planner.physics import environment as physics
from planner.solver import highs, solve
from seeds import in_turn

INSTANCES = Path(__file__).parents[2] / "instances"

OTHERWISE = {  # keys that do not enter the Case, and where they act
    "solve.gap": "the solver: test_keys_of_solve_reach_the_solver",
    "solve.time_limit_s": "the solver: test_keys_of_solve_reach_the_solver",
    "solve.threads": "the solver: test_keys_of_solve_reach_the_solver",
    "solve.seed": "the solver: test_keys_of_solve_reach_the_solver",
    "study.description": "words for people: test_the_description_is_kept_with_the_plan",
}


UNUSED = {  # sections that the shipped instances do without, and keys that act only together
    "drops": {"both": {"shells": ["sso-600", "sso-800"]}},
    "shells.i53-550.planes": 40,
    "shells.i53-550.spacing_km": 2000,
    "relays": {"star": {"regions": ["europe"], "gbps": 50, "musd_per_gbps_year": 0.05, "extra_ms": 60}},
    "pads": {"cape": {"flights_per_year": 30}, "vandenberg": {"flights_per_year": 50}},
    "vehicles.falcon-9.pads": ["cape"],
    "vehicles.new-glenn.bulk_discounts": [{"flights": 10, "discount": 0.1}, {"flights": 40, "discount": 0.2}],
    "vehicles.starship-goal.learning": {"rate": 0.2, "delivered_t": 400, "exogenous_t_per_year": 100},
    "gates": {
        "first": {
            "bus": "ai1-like", "satellites_min": 3, "satellites_max": 8, "months": 12, "ramp_per_year": 40,
        },
    },
    "shells.sso-600.milestones": [{"date": date(2032, 1, 1), "share": 0.5}],
    "capital": {
        "initial_musd": 900.0,
        "musd_per_year": 300.0,
        "debts": {"bank": {"musd": 200.0, "date": date(2029, 1, 1), "rate_per_year": 0.08, "years": 4.0}},
    },
}  # fmt: skip

UNDER_WAY = {
    "existing.satellites": [
        {
            "design": "demonstrator",
            "shell": "sso-600",
            "launched": date(2026, 3, 1),
            "service_life_years": 4,
            "count": 5,
        },
        {
            "design": "v3-mixed",
            "shell": "i53-550",
            "launched": date(2026, 1, 1),
            "service_life_years": 5,
            "count": 9,
            "working": 7,
        },
    ],
    "existing.racks": [{"site": "texas", "accelerator": "gb300", "blocks": 1, "bought": date(2026, 2, 1)}],
    "existing.flights": [{"vehicle": "falcon-9", "date": date(2028, 2, 1), "flights": 1, "paid_share": 0.4}],
    "existing.shells": ["sso-800"],
    "existing.buses": ["suncatcher-like"],
    "existing.designs": ["v3-heavy"],
    "buses.starlink-v3-like.service_lives_years": [3, 4, 5],
    "drops": {name: {"shells": ["sso-600", "sso-800"]} for name in ("both", "also-both")},
    "frozen": {
        "until": date(2029, 2, 1),
        "flights": [
            {
                "vehicle": "falcon-9",
                "drop": "both",
                "date": date(2027, 4, 1),
                "flights": 1,
                "cargo": [
                    {"design": "v3-light", "shell": "sso-600", "satellites": 2, "service_life_years": 5}
                ],
            },
            {
                "vehicle": "falcon-9",
                "date": date(2027, 8, 1),
                "flights": 1,
                "cargo": [
                    {"design": "v3-mixed", "shell": "i53-550", "satellites": 1, "service_life_years": 5}
                ],
            },
        ],
        "racks": [{"site": "texas", "accelerator": "gb300", "date": date(2027, 2, 1), "blocks": 2}],
    },
}


# ------------------------------------------------------------------------------------ the keys of an instance


def keys_of(node: Node, path: str = "") -> Iterator[str]:
    """Every key of the format, `*` for ids and rows: vehicles.*.anchors.*.payload_t."""
    if isinstance(node, Leaf):
        yield path
    elif isinstance(node, Table):
        for name, key in node.keys.items():
            yield from keys_of(key.node, f"{path}.{name}".lstrip("."))
    else:
        yield from keys_of(node.of, f"{path}.*")


def values_of(node: Node, value: Any, path: str = "", key: str = "") -> Iterator[tuple[str, str, Leaf, Any]]:
    """(key, path, leaf, value) of every value of an instance, defaults and absent ones (None) as well."""
    if isinstance(node, Leaf):
        yield key, path, node, value
    elif value is None:
        return  # a section that stays away
    elif isinstance(node, Table):
        for name, one in node.keys.items():
            yield from values_of(
                one.node, getattr(value, name), f"{path}.{name}".lstrip("."), f"{key}.{name}".lstrip(".")
            )
    else:
        members = value.items() if isinstance(node, Map) else enumerate(value)
        for name, one in members:
            yield from values_of(node.of, one, f"{path}.{name}", f"{key}.*")


# ----------------------------------------------------------------------------------------------- other values


def others(leaf: Leaf, value: Any, ids: dict[str, list[str]]) -> list[Any]:
    """Values unlike the one given that the key allows, near ones first."""
    if isinstance(value, Series):
        value = value.values[0]
    if leaf.kind == "true or false":
        return [not value]
    if leaf.kind == "date":
        return [value + timedelta(days) for days in (400, -400, 1500)]
    if leaf.kind == "choice":
        return [one for one in leaf.choices if one != value]
    if leaf.kind == "text":
        section = "services" if leaf.name == "service" else leaf.ref or ""
        return [one for one in ids.get(section, ["another-word"]) if one != value]
    if leaf.kind == "other":
        return [one for one in ("idle", "full", 0.3) if one != value]
    if leaf.kind == "list":
        changed = [[*value[:-1], one] for one in others(leaf.item, value[-1], ids) if one not in value]
        return changed + ([list(value[:-1])] if len(value) > leaf.least_items else [])
    numbers = [0, 1, 5, 30, 300]
    if value is not None:
        numbers = [value * 1.2, value * 0.8, value + 1, value - 1, value * 4, value / 4, value + 20, -value]
    numbers += [limit for limit in (leaf.bounds.low, leaf.bounds.high) if limit is not None]
    if leaf.kind == "whole number":
        numbers = [round(number) for number in numbers]
    return [number for number in dict.fromkeys(numbers) if number != value and leaf.bounds.hold(number)]


def ids_of(instance: Instance) -> dict[str, list[str]]:
    """What a text may refer to: the ids of each section, and the services."""
    data = instance.data
    sections = {name: list(value) for name, value in data if isinstance(value, dict)}
    return {**sections, "services": [workload.service for workload in data.workloads.values()]}


# -------------------------------------------------------------------------------------- the Case and the rest


def is_same(one: Case, other: Case) -> bool:
    """Whether two Cases agree in every field."""
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Case))


@pytest.fixture(scope="module", autouse=True)
def remembered_decay():
    """Decay from orbit takes nine tenths of building a Case, and hardly any key changes it: computed once for
    the same arguments.
    """
    compute, known = physics.decay_years, {}

    def decay_years(environment, s, ballistic_kg_m2, start: date):
        arrays = (
            environment.f107,
            environment.altitude_km,
            environment.dawn_dusk,
            np.asarray(s),
            np.asarray(ballistic_kg_m2),
        )
        key = (start, environment.edges, environment.f107_constant, *(array.tobytes() for array in arrays))
        if key not in known:
            known[key] = compute(environment, s, ballistic_kg_m2, start)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(physics, "decay_years", decay_years)
        yield


@pytest.fixture(scope="module")
def shipped(remembered_decay) -> dict[str, tuple[Instance, Case, dict[str, list]]]:
    """Of reference and pilot: the instance, its Case, and its values by key."""
    found = {}
    for name in ("reference", "pilot"):
        instance = read(INSTANCES / f"{name}.toml")
        if (
            name == "reference"
        ):  # an epoch matters where a node is given, a rule that refuses where some shells keep it
            told = {"shells.i53-550.raan_deg": 120, "disposal.years": 10, "physics.since": date(2026, 1, 1)}
            instance = instance.with_values(told | UNUSED)
        if name == "pilot":
            doubled = (("sites", "texas"), ("vehicles", "falcon-9"), ("shells", "i53-550"))  # to change to
            sections = {
                section: {**instance.tree[section], f"second-{one}": instance.tree[section][one]}
                for section, one in doubled
            }
            instance = instance.with_values({**sections, **UNDER_WAY})
        values = defaultdict(list)
        for key, *rest in values_of(SHAPE, instance.data):
            values[key].append(rest)
        found[name] = (instance, coefficients.build(instance).case, values)
    return found


@pytest.mark.parametrize("key", in_turn([key for key in keys_of(SHAPE) if key not in OTHERWISE], 4))
def test_a_key_changes_the_case(shipped, key):
    instance, case, values = shipped[
        "pilot" if key.startswith(("designs.", "existing.", "frozen.")) else "reference"
    ]
    assert values[key], f"no record of the instance has {key}"
    ids, tried = ids_of(instance), []
    for path, leaf, value in values[key]:
        for other in others(leaf, value, ids):
            try:
                changed = coefficients.build(instance.with_value(path, other)).case
            except InstanceError as error:
                tried.append(f"{path} = {other}: {str(error).splitlines()[-1].strip()}")
                continue
            if not is_same(case, changed):
                return
            tried.append(f"{path} = {other}: no difference")
    pytest.fail(f"{key} changes nothing:\n" + "\n".join(tried))


def test_exceptions_are_keys():
    assert set(OTHERWISE) < set(keys_of(SHAPE))


def handed_over(monkeypatch, key, value):
    """What planner.planning hands to the solver for a key of `solve`."""
    reached = []

    class Reached(Exception):
        pass

    def solve(case, **options):
        reached.append(options[key])
        raise Reached

    monkeypatch.setattr(planning.solver, "solve", solve)
    with pytest.raises(Reached):
        planning.solve(read(INSTANCES / "starter.toml").with_value(f"solve.{key}", value))
    return reached[0]


@pytest.mark.parametrize("key, value", [("gap", 0.123), ("threads", 3), ("seed", 17)])
def test_keys_of_solve_reach_the_solver(monkeypatch, key, value):
    assert handed_over(monkeypatch, key, value) == value


def test_the_time_limit_reaches_the_solver_less_what_is_gone(monkeypatch):
    """Reading and physics count, and so do tables and audit, for which at most a tenth is kept."""
    left = handed_over(monkeypatch, "time_limit_s", 4550.0)
    assert 0.9 * 4550 - 60 < left < 4550


def test_the_seed_reaches_every_highs_model(monkeypatch):
    """(So must threads: tests/whole/test_repeat.py, in processes of their own, because HiGHS keeps its
    threads for a process.)
    """
    seeds = []
    whole = highs.Solver.__init__

    def noted(self, *, seed=0, **others):
        seeds.append(seed)
        whole(self, seed=seed, **others)

    monkeypatch.setattr(highs.Solver, "__init__", noted)
    solve(instances("manifests", 3), gap=0.01, time_limit_s=20, seed=17)
    assert seeds and set(seeds) == {17}


def test_the_description_is_kept_with_the_plan():
    instance = read(INSTANCES / "starter.toml")
    told = instance.with_value("study.description", "another story")
    assert told.sha256 != instance.sha256
    assert "another story" in told.resolved_toml()
