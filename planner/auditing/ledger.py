"""A plan in the index letters of the Case, and what its satellites and racks can do, derived afresh from
decisions alone.

Decisions are read from launches, manifests, cohorts, retirements, removals, sites (blocks built), compute,
reserve, tokens, demand (shortfall), gateways (capacity bought), power and cash (debt drawn); every other
number of a plan follows from them. Letters, units and conventions are those of models/case.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from models.case import Case
from planner.auditing.limits import RELATIVE
from planner.auditing.standing import Standing

Floats = np.ndarray
Index = int | np.integer

ROUNDING = 1e-9  # by which the sum of what a price tier asks for may miss it
PANEL = 4.0  # width of a quadrature panel in mean times to the first failure
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


def dense(shape: Sequence[int], index: Sequence[np.ndarray], values: np.ndarray) -> np.ndarray:
    """An array of zeros to which values[i] is added at index[0][i], index[1][i], ..."""
    values = np.asarray(values)
    out = np.zeros(shape, dtype=values.dtype)
    np.add.at(out, tuple(np.asarray(axis, dtype=np.int64) for axis in index), values)
    return out


@lru_cache(maxsize=4096)
def group_profile(
    m: int,
    thetas: tuple[int, ...],
    bus_loss: float,
    loss: float,
    years: float,
    ages: int,
    from_years: float = 0.0,
) -> Floats:
    """Accelerators usable in groups of theta per satellite launched into service, mean over each period of
    its age: [age, theta].

        1/D * integral over a in [n*D, (n+1)*D] of
            exp(-L*a) * theta * E[ floor( Binomial(m, exp(-Lk*a)) / theta ) ]

    m accelerators in the satellite; L = bus_loss, Lk = loss [1/year]; D = years [year]; n = 0..ages-1. For
    satellites that are from_years old when the first period begins, Lk acts from_years longer, and the figure
    is per satellite working then. The expectation is the sum over all outcomes (of groups of one it is m
    exp(-Lk*a)), the integral Gauss-Legendre of 16 nodes on panels that resolve the fastest decay,
    exp(-m*Lk*a).
    """
    if thetas == (1,):
        z = bus_loss + loss
        gone = -np.expm1(-z * years) / (z * years) if z > 0 else 1.0
        return (m * np.exp(-loss * from_years - z * years * np.arange(ages)) * gone)[:, None]
    panels = max(1, int(np.ceil(years * (m * loss + bus_loss) / PANEL)))
    position = ((np.arange(panels)[:, None] + (NODES + 1) / 2) / panels).ravel()  # within the period, 0..1
    weight = np.tile(WEIGHTS / 2 / panels, panels)
    outcome = np.arange(m + 1)
    usable = np.array([outcome // theta * theta for theta in thetas], dtype=float).T  # [outcome, theta]
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, m + 1)))])
    log_choose = log_factorial[m] - log_factorial - log_factorial[::-1]
    profile = np.empty((ages, len(thetas)))
    for n in range(ages):
        a = (n + position) * years
        if loss > 0:
            old = loss * (from_years + a)
            log_fails = np.log(-np.expm1(-old))
            chance = np.exp(log_choose - np.outer(old, outcome) + np.outer(log_fails, m - outcome))
        else:
            chance = np.tile(outcome == m, (len(a), 1)).astype(float)
        profile[n] = (weight * np.exp(-bus_loss * a)) @ (chance @ usable)
    return profile


class Ledger:
    """One plan. Arrays are written name[axes]; cohorts i and launch rows q are rows of their tables."""

    def __init__(self, case: Case, frames: dict[str, pd.DataFrame]):
        self.case = case
        self.frames = frames
        self.ids: dict[str, tuple[str, ...]] = {
            "t": case.dates, "b": case.dates[: case.launch_periods],
            "s": case.shells, "d": case.designs, "v": case.vehicles,
            "k": case.accelerators, "c": case.workloads, "r": case.regions,
            "g": case.gateways, "j": case.sites,
            "e": case.operations, "h": case.buses, "o": case.drops, "a": case.pads,
        }  # fmt: skip
        self.size = {letter: len(ids) for letter, ids in self.ids.items()}

    def column(self, table: str, name: str) -> np.ndarray:
        return self.frames[table][name].to_numpy()

    def table(self, name: str, axes: Sequence[tuple[str, str]], value: str, rows=slice(None)) -> np.ndarray:
        """`value` of a table summed into an array; axes are (letter, column) pairs."""
        frame = self.frames[name][rows]
        shape, index = [self.size[a] for a, _ in axes], [frame[c].to_numpy() for _, c in axes]
        return dense(shape, index, frame[value].to_numpy())

    def at(self, period: Index) -> str:
        """The date at which a period starts."""
        return self.case.dates[period]

    def place(self, text: str, axes: str) -> Callable[..., str]:
        """What names a row: `place("{d} in {s}, {t}", "sdt")` takes the indices of s, d and t and fills in
        their ids.
        """

        def where(*index: Index) -> str:
            return text.format(**{letter: self.ids[letter][i] for letter, i in zip(axes, index)})

        return where

    # --- flights --------------------------------------------------------------------------------------------

    @cached_property
    def manifest_ids(self) -> np.ndarray:
        """[m] ids of the manifests in the order of manifests.csv."""
        return self.frames["manifests"]["manifest"].unique()

    @cached_property
    def cargo_manifest(self) -> np.ndarray:
        """[row of manifests.csv] m"""
        return pd.Index(self.manifest_ids).get_indexer(self.frames["manifests"]["manifest"])

    @cached_property
    def launch_manifest(self) -> np.ndarray:
        """[q] m"""
        return pd.Index(self.manifest_ids).get_indexer(self.frames["launches"]["manifest"])

    @cached_property
    def manifest_route(self) -> tuple[np.ndarray, np.ndarray]:
        """[m] vehicle and drop, as the manifest's first row says."""
        first = self.frames["manifests"].drop_duplicates("manifest")
        return first["vehicle"].to_numpy(), first["drop"].to_numpy()

    def manifest_load(self, each: np.ndarray) -> np.ndarray:
        """[m] sum over the cargo of count * each[d]."""
        load = self.column("manifests", "satellites_per_flight") * each[self.column("manifests", "design")]
        return dense([len(self.manifest_ids)], [self.cargo_manifest], load)

    @cached_property
    def flown(self) -> np.ndarray:
        """[v,b] flights"""
        return self.table("launches", [("v", "vehicle"), ("b", "period")], "flights")

    @cached_property
    def price_paid(self) -> Floats:
        """[v,b] M$ of one flight: price_musd * factor of the last tier whose flights (all of v) or tonnes
        (before b) are reached.
        """
        price = self.case.price_musd.astype(float)
        d, vehicle, _, launched, x = self.cohorts
        for v, b in np.ndindex(*price.shape) if self.case.tiers else ():
            amount = float(self.flown[v].sum())
            if self.case.learns[v]:
                earlier = (vehicle == v) & (launched < b)
                mass_t = float((x * self.case.design_mass_t[d])[earlier].sum())
                amount = float(self.case.delivered_t[v, b]) + float(self.case.success[v]) * mass_t
            reached = self.case.tier_from[v] <= amount + ROUNDING * (1 + amount)
            price[v, b] *= self.case.tier_factor[v, np.flatnonzero(reached)[-1]]
        return price

    # --- cohorts --------------------------------------------------------------------------------------------

    @cached_property
    def cohorts(self) -> tuple[np.ndarray, ...]:
        """[i] design d, vehicle v, shell s, launch period b, satellites x."""
        columns = "design", "vehicle", "shell", "launch_period", "satellites"
        return tuple(self.column("cohorts", c) for c in columns)

    @cached_property
    def life(self) -> np.ndarray:
        """[i] planned service life in periods, rounded from years."""
        return np.rint(self.column("cohorts", "service_years") / self.case.period_years).astype(np.int64)

    @cached_property
    def life_index(self) -> np.ndarray:
        """[i] l, the position of the life among those of the Case; -1 where it is none of them."""
        return pd.Index(self.case.lives, dtype=np.int64).get_indexer(self.life)

    @cached_property
    def start(self) -> np.ndarray:
        """[i] a, the first period of service."""
        _, _, s, b, _ = self.cohorts
        return b + self.case.shell_lag[s]

    @cached_property
    def age(self) -> np.ndarray:
        """[i,t] periods since the start of service, negative before it."""
        return np.arange(self.case.periods) - self.start[:, None]

    @cached_property
    def in_service(self) -> np.ndarray:
        """[i,t] planned in service: a <= t < a + life. A cohort without satellites is none."""
        x = self.cohorts[4]
        return (self.age >= 0) & (self.age < self.life[:, None]) & (x > 0)[:, None]

    @cached_property
    def delivered(self) -> np.ndarray:
        """[i] satellites expected to reach service, p * x."""
        _, v, _, _, x = self.cohorts
        return self.case.success[v] * x

    @cached_property
    def hazard(self) -> np.ndarray:
        """[i] L * D of the cohort's bus: expected losses per satellite and period."""
        return self.case.bus_loss_per_year[self.case.design_bus[self.cohorts[0]]] * self.case.period_years

    @cached_property
    def working(self) -> Floats:
        """[i,t] satellites working, mean over the period: p x exp(-L D n) (1 - exp(-L D)) / (L D)."""
        z = self.hazard
        mean = np.where(z > 0, -np.expm1(-z) / np.where(z > 0, z, 1.0), 1.0)
        alive = np.exp(-z[:, None] * np.maximum(self.age, 0))
        return np.where(self.in_service, alive * (self.delivered * mean)[:, None], 0.0)

    @cached_property
    def slots_held(self) -> Floats:
        """[i,t] slots held at the start of the period: by survivors, and by the dead for `decay_periods`
        after they died.
        """
        d, _, s, _, _ = self.cohorts
        z, n, life = self.hazard[:, None], self.age, self.life[:, None]
        decay = self.case.decay_periods[self.case.design_bus[d], s][:, None]
        not_gone = np.exp(-z * np.maximum(n - decay, 0))
        retired = np.where(n >= life, np.exp(-z * life), 0.0)  # survivors leave at the end of their life
        return np.where((n >= 0) & (n < life + decay), self.delivered[:, None] * (not_gone - retired), 0.0)

    @cached_property
    def standing(self) -> Standing:
        """The existing cohorts f."""
        columns = (self.column("retirements", c).tolist() for c in ("existing", "period", "satellites"))
        return Standing(self.case, tuple(zip(*columns)))

    def by_shell_design(self, values: np.ndarray, existing: np.ndarray) -> np.ndarray:
        """[s,d,t] sum of cohort values [i,t] and of values of existing cohorts [f,t]."""
        d, _, s, _, _ = self.cohorts
        shape = [self.size["s"], self.size["d"], self.case.periods]
        older = dense(shape, [self.case.flown_shell, self.case.flown_design], existing)
        return dense(shape, [s, d], values) + older

    @cached_property
    def shell_slots_held(self) -> Floats:
        """[s,t] slots held at the start of the period, by all cohorts."""
        return self.by_shell_design(self.slots_held, self.standing.slots_held).sum(axis=1)

    @cached_property
    def used(self) -> np.ndarray:
        """[s,t] true where a cohort is in service."""
        serving = np.concatenate([self.in_service, self.standing.in_service]).astype(np.int64)
        shell = np.concatenate([self.cohorts[2], self.case.flown_shell])
        return dense([self.size["s"], self.case.periods], [shell], serving) > 0

    # --- what compute can be had ----------------------------------------------------------------------------

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """[k] the sizes theta of replicas that accelerator k can hold, ascending."""
        return tuple(tuple(sorted({int(n) for n in row if n > 0})) for row in self.case.need)

    @cached_property
    def orbit_capacity(self) -> dict[tuple[int, int], Floats]:
        """(k, theta) -> [s,t] accelerator-years in groups of theta: D * sum_e duty[e,s,t] * (accelerators
        usable so).
        """
        case = self.case
        d, _, s, _, _ = self.cohorts
        h, e = case.design_bus[d], case.design_operation[d]
        longest = int(self.life.max(initial=1))
        row, period = np.nonzero(self.in_service)
        capacity = {}
        for k, thetas in enumerate(self.groups):
            kinds: dict[tuple[int, float], int] = {}
            kind = np.array(
                [
                    kinds.setdefault(
                        (int(case.design_counts[i, k]), float(case.bus_loss_per_year[j])), len(kinds)
                    )
                    for i, j in zip(d, h)
                ],
                dtype=np.int64,
            )
            loss = float(case.accelerator_loss_per_year[k])
            profiles = [group_profile(m, thetas, bus, loss, case.period_years, longest) for m, bus in kinds]
            profile = np.array(profiles).reshape(len(kinds), longest, len(thetas))
            each = (self.delivered * case.share[d, s, k])[row] * case.duty[e[row], s[row], period]
            usable = each[:, None] * profile[kind[row], self.age[row, period]]
            for i, theta in enumerate(thetas):
                years = case.period_years * usable[:, i]
                capacity[k, theta] = dense([self.size["s"], case.periods], [s[row], period], years)
        for f, (d, s) in enumerate(zip(case.flown_design, case.flown_shell)):
            h, e = case.design_bus[d], case.design_operation[d]
            serves = np.flatnonzero(self.standing.in_service[f])
            for k, thetas in enumerate(self.groups):
                profile = group_profile(
                    int(case.design_counts[d, k]), thetas,
                    float(case.bus_loss_per_year[h]), float(case.accelerator_loss_per_year[k]),
                    case.period_years, len(serves), float(case.flown_age_years[f]),
                )  # fmt: skip
                works = case.flown_working[f] * self.standing.remaining[f, serves]
                each = case.period_years * case.duty[e, s, serves] * case.share[d, s, k] * works
                for i, theta in enumerate(thetas):
                    capacity[k, theta][s, serves] += each * profile[:, i]
        return capacity

    @cached_property
    def ground_capacity(self) -> dict[tuple[int, int], Floats]:
        """(k, theta) -> [j,t] accelerator-years in groups of theta: D * availability * (accelerators of the
        standing blocks usable so).

        Of a block theta * floor(block / theta) where failed accelerators are replaced, or what is left at its
        age where they are lost.
        """
        case = self.case
        capacity = {
            (k, theta): np.zeros((self.size["j"], case.periods))
            for k, thetas in enumerate(self.groups) for theta in thetas
        }  # fmt: skip
        for j, k, first, end, blocks, age in self.rack_orders:
            thetas, loss = self.groups[k], float(case.rack_loss_per_year[j, k])
            each = group_profile(
                int(case.rack_block[j]), thetas, 0.0, loss, case.period_years, end - first if loss else 1, age
            ) if thetas else np.zeros((1, 0))  # fmt: skip
            for i, theta in enumerate(thetas):
                years = case.period_years * case.availability[j] * blocks
                capacity[k, theta][j, first:end] += years * each[:, i]
        return capacity

    def capacity(self, kind: str) -> dict[tuple[int, int], Floats]:
        """(k, theta) -> [place,t] accelerator-years in groups of theta, in orbit or on the ground."""
        return self.orbit_capacity if kind == "orbit" else self.ground_capacity

    # --- sites ----------------------------------------------------------------------------------------------

    @cached_property
    def built(self) -> np.ndarray:
        """[j,k,t] blocks bought in the period."""
        return self.table("sites", [("j", "site"), ("k", "accelerator"), ("t", "period")], "blocks_built")

    @cached_property
    def rack_orders(self) -> list[tuple[int, int, int, int, int, float]]:
        """(j, k, first, end, blocks, age in years at first) of blocks that stand in first <= t < end within
        the plan, whoever bought them.

        Of what stood before a part for each period in which some of it leaves: the planned one, and those of
        removals.csv.
        """
        case, T = self.case, self.case.periods
        stay = case.installed_blocks.astype(int).copy()
        ends = list(zip(*(self.column("removals", c).tolist() for c in ("existing", "period", "blocks"))))
        for x, _, blocks in ends:
            stay[x] -= blocks
        ends += zip(range(len(stay)), case.installed_leaves.tolist(), stay.tolist())
        orders = [
            (
                int(case.installed_site[x]), int(case.installed_accelerator[x]),
                max(0, int(case.installed_arrives[x])), int(end), int(n), float(case.installed_age_years[x]),
            )
            for x, end, n in ends
        ]  # fmt: skip
        for j, k, b in zip(*np.nonzero(self.built)):
            first = int(b + case.site_lead[j])
            orders.append(
                (int(j), int(k), first, first + int(case.rack_life[j]), int(self.built[j, k, b]), 0.0)
            )
        inside = ((j, k, first, min(end, T), n, age) for j, k, first, end, n, age in orders)
        return [order for order in inside if order[2] < order[3] and order[4]]

    @cached_property
    def blocks(self) -> np.ndarray:
        """[j,k,t] blocks standing: those that stood before, and those bought in b with b + lead <= t < b +
        lead + life.
        """
        out = np.zeros((self.size["j"], self.size["k"], self.case.periods), dtype=np.int64)
        for j, k, first, end, blocks, _ in self.rack_orders:
            out[j, k, first:end] += blocks
        return out

    @cached_property
    def running(self) -> Floats:
        """[j,k,t] blocks running: as many as the work takes, at its peak or with reserves if that is more,
        and no more than stand.

        All that stand where rest spares no power.
        """
        case = self.case
        peak = np.where(case.can_wait, 0.0, case.peak)
        axes = [("k", "accelerator"), ("c", "workload"), ("j", "source"), ("t", "period")]
        reserved = self.table("reserve", axes, "accelerator_years", self._of("reserve", "ground"))
        most = np.max(
            [
                np.einsum("kcjt,c->jkt", years, weight)
                for years in (self.compute("ground", "accelerator_years"), reserved)
                for weight in (np.ones(len(peak)), peak)
            ],
            axis=0,
        )
        each = case.period_years * case.availability * case.rack_block
        rests = (case.idle_power_share < 1)[:, None, None]
        blocks = most / each[:, None, None]
        whole = np.ceil(blocks - RELATIVE * np.maximum(blocks, 1.0)).astype(np.int64)
        return np.where(rests, np.minimum(whole, self.blocks), self.blocks)

    @cached_property
    def rack_power(self) -> Floats:
        """[j,k,t] facility power drawn [MW]: in full by the blocks that run, the idle share of it by those
        that stand and do not.
        """
        resting = self.blocks - self.running
        return self.case.rack_mw * (self.running + self.case.idle_power_share[:, None, None] * resting)

    @cached_property
    def grid(self) -> Floats:
        """[j,t] power taken from the grid [MW], as the plan says."""
        return self.table("power", [("j", "site"), ("t", "period")], "grid_mw")

    @cached_property
    def onsite(self) -> Floats:
        """[j,t] power of own generation [MW], as the plan says."""
        return self.table("power", [("j", "site"), ("t", "period")], "onsite_mw")

    # --- compute, tokens, gateways --------------------------------------------------------------------------

    def _of(self, table: str, kind: str) -> np.ndarray:
        return self.column(table, "source_kind") == kind

    def compute(self, kind: str, value: str) -> Floats:
        """[k,c,source,t] `value` of compute.csv; the source is s in orbit and j on the ground."""
        source = "s" if kind == "orbit" else "j"
        axes = [("k", "accelerator"), ("c", "workload"), (source, "source"), ("t", "period")]
        return self.table("compute", axes, value, self._of("compute", kind))

    @cached_property
    def tokens_orbit(self) -> Floats:
        """[c,r,s,g,t] Tt"""
        axes = [("c", "workload"), ("r", "region"), ("s", "source"), ("g", "gateway"), ("t", "period")]
        return self.table("tokens", axes, "tokens_tt", self._of("tokens", "orbit"))

    @cached_property
    def tokens_ground(self) -> Floats:
        """[c,r,j,t] Tt"""
        axes = [("c", "workload"), ("r", "region"), ("j", "source"), ("t", "period")]
        return self.table("tokens", axes, "tokens_tt", self._of("tokens", "ground"))

    @cached_property
    def served(self) -> Floats:
        """[c,r,t] Tt"""
        return self.tokens_orbit.sum(axis=(2, 3)) + self.tokens_ground.sum(axis=2)

    @cached_property
    def shortfall(self) -> Floats:
        """[c,r,t] Tt of the commitment not served, as the plan says."""
        return self.table("demand", [("c", "workload"), ("r", "region"), ("t", "period")], "shortfall_tt")

    @cached_property
    def bought(self) -> Floats:
        """[g,t] Gbit/s of gateway capacity bought, each direction."""
        return self.table("gateways", [("g", "gateway"), ("t", "period")], "gbps_bought")

    @cached_property
    def usable_gbps(self) -> Floats:
        """[g,t] Gbit/s of what is bought that carry tokens, mean over time, each direction: availability[g] *
        bought[g,t].
        """
        return np.einsum("g,gt->gt", self.case.gateway_availability, self.bought)

    def gateway_traffic(self, gbps: Floats) -> Floats:
        """[g,t] Gbit/s through each gateway: sum_crs f[c,r,s,g,t] * gbps[c]."""
        return np.einsum("crsgt,c->gt", self.tokens_orbit, gbps)
