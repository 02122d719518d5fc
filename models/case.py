"""The input contract of every formulation: plain arrays with named axes and units.

A Case holds all that a model needs and nothing of files or physics. Letters are the same everywhere:

    t  period, 0..T-1                    b  launch period, 0..B-1 (B <= T)
    s  shell        o  drop              d  satellite design        h  bus          v  vehicle
    k  accelerator  e  eclipse operation l  service life (an index into `lives`)
    c  workload     r  region            g  gateway                 j  ground site
    f  existing cohort: satellites that fly, or are on their way, when the study starts

Units: t (tonne), m3, MW, year, M$ (1e6 USD of the study's price year), Tt (1e12 output tokens), Gbit/s.

Conventions, stated once
------------------------
*Time.* Period t covers [t, t+1) * period_years. A cohort launched at the start of period b is in service in the periods
a <= t < a + life with a = b + shell_lag[s]; its age in period t runs from n*period_years to (n+1)*period_years, n = t - a.
Hazards act from the start of service. A rack bought in period b runs in b + lead <= t < b + lead + life.

*Survival.* Of x satellites launched, expected numbers are counted (p = success[v], D = period_years, L = bus_loss_per_year[h]):

    survivors at the start of age n        p * exp(-L*D*n)                                                 0 <= n < life
    working, mean over the period          p * exp(-L*D*n) * abar(L),    abar(z) = (1 - exp(-z*D)) / (z*D),  abar(0) = 1
    slots held at the start of age n       p * exp(-L*D*max(0, n - decay))                                 0 <= n < life
      (a dead satellite holds its slot     p * (exp(-L*D*max(0, n - decay)) - exp(-L*D*life))              life <= n < life + decay
      for decay = decay_periods[h,s] periods; survivors leave at the end of the planned life)
    accelerators k usable in groups of     p * share[d,s,k] * mean over the period's ages a of
      theta, mean over the period            exp(-L*a) * theta * E[ floor( Binomial(m, exp(-Lk*a)) / theta ) ],
                                           m = design_counts[d,k], Lk = accelerator_loss_per_year[k]

*What exists.* Of an existing cohort f, flown_working[f] satellites are expected to work at the start of period a = max(0, flown_arrives[f]),
flown_age_years[f] after they entered service; it is in service for a <= t < flown_leaves[f]. From then on its hazards are those of its
design: in period a + n it counts as W = flown_working delivered satellites of that age, accelerators at exp(-Lk*age). It holds

    slots at the start of period a + n     W * exp(-L * max(-history, (n - decay)*D))                        a + n < leaves + decay
                                           less W * exp(-L*D*(leaves - a)) where a + n >= leaves, and dead more while n < decay

where history = flown_history_years[f] is the time before a whose dead, by the hazard, may still hold their slots, and dead =
flown_dead[f] are satellites known to have failed by then. Racks that stand run as rack_installed[j,k,t] says. What exists costs nothing
to have and its share of everything that running costs: the opening of its shells is paid (0). contracted[v,b] flights were bought before: as many of the period's flights as
that cost no more, and contract_owed_musd[v,b] is due whether they fly or not.

*Compute.* need[k,c] accelerators of one satellite (or of one rack block) hold a replica of workload c; the needs of one accelerator
form a chain in which each divides the next. For every theta among the needs of k the accelerator-years of all workloads with
need >= theta are at most D * sum_e duty[e,s,t] * (accelerators usable in groups of theta); the same with peak[c] * accelerator-years
for the workloads that cannot wait alone. On the ground a block has theta * floor(block / theta) * availability accelerators usable in
groups of theta.

*Reach.* Tokens of workload c for region r from shell s in period t are at most
reach[s,r,c] * D * sum_k rate[k,c] * sum_e duty[e,s,t] * (accelerators k of s usable in groups of need[k,c]).

*Money.* Costs of launch periods (satellites, launches, insurance, NRE, shell openings, racks) are discounted at the start of their
period, running costs, revenue and tokens at its middle. An insured flight (insurance_rate > 0) pays the premium rate on its launch
price and cargo and expects the payout (1 - success) of the same value. NRE is due in the first period in which a bus or a design
flies; a shell's opening in the first period in which a cohort is in service there; its yearly cost in every period in which a cohort
is in service there. Under `annuity` an asset is charged cohort_share (rack_share) of its cost, and a launch is credited
(1 - cohort_share) of its cost for the share mass/payload of it that each satellite takes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


# fmt: off
@dataclass(frozen=True)
class Case:
    """Arrays of one planning question. Axis letters stand behind each name; see the module docstring for conventions."""

    # --- time and money
    name: str
    objective: str                       # levelized_cost | cost | npv
    period_years: float                  # D [year]
    launch_periods: int                  # B
    dates: tuple[str, ...]               # [t] ISO date at which the period starts
    discount_start: Floats               # [t] factor at the start of the period
    discount_mid: Floats                 # [t] factor at its middle
    min_tokens_tt: float                 # least weighted, undiscounted tokens over all periods (0: no such limit)

    # --- ids, in the order of their axes
    shells: tuple[str, ...]              # s
    drops: tuple[str, ...]               # o
    buses: tuple[str, ...]               # h
    designs: tuple[str, ...]             # d
    vehicles: tuple[str, ...]            # v
    accelerators: tuple[str, ...]        # k
    operations: tuple[str, ...]          # e
    workloads: tuple[str, ...]           # c
    regions: tuple[str, ...]             # r
    gateways: tuple[str, ...]            # g
    sites: tuple[str, ...]               # j

    # --- shells
    slots: Floats                        # [s,t] satellites that may hold a slot
    shell_from: Ints                     # [s] first period in which a cohort may be launched there
    shell_lag: Ints                      # [s] periods from launch to service
    shell_opening_musd: Floats           # [s]
    shell_yearly_musd: Floats            # [s] M$ per year in use
    duty: Floats                         # [e,s,t] share of time that compute runs, 0..1
    drop_shells: tuple[tuple[int, ...], ...]   # [o] the shells that a drop serves

    # --- buses and designs
    bus_loss_per_year: Floats            # [h] hazard of a whole satellite
    bus_nre_musd: Floats                 # [h]
    bus_operations_musd: Floats          # [h] per working satellite and year
    bus_rate: Floats                     # [h,b] satellites that the factory can deliver in the period (inf: no limit)
    decay_periods: Ints                  # [h,s] periods for which a dead satellite holds its slot (>= T: for good)
    lives: tuple[int, ...]               # [l] service lives in periods
    design_bus: Ints                     # [d] -> h
    design_operation: Ints               # [d] -> e
    design_counts: Ints                  # [d,k] accelerators in one satellite
    design_mass_t: Floats                # [d] at launch
    design_volume_m3: Floats             # [d] stowed
    design_cost_musd: Floats             # [d,b] one satellite with its accelerators, without launch
    design_nre_musd: Floats              # [d]
    design_from: Ints                    # [d] first launch period
    share: Floats                        # [d,s,k] share of an accelerator's nominal throughput kept in that shell (0: not offered)
    life_offered: Bools                  # [d,s,l]
    cohort_share: Floats                 # [s,b,l] share of a cohort's cost charged to the plan (1 unless `annuity`)

    # --- vehicles
    payload_t: Floats                    # [v,o] (0: does not fly there)
    fairing_m3: Floats                   # [v]
    satellites_max: Ints                 # [v] per flight
    price_musd: Floats                   # [v,b] one flight
    cadence: Ints                        # [v,b] flights in the period
    success: Floats                      # [v] probability that a flight delivers
    insurance_rate: Floats               # [v] premium / insured value (0: not insured)

    # --- accelerators and workloads
    accelerator_loss_per_year: Floats    # [k]
    supply: Floats                       # [k,b] accelerators that can be bought in the period (inf: no limit)
    need: Ints                           # [k,c] accelerators per replica (0: cannot hold it)
    rate: Floats                         # [k,c] Tt per accelerator-year (0: cannot)
    token_weight: Floats                 # [c]
    peak: Floats                         # [c] peak / mean demand, >= 1
    can_wait: Bools                      # [c] batch: fills the valleys
    committed: Floats                    # [c,r,t] Tt in the period that must be served
    optional: Floats                     # [c,r,t] Tt in the period that may be served beyond
    shortfall_musd: Floats               # [c,r] M$ per Tt not served (inf: the commitment is hard)
    token_price_musd: Floats             # [c,r,t] M$ per Tt (used by npv)
    reach: Floats                        # [s,r,c] share of time within the latency limit, 0..1

    # --- gateways and sites
    up_gbps: Floats                      # [c] mean Gbit/s while one Tt is served in a period
    down_gbps: Floats                    # [c]
    gateway_allowed: Bools               # [c,r,g] tokens of (c, r) may come down g
    gateway_gbps: Floats                 # [g,t] capacity that can be bought, each direction
    gateway_musd: Floats                 # [g,t] M$ per Gbit/s and year
    site_allowed: Bools                  # [c,r,j] tokens of (c, r) may be served by j
    site_lead: Ints                      # [j] periods from order to running
    rack_life: Ints                      # [j] periods
    rack_block: Ints                     # [j] accelerators per block (racks are counted in blocks)
    rack_offered: Bools                  # [j,k,b]
    rack_cost_musd: Floats               # [j,k,b] one block
    rack_share: Floats                   # [j,b] share of a rack's cost charged to the plan (1 unless `annuity`)
    rack_mw: Floats                      # [j,k,t] facility power of a running block (with PUE)
    rack_upkeep_musd: Floats             # [j,k] per running block and year
    availability: Floats                 # [j] share of time that a rack works
    grid_mw: Floats                      # [j,t] power limit
    grid_musd: Floats                    # [j,t] M$ per MW-year of grid power
    onsite_mw: Floats                    # [j,t] own generation that may be added beyond the grid limit (0: none)
    onsite_musd: Floats                  # [j,t] M$ per MW-year of it, plant and fuel
    building_musd: Floats                # [j] M$ per MW-year of facility power: annuity of building and fit-out

    # --- what exists when the study starts (nothing, where it is not given)
    flown: tuple[str, ...] = ()          # f
    flown_design: Ints = None            # type: ignore[assignment]  # [f] -> d
    flown_shell: Ints = None             # type: ignore[assignment]  # [f] -> s
    flown_satellites: Ints = None        # type: ignore[assignment]  # [f] as launched
    flown_working: Floats = None         # type: ignore[assignment]  # [f] expected at the start of max(0, arrives)
    flown_dead: Floats = None            # type: ignore[assignment]  # [f] known dead then: they hold their slots for decay_periods more
    flown_age_years: Floats = None       # type: ignore[assignment]  # [f] age then
    flown_history_years: Floats = None   # type: ignore[assignment]  # [f] time before then whose dead may hold their slots still
    flown_arrives: Ints = None           # type: ignore[assignment]  # [f] first period in service (< 0: before the study)
    flown_leaves: Ints = None            # type: ignore[assignment]  # [f] first period no longer in service
    rack_installed: Ints = None          # type: ignore[assignment]  # [j,k,t] blocks that stood before and run
    contracted: Ints = None              # type: ignore[assignment]  # [v,b] flights bought before
    contract_owed_musd: Floats = None    # type: ignore[assignment]  # [v,b] still to be paid for them, flown or not

    # fmt: on

    def __post_init__(self) -> None:
        """Arrays of what exists that are not given say that nothing does."""
        size = self.sizes()
        for field in fields(self):
            if getattr(self, field.name) is None:
                kind = int if field.type == "Ints" else float
                object.__setattr__(
                    self, field.name, np.zeros([size[axis] for axis in AXES[field.name]], dtype=kind)
                )

    @property
    def periods(self) -> int:
        """T, the number of periods with the tail."""
        return len(self.dates)

    @property
    def insured(self) -> Floats:
        """[v] premium less expected payout, per M$ of insured value."""
        return np.where(self.insurance_rate > 0, self.insurance_rate - (1 - self.success), 0.0)

    def groups(self, k: int) -> tuple[int, ...]:
        """The chain of replica sizes theta that accelerator k needs rows for, ascending."""
        return tuple(sorted({int(n) for n in self.need[k] if n > 0}))

    def sizes(self) -> dict[str, int]:
        """Axis letter -> its length."""
        return {
            "t": self.periods, "b": self.launch_periods, "l": len(self.lives), "s": len(self.shells), "o": len(self.drops),
            "h": len(self.buses), "d": len(self.designs), "v": len(self.vehicles), "k": len(self.accelerators),
            "e": len(self.operations), "c": len(self.workloads), "r": len(self.regions), "g": len(self.gateways), "j": len(self.sites),
            "f": len(self.flown),
        }  # fmt: skip

    def check(self) -> None:
        """Raise ValueError naming the first array whose shape or values break the contract."""
        size = self.sizes()
        for name, axes in AXES.items():
            array = getattr(self, name)
            shape = tuple(size[a] for a in axes)
            if array.shape != shape:
                raise ValueError(f"{name}: shape {array.shape}, expected {shape} for axes {','.join(axes)}")
            unlimited = name in ("bus_rate", "supply", "shortfall_musd")
            if np.isnan(array).any() or (not unlimited and np.isinf(array).any()):
                raise ValueError(f"{name}: not a number")
        for k, name in enumerate(self.accelerators):
            chain = self.groups(k)
            if any(b % a for a, b in zip(chain, chain[1:])):
                raise ValueError(f"need[{name}]: {chain} is no chain in which each divides the next")

        for name, musd in zip(self.flown, self.shell_opening_musd[self.flown_shell]):
            if musd > 0:
                raise ValueError(f"shell_opening_musd: {name} flies in a shell whose opening is not paid")

    def replaced(self, **changes) -> Case:
        """A copy with some arrays exchanged."""
        return Case(**{f.name: changes.get(f.name, getattr(self, f.name)) for f in fields(self)})


AXES: dict[str, str] = {
    "discount_start": "t", "discount_mid": "t",
    "slots": "st", "shell_from": "s", "shell_lag": "s", "shell_opening_musd": "s", "shell_yearly_musd": "s", "duty": "est",
    "bus_loss_per_year": "h", "bus_nre_musd": "h", "bus_operations_musd": "h", "bus_rate": "hb", "decay_periods": "hs",
    "design_bus": "d", "design_operation": "d", "design_counts": "dk", "design_mass_t": "d", "design_volume_m3": "d",
    "design_cost_musd": "db", "design_nre_musd": "d", "design_from": "d", "share": "dsk", "life_offered": "dsl", "cohort_share": "sbl",
    "payload_t": "vo", "fairing_m3": "v", "satellites_max": "v", "price_musd": "vb", "cadence": "vb", "success": "v",
    "insurance_rate": "v",
    "accelerator_loss_per_year": "k", "supply": "kb", "need": "kc", "rate": "kc", "token_weight": "c", "peak": "c", "can_wait": "c",
    "committed": "crt", "optional": "crt", "shortfall_musd": "cr", "token_price_musd": "crt", "reach": "src",
    "up_gbps": "c", "down_gbps": "c", "gateway_allowed": "crg", "gateway_gbps": "gt", "gateway_musd": "gt",
    "site_allowed": "crj", "site_lead": "j", "rack_life": "j", "rack_block": "j", "rack_offered": "jkb", "rack_cost_musd": "jkb",
    "rack_share": "jb", "rack_mw": "jkt", "rack_upkeep_musd": "jk", "availability": "j", "grid_mw": "jt", "grid_musd": "jt",
    "onsite_mw": "jt", "onsite_musd": "jt", "building_musd": "j",
    "flown_design": "f", "flown_shell": "f", "flown_satellites": "f", "flown_working": "f", "flown_dead": "f", "flown_age_years": "f",
    "flown_history_years": "f", "flown_arrives": "f", "flown_leaves": "f", "rack_installed": "jkt", "contracted": "vb",
    "contract_owed_musd": "vb",
}  # fmt: skip
