"""The tables that repeat what follows from the decisions: each of their numbers is derived again. An absent
row means zeros.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from planner.auditing.launching import cohort_name, manifest_name
from planner.auditing.ledger import Index, Ledger
from planner.auditing.limits import REPEATED, Finding, Limits, differs, unequal
from planner.auditing.serving import DEMAND, GATEWAY
from planner.auditing.tables import RACKS, month_of

LIMITS = Limits()
MASS_STEP_T, VOLUME_STEP_M3 = 0.01, 0.1  # sizing rounds a satellite's mass and volume up by no more than this


@LIMITS("launches table")
def launches_table(p: Ledger) -> Iterator[Finding]:
    """Satellites, mass, volume, payload and price of one flight of each row, and of all its flights; its
    fills.
    """
    case, m = p.case, p.launch_manifest
    vehicle, drop, period = (p.column("launches", c) for c in ("vehicle", "drop", "period"))
    mass, volume = p.manifest_load(case.design_mass_t)[m], p.manifest_load(case.design_volume_m3)[m]
    lift, room = case.payload_t[vehicle, drop], case.fairing_m3[vehicle]
    with np.errstate(divide="ignore", invalid="ignore"):
        derived = {
            "mass_fill": np.where(lift > 0, mass / lift, 0.0),
            "volume_fill": np.where(room > 0, volume / room, 0.0),
        }
    each = {
        "satellites": p.manifest_load(np.ones(p.size["d"], dtype=np.int64))[m],
        "mass_t": mass, "payload_t": lift, "volume_m3": volume,
        "price_musd": p.price_paid[vehicle, period] + mass * case.price_musd_per_t[vehicle, period],
    }  # fmt: skip
    for name, values in each.items():
        derived |= {f"{name}_per_flight": values, name: p.column("launches", "flights") * values}

    def where(q: Index) -> str:
        return f"{manifest_name(p, m[q])}, {p.at(period[q])}"

    for name, values in derived.items():
        yield from unequal(p.column("launches", name), values, where, name, REPEATED)


@LIMITS("cohorts table")
def cohorts_table(p: Ledger) -> Iterator[Finding]:
    """Unit cost at launch; service starts shell_lag after it and ends a planned life later, on the date it is
    over.
    """
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
    """Design, shell, satellites as launched, how many work, which periods and days they serve, of existing
    cohorts.
    """
    case, frame = p.case, p.frames["existing"]
    if sorted(frame["existing"]) != sorted(case.flown):
        yield (
            "existing",
            f"lists {', '.join(frame['existing']) or 'nothing'}, derived "
            f"{', '.join(case.flown) or 'nothing'}",
        )
        return
    at = frame.set_index("existing").loc[list(case.flown)]
    for column, derived in (
        ("design", case.flown_design), ("shell", case.flown_shell), ("satellites", case.flown_satellites),
        ("working", case.flown_working), ("known_dead", case.flown_dead), ("age_years", case.flown_age_years),
        ("arrives_period", case.flown_arrives), ("leaves_period", case.flown_leaves),
    ):  # fmt: skip
        yield from unequal(at[column].to_numpy(), derived, lambda f, c=column: f"{case.flown[f]} {c}", column)
    for column, periods in (("service_start", case.flown_arrives), ("service_end", case.flown_leaves)):
        for name, text, period in zip(case.flown, at[column].astype(str).str[:10], periods):
            if text != month_of(case, int(period)):
                yield name, f"{column} {text}, derived {month_of(case, int(period))}"


@LIMITS("fleet table")
def fleet_table(p: Ledger) -> Iterator[Finding]:
    """Satellites launched and in service by plan, the mean number working, slots held at the start of the
    period.
    """
    axes = [("s", "shell"), ("d", "design"), ("t", "period")]
    where = p.place("{d} in {s}, {t}", "sdt")
    planned = p.in_service * p.cohorts[4][:, None]
    for column, values, existing in (
        ("satellites", planned, p.standing.planned), ("expected_working", p.working, p.standing.working),
        ("slots_held", p.slots_held, p.standing.slots_held),
    ):  # fmt: skip
        yield from unequal(p.table("fleet", axes, column), p.by_shell_design(values, existing), where, column)


@LIMITS("replacements table")
def replacements_table(p: Ledger) -> Iterator[Finding]:
    """Satellites, as launched, whose planned life ends in a shell and that enter service there; cohorts of
    both.
    """
    _, _, s, _, x = p.cohorts
    case, names = p.case, p.column("cohorts", "cohort").astype(str)
    where = p.place("{s}, {t}", "st")
    part, ends, count = p.standing.parts
    written = p.frames["replacements"].set_index(["shell", "period"])
    for counted, named, own, before in (
        ("satellites_retired", "predecessors", p.start + p.life, ends),
        ("satellites_entered", "successors", p.start, case.flown_arrives[part]),
    ):
        total: Counter = Counter()
        who: dict[tuple[int, int], set[str]] = defaultdict(set)
        for shell, period, satellites, name in (
            *zip(s, own, x, names),
            *zip(case.flown_shell[part], before, count, np.array(case.flown, dtype=object)[part]),
        ):
            if 0 <= period < case.periods and satellites > 0:
                total[int(shell), int(period)] += int(satellites)
                who[int(shell), int(period)].add(name)
        for key in sorted({*total, *written.index}):
            satellites = int(written[counted].get(key, 0))
            if satellites != total[key]:
                yield where(*key), f"{counted} {satellites}, derived {total[key]}"
            cell = written[named].get(key, "")
            claimed = set() if pd.isna(cell) else set(str(cell).split())
            if claimed != who[key]:
                yield where(*key), f"{named} {sorted(claimed)}, derived {sorted(who[key])}"


@LIMITS("designs table")
def designs_table(p: Ledger) -> Iterator[Finding]:
    """Every design that flies has its row, with the bus, mass and volume that the Case counts with (rounded
    up there).
    """
    frame, case = p.frames["designs"], p.case
    listed = set(frame["design"])
    for d in sorted({*p.cohorts[0].tolist(), *p.case.flown_design.tolist()} - listed):
        yield case.designs[d], "flies, but has no row"
    for d, bus, mass, volume in zip(frame["design"], frame["bus"], frame["wet_t"], frame["volume_m3"]):
        if bus != case.design_bus[d]:
            yield case.designs[d], f"bus {case.buses[bus]}, derived {case.buses[case.design_bus[d]]}"
        for name, value, counted, step in (
            ("wet_t", mass, case.design_mass_t[d], MASS_STEP_T),
            ("volume_m3", volume, case.design_volume_m3[d], VOLUME_STEP_M3),
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
    """Blocks standing: bought in b with b + lead <= t < b + lead + life; those running; the accelerators in
    them.

    Their facility power: rack_mw[j,k,t] * (running + idle[j] * (standing - running))[j,k,t].
    """
    axes = [("j", "site"), ("k", "accelerator"), ("t", "period")]
    where = p.place("{k} at {j}, {t}", "jkt")
    blocks, each = (p.built, p.blocks, p.running), p.case.rack_block[:, None, None]
    derived = {f"blocks_{when}": values for when, values in zip(RACKS, blocks)}
    derived |= {f"accelerators_{when}": values * each for when, values in zip(RACKS, blocks)}
    for column, values in (derived | {"power_mw": p.rack_power}).items():
        yield from unequal(p.table("sites", axes, column), values, where, column)


@LIMITS("demand table")
def demand_table(p: Ledger) -> Iterator[Finding]:
    """Committed and optional tokens as in the Case, served ones as in tokens.csv."""
    axes = [("c", "workload"), ("r", "region"), ("t", "period")]
    figures = {"committed_tt": p.case.committed, "optional_tt": p.case.optional, "served_tt": p.served}
    for column, derived in figures.items():
        yield from unequal(p.table("demand", axes, column), derived, p.place(*DEMAND), column)


@LIMITS("shells table")
def shells_table(p: Ledger) -> Iterator[Finding]:
    """Open where a cohort is in service; slots held at the start of the period; the most that may be held.
    Every shell, every period.
    """
    axes = [("s", "shell"), ("t", "period")]
    where = p.place("{s}, {t}", "st")
    for column, derived in (("open", p.used.astype(np.int64)), ("slots_held", p.shell_slots_held)):
        yield from unequal(p.table("shells", axes, column), derived, where, column)
    s, t = p.column("shells", "shell"), p.column("shells", "period")
    listed = np.zeros((p.size["s"], p.case.periods), dtype=bool)
    listed[s, t] = True
    for i in np.argwhere(~listed):
        yield where(*i), "has no row"
    yield from unequal(
        p.column("shells", "slots_allowed"), p.case.slots[s, t], lambda i: where(s[i], t[i]), "slots_allowed"
    )


@LIMITS("gateways table")
def gateways_table(p: Ledger) -> Iterator[Finding]:
    """Gbit/s used: the larger of both directions."""
    used = np.maximum(p.gateway_traffic(p.case.up_gbps), p.gateway_traffic(p.case.down_gbps))
    written = p.table("gateways", [("g", "gateway"), ("t", "period")], "gbps_used")
    yield from unequal(written, used, p.place(*GATEWAY), "gbps_used")
