"""What each table shows, in a line for those who see it for the first time; under its title on a screen.

The columns in full: instances/README.md for what is asked, planner/tables/README.md for what is planned.
"""

from __future__ import annotations

VIEWS = {
    "overview": "How many of everything the instance has; designs refused can fly in no plan, or another one "
    "is never worse: --refused lists them.",
    "shells": "Each orbit: where it is, how much Sun and radiation it gets, the drag of the air, the slots"
    " it has.",
    "eclipse_seasons": "When satellites of a shell pass through the Earth's shadow, and for how long an "
    "orbit.",
    "vehicles": "Each launch vehicle: price and flights in the first and the last launch period, what it "
    "lifts at most, how often it succeeds.",
    "payloads": "What each vehicle lifts to each shell, and the price of a kilogram on a full flight; "
    "satellites stowed less densely than binding_density_kg_m3 fill the fairing first, denser ones the "
    "payload.",
    "designs": "The satellites that a plan may choose from: accelerators on board (mix), mass at launch "
    "(wet_t), electric load, price, and what launching a kilowatt costs for each year of life.",
    "elsewhere": "What each design does in each shell: the share of its compute that keeps running there, "
    "years to its dose limit, service lives offered, and what limits it (nothing offered: it cannot fly "
    "there).",
    "refused by reason": "How many satellites a plan may not choose, and why; dominated: another one is "
    "never worse.",
    "refused": "Each of those satellites with its figures.",
    "accelerators": "Each accelerator with its share of the host: power, dose limit, price, failures; by "
    "workload how many hold one replica (need) and the trillions of tokens of one in a year (tt_per_year).",
    "gateways": "Each ground station and shell: distance and light time at the lowest elevation, and the "
    "share of time that one satellite is in view.",
    "reach": "Share of time that a satellite of a shell is near enough to a region for each workload's "
    "latency.",
    "demand": "Tokens asked for in a year, in trillions (Tt): committed must be served or a penalty is due"
    " (blank: no plan without them), optional may be, which what is committed becomes after the last launch "
    "period; with their price.",
    "sites": "Each site on the ground: grid power in the first and the last period, its price, the wait "
    "for racks.",
    "routes": "Each way down for tokens: whose they may be, its capacity and price.",
    "prices": "What a vehicle costs once so many flights or tonnes went before (from); price_share 1: the "
    "full price.",
    "pads": "Launch pads that vehicles share: flights in the first and the last period.",
    "stages": "What must have happened before more may fly: pilots of a bus, slots taken up under a licence.",
    "money": "Each period: what a dollar of it is worth at the start of the study (discount_factor), "
    "capital, debt.",
    "existing": "What flies, stands or is bought when the study starts.",
    "defaults": "Every key that the instance leaves out, with the value that is used for it.",
    "design": "One satellite line by line: how each figure follows from others.",
}
"""Views of `planner show`."""

SUMMARY = {
    "Orbit and ground, discounted": "What each side costs and serves; money and tokens of later years "
    "count less (discounted), tokens by their weight. Penalties and take-or-pay belong to neither side.",
    "Cost by item, discounted": "Where the money goes; development: engineering paid once, tokens not "
    "served: penalties for commitments that are not kept.",
    "Flights": "By vehicle; mass_fill: share of the payload that is used.",
    "Satellites launched": "By orbit (shell) and bus; a cohort is launched together on one vehicle in one "
    "period.",
    "Retired early": "Satellites of before that leave before the end of their planned life.",
    "Racks taken out early": "Rack blocks of before that leave before the end of their life.",
    "Accelerators bought": "Number by kind, in satellites and in racks.",
    "Demand [Tt over all periods]": "Trillions of tokens asked for, served, and committed but short.",
    "What moves the ratio": "By how many percent $/Mtoken rises if the price of one item rises by one "
    "percent.",
    "Best left out": "Designs that come nearest to flying: lacks_musd is by how much one satellite would "
    "have to be cheaper, in M$; 0: only whole numbers or its engineering keep it down (planner explain says"
    " which).",
}
"""Tables of a plan's summary."""

CHANCES = {
    "Met, by year": "How often what is committed in a year is met: the least of all its regions and periods.",
    "All met": "How often every commitment of a workload is met, with a 95 % interval (met_low, met_high).",
    "Satellites working": "In the period in which the plan expects most of them: expected, then the mean "
    "over the runs with its error, and the numbers that 5 % and 95 % of the runs stay below.",
}
"""Tables of a simulation."""

SHADOW_PRICES = {
    "Limits that bind": "What one more, or one fewer, of each limit would be worth: worth_musd is off the "
    "discounted cost, worth_usd_per_mtoken off the price of a million tokens; a minus: it would cost more.",
}

TORNADO = {
    "Figures at their ends": "$/Mtoken with each figure at its low and its high end; % per %: by how many "
    "percent the price of tokens moves with one percent of the figure.",
}

RUNS = {
    "runs": "Each run of the study with what is varied, and whether it is done.",
}

BREAK_EVEN = (
    "Each value tried: $/Mtoken of the plan found (ratio) and what no plan beats (bound), and which side "
    "is cheaper."
)
