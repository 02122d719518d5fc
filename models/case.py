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

    survivors at the start of age n       p * exp(-L*D*n)                                     0 <= n < life
    working, mean over the period         p * exp(-L*D*n) * abar(L)
                                            where abar(z) = (1 - exp(-z*D)) / (z*D), abar(0) = 1
    slots held at the start of age n      p * exp(-L*D*max(0, n - decay))                     0 <= n < life
                                          p * (exp(-L*D*max(0, n - decay)) - exp(-L*D*life))
                                                                                life <= n < life + decay
    accelerators k usable in groups of    p * share[d,s,k] * mean over the period's ages a of
      theta, mean over the period           exp(-L*a) * theta * E[ floor( Binomial(m, exp(-Lk*a)) / theta ) ]
                                            where m = design_counts[d,k], Lk = accelerator_loss_per_year[k]

A dead satellite holds its slot for decay = decay_periods[h,s] periods; survivors leave at the end of the
planned life.

*What exists.* Of an existing cohort f, flown_working[f] satellites are expected to work at the start of
period a = max(0, flown_arrives[f]), flown_age_years[f] after they entered service; it is in service for a <=
t < flown_leaves[f]. From then on its hazards are those of its design: in period a + n it counts as W =
flown_working delivered satellites of that age, accelerators at exp(-Lk*age). It holds

    slots at the start of period a + n    W * exp(-L * max(-history, (n - decay)*D))    a + n < leaves + decay
                                          - W * exp(-L*D*(leaves - a))                  where a + n >= leaves
                                          + dead                                        where n < decay

where history = flown_history_years[f] is the time before a whose dead, by the hazard, may still hold their
slots, and dead = flown_dead[f] are satellites known to have failed by then. Where flown_may_retire, the plan
chooses how many of flown_satellites leave in which period a <= tau <= flown_leaves: each of them counts 1 /
flown_satellites of the cohort, of its dead too, with leaves = tau. Likewise installed_blocks[x] blocks stand
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

    availability * mean over the ages a of the period of
        theta * E[ floor( Binomial(block, exp(-loss*a)) / theta ) ]

of a block that is a old.

*Power on the ground.* A block draws rack_mw while it runs and idle_power_share of it while it stands and does
not run. In a period

    block * availability * D * running  >=  the greatest of
        - the accelerator-years of all workloads,
        - peak[c] times those of the workloads that cannot wait,
        - what is set aside (Assurance),

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

    cash[t]  =  cash[t-1] * interest_factor + capital[t] + drawn[t] - instalments[t] + revenue[t] - spent[t]
    cash[t]  >= 0

revenue[t] is token_price * (served + take_or_pay * shortfall).

*Pads.* A flight of a vehicle uses each of its pads (pad groups, launch corridors), which vehicles share.

*Price tiers.* A flight of v in b costs price_musd[v,b] * tier_factor[v,i], i being the last tier whose
tier_from[v,i] is reached by

    learns[v]    delivered_t[v,b] + success[v] * (mass at launch of what v launched before b) [t], in each b
    otherwise    the flights of v over all launch periods, which then all cost the same [flights]

delivered_t is what counts at the start of b whatever the plan does: mass delivered before the study and by
others. A vehicle without tiers has the first one alone. minimum_flights: a vehicle flies so often over all
launch periods, or not at all. Where flights are counted (tiers by flights, minimum_flights) each flight
carries a satellite at least.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
DTYPES: dict[Any, np.dtype[Any]] = {
    "Floats": np.dtype(np.float64),
    "Ints": np.dtype(np.int64),
    "Bools": np.dtype(np.bool_),
}

NEEDED: Any = MISSING  # no value is neutral: a question says it


class Declared(NamedTuple):
    """What a Case says of one of its arrays."""

    axes: str
    """letters, one an axis"""
    unit: str
    """as models/units.py reads it; "" is a count, an index, a share, a factor or a yes or no"""
    neutral: Any
    """what it holds everywhere when left out, which changes nothing; or NEEDED"""
    meaning: str
    dtype: np.dtype[Any]
    infinite: bool
    """whether it may hold infinity; what is not a number stands nowhere"""

    def left_out(self, shape: list[int]) -> NDArray[Any]:
        """The array of a question that does not name it."""
        return np.full(shape, 0 if self.neutral is NEEDED else self.neutral, self.dtype)

    def typed(self, given: Any) -> NDArray[Any]:
        """The array in the declared dtype. Where that would lose something, as given: `check` says so."""
        array = np.asarray(given)
        is_safe = not array.size or np.can_cast(array.dtype, self.dtype, "same_kind")
        return array.astype(self.dtype, copy=False) if is_safe else array

    def __str__(self) -> str:
        unit = f" [{self.unit}]" if self.unit else ""
        neutral = "" if self.neutral is NEEDED else f"; neutral: {self.neutral}"
        return f"[{','.join(self.axes)}] {self.meaning}{unit}{neutral}"


def array(axes: str, unit: str, neutral: Any, meaning: str, infinite: bool = False) -> Any:
    """An array of the Case; its dtype is that of the annotation."""
    said = {"axes": axes.replace(",", ""), "unit": unit, "neutral": neutral, "meaning": meaning}
    return field(default=None, metadata=said | {"infinite": infinite})


def number(unit: str, neutral: Any, meaning: str) -> Any:
    """A single number of the Case, or a yes or no."""
    return field(default=neutral, metadata={"unit": unit, "meaning": meaning})


def each(axis: str, neutral: Any, meaning: str) -> Any:
    """A tuple along an axis; the first one along it says how many members it has."""
    return field(default=neutral, metadata={"along": axis, "meaning": meaning})


# fmt: off
@dataclass(frozen=True, kw_only=True)
class Case:
    """One planning question; the module's docstring has the letters and conventions.

    Every array is declared once: its axes, its unit, the neutral value that it has when left out, and its
    meaning. None stands for left out. One that is NEEDED may be left out where it has no entries.
    """

    # --- time and money
    name: str
    objective: str   # levelized_cost | cost | npv
    period_years: float = number("year", NEEDED, "D")
    launch_periods: int = number("", NEEDED, "B")
    dates: tuple[str, ...] = each("t", NEEDED, "ISO date at which the period starts")
    discount_start: Floats = array("t", "", 1.0, "factor at the start of the period")
    discount_mid: Floats = array("t", "", 1.0, "factor at its middle")
    min_tokens_tt: float = number("Tt w", 0.0, "least weighted, undiscounted tokens over all periods")

    # --- shells
    shells: tuple[str, ...] = each("s", (), "id")
    slots: Floats = array("s,t", "", NEEDED, "satellites that may hold a slot")
    shell_from: Ints = array("s", "", 0, "first period in which a cohort may be launched there")
    shell_lag: Ints = array("s", "", 0, "periods from launch to service")
    shell_opening_musd: Floats = array("s", "M$", 0.0, "once, when it is used first")
    shell_yearly_musd: Floats = array("s", "M$/year", 0.0, "while it is used")
    operations: tuple[str, ...] = each("e", (), "id")
    duty: Floats = array("e,s,t", "", 1.0, "share of time that compute runs, 0..1")
    drops: tuple[str, ...] = each("o", (), "id")
    drop_shells: tuple[tuple[int, ...], ...] = each("o", (), "the shells that it serves")
    milestone_shell: Ints = array("m", "", NEEDED, "-> s")
    milestone_period: Ints = array("m", "", NEEDED, "at whose start it is due (>= T: it asks nothing)")
    milestone_share: Floats = array("m", "", NEEDED,
        "share of slots[s,t] that must be held then, or no more than are held then may be later")

    # --- buses and their gates
    buses: tuple[str, ...] = each("h", (), "id")
    bus_loss_per_year: Floats = array("h", "1/year", 0.0, "hazard of a whole satellite")
    bus_nre_musd: Floats = array("h", "M$", 0.0, "engineering")
    bus_operations_musd: Floats = array("h", "M$/year", 0.0, "per working satellite")
    bus_rate: Floats = array("h,b", "", inf,
        "satellites that the factory can deliver in the period (inf: no limit)", infinite=True)
    decay_periods: Ints = array("h,s", "", 0, "for which a dead satellite holds its slot (>= T: for good)")
    gates: tuple[str, ...] = each("h", (), 'id of its stage gate ("": it has none)')
    gate_min: Ints = array("h", "", 0, "satellites that a pilot needs at least (0 without a gate)")
    gate_max: Floats = array("h", "", inf,
        "satellites that may fly before it is passed (inf: no gate)", infinite=True)
    gate_periods: Ints = array("h", "", 0, "periods for which the pilot must run (0 without a gate)")
    gate_ramp: Floats = array("h", "", inf,
        "satellites per period that production gains each period after it (inf: no limit)", infinite=True)

    # --- designs
    designs: tuple[str, ...] = each("d", (), "id")
    lives: tuple[int, ...] = each("l", (), "periods in service")
    design_bus: Ints = array("d", "", NEEDED, "-> h")
    design_operation: Ints = array("d", "", NEEDED, "-> e")
    design_counts: Ints = array("d,k", "", NEEDED, "accelerators in one satellite")
    design_mass_t: Floats = array("d", "t", NEEDED, "at launch")
    design_volume_m3: Floats = array("d", "m3", NEEDED, "stowed")
    design_cost_musd: Floats = array("d,b", "M$", 0.0, "one satellite with its accelerators, without launch")
    design_nre_musd: Floats = array("d", "M$", 0.0, "engineering")
    design_from: Ints = array("d", "", 0, "first launch period")
    share: Floats = array("d,s,k", "", 1.0,
        "share of an accelerator's nominal throughput kept in that shell (0: not offered)")
    life_offered: Bools = array("d,s,l", "", True, "whether it may serve so long there")
    cohort_share: Floats = array("s,b,l", "", 1.0,
        "share of a cohort's cost charged to the plan (1 unless `annuity`)")

    # --- vehicles
    vehicles: tuple[str, ...] = each("v", (), "id")
    payload_t: Floats = array("v,o", "t", NEEDED, "(0: does not fly there)")
    fairing_m3: Floats = array("v", "m3", NEEDED, "room for satellites")
    satellites_max: Ints = array("v", "", NEEDED, "per flight")
    price_musd: Floats = array("v,b", "M$", 0.0, "one flight")
    price_musd_per_t: Floats = array("v,b", "M$/t", 0.0, "what is launched, beside the price of the flight")
    cadence: Ints = array("v,b", "", NEEDED, "flights in the period")
    success: Floats = array("v", "", 1.0, "probability that a flight delivers")
    insurance_rate: Floats = array("v", "", 0.0, "premium / insured value (0: not insured)")

    # --- pads and price tiers
    pads: tuple[str, ...] = each("a", (), "id")
    pad_of: Bools = array("v,a", "", False, "a flight of the vehicle uses the pad")
    pad_cadence: Ints = array("a,b", "", NEEDED, "flights from the pad in the period")
    minimum_flights: Ints = array("v", "", 0, "over all launch periods, if it flies at all")
    tiers: int = number("", 0, "I, the most price tiers of any vehicle")
    learns: Bools = array("v", "", False, "tiers by mass delivered before, else by flights")
    tier_from: Floats = array("v,i", "flights or t", NEEDED, "the first 0, inf: no such tier", infinite=True)
    tier_factor: Floats = array("v,i", "", 1.0, "price / price_musd, the first 1, not rising")
    delivered_t: Floats = array("v,b", "t", 0.0, "what counts before the plan's own")

    # --- accelerators
    accelerators: tuple[str, ...] = each("k", (), "id")
    accelerator_loss_per_year: Floats = array("k", "1/year", 0.0, "hazard")
    supply: Floats = array("k,b", "", inf,
        "accelerators that can be bought in the period (inf: no limit)", infinite=True)
    need: Ints = array("k,c", "", 1, "accelerators per replica (0: cannot hold it)")
    rate: Floats = array("k,c", "Tt/year", NEEDED, "per accelerator (0: cannot)")

    # --- workloads and demand
    workloads: tuple[str, ...] = each("c", (), "id")
    regions: tuple[str, ...] = each("r", (), "id")
    token_weight: Floats = array("c,t", "w", 1.0, "what one token counts for")
    peak: Floats = array("c", "", 1.0, "peak / mean demand, >= 1")
    can_wait: Bools = array("c", "", False, "batch: fills the valleys")
    committed: Floats = array("c,r,t", "Tt", 0.0, "must be served in the period")
    optional: Floats = array("c,r,t", "Tt", 0.0, "may be served beyond")
    shortfall_musd: Floats = array("c,r", "M$/Tt", inf,
        "committed and not served (inf: the commitment is hard)", infinite=True)
    token_price_musd: Floats = array("c,r,t", "M$/Tt", 0.0, "revenue (used by npv)")
    take_or_pay: Floats = array("c,r", "", 0.0,
        "share of token_price_musd paid for committed tokens that are not served")
    reach: Floats = array("s,r,c", "", 1.0, "share of time within the latency limit, 0..1")
    assured: Floats = array("c", "", 0.0,
        "probability with which committed tokens are to be met, < 1 (0: by expected numbers)")
    assured_exponent: Floats = array("c,t", "1/Tt", 1.0, "theta of the margin, > 0")
    by_variance: bool = number("", False,
        "margins are Cantelli's, of mean and variance, instead of Chernoff's")

    # --- gateways
    gateways: tuple[str, ...] = each("g", (), "id")
    up_gbps: Floats = array("c", "Gbit/s/Tt", 0.0, "mean while one Tt is served in a period")
    down_gbps: Floats = array("c", "Gbit/s/Tt", 0.0, "likewise")
    gateway_allowed: Bools = array("c,r,g", "", True, "tokens of (c, r) may come down g")
    gateway_gbps: Floats = array("g,t", "Gbit/s", NEEDED, "capacity that can be bought, each direction")
    gateway_musd: Floats = array("g,t", "M$/Gbit/s year", 0.0, "capacity bought")
    gateway_availability: Floats = array("g", "", 1.0,
        "share of time that a way down works: of the capacity bought so much is usable")

    # --- sites
    sites: tuple[str, ...] = each("j", (), "id")
    site_allowed: Bools = array("c,r,j", "", True, "tokens of (c, r) may be served by j")
    site_lead: Ints = array("j", "", 0, "periods from order to running")
    rack_life: Ints = array("j", "", NEEDED, "periods")
    rack_block: Ints = array("j", "", NEEDED, "accelerators per block (racks are counted in blocks)")
    rack_offered: Bools = array("j,k,b", "", True, "whether they can be bought")
    rack_cost_musd: Floats = array("j,k,b", "M$", 0.0, "one block")
    rack_share: Floats = array("j,b", "", 1.0,
        "share of a rack's cost charged to the plan (1 unless `annuity`)")
    rack_mw: Floats = array("j,k,t", "MW", 0.0, "facility power of a running block (with PUE)")
    idle_power_share: Floats = array("j", "", 1.0,
        "power of a block that stands and does not run, as a share of rack_mw")
    rack_upkeep_musd: Floats = array("j,k", "M$/year", 0.0, "per standing block")
    rack_loss_per_year: Floats = array("j,k", "1/year", 0.0,
        "hazard with which accelerators in racks are lost for good (0: failed ones are replaced)")
    rack_replacement_musd: Floats = array("j,k,t", "M$/year", 0.0,
        "per standing block: failed accelerators that are bought again")
    availability: Floats = array("j", "", 1.0, "share of time that a rack works")
    grid_mw: Floats = array("j,t", "MW", NEEDED, "limit of grid power")
    grid_musd: Floats = array("j,t", "M$/MW year", 0.0, "grid power")
    onsite_mw: Floats = array("j,t", "MW", 0.0, "own generation that may be added beyond the grid limit")
    onsite_musd: Floats = array("j,t", "M$/MW year", 0.0, "own generation, plant and fuel")
    building_musd: Floats = array("j", "M$/MW year", 0.0,
        "annuity of building and fit-out, by facility power")

    # --- payments ahead of launch
    accelerator_cost_musd: Floats = array("k,b", "M$", 0.0,
        "one accelerator that flies, as a part of design_cost_musd")
    prepay_bus: Ints = array("h", "", 0, "periods ahead of launch in which a satellite's hardware is paid")
    prepay_accelerator: Ints = array("k", "", 0, "and its accelerators")
    prepay_launch: Ints = array("v", "", 0, "and the flight")

    # --- capital and cash
    cash_limited: bool = number("", False, "what is spent must be there: cash held >= 0 in every period")
    interest_factor: float = number("", 1.0, "worth of an M$ of cash one period later")
    capital_musd: Floats = array("t", "M$", 0.0, "raised at the start of the period")
    debts: tuple[str, ...] = each("n", (), "id")
    debt_most_musd: Floats = array("n", "M$", NEEDED, "most that may be drawn")
    debt_period: Ints = array("n", "", NEEDED, "t in which it may be drawn")
    debt_instalment: Floats = array("n", "", NEEDED, "paid per M$ drawn in each of the periods after it")
    debt_periods: Ints = array("n", "", NEEDED,
        "number of instalments (those behind the last period are not seen)")

    # --- what exists when the study starts
    flown: tuple[str, ...] = each("f", (), "id")
    flown_design: Ints = array("f", "", NEEDED, "-> d")
    flown_shell: Ints = array("f", "", NEEDED, "-> s")
    flown_satellites: Ints = array("f", "", NEEDED, "as launched")
    flown_working: Floats = array("f", "", NEEDED, "expected at the start of max(0, arrives)")
    flown_dead: Floats = array("f", "", 0.0, "known dead then: they hold their slots for decay_periods more")
    flown_age_years: Floats = array("f", "year", 0.0, "age then")
    flown_history_years: Floats = array("f", "year", 0.0,
        "time before then whose dead may hold their slots still")
    flown_arrives: Ints = array("f", "", 0, "first period in service (< 0: before the study)")
    flown_leaves: Ints = array("f", "", NEEDED, "first period no longer in service")
    flown_may_retire: Bools = array("f", "", False,
        "the plan may retire some or all of them in an earlier period")
    installed: tuple[str, ...] = each("x", (), "id")
    installed_site: Ints = array("x", "", NEEDED, "-> j")
    installed_accelerator: Ints = array("x", "", NEEDED, "-> k")
    installed_blocks: Ints = array("x", "", NEEDED, "that stand, or will")
    installed_age_years: Floats = array("x", "year", 0.0, "age at the start of max(0, arrives)")
    installed_arrives: Ints = array("x", "", 0, "first period in service (< 0: before the study)")
    installed_leaves: Ints = array("x", "", NEEDED, "first period no longer in service")
    installed_may_retire: Bools = array("x", "", False,
        "the plan may take some or all of them out in an earlier period")
    contracted: Ints = array("v,b", "", 0, "flights bought before")
    contract_owed_musd: Floats = array("v,b", "M$", 0.0, "still to be paid for them, flown or not")

    # --- decisions that are frozen
    frozen_periods: int = number("", 0,
        "launch periods, the first ones, that fly and buy just what is frozen")
    frozen_cargo: tuple[tuple[tuple[int, int, int, int], ...], ...] = each("w", (),
        "((d, s, l, satellites), ...) on one flight")
    frozen_vehicle: Ints = array("w", "", NEEDED, "-> v")
    frozen_drop: Ints = array("w", "", NEEDED, "-> o")
    frozen_period: Ints = array("w", "", NEEDED, "-> b")
    frozen_flights: Ints = array("w", "", NEEDED, "flights")
    frozen_racks: Ints = array("j,k,b", "", 0, "blocks bought")

    # fmt: on

    def __post_init__(self) -> None:
        """What is left out gets its neutral value, what is given the declared dtype where nothing is lost by
        it. TypeError for arrays that are needed and not there.
        """
        size = self.size
        lacking = []
        for name, declared in ARRAYS.items():
            given = getattr(self, name)
            if given is None:
                shape = [size[axis] for axis in declared.axes]
                if declared.neutral is NEEDED and 0 not in shape:
                    lacking.append(name)
                given = declared.left_out(shape)
            object.__setattr__(self, name, declared.typed(given))
        if lacking:
            raise TypeError(f"a Case needs {', '.join(lacking)}")
        object.__setattr__(self, "gates", self.gates or ("",) * len(self.buses))

    @property
    def periods(self) -> int:
        """T, the number of periods with the tail."""
        return len(self.dates)

    @property
    def is_ratio(self) -> bool:
        """Whether the objective is a ratio, N / D, and not a sum."""
        return self.objective == "levelized_cost"

    @property
    def insured(self) -> Floats:
        """[v] premium less expected payout, per M$ of insured value."""
        return np.where(self.insurance_rate > 0, self.insurance_rate - (1 - self.success), 0.0)

    @property
    def size(self) -> dict[str, int]:
        """Members along each axis, by its letter."""
        size = {axis: len(getattr(self, name)) for axis, name in IDS.items()}
        milestones = 0 if self.milestone_shell is None else len(self.milestone_shell)
        return size | {"b": self.launch_periods, "i": self.tiers, "m": milestones}

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

    def reachable_tiers(self, v: int, b: int) -> list[int]:
        """i: the tiers that a flight of v in b may be priced by, ascending."""
        return np.flatnonzero(self.reachable[v, :, b]).tolist()

    def last_tier(self, amount: Floats) -> Ints:
        """[v,b] the last tier that amounts [v,b], t or flights, reach; rounding of sums is forgiven."""
        reached = ~exceeds(self.tier_from[:, None, :], amount[:, :, None])
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
        size = self.size
        for name, declared in ARRAYS.items():
            array, axes = getattr(self, name), declared.axes
            shape = tuple(size[axis] for axis in axes)
            if array.shape != shape:
                raise ValueError(f"{name}: shape {array.shape}, expected {shape} for axes {','.join(axes)}")
            if array.dtype != declared.dtype:
                raise ValueError(f"{name}: {array.dtype}, expected {declared.dtype}")
            if np.isnan(array).any() or (not declared.infinite and np.isinf(array).any()):
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
                raise ValueError(
                    f"tier_from, tier_factor[{name}]: tiers begin at 0 with factor 1, rise, and get no dearer"
                )

        parts = self.design_counts @ self.accelerator_cost_musd
        if exceeds(parts, self.design_cost_musd).any():
            raise ValueError(
                "accelerator_cost_musd: the accelerators of a design cost more than the whole of it"
            )

        if (
            (self.frozen_period >= self.frozen_periods).any()
            or self.frozen_racks[:, :, self.frozen_periods :].any()
        ):
            raise ValueError(
                f"frozen_period, frozen_racks: beyond the {self.frozen_periods} launch periods that are "
                "frozen"
            )

        for name, musd in zip(self.flown, self.shell_opening_musd[self.flown_shell]):
            if musd > 0:
                raise ValueError(f"shell_opening_musd: {name} flies in a shell whose opening is not paid")

    def replaced(self, **changes) -> Case:
        """A copy with some arrays exchanged."""
        return Case(**{f.name: changes.get(f.name, getattr(self, f.name)) for f in fields(self)})


def exceeds(amount, limit):
    """amount > limit with room for the rounding of sums, of numbers or of arrays."""
    return amount > limit * (1 + 1e-9) + 1e-9


ARRAYS = {f.name: Declared(dtype=DTYPES[f.type], **f.metadata) for f in fields(Case) if f.type in DTYPES}
AXES = {name: declared.axes for name, declared in ARRAYS.items()}
NEUTRAL = {name: declared.neutral for name, declared in ARRAYS.items() if declared.neutral is not NEEDED}
IDS = {f.metadata["along"]: f.name for f in reversed(fields(Case)) if "along" in f.metadata}
"""Axis -> the tuple that says how many members it has, the first one along it."""

Case.__doc__ = f"{Case.__doc__}\n    " + "\n    ".join(f"{name}: {said}" for name, said in ARRAYS.items())
