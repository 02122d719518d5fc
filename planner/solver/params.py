"""Every number that tunes the search, with its reason. None of them touches what a proof says: they decide
where the search looks, for how long, and which path a question takes.

Tolerances that a proof depends on stand beside their proof, not here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class SearchParams:
    """How a search spends its time. Raises ValueError for a number that no search can work with."""

    cohorts_at_most: int = 6_000
    """Members of a question that is solved by complete enumeration: a program of that size is built and its
    relaxation solved in seconds."""

    flights_at_most: int = 1_000
    """Maximal manifests of such a question: beyond them pricing proves more in less time."""

    enumerated_at_most: int = 400
    """Flights that reduced costs leave, of which one program is made: beyond them completing nodes
    proves more in less time."""

    relaxation_share: float = 0.7
    """Of the time left: so much may go by before plans are looked for."""

    aims: tuple[float, ...] = (0.005, 0.001)
    """Gaps that are worked for one after the other before a finer one that is asked for."""

    first_gap: float = 0.015
    """Plans are looked for to this gap first, so that a good plan exists early, whatever is asked for."""

    later_gaps: tuple[float, ...] = (1.0, 0.4, 0.15)
    """Plans are looked for again to these shares of the gap that is worked for, once the bound is proven and
    while there is time."""

    near: float = 0.1
    """Relative: once value and bound of the relaxation are so near, its point is rounded to a first plan."""

    many_rounds: int = 60
    """Rounds of the relaxation before that: one that is solved in fewer is over soon, and better
    plans follow."""

    far: float = 1.3
    """Times the relaxation's value: a plan that is worse does not stop another from being rounded off."""

    first_reach: float = 0.05
    """Of the relaxation's ratio: how far beyond it the ratio lies at which plans are looked for. Far above it
    plans are not told apart that differ by a percent; at it serving little looks best."""

    tree_nodes: int = 200
    """Nodes of the branching tree at a time, before its leaves are looked at."""

    few_flights: int = 60
    """Flights of the relaxation: of so few each one is much of the cost, so the tree counts them in whole
    numbers from its start."""

    aggregated_at_most: int = 10_000
    """Cohorts of a question whose nodes are completed by the aggregated program: HiGHS works out the cuts of
    such a program in seconds."""

    counted_flights: int = 300
    """The same where nodes can be completed: there a fraction of a flight is seen for what it costs."""

    first_lift: float = 0.3
    """Of a flight: by its share of the cost a completion is taken to raise a bound at first."""

    completion_nodes: int = 1
    """Nodes of a completion: mostly it is done by cuts at the root."""

    root_nodes: int = 500
    """The same at the root of the tree, where switches and flights alone are whole."""

    last_nodes: int = 1000
    """The same where flights are whole already, and nothing else is left."""

    early_rounds: int = 2
    """Then the tree grows so many times before plans are looked for again from where the best came from."""

    most_effort: int = 4**8
    """Times the nodes of the restricted programs: more would be a search of its own."""

    opening_gap: float = 0.1
    opening_nodes: int = 100
    """Share of the gap, and nodes, for the openings of a restricted master: they move the ratio least."""

    flight_gap: float = 0.4
    flight_nodes: int = 200
    """The same for whole flights, where most of the gap is lost."""

    satellite_gap: float = 0.15
    satellite_nodes: int = 50
    """The same for whole satellites on flights that are held."""

    copies: int = 3
    """Periods before and after its own to which a flight of the relaxation is copied."""

    charges: int = 4
    """Turns of slope scaling: designs that will not fly have mostly gone after as many."""

    failed_drops: int = 2
    """Designs that could not be dropped before no more are tried: those that fly more are needed more."""

    rough: float = 0.002
    fine: float = 0.0008
    last_rounds: int = 6
    """Shares by which costs are raised while flights are priced for plans alone, and rounds at most."""

    price_steps: tuple[float, ...] = (0.03, 0.004, 0.0008, 0.0002, 0.00005)
    """Shares by which costs are raised while flights are priced, from coarse to fine: the finest only where
    the bound is too loose without."""

    last_price_steps: tuple[float, ...] = (0.0008, 0.0002, 0.00005)
    """The same where columns are known already: at nodes, and for decisions that are held."""

    node_gap: float = 0.1
    """Share of the gap that is worked for, to which a relaxation is solved, at the root, at nodes, for
    decisions that are held: the rest is for whole numbers."""

    open_share: float = 0.2
    """Of that, what pricing may leave open of a flight, so that few cargoes need a program of their own."""

    better_child: float = 5 / 6
    """Weight of the child whose bound rises less in what a split is taken to bring."""

    below: float = 1 - 1e-4
    """Of the last point's ratio: the next round looks so far below it."""

    just_below: float = 1 - 1e-6
    """The same where, below it, serving nothing looks best."""

    first_rise: float = 0.05
    most_rise: float = 3.0
    """Shares by which the ratio rises while nothing at all is served: doubled from the first to the most."""

    interior_from: int = 30_000
    """Rows of a master: so large a one is solved by an interior point method while no basis is near."""

    few_designs: int = 30
    """Designs on offer: of so many the engineering is decided in the master. Many take each other's place
    there, so that it says little."""

    listed_cargoes: int = 2**15
    """Numbers in a list of all cargoes of few items: so many are compared in a few dozen microseconds."""

    lists_kept: int = 300
    """Such lists at a time: the items that are worth flying change little from one round to the next."""

    best_items: int = 12
    """Of a flight's items, those that are worth most: of so few all cargoes are listed, where that is no long
    list; else pairs of them are tried in all numbers."""

    weight_steps: int = 10
    """Steps of the grid of weights for mass, volume and count, by which cargoes are bounded."""

    grid_bins: int = 12_000
    """Of the axis on which a knapsack is solved exactly: beyond that it is coarsened."""

    cargoes_begun: int = 20_000
    """Cargoes of one flight that are begun at a time when all are searched: most searches need no more."""

    cargo_nodes: int = 2000
    """Nodes for the best cargo of one flight, where bounds and that search leave it open."""

    fractional: float = 0.02
    """A decision that is less open or shut is rounded, if that costs next to nothing."""

    dust: float = 1e-5
    """A decision that is less open or shut is none."""

    fraction: float = 0.01
    """Flights and racks of a smaller fraction count as whole ones in the tree."""

    enumeration_open: float = 0.2
    """Share of the gap that pricing may leave open before what reduced costs leave is enumerated."""

    enumeration_share: float = 0.5
    """Of the time left: so much may go to what is enumerated."""

    enumeration_guesses: tuple[float, ...] = (1.5, math.inf)
    """Times the relaxation's value: where there is no plan yet, plans so good are enumerated."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            values = value if isinstance(value, tuple) else (value,)
            if not values or not all(one > 0 for one in values):
                raise ValueError(f"{field.name} must be above 0, not {value!r}")
            if isinstance(field.default, int) and not isinstance(value, int):
                raise ValueError(f"{field.name} must be a whole number, not {value!r}")


DEFAULT = SearchParams()
"""The numbers with which every figure of the documentation was measured."""

WHOLE = replace(DEFAULT, flights_at_most=2_500)
"""The same where the whole question is wanted as one program, to write it down or to look for remedies: also
where pricing would prove more in less time."""
