"""What the master has beside the formulation: artificial columns, and rows that count the flights of a
vehicle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from scipy import sparse

from models import frozen
from models.case import Case
from models.members import lift_t, offered
from planner.solver.column_generation.extending import Rows, with_columns
from planner.solver.highs import INF, Array, Compiled

LEAST_RENT = 1e-4
"""M$ per accelerator and period: a free satellite's, so that its rent can rise."""
LENT = 100.0  # discounted M$ for an M$ of cash that is not there, to begin with


def with_artificials(case: Case, model: Compiled) -> Compiled:
    """Columns that keep the master feasible and its duals finite while it has few flights, at prices no
    sensible plan would pay.

    Hard commitments, assured ones and the least-tokens row can be missed; accelerators in orbit can be
    rented, so that a shell and period which no column serves yet has a dual no higher than the rent; money
    can be lent for good; what a milestone, a gate, a least order or a price tier asks for can be bought, and
    flights, power and accelerators, so that what is held (planner/solver/branching/tree.py) has columns to be
    found for. All of it only enlarges the question: a bound proven with them holds. What is still used of
    them at the end is dearer still in the next round (Master.raise_artificials).
    """
    rows, signs, prices = [], [], []
    for (family, index), i in model.row.items():
        demanded = family in ("committed", "assured", "assured_beside")
        if family == "least" or (demanded and not np.isfinite(case.shortfall_musd[index[:2]])):
            rows.append(i)
            signs.append(1.0)
            prices.append(artificial_price(case))
    rent, earliest = rents(case), first_service(case)
    for (family, index), i in model.row.items():
        if family in ("usable", "effective") and index[-1] >= earliest[index[0], index[-2]]:
            rows.append(i)
            signs.append(-1.0)
            prices.append(float(rent[index[0]] * case.discount_mid[index[-1]]))
    for (family, _), i in model.row.items():
        if family == "cash":
            rows.append(i)
            signs.append(-1.0)
            prices.append(LENT)
    for (family, index), i in model.row.items():
        if is_promise(family, index):
            rows.append(i)
            signs.append(1.0 if family in ("minimum", "cadence", "flights") else -1.0)
            prices.append(10.0 * dearest_musd(case))
        elif family == "power":
            rows.append(i if model.row_upper[i] < INF else i - 1)  # a range is two rows
            signs.append(-1.0)
            prices.append(10.0 * dearest_musd(case) / float(case.rack_mw[case.rack_mw > 0].min()))
    n = len(rows)
    extra = sparse.csc_array((np.array(signs), (rows, np.arange(n))), shape=(model.matrix.shape[0], n))
    objectives = {
        name: np.concatenate([c, np.array(prices) if name == "cost" else np.zeros(n)])
        for name, c in model.objectives.items()
    }
    return Compiled(
        matrix=sparse.csc_array(sparse.hstack([model.matrix, extra])),
        row_lower=model.row_lower,
        row_upper=model.row_upper,
        col_lower=np.concatenate([model.col_lower, np.zeros(n)]),
        col_upper=np.concatenate([model.col_upper, np.full(n, INF)]),
        integer=np.concatenate([model.integer, np.zeros(n, dtype=bool)]),
        objectives=objectives,
        column=model.column | {("artificial", i): len(model.col_lower) + i for i in range(n)},
        row=model.row,
    )


def with_fleets(
    case: Case, model: Compiled, carriers: Mapping[tuple[int, int], Iterable[int]] | None = None
) -> Compiled:
    """Columns `fleet` and rows `flights` of every vehicle and period that flies: its flights until then.

        fleet[v,b] = fleet[v,b'] + sum of the flights of v in b          b' the last such period before b

    Each is a whole number, and all are whole where every period's flights are. carriers: (v, b) -> columns
    of the flights; without them flights join later, and the rows are open, so that the columns say nothing,
    until they are closed (Master.count_flights).
    """
    flown = {(v, b) for v, _, b, _ in frozen.flights(case)}
    flying = sorted({(int(v), int(b)) for v, b in np.argwhere(case.cadence > 0)} | flown)
    most, side = np.cumsum(case.cadence, axis=1), INF if carriers is None else 0.0
    ends = np.array([float(most[vb]) for vb in flying])
    model = with_columns(model, [("fleet", vb) for vb in flying], ends, 0.0, integer=True)
    before = {vb: last for last, vb in zip(flying, flying[1:]) if last[0] == vb[0]}
    rows = Rows()
    for vb in flying:
        part = [(i, 1.0) for i in (carriers or {}).get(vb, ())]
        part += [(model.column["fleet", before[vb]], 1.0)] if vb in before else []
        rows.add([*part, (model.column["fleet", vb], -1.0)], -side, side, ("flights", vb))
    return rows.below(model)


def is_promise(family: str, index) -> bool:
    """Whether a row may ask for more than there is once a decision is held: of a milestone, a passing, a
    least order, a tier, flights, racks.
    """
    if family in ("passing", "minimum"):
        return index[0] in ("window", "least")
    return family in ("milestones", "reached", "flights", "supply")


def artificial_price(case: Case) -> float:
    """M$ per Tt above what serving it can reasonably cost: the dearest asset for a single accelerator-year of
    the slowest kind.
    """
    rate = case.rate[case.rate > 0]
    return 10.0 * dearest_musd(case) / max(float(rate.min()) if len(rate) else 1.0, 1e-9)


def dearest_musd(case: Case) -> float:
    """M$ of the dearest satellite, rack block, flight or launch by mass; 1 at least."""
    return max(
        float(case.design_cost_musd.max(initial=0)),
        float(case.rack_cost_musd.max(initial=0)),
        float(case.price_musd.max(initial=0)),
        float(case.price_musd_per_t.max(initial=0) * case.design_mass_t.max(initial=0)),
        1.0,
    )


def first_service(case: Case) -> Array:
    """[k,s] the first period in which an accelerator kind can be in service in a shell (T: never)."""
    first = np.full((len(case.accelerators), len(case.shells)), case.periods)
    flying = np.array(
        [np.flatnonzero(row)[0] if row.any() else case.periods for row in case.cadence > 0]
    )  # [v]
    lifted = [
        min(
            (int(flying[v]) for v in range(len(case.vehicles)) if lift_t(case, v, s) > 0),
            default=case.periods,
        )
        for s in range(len(case.shells))
    ]
    for d, s in offered(case):
        start = max(lifted[s], int(case.design_from[d]), int(case.shell_from[s])) + int(case.shell_lag[s])
        for k in np.flatnonzero(case.design_counts[d] * case.share[d, s]):
            first[k, s] = min(first[k, s], start)
    return first


def rents(case: Case) -> Array:
    """[k] M$ per accelerator and period to begin with: four times what it costs in the cheapest satellite,
    written off in its life.
    """
    cost, count = case.design_cost_musd.max(axis=1), case.design_counts
    lift = np.array(
        [
            case.price_musd[v].max() / case.payload_t[v].max() + case.price_musd_per_t[v].max()
            for v in range(len(case.vehicles))
            if case.payload_t[v].max(initial=0) > 0
        ]
    )
    launched = cost + case.design_mass_t * (float(lift.min()) if len(lift) else 0.0)
    with np.errstate(divide="ignore"):
        each = np.where(count > 0, launched[:, None] / count, np.inf).min(axis=0, initial=np.inf)
    rent = np.where(np.isfinite(each), 4 * each / max(case.lives, default=1), 1.0)
    return np.maximum(rent, LEAST_RENT)
