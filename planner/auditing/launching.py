"""Limits of flights, satellites and shells. Letters and units as in models/case.py; x[d,v,s,b,l] satellites
launched, n[q] flights of one launch row, count[m,d,s] satellites on one flight of manifest m.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.auditing.ledger import Index, Ledger, dense
from planner.auditing.limits import Finding, Limits, above, row_of

LIMITS = Limits()


def manifest_name(p: Ledger, m: Index) -> str:
    """`m17, starship to sso-600`"""
    vehicle, drop = p.manifest_route
    return f"{p.manifest_ids[m]}, {p.case.vehicles[vehicle[m]]} to {p.case.drops[drop[m]]}"


@LIMITS("manifest")
def manifest(p: Ledger) -> Iterator[Finding]:
    """A manifest has one vehicle and one drop, those of every launch row that flies it."""
    vehicle, drop = p.manifest_route
    for table, rows in (("manifests", p.cargo_manifest), ("launches", p.launch_manifest)):
        other = (p.column(table, "vehicle") != vehicle[rows]) | (p.column(table, "drop") != drop[rows])
        for q in np.flatnonzero(other):
            v, o = p.column(table, "vehicle")[q], p.column(table, "drop")[q]
            message = (
                f"{p.case.vehicles[v]} to {p.case.drops[o]}, but the manifest is {manifest_name(p, rows[q])}"
            )
            yield f"{p.manifest_ids[rows[q]]}, {table} {row_of(q)}", message


@LIMITS("payload")
def payload(p: Ledger) -> Iterator[Finding]:
    """sum_ds mass[d] * count[m,d,s]  <=  payload[v,o]        for every manifest m = (v, o), in t

    Where v reaches the drop at all.
    """
    vehicle, drop = p.manifest_route
    lift = p.case.payload_t[vehicle, drop]
    lift = np.where(lift > 0, lift, np.inf)
    return above(p.manifest_load(p.case.design_mass_t), lift, lambda m: manifest_name(p, m), "t")


@LIMITS("fairing")
def fairing(p: Ledger) -> Iterator[Finding]:
    """sum_ds volume[d] * count[m,d,s]  <=  fairing[v]        for every manifest m = (v, o), in m3"""
    room = p.case.fairing_m3[p.manifest_route[0]]
    return above(p.manifest_load(p.case.design_volume_m3), room, lambda m: manifest_name(p, m), "m3")


@LIMITS("satellites per flight")
def satellites_per_flight(p: Ledger) -> Iterator[Finding]:
    """sum_ds count[m,d,s]  <=  satellites_max[v]             for every manifest m = (v, o)"""
    most = p.case.satellites_max[p.manifest_route[0]]
    load = p.manifest_load(np.ones(len(p.case.designs), dtype=np.int64))
    return above(load, most, lambda m: manifest_name(p, m), "satellites")


@LIMITS("drop reached")
def drop_reached(p: Ledger) -> Iterator[Finding]:
    """payload[v,o] > 0                                       for every manifest m = (v, o)"""
    vehicle, drop = p.manifest_route
    for m in np.flatnonzero(p.case.payload_t[vehicle, drop] <= 0):
        yield manifest_name(p, m), "the vehicle does not fly there, its payload is 0.0 t"


@LIMITS("drop serves shell")
def drop_serves_shell(p: Ledger) -> Iterator[Finding]:
    """s in drop_shells[o]                                    for every (m, d, s) with count[m,d,s] > 0"""
    _, drop = p.manifest_route
    for m, s in zip(p.cargo_manifest, p.column("manifests", "shell")):
        if s not in p.case.drop_shells[drop[m]]:
            served = ", ".join(p.case.shells[i] for i in p.case.drop_shells[drop[m]])
            yield manifest_name(p, m), f"carries to {p.case.shells[s]}; the drop serves {served}"


@LIMITS("cadence")
def cadence(p: Ledger) -> Iterator[Finding]:
    """sum_q n[q]  <=  cadence[v,b]                           over the launch rows of v in b"""
    return above(p.flown, p.case.cadence, p.place("{v}, {b}", "vb"), "flights")


@LIMITS("pads")
def pads(p: Ledger) -> Iterator[Finding]:
    """sum_{v of a} sum_q n[q]  <=  pad_cadence[a,b]"""
    flights = p.case.pad_of.astype(np.int64).T @ p.flown
    return above(flights, p.case.pad_cadence, p.place("{a}, {b}", "ab"), "flights")


@LIMITS("least order")
def least_order(p: Ledger) -> Iterator[Finding]:
    """sum_q n[q]  >=  minimum_flights[v]                      over the launch rows of v, if there are any"""
    flown = p.flown.sum(axis=1)
    least = np.where(flown > 0, p.case.minimum_flights, 0)
    return above(least, flown, p.place("{v}", "v"), "flights")


@LIMITS("laden")
def laden(p: Ledger) -> Iterator[Finding]:
    """sum_q n[q]  <=  sum_dsl x[d,v,s,b,l]

    Where flights of v are counted: for a least order, or for their price.
    """
    _, v, _, b, x = p.cohorts
    aboard = dense([p.size["v"], p.size["b"]], [v, b], x)
    discounted = ~p.case.learns & np.isfinite(p.case.tier_from[:, 1:]).any(axis=1)
    counts = (p.case.minimum_flights > 0) | discounted
    return above(np.where(counts[:, None], p.flown, 0), aboard, p.place("{v}, {b}", "vb"), "flights")


@LIMITS("cargo")
def cargo(p: Ledger) -> Iterator[Finding]:
    """sum_l x[d,v,s,b,l]  <=  sum_q n[q] * count[m_q,d,s]    over the launch rows q of v in b"""
    d, v, s, b, x = p.cohorts
    shape = [p.size[a] for a in "dvsb"]
    launched = dense(shape, [d, v, s, b], x)
    rows = p.frames["manifests"].assign(m=p.cargo_manifest)
    flown = p.frames["launches"].assign(m=p.launch_manifest)[["m", "vehicle", "period", "flights"]]
    held = flown.merge(rows[["m", "shell", "design", "satellites_per_flight"]], on="m")
    places = (held["flights"] * held["satellites_per_flight"]).to_numpy(dtype=np.int64)
    index = [held[c].to_numpy() for c in ("design", "vehicle", "shell", "period")]

    where = p.place("{d} on {v} to {s}, {b}", "dvsb")
    return above(launched, dense(shape, index, places), where, "satellites")


def cohort_name(p: Ledger, i: Index) -> str:
    d, _, s, b, _ = (column[i] for column in p.cohorts)
    return f"{p.column('cohorts', 'cohort')[i]}, {p.case.designs[d]} to {p.case.shells[s]}, {p.at(b)}"


@LIMITS("shell available")
def shell_available(p: Ledger) -> Iterator[Finding]:
    """b >= shell_from[s]                                     for every cohort"""
    _, _, s, b, _ = p.cohorts
    first = p.case.shell_from[s]
    for i in np.flatnonzero(b < first):
        yield cohort_name(p, i), f"launched in period {b[i]}, open from period {first[i]} on"


@LIMITS("design available")
def design_available(p: Ledger) -> Iterator[Finding]:
    """b >= design_from[d]                                    for every cohort"""
    d, _, _, b, _ = p.cohorts
    first = p.case.design_from[d]
    for i in np.flatnonzero(b < first):
        yield cohort_name(p, i), f"launched in period {b[i]}, available from period {first[i]} on"


@LIMITS("design offered")
def design_offered(p: Ledger) -> Iterator[Finding]:
    """share[d,s,k] > 0 for some accelerator k on board       for every cohort"""
    d, _, s, _, _ = p.cohorts
    useful = ((p.case.share[d, s] > 0) & (p.case.design_counts[d] > 0)).any(axis=1)
    for i in np.flatnonzero(~useful):
        yield cohort_name(p, i), "the design does not work there: 0.0 of its compute on 0.0"


@LIMITS("life offered")
def life_offered(p: Ledger) -> Iterator[Finding]:
    """life_offered[d,s,l]                                    for every cohort"""
    d, _, s, _, _ = p.cohorts
    years = p.column("cohorts", "service_years")
    on_grid = np.abs(years - p.life * p.case.period_years) <= 1e-6 * (1 + years)
    for i, (period, known) in enumerate(zip(p.life_index, on_grid)):
        if not known or period < 0 or not p.case.life_offered[d[i], s[i], period]:
            lives = [life for n, life in enumerate(p.case.lives) if p.case.life_offered[d[i], s[i], n]]
            offered = ", ".join(f"{life * p.case.period_years:g}" for life in lives) or "none"
            yield cohort_name(p, i), f"{years[i]:g} years in service, offered are {offered}"


@LIMITS("slots")
def slots(p: Ledger) -> Iterator[Finding]:
    """sum of slots held at the start of t  <=  slots[s,t]

    By all cohorts of s, existing ones too, and the dead of ended ones.
    """
    return above(p.shell_slots_held, p.case.slots, p.place("{s}, {t}", "st"), "slots")


@LIMITS("early retirement")
def early_retirement(p: Ledger) -> Iterator[Finding]:
    """begins <= q < leaves for every retirement, of cohorts that may, and no more of them than were
    launched
    """
    case = p.case
    retired = zip(
        *(p.column("retirements", c) for c in ("existing", "period", "satellites", "design", "shell"))
    )
    for f, q, count, d, s in retired:
        begins, leaves = max(0, case.flown_arrives[f]), case.flown_leaves[f]
        if not case.flown_may_retire[f]:
            yield case.flown[f], f"{count} satellites retire early, 0 may"
        elif not begins <= q < leaves:
            yield (
                case.flown[f],
                f"{count} satellites retire in period {q}, in service they are from {begins} up to {leaves}",
            )
        if (d, s) != (case.flown_design[f], case.flown_shell[f]):
            yield (
                case.flown[f],
                f"{case.designs[d]} in {case.shells[s]}, it is {case.designs[case.flown_design[f]]} there",
            )
    early = dense(
        [len(case.flown)], [p.column("retirements", "existing")], p.column("retirements", "satellites")
    )
    yield from above(early, case.flown_satellites, lambda f: case.flown[f], "satellites")


@LIMITS("factory")
def factory(p: Ledger) -> Iterator[Finding]:
    """sum_{d of h, v, s, l} x[d,v,s,b,l]  <=  bus_rate[h,b]"""
    d, _, _, b, x = p.cohorts
    made = dense([p.size["h"], p.size["b"]], [p.case.design_bus[d], b], x)
    return above(made, p.case.bus_rate, p.place("{h}, {b}", "hb"), "satellites")


@LIMITS("supply")
def supply(p: Ledger) -> Iterator[Finding]:
    """sum_dvsl m[d,k] * x[d,v,s,b,l] + sum_j block[j] * z[j,k,b]  <=  supply[k,b]"""
    d, _, _, b, x = p.cohorts
    in_orbit = dense([p.size["b"], p.size["k"]], [b], p.case.design_counts[d] * x[:, None]).T
    on_ground = np.einsum("jkt,j->kt", p.built, p.case.rack_block)[:, : p.size["b"]]
    return above(in_orbit + on_ground, p.case.supply, p.place("{k}, {b}", "kb"), "accelerators")
