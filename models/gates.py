r"""Stage gates: a bus flies in numbers only after a pilot of it has run.

The gate of bus h asks for n_min satellites of it (launched, by plan) that are in service throughout the M
periods before it is passed. A cohort launched in b counts for a passing in tau if a = b + lag_s <= tau - M
and a + life >= tau. With X[h,b] what is launched of the bus in b, and P[h,b] the periods since the passing, b
itself included (0 before it, and for good where it is never passed):

    sum_b max(0, X[h,b] - ramp_h P[h,b])  <=  n_max

The production line delivers ramp_h P[h,b] from the passing on, and nothing before it. What flies beyond that
is a pilot, of which there are n_max in all.

Satellites that fly already when the study starts count as well (models/pilots.py): of n_max only what they
leave is left below, ran[h,tau] of them are beside the x of `passing`, and where they have passed the gate in
tau0 <= 0 there is neither pilot nor passing, and P[h,b] = b - tau0 + 1 is known. The line stores nothing.
Without a ramp its rate has no limit once the gate is passed. An earlier passing never hurts.

    pilot     sum_{b' <= b} X[h,b']                    <=  left + later[h,b] passed[h,b]
    passing   n_min (passed[h,tau] - passed[h,tau-1])  <=  ran[h,tau] + sum of x that counts for tau
              passed[h,tau-1]                          <=  passed[h,tau]
    ramp      X[h,b]                                   <=  pilots[h,b] + ramp_h sum_{b' <= b} passed[h,b']
    pilots_in_all   sum_b pilots[h,b]                  <=  left      (both where there is a ramp)

    passed  binary, over the periods in which a pilot can have run
    pilots  satellites beyond the line, >= 0
    left    n_max, or what is left of it
    later   most satellites from the earliest passing to b, by flights, factory and line; no more than all up
            to b beyond n_max
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from models import pilots
from models.algebra import pyo
from models.case import Case, Floats, Ints
from models.departing import FLOWN
from models.factory import most_of_buses
from models.families import Decision, Family, Step, by_cohort, named
from models.members import Cohort, first_flights
from models.rows import Row, Term, add_rows, variables


def has_gate(case: Case, h: int) -> bool:
    """Whether bus h must pass a gate."""
    return bool(np.isfinite(case.gate_max[h]))


def earliest(case: Case, offers: Iterable[tuple[int, int]]) -> Ints:
    """[h] the first period in which the gate of a bus can be passed, its designs flying to the shells of
    `offers` (B or later: in none).

    0 or less where what flew before has passed it.
    """
    B = case.launch_periods
    opens = first_flights(case)
    first = np.full(len(case.buses), B)
    for d, s in offers:
        h = int(case.design_bus[d])
        if not has_gate(case, h):
            continue
        window = int(case.gate_periods[h])
        lasts = any(case.lives[i] >= window for i in np.flatnonzero(case.life_offered[d, s]))
        launch = max(int(opens[s]), int(case.design_from[d]))
        if lasts and launch < B:
            first[h] = min(first[h], launch + int(case.shell_lag[s]) + window)
    for h in range(len(case.buses)) if len(case.flown) else ():
        if has_gate(case, h):
            enough = (tau for tau in range(1, B) if pilots.ran(case, h, tau) >= case.gate_min[h])
            first[h] = min(first[h], next(enough, B), pilots.passed_before(case)[h])
    return first


def pilot_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """One satellite counts from its launch on."""
    h, b = int(case.design_bus[cohort[0]]), cohort[3]
    for tau in range(b, case.launch_periods) if has_gate(case, h) else ():
        yield (h, tau), 1.0


def passing_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """One satellite lets its bus pass while it has been in service throughout the window."""
    d, _, s, b, l = cohort
    h = int(case.design_bus[d])
    if has_gate(case, h):
        start, window = b + int(case.shell_lag[s]), int(case.gate_periods[h])
        for tau in range(start + window, min(case.launch_periods, start + case.lives[l] + 1)):
            yield ("window", h, tau), -1.0


def ramp_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """One satellite comes from the line, or is a pilot."""
    h = int(case.design_bus[cohort[0]])
    if has_gate(case, h):
        yield (h, cohort[3]), 1.0


def running(case: Case, satellites: Mapping[Cohort, int]) -> Ints:
    """[h,tau] satellites in service throughout the periods that the gate of their bus asks for, just before
    tau; 0 without a gate.

    Of the plan, and those that flew before: of these none may have a choice left (models/departing.py:
    settled).
    """
    counted = np.zeros((len(case.buses), case.launch_periods), dtype=int)
    for h, tau in np.ndindex(*counted.shape) if len(case.flown) else ():
        counted[h, tau] = pilots.ran(case, h, tau) if has_gate(case, h) else 0
    for cohort, count in satellites.items():
        for (_, h, tau), _ in passing_steps(case, cohort):
            counted[h, tau] += count
    return counted


def passed_by(case: Case, satellites: Mapping[Cohort, int]) -> set[tuple[int, int]]:
    """(h,b) from the earliest passing on that these satellites allow."""
    enough = running(case, satellites) >= case.gate_min[:, None]
    enough |= (pilots.passed_before(case) <= 0)[:, None]
    enough &= np.isfinite(case.gate_max)[:, None]
    return {(int(h), int(b)) for h, b in np.argwhere(np.logical_or.accumulate(enough, axis=1))}


def beyond_the_line(case: Case, satellites: Mapping[Cohort, int]) -> Floats:
    """[h] satellites that fly beyond what the line delivers: no more may than `left` of models/pilots.py."""
    launched = np.zeros((len(case.buses), case.launch_periods))
    for (d, _, _, b, _), count in satellites.items():
        launched[case.design_bus[d], b] += count
    first = np.minimum(pilots.passed_before(case), case.launch_periods)
    for h, b in passed_by(case, satellites):
        first[h] = min(first[h], b)
    since = np.maximum(0, np.arange(case.launch_periods) - first[:, None] + 1)
    ramp = np.broadcast_to(case.gate_ramp[:, None], since.shape)
    line = np.multiply(ramp, since, out=np.zeros(since.shape), where=since > 0)
    return np.maximum(0.0, launched - line).sum(axis=1)


def most_later(case: Case, first: Ints) -> Floats:
    """[h,b] `later` of the module docstring; first[h] the earliest passing."""
    most = most_of_buses(case)
    since = np.maximum(0, np.arange(case.launch_periods) - first[:, None] + 1)
    with np.errstate(invalid="ignore"):
        line = np.where(since > 0, np.minimum(most, case.gate_ramp[:, None] * since), 0.0)
        beyond = np.maximum(0.0, np.cumsum(most, axis=1) - pilots.left(case)[:, None])
    return np.minimum(np.cumsum(line, axis=1), np.nan_to_num(beyond, nan=0.0))


def gates(m) -> None:
    """Variables passed and pilots, over the buses of the offers that have a gate."""
    case, B = m.case, m.case.launch_periods
    m.first_passing = earliest(case, m.members.offers)
    buses = sorted({int(case.design_bus[d]) for d, _ in m.members.offers})
    m.gated = [
        h for h in buses if has_gate(case, h) and (m.first_passing[h] > 0 or np.isfinite(case.gate_ramp[h]))
    ]
    m.pilots_left = pilots.left(case)
    ahead = [h for h in m.gated if m.first_passing[h] > 0]  # not passed yet
    variables(
        m, "passed", [(h, tau) for h in ahead for tau in range(m.first_passing[h], B)], domain=pyo.Binary
    )
    ramped = [(h, b) for h in m.gated if np.isfinite(case.gate_ramp[h]) for b in range(B)]
    variables(m, "pilots", ramped, upper={(h, b): m.pilots_left[h] for h, b in ramped})


def pilot(m) -> None:
    """sum_{b' <= b} X <= left + later passed; rows before the last period without a passing say less than
    that one's.
    """
    case = m.case
    rows: list[Row] = []
    later, launched = most_later(case, m.first_passing), by_cohort(m, pilot_steps)
    for h in m.gated:
        if m.first_passing[h] <= 0:
            continue
        for b in range(max(0, min(m.first_passing[h], case.launch_periods) - 1), case.launch_periods):
            terms = list(launched[h, b])
            if (h, b) in m.passed:
                terms.append((-float(later[h, b]), m.passed[h, b]))
            rows.append(((h, b), terms, None, float(m.pilots_left[h])))
    add_rows(m, "pilot", rows, open_to=m.open_to)


def passing(m) -> None:
    """n_min (passed[tau] - passed[tau-1]) <= ran + sum of x in service throughout the window; passed[tau-1]
    <= passed[tau].
    """
    rows: list[Row] = []
    ran = by_cohort(m, passing_steps)
    before, leaving = FLOWN.constants(m.case, pilots.windows), FLOWN.terms(m, pilots.windows)
    for h, tau in m.passed:
        fewest = float(m.case.gate_min[h])
        terms: list[Term] = [*ran["window", h, tau], (fewest, m.passed[h, tau])]
        if (h, tau - 1) in m.passed:
            terms.append((-fewest, m.passed[h, tau - 1]))
            rows.append(
                (("stay", h, tau), [(1.0, m.passed[h, tau - 1]), (-1.0, m.passed[h, tau])], None, 0.0)
            )
        terms += [(-amount, variable) for amount, variable in leaving["window", h, tau]]
        rows.append((("window", h, tau), terms, None, before.get(("window", h, tau), 0.0)))
    add_rows(m, "passing", rows, open_to=m.open_to)


def ramp(m) -> None:
    """X <= pilots + ramp (periods since the passing)."""
    case, rows, launched = m.case, [], by_cohort(m, ramp_steps)
    for h, b in m.pilots:
        line = [(-float(case.gate_ramp[h]), m.passed[h, tau]) for tau in range(b + 1) if (h, tau) in m.passed]
        terms: list[Term] = [*launched[h, b], (-1.0, m.pilots[h, b]), *line]
        known = max(0, b - int(m.first_passing[h]) + 1) if m.first_passing[h] <= 0 else 0
        rows.append(((h, b), terms, None, float(case.gate_ramp[h] * known)))
    add_rows(m, "ramp", rows, open_to=m.open_to)


def pilots_in_all(m) -> None:
    """sum of pilots <= left."""
    beyond: dict[int, list[Term]] = defaultdict(list)
    for h, b in m.pilots:
        beyond[h].append((1.0, m.pilots[h, b]))
    total = ((h, terms, None, float(m.pilots_left[h])) for h, terms in beyond.items())
    add_rows(m, "pilots_in_all", total)


FAMILIES = named(
    Family(pilot, cohort=pilot_steps, is_partial=True, limit="stage gates"),
    Family(passing, cohort=passing_steps, is_partial=True, limit="stage gates"),
    Family(ramp, cohort=ramp_steps, is_partial=True, limit="stage gates"),
    Family(pilots_in_all, limit="stage gates"),
)
DECISIONS = (Decision("passed", "up"),)
