"""The tables that repeat what follows from the decisions: each of their numbers is derived again. An absent row means zeros."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from planner.auditing.launching import cohort_name, manifest_name
from planner.auditing.ledger import Index, Ledger, dense
from planner.auditing.limits import REPEATED, Finding, Limits, differs, unequal
from planner.auditing.serving import DEMAND, GATEWAY
from planner.auditing.tables import month_of

LIMITS = Limits()
MASS_STEP_T, VOLUME_STEP_M3 = 0.01, 0.1  # sizing rounds a satellite's mass and volume up by no more than this


@LIMITS("launches table")
def launches_table(p: Ledger) -> Iterator[Finding]:
    """Satellites, mass, volume, payload, fills and price of one flight of each row."""
    case, m = p.case, p.launch_manifest
    vehicle, drop, period = (p.column("launches", c) for c in ("vehicle", "drop", "period"))
    mass, volume = p.manifest_load(case.design_mass_t)[m], p.manifest_load(case.design_volume_m3)[m]
    lift, room = case.payload_t[vehicle, drop], case.fairing_m3[vehicle]
    with np.errstate(divide="ignore", invalid="ignore"):
        derived = {
            "satellites": p.manifest_load(np.ones(p.size["d"], dtype=np.int64))[m], "mass_t": mass, "payload_t": lift,
            "mass_fill": np.where(lift > 0, mass / lift, 0.0), "volume_m3": volume, "volume_fill": np.where(room > 0, volume / room, 0.0),
            "price_musd": p.price_paid[vehicle, period] + mass * case.price_musd_per_t[vehicle, period],
        }  # fmt: skip

    def where(q: Index) -> str:
        return f"{manifest_name(p, m[q])}, {p.at(period[q])}"

    for name, values in derived.items():
        yield from unequal(p.column("launches", name), values, where, name, REPEATED)


@LIMITS("cohorts table")
def cohorts_table(p: Ledger) -> Iterator[Finding]:
    """Unit cost at launch; service starts shell_lag after it and ends a planned life later, on the date it is over."""
    d, _, _, b, _ = p.cohorts
    cost, name = p.case.design_cost_musd[d, b], "unit_cost_musd"
    yield from unequal(p.column("cohorts", name), cost, lambda i: cohort_name(p, i), name, REPEATED)
    for column, periods in (("service_start", p.start), ("service_end", p.start + p.life)):
        for i, (written, period) in enumerate(zip(p.frames["cohorts"][column].astype(str).str[:10], periods)):
            derived = month_of(p.case, int(period))
            if written != derived:
                yield cohort_name(p, i), f"{column} {written}, derived {derived}"


@LIMITS("existing table")
def existing_table(p: Ledger) -> Iterator[Finding]:
    """Design, shell, satellites as launched, how many work, which periods they serve and until when, of every existing cohort."""
    case, frame = p.case, p.frames["existing"]
    if sorted(frame["existing"]) != sorted(case.flown):
        yield (
            "existing",
            f"lists {', '.join(frame['existing']) or 'nothing'}, derived {', '.join(case.flown) or 'nothing'}",
        )
        return
    at = frame.set_index("existing").loc[list(case.flown)]
    for column, derived in (
        ("design", case.flown_design), ("shell", case.flown_shell), ("satellites", case.flown_satellites),
        ("working", case.flown_working), ("known_dead", case.flown_dead), ("age_years", case.flown_age_years),
        ("arrives_period", case.flown_arrives), ("leaves_period", case.flown_leaves),
    ):  # fmt: skip
        yield from unequal(at[column].to_numpy(), derived, lambda f, c=column: f"{case.flown[f]} {c}", column)
    for f, written in enumerate(at["service_end"].astype(str).str[:10]):
        ends = month_of(case, int(case.flown_leaves[f]))
        if written != ends:
            yield case.flown[f], f"service_end {written}, derived {ends}"


@LIMITS("fleet table")
def fleet_table(p: Ledger) -> Iterator[Finding]:
    """Satellites launched and in service by plan, the mean number working, slots held at the start of the period."""
    axes = [("s", "shell"), ("d", "design"), ("t", "period")]
    where = p.place("{d} in {s}, {t}", "sdt")
    planned = p.in_service * p.cohorts[4][:, None]
    for column, values, existing in (
        ("satellites", planned, p.standing.planned), ("expected_working", p.working, p.standing.working),
        ("slots", p.slots_held, p.standing.slots_held),
    ):  # fmt: skip
        yield from unequal(p.table("fleet", axes, column), p.by_shell_design(values, existing), where, column)


@LIMITS("replacements table")
def replacements_table(p: Ledger) -> Iterator[Finding]:
    """Satellites, as launched, whose planned life ends and that enter service, and the cohorts that end there."""
    d, _, s, _, x = p.cohorts
    axes = [("s", "shell"), ("d", "design"), ("t", "period")]
    where = p.place("{d} in {s}, {t}", "sdt")
    part, ends, count = p.standing.parts
    older = p.case.flown_shell[part], p.case.flown_design[part]
    for column, event, before in (
        ("retired", p.start + p.life, ends), ("launched", p.start, p.case.flown_arrives[part]),
    ):  # fmt: skip
        inside = event < p.case.periods
        derived = dense([p.size[a] for a, _ in axes], [s[inside], d[inside], event[inside]], x[inside])
        known = (before >= 0) & (before < p.case.periods)
        index = [*(axis[known] for axis in older), before[known]]
        derived += dense([p.size[a] for a, _ in axes], index, count[known])
        yield from unequal(p.table("replacements", axes, column), derived, where, column)
    ending: dict[tuple, set[str]] = defaultdict(set)
    for f, s_, d_, t_, left in zip(part, *older, ends, count):
        if 0 <= t_ < p.case.periods and left > 0:
            ending[s_, d_, t_].add(p.case.flown[f])
    for i in np.flatnonzero((p.start + p.life < p.case.periods) & (x > 0)):
        ending[s[i], d[i], (p.start + p.life)[i]].add(str(p.column("cohorts", "cohort")[i]))
    frame = p.frames["replacements"]
    places = zip(frame["shell"], frame["design"], frame["period"])
    written = {
        place: set(text.split()) for place, text in zip(places, frame["replaces"].fillna("").astype(str))
    }
    for key in sorted({*ending, *written}):
        claimed, ended = written.get(key, set()), ending.get(key, set())
        if claimed != ended:
            yield where(*key), f"replaces {sorted(claimed)}, derived {sorted(ended)}"


@LIMITS("designs table")
def designs_table(p: Ledger) -> Iterator[Finding]:
    """Every design that flies has its row, with the bus, mass and volume that the Case counts with (rounded up there)."""
    frame, case = p.frames["designs"], p.case
    listed = set(frame["design"])
    for d in sorted({*p.cohorts[0].tolist(), *p.case.flown_design.tolist()} - listed):
        yield case.designs[d], "flies, but has no row"
    for d, bus, mass, volume in zip(frame["design"], frame["bus"], frame["wet_t"], frame["volume_m3"]):
        if bus != case.design_bus[d]:
            yield case.designs[d], f"bus {case.buses[bus]}, derived {case.buses[case.design_bus[d]]}"
        for name, value, counted, step in (
            ("wet_t", mass, case.design_mass_t[d], MASS_STEP_T), ("volume_m3", volume, case.design_volume_m3[d], VOLUME_STEP_M3),
        ):  # fmt: skip
            if differs(value, np.clip(value, counted - step, counted)):
                yield case.designs[d], f"{name} {value:.10g}, the case counts {counted:.10g}"


@LIMITS("mixes table")
def mixes_table(p: Ledger) -> Iterator[Finding]:
    """Accelerators of every design that flies or is listed."""
    counts = p.table("mixes", [("d", "design"), ("k", "accelerator")], "count")
    listed = np.zeros(p.size["d"], dtype=bool)
    flying = [p.cohorts[0], p.case.flown_design, p.column("mixes", "design")]
    listed[np.concatenate(flying).astype(np.int64)] = True
    derived = np.where(listed[:, None], p.case.design_counts, 0)
    yield from unequal(counts, derived, p.place("{k} in {d}", "dk"), "count")


@LIMITS("sites table")
def sites_table(p: Ledger) -> Iterator[Finding]:
    """Blocks running: bought in b with b + lead <= t < b + lead + life; their facility power rack_mw[j,k,t] * running[j,k,t]."""
    axes = [("j", "site"), ("k", "accelerator"), ("t", "period")]
    where = p.place("{k} at {j}, {t}", "jkt")
    for column, derived in (("racks_running", p.running), ("power_mw", p.rack_power)):
        yield from unequal(p.table("sites", axes, column), derived, where, column)


@LIMITS("demand table")
def demand_table(p: Ledger) -> Iterator[Finding]:
    """Committed and optional tokens as in the Case, served ones as in tokens.csv."""
    axes = [("c", "workload"), ("r", "region"), ("t", "period")]
    figures = {"committed_tt": p.case.committed, "optional_tt": p.case.optional, "served_tt": p.served}
    for column, derived in figures.items():
        yield from unequal(p.table("demand", axes, column), derived, p.place(*DEMAND), column)


@LIMITS("shells table")
def shells_table(p: Ledger) -> Iterator[Finding]:
    """Open where a cohort is in service; slots held at the start of the period; the most that may be held, in the rows given."""
    axes = [("s", "shell"), ("t", "period")]
    where = p.place("{s}, {t}", "st")
    held = p.by_shell_design(p.slots_held, p.standing.slots_held).sum(axis=1)
    for column, derived in (("open", p.used.astype(np.int64)), ("planned_in_service", held)):
        yield from unequal(p.table("shells", axes, column), derived, where, column)
    s, t = p.column("shells", "shell"), p.column("shells", "period")
    yield from unequal(p.column("shells", "slots"), p.case.slots[s, t], lambda i: where(s[i], t[i]), "slots")


@LIMITS("gateways table")
def gateways_table(p: Ledger) -> Iterator[Finding]:
    """Gbit/s used: the larger of both directions."""
    used = np.maximum(p.gateway_traffic(p.case.up_gbps), p.gateway_traffic(p.case.down_gbps))
    written = p.table("gateways", [("g", "gateway"), ("t", "period")], "gbps_used")
    yield from unequal(written, used, p.place(*GATEWAY), "gbps_used")
