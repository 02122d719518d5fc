"""The input contract of every formulation: plain arrays with named axes and units.

A Case holds all that a model needs and nothing of files or physics. Letters are the same everywhere:

    t  period, 0..T-1                    b  launch period, 0..B-1 (B <= T)
    s  shell        o  drop              d  satellite design        h  bus          v  vehicle
    k  accelerator  e  eclipse operation l  service life (an index into `lives`)
    c  workload     r  region            g  gateway                 j  ground site
    a  pad          i  price tier        m  milestone of a licence     n  debt
    f  existing cohort: satellites that fly, or are on their way, when the study starts
    x  existing racks: blocks bought together before the study
    w  frozen flights: of one vehicle, drop and launch period, with the same cargo

Units: t (tonne), m3, MW, year, M$ (1e6 USD of the study's price year), Tt (1e12 output tokens), Gbit/s.

Conventions, stated once
------------------------
*Time.* Period t covers [t, t+1) * period_years. A cohort launched at the start of period b is in service in
the periods a <= t < a + life with a = b + shell_lag[s]; its age in period t runs from n*period_years to
(n+1)*period_years, n = t - a. Hazards act from the start of service. A rack bought in period b stands in b +
lead <= t < b + lead + life.

*Survival.* Of x satellites launched, expected numbers are counted (p = success[v], D = period_years, L =
bus_loss_per_year[h]):

    survivors at the start of age n        p * exp(-L*D*n)                                                 0 <= n < life
    working, mean over the period          p * exp(-L*D*n) * abar(L),    abar(z) = (1 - exp(-z*D)) / (z*D),  abar(0) = 1
    slots held at the start of age n       p * exp(-L*D*max(0, n - decay))                                 0 <= n < life
      (a dead satellite holds its slot     p * (exp(-L*D*max(0, n - decay)) - exp(-L*D*life))              life <= n < life + decay
      for decay = decay_periods[h,s] periods; survivors leave at the end of the planned life)
    accelerators k usable in groups of     p * share[d,s,k] * mean over the period's ages a of
      theta, mean over the period            exp(-L*a) * theta * E[ floor( Binomial(m, exp(-Lk*a)) / theta ) ],
                                           m = design_counts[d,k], Lk = accelerator_loss_per_year[k]

*What exists.* Of an existing cohort f, flown_working[f] satellites are expected to work at the start of
period a = max(0, flown_arrives[f]), flown_age_years[f] after they entered service; it is in service for a <=
t < flown_leaves[f]. From then on its hazards are those of its design: in period a + n it counts as W =
flown_working delivered satellites of that age, accelerators at exp(-Lk*age). It holds

    slots at the start of period a + n     W * exp(-L * max(-history, (n - decay)*D))                        a + n < leaves + decay
                                           less W * exp(-L*D*(leaves - a)) where a + n >= leaves, and dead more while n < decay

where history = flown_history_years[f] is the time before a whose dead, by the hazard, may still hold their
slots, and dead = flown_dead[f] are satellites known to have failed by then. Where flown_may_retire, the plan
chooses how many of flown_satellites leave in which period a <= q <= flown_leaves: each of them counts 1 /
flown_satellites of the cohort, of its dead too, with leaves = q. Likewise installed_blocks[x] blocks stand
for a <= t < installed_leaves[x], or until the period in which each of them leaves, where
installed_may_retire; their accelerators are installed_age_years[x] old at the start of a. What exists costs
nothing to have and its share of everything that running costs: the opening of its shells is paid (0).
contracted[v,b] flights were bought before: as many of the period's flights as that cost no more (but
insurance, and what the vehicle asks by mass), and contract_owed_musd[v,b] is due, where the flight is paid,
whether they fly or not. Prices that come in tiers are not contracted. Existing satellites hold slots for
milestones and are pilots of their bus's gate: those launched count, and those that have served, before the
study too (models/pilots.py).

*What is frozen.* In the launch periods b < frozen_periods just the frozen flights fly, with their cargo in
full, and just frozen_racks blocks are bought; they cost, hold and serve like any others. What is served from
where, rented and borrowed is free in these periods too.

*Compute.* need[k,c] accelerators of one satellite (or of one rack block) hold a replica of workload c; the
needs of one accelerator form a chain in which each divides the next. For every theta among the needs of k the
accelerator-years of all workloads with need >= theta are at most D * sum_e duty[e,s,t] * (accelerators usable
in groups of theta); the same with peak[c] * accelerator-years for the workloads that cannot wait alone. On
the ground a block has theta * floor(block / theta) * availability accelerators usable in groups of theta,
where failed ones are replaced (rack_loss_per_year = 0); where they are lost,

    availability * mean over the period's ages a of  theta * E[ floor( Binomial(block, exp(-loss*a)) / theta ) ]

of a block that is a old.

*Power on the ground.* A block draws rack_mw while it runs and idle_power_share of it while it stands and does
not run. In a period

    block * availability * D * running  >=  the accelerator-years of all workloads, or peak[c] times those of the workloads that cannot wait,
                                            or what is set aside (Assurance), whichever is most

with as few whole blocks as that takes, so that running <= standing blocks. Power drawn is within the limit in
every period; energy is paid for it. Upkeep, buildings (their facility power) and accelerators replaced are
paid for blocks that stand.

*Take or pay.* Where the customer pays a share of the price for committed tokens that are not served
(take_or_pay > 0), the shortfall is max(0, committed - served) exactly. A Case in which that share of the
price exceeds the penalty in a period asks for no optional tokens there: otherwise not serving would pay, and
no linear program says it right.

*Assurance.* Where assured[c] > 0, the committed tokens of c in a period, all regions together, are to be met
with that probability in the middle of the period, launches, satellites and accelerators failing by chance: a
reserve is set aside whose effective capacity, at the exponent assured_exponent[c,t] of Chernoff's bound (or
of Cantelli's, by_variance), is at least the commitment and a margin. models/assurance.py has the rule and its
proof.

*Milestones.* Where fewer than milestone_share * slots of a shell are held at the start of milestone_period,
no more than are held then may be held later. models/milestones.py has the rule.

*Stage gates.* A bus with a gate flies as a pilot of at most gate_max satellites until at least gate_min of
them have been in service, by plan, throughout gate_periods periods; in the period after those, or later, the
gate is passed, and a production line of rate gate_ramp * (periods since then, that one included) delivers
beyond the pilot. models/gates.py has the rule.

*Reach.* Tokens of workload c for region r from shell s in period t are at most
reach[s,r,c] * D * sum_k rate[k,c] * sum_e duty[e,s,t] * (accelerators k of s usable in groups of need[k,c]).

*Money.* Costs of launch periods (satellites, launches, insurance, NRE, shell openings, racks) are discounted
at the start of their period, running costs, revenue and tokens at its middle. An insured flight
(insurance_rate > 0) pays the premium rate on its launch price and cargo and expects the payout (1 - success)
of the same value. NRE is due in the first period in which a bus or a design flies; a shell's opening in the
first period in which a cohort is in service there; its yearly cost in every period in which a cohort is in
service there. Under `annuity` an asset is charged cohort_share (rack_share) of its cost, and a launch is
credited (1 - cohort_share) of its cost for the share mass/payload of it that each satellite takes, at the
price paid. What a vehicle asks by mass is a launch price too: due with every satellite launched, insured,
credited. A satellite's hardware, its accelerators and its flight (with what is asked by mass) are paid
prepay_bus[h], prepay_accelerator[k] and prepay_launch[v] periods ahead of the launch, at the first period
where that would fall before it, at the launch's prices and discounted at the start of the period of payment;
insurance is due at launch, a launch credit where the flight is paid.

*Cash.* Where cash_limited, in every period t, with everything of a period taken together and every cost in
full (no annuity shares):

    cash[t] = cash[t-1] * interest_factor + capital[t] + drawn[t] - instalments[t] + revenue[t] - spent[t]  >=  0

revenue[t] is token_price * (served + take_or_pay * shortfall).

*Pads.* A flight of a vehicle uses each of its pads (pad groups, launch corridors), which vehicles share.

*Price tiers.* A flight of v in b costs price_musd[v,b] * tier_factor[v,i], i being the last tier whose
tier_from[v,i] is reached by

    learns[v]    delivered_t[v,b] + success[v] * (mass at launch of what v launched in the periods before b)      [t], period by period
    otherwise    the flights of v over all launch periods, which then all cost the same                           [flights]

delivered_t is what counts at the start of b whatever the plan does: mass delivered before the study and by
others. A vehicle without tiers has the first one alone. minimum_flights: a vehicle flies so often over all
launch periods, or not at all. Where flights are counted (tiers by flights, minimum_flights) each flight
carries a satellite at least.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
UNUSED: Any = None  # an array that is not given: it gets its value of NEUTRAL, with which it changes nothing


# fmt: off
@dataclass(frozen=True)
class Case:
    """Arrays of one planning question. Axis letters stand behind each name; see the module docstring for
    conventions.
    """

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
    token_weight: Floats                 # [c,t] what one token counts for
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
    rack_upkeep_musd: Floats             # [j,k] per standing block and year
    availability: Floats                 # [j] share of time that a rack works
    grid_mw: Floats                      # [j,t] power limit
    grid_musd: Floats                    # [j,t] M$ per MW-year of grid power
    onsite_mw: Floats                    # [j,t] own generation that may be added beyond the grid limit (0: none)
    onsite_musd: Floats                  # [j,t] M$ per MW-year of it, plant and fuel
    building_musd: Floats                # [j] M$ per MW-year of facility power: annuity of building and fit-out

    # --- what a question may do without: left out, an array is as NEUTRAL says
    take_or_pay: Floats = UNUSED             # [c,r] share of token_price_musd paid for committed tokens that are not served
    price_musd_per_t: Floats = UNUSED        # [v,b] M$ per tonne launched, beside the price of the flight
    assured: Floats = UNUSED                 # [c] probability with which committed tokens are to be met, < 1 (0: by expected numbers)
    assured_exponent: Floats = UNUSED        # [c,t] theta per Tt of the margin, > 0
    idle_power_share: Floats = UNUSED        # [j] power of a block that stands and does not run, as a share of rack_mw
    rack_loss_per_year: Floats = UNUSED      # [j,k] hazard with which accelerators in racks are lost for good (0: failed ones are replaced)
    rack_replacement_musd: Floats = UNUSED   # [j,k,t] per standing block and year: failed accelerators that are bought again
    by_variance: bool = False                # whether margins are Cantelli's, of mean and variance, instead of Chernoff's
    gateway_availability: Floats = UNUSED    # [g] share of time that a way down works: of the capacity bought so much is usable
    pads: tuple[str, ...] = ()               # a
    tiers: int = 0                           # I, the most price tiers of any vehicle
    pad_of: Bools = UNUSED                   # [v,a] a flight of the vehicle uses the pad
    pad_cadence: Ints = UNUSED               # [a,b] flights from the pad in the period
    minimum_flights: Ints = UNUSED           # [v] over all launch periods, if it flies at all
    learns: Bools = UNUSED                   # [v] tiers by mass delivered before, else by flights
    tier_from: Floats = UNUSED               # [v,i] flights or t; the first 0, inf: no such tier
    tier_factor: Floats = UNUSED             # [v,i] price / price_musd, the first 1, not rising
    delivered_t: Floats = UNUSED             # [v,b] t that count before the plan's own
    milestone_shell: Ints = UNUSED           # [m] -> s
    milestone_period: Ints = UNUSED          # [m] period at whose start it is due (>= T: it asks nothing)
    milestone_share: Floats = UNUSED         # [m] share of slots[s,t] that must be held then, or no more than are held then may be later
    gates: tuple[str, ...] = ()              # [h] id of the bus's stage gate ("": it has none)
    gate_min: Ints = UNUSED                  # [h] satellites that a pilot needs at least (0 without a gate)
    gate_max: Floats = UNUSED                # [h] satellites that may fly before it is passed (inf: no gate)
    gate_periods: Ints = UNUSED              # [h] periods for which the pilot must run (0 without a gate)
    gate_ramp: Floats = UNUSED               # [h] satellites per period that production gains each period after it (inf: no limit)

    # --- payments ahead of launch
    accelerator_cost_musd: Floats = UNUSED   # [k,b] one accelerator that flies, as a part of design_cost_musd
    prepay_bus: Ints = UNUSED                # [h] periods ahead of launch in which a satellite's hardware is paid
    prepay_accelerator: Ints = UNUSED        # [k] and its accelerators
    prepay_launch: Ints = UNUSED             # [v] and the flight

    # --- capital and cash
    cash_limited: bool = False           # whether what is spent must be there: cash held >= 0 in every period
    interest_factor: float = 1.0         # worth of an M$ of cash one period later
    capital_musd: Floats = UNUSED        # [t] raised at the start of the period
    debts: tuple[str, ...] = ()          # n
    debt_most_musd: Floats = UNUSED      # [n] most that may be drawn
    debt_period: Ints = UNUSED           # [n] t in which it may be drawn
    debt_instalment: Floats = UNUSED     # [n] paid per M$ drawn in each of the periods after it
    debt_periods: Ints = UNUSED          # [n] number of instalments (those behind the last period are not seen)

    # --- what exists when the study starts (nothing, where it is not given)
    flown: tuple[str, ...] = ()          # f
    flown_design: Ints = UNUSED            # [f] -> d
    flown_shell: Ints = UNUSED             # [f] -> s
    flown_satellites: Ints = UNUSED        # [f] as launched
    flown_working: Floats = UNUSED         # [f] expected at the start of max(0, arrives)
    flown_dead: Floats = UNUSED            # [f] known dead then: they hold their slots for decay_periods more
    flown_age_years: Floats = UNUSED       # [f] age then
    flown_history_years: Floats = UNUSED   # [f] time before then whose dead may hold their slots still
    flown_arrives: Ints = UNUSED           # [f] first period in service (< 0: before the study)
    flown_leaves: Ints = UNUSED            # [f] first period no longer in service
    flown_may_retire: Bools = UNUSED       # [f] the plan may retire some or all of them in an earlier period
    installed: tuple[str, ...] = ()        # x
    installed_site: Ints = UNUSED          # [x] -> j
    installed_accelerator: Ints = UNUSED   # [x] -> k
    installed_blocks: Ints = UNUSED        # [x]
    installed_age_years: Floats = UNUSED   # [x] age at the start of max(0, arrives)
    installed_arrives: Ints = UNUSED       # [x] first period in service (< 0: before the study)
    installed_leaves: Ints = UNUSED        # [x] first period no longer in service
    installed_may_retire: Bools = UNUSED   # [x] the plan may take some or all of them out in an earlier period
    contracted: Ints = UNUSED              # [v,b] flights bought before
    contract_owed_musd: Floats = UNUSED    # [v,b] still to be paid for them, flown or not

    # --- decisions that are frozen (none, where they are not given)
    frozen_periods: int = 0                # launch periods, the first ones, that fly and buy just what is frozen
    frozen_cargo: tuple[tuple[tuple[int, int, int, int], ...], ...] = ()   # [w] ((d, s, l, satellites), ...) on one flight
    frozen_vehicle: Ints = UNUSED          # [w] -> v
    frozen_drop: Ints = UNUSED             # [w] -> o
    frozen_period: Ints = UNUSED           # [w] -> b
    frozen_flights: Ints = UNUSED          # [w] flights
    frozen_racks: Ints = UNUSED            # [j,k,b] blocks bought

    # fmt: on

    def __post_init__(self) -> None:
        """Arrays left out get their neutral value, so that a question without such a thing need not name
        it.
        """
        for name, value in NEUTRAL.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.full([self.size[a] for a in AXES[name]], value))
        object.__setattr__(self, "gates", self.gates or ("",) * len(self.buses))

    @property
    def periods(self) -> int:
        """T, the number of periods with the tail."""
        return len(self.dates)

    @property
    def insured(self) -> Floats:
        """[v] premium less expected payout, per M$ of insured value."""
        return np.where(self.insurance_rate > 0, self.insurance_rate - (1 - self.success), 0.0)

    @property
    def size(self) -> dict[str, int]:
        """Members along each axis, by its letter."""
        return {
            "t": self.periods, "b": self.launch_periods, "l": len(self.lives), "s": len(self.shells), "o": len(self.drops),
            "h": len(self.buses), "d": len(self.designs), "v": len(self.vehicles), "k": len(self.accelerators),
            "e": len(self.operations), "c": len(self.workloads), "r": len(self.regions), "g": len(self.gateways), "j": len(self.sites),
            "a": len(self.pads), "i": self.tiers, "m": 0 if self.milestone_shell is None else len(self.milestone_shell),
            "n": len(self.debts), "f": len(self.flown), "x": len(self.installed), "w": len(self.frozen_cargo),
        }  # fmt: skip

    @cached_property
    def rack_installed(self) -> Ints:
        """[j,k,t] blocks that stood before and stand by plan, those that may leave earlier as well."""
        stands = np.zeros((len(self.sites), len(self.accelerators), self.periods), dtype=int)
        for x, blocks in enumerate(self.installed_blocks):
            a, leaves = max(0, self.installed_arrives[x]), max(0, self.installed_leaves[x])
            stands[self.installed_site[x], self.installed_accelerator[x], a:leaves] += blocks
        return stands

    @cached_property
    def reachable(self) -> Bools:
        """[v,i,b] tiers that a flight may be priced by: from the one reached whatever the plan does to the
        last within reach.
        """
        flights = np.cumsum(self.cadence, axis=1)
        learned = (self.success * self.payload_t.max(axis=1, initial=0.0))[:, None] * (flights - self.cadence)
        surely = np.where(self.learns[:, None], self.delivered_t, 0.0)
        low = self.last_tier(surely)[:, None]
        high = self.last_tier(np.where(self.learns[:, None], surely + learned, flights[:, -1:]))[:, None]
        i = np.arange(self.tiers)[None, :, None]
        return (low <= i) & (i <= high)

    def last_tier(self, amount: Floats) -> Ints:
        """[v,b] the last tier that amounts [v,b], t or flights, reach; rounding of sums is forgiven."""
        reached = amount[:, :, None] * (1 + 1e-9) + 1e-9 >= self.tier_from[:, None, :]
        return np.maximum(reached.sum(axis=2) - 1, 0)

    @cached_property
    def price_share(self) -> Floats:
        """[v,b] price of a flight / price_musd; not a number where only the plan decides which of several
        tiers it is.
        """
        if not self.tiers:
            return np.ones(self.cadence.shape)
        known = np.take_along_axis(
            self.tier_factor[:, :, None], self.reachable.argmax(axis=1)[:, None], axis=1
        )
        return np.where(self.reachable.sum(axis=1) == 1, known[:, 0], np.nan)

    def groups(self, k: int) -> tuple[int, ...]:
        """The chain of replica sizes theta that accelerator k needs rows for, ascending."""
        return tuple(sorted({int(n) for n in self.need[k] if n > 0}))

    def check(self) -> None:
        """Raise ValueError naming the first array whose shape or values break the contract."""
        for name, axes in AXES.items():
            array = getattr(self, name)
            shape = tuple(self.size[a] for a in axes)
            if array.shape != shape:
                raise ValueError(f"{name}: shape {array.shape}, expected {shape} for axes {','.join(axes)}")
            unlimited = name in ("bus_rate", "supply", "shortfall_musd", "tier_from", "gate_max", "gate_ramp")
            if np.isnan(array).any() or (not unlimited and np.isinf(array).any()):
                raise ValueError(f"{name}: not a number")
        if len(self.gates) != len(self.buses):
            raise ValueError(f"gates: {len(self.gates)} ids for {len(self.buses)} buses")
        short_pays = (self.take_or_pay > 0)[:, :, None] & (
            self.take_or_pay[:, :, None] * self.token_price_musd > self.shortfall_musd[:, :, None]
        )
        if (short_pays & (self.committed > 0) & (self.optional > 0)).any():
            raise ValueError("take_or_pay: not serving committed tokens pays where optional ones are asked")
        if (self.assured >= 1).any() or (self.assured_exponent <= 0).any():
            raise ValueError("assured, assured_exponent: a probability below 1 and exponents above 0")
        for k, name in enumerate(self.accelerators):
            chain = self.groups(k)
            if any(b % a for a, b in zip(chain, chain[1:])):
                raise ValueError(f"need[{name}]: {chain} is no chain in which each divides the next")
        for v, name in enumerate(self.vehicles if self.tiers else ()):
            first = self.tier_from[v, 0] == 0 and self.tier_factor[v, 0] == 1
            rising = self.tier_from[v, 1:] >= self.tier_from[v, :-1]
            if not (first and rising.all() and (np.diff(self.tier_factor[v]) <= 0).all()):
                raise ValueError(f"tier_from, tier_factor[{name}]: tiers begin at 0 with factor 1, rise, and get no dearer")

        parts = self.design_counts @ self.accelerator_cost_musd
        if (parts > self.design_cost_musd * (1 + 1e-9) + 1e-9).any():
            raise ValueError("accelerator_cost_musd: the accelerators of a design cost more than the whole of it")

        if (self.frozen_period >= self.frozen_periods).any() or self.frozen_racks[:, :, self.frozen_periods :].any():
            raise ValueError(f"frozen_period, frozen_racks: beyond the {self.frozen_periods} launch periods that are frozen")

        for name, musd in zip(self.flown, self.shell_opening_musd[self.flown_shell]):
            if musd > 0:
                raise ValueError(f"shell_opening_musd: {name} flies in a shell whose opening is not paid")

    def replaced(self, **changes) -> Case:
        """A copy with some arrays exchanged."""
        return Case(**{f.name: changes.get(f.name, getattr(self, f.name)) for f in fields(self)})


AXES: dict[str, str] = {
    "discount_start": "t", "discount_mid": "t",
    "slots": "st", "shell_from": "s", "shell_lag": "s", "shell_opening_musd": "s", "shell_yearly_musd": "s", "duty": "est",
    "milestone_shell": "m", "milestone_period": "m", "milestone_share": "m",
    "bus_loss_per_year": "h", "bus_nre_musd": "h", "bus_operations_musd": "h", "bus_rate": "hb", "decay_periods": "hs",
    "gate_min": "h", "gate_max": "h", "gate_periods": "h", "gate_ramp": "h",
    "design_bus": "d", "design_operation": "d", "design_counts": "dk", "design_mass_t": "d", "design_volume_m3": "d",
    "design_cost_musd": "db", "design_nre_musd": "d", "design_from": "d", "share": "dsk", "life_offered": "dsl", "cohort_share": "sbl",
    "payload_t": "vo", "fairing_m3": "v", "satellites_max": "v", "price_musd": "vb", "cadence": "vb", "success": "v",
    "insurance_rate": "v",
    "accelerator_loss_per_year": "k", "supply": "kb", "need": "kc", "rate": "kc", "token_weight": "ct", "peak": "c", "can_wait": "c",
    "committed": "crt", "optional": "crt", "shortfall_musd": "cr", "token_price_musd": "crt", "reach": "src",
    "up_gbps": "c", "down_gbps": "c", "gateway_allowed": "crg", "gateway_gbps": "gt", "gateway_musd": "gt",
    "site_allowed": "crj", "site_lead": "j", "rack_life": "j", "rack_block": "j", "rack_offered": "jkb", "rack_cost_musd": "jkb",
    "rack_share": "jb", "rack_mw": "jkt", "rack_upkeep_musd": "jk", "availability": "j", "grid_mw": "jt", "grid_musd": "jt",
    "onsite_mw": "jt", "onsite_musd": "jt", "building_musd": "j",
    "take_or_pay": "cr", "assured": "c", "assured_exponent": "ct", "price_musd_per_t": "vb", "gateway_availability": "g",
    "pad_of": "va", "pad_cadence": "ab", "minimum_flights": "v", "learns": "v", "tier_from": "vi", "tier_factor": "vi", "delivered_t": "vb",
    "accelerator_cost_musd": "kb", "prepay_bus": "h", "prepay_accelerator": "k", "prepay_launch": "v",
    "capital_musd": "t", "debt_most_musd": "n", "debt_period": "n", "debt_instalment": "n", "debt_periods": "n",
    "flown_design": "f", "flown_shell": "f", "flown_satellites": "f", "flown_working": "f", "flown_dead": "f", "flown_age_years": "f",
    "flown_history_years": "f", "flown_arrives": "f", "flown_leaves": "f", "flown_may_retire": "f", "contracted": "vb",
    "installed_site": "x", "installed_accelerator": "x", "installed_blocks": "x", "installed_age_years": "x", "installed_arrives": "x",
    "installed_leaves": "x", "installed_may_retire": "x", "idle_power_share": "j", "rack_loss_per_year": "jk", "rack_replacement_musd": "jkt",
    "contract_owed_musd": "vb",
    "frozen_vehicle": "w", "frozen_drop": "w", "frozen_period": "w", "frozen_flights": "w", "frozen_racks": "jkb",
}  # fmt: skip

NEUTRAL: dict[str, bool | int | float] = {  # arrays that a question need not have -> what they hold everywhere then
    "take_or_pay": 0.0, "assured": 0.0, "assured_exponent": 1.0, "price_musd_per_t": 0.0, "gateway_availability": 1.0,
    "pad_of": False, "pad_cadence": 0, "minimum_flights": 0, "learns": False, "tier_from": np.inf, "tier_factor": 1.0,
    "delivered_t": 0.0, "milestone_shell": 0, "milestone_period": 0, "milestone_share": 0.0,
    "gate_min": 0, "gate_max": np.inf, "gate_periods": 0, "gate_ramp": np.inf,
    "accelerator_cost_musd": 0.0, "prepay_bus": 0, "prepay_accelerator": 0, "prepay_launch": 0,
    "capital_musd": 0.0, "debt_most_musd": 0.0, "debt_period": 0, "debt_instalment": 0.0, "debt_periods": 0,
    "flown_design": 0, "flown_shell": 0, "flown_satellites": 0, "flown_working": 0.0, "flown_dead": 0.0, "flown_age_years": 0.0,
    "flown_history_years": 0.0, "flown_arrives": 0, "flown_leaves": 0, "flown_may_retire": False, "contracted": 0, "contract_owed_musd": 0.0,
    "installed_site": 0, "installed_accelerator": 0, "installed_blocks": 0, "installed_age_years": 0.0, "installed_arrives": 0,
    "installed_leaves": 0, "installed_may_retire": False, "idle_power_share": 1.0, "rack_loss_per_year": 0.0, "rack_replacement_musd": 0.0,
    "frozen_vehicle": 0, "frozen_drop": 0, "frozen_period": 0, "frozen_flights": 0, "frozen_racks": 0,
}  # fmt: skip
