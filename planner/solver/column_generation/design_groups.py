r"""Where many designs are on offer: the engineering of groups of them, as columns and rows of the master.

The designs that cost engineering are partitioned into groups. Of every group that flies, one design at least
is engineered before, at no less than the price of the group's cheapest one. For any partition

    link   sum_{d in g, v, s, l} x[d,v,s,b,l]  <=  most[g,b] usedgroup[g,b]
    stay   usedgroup[g,b-1]  <=  usedgroup[g,b]                                      usedgroup binary
    cost   + min_{d in g} nre[d] * sum_b discount[b] (usedgroup[g,b] - usedgroup[g,b-1])

is a relaxation of what the formulation pays for the designs one by one (models/factory.py: design_nre): of a
plan take usedgroup[g,b] = 1 from the first period on in which a design d of g flies. No plan launches more
than `most` (planner/solver/column_generation/launch_caps.py), so the rows hold. The engineering of d was paid
in that period or before, and each design is of one group, so none is charged twice. Every plan is a point of
the master that costs no more than the plan: what is proven of the master holds for the plan.

Which partition: designs of one group can stand in for each other, and one is charged however many of them
fly. Designs of two groups should not: else deciding that one group does not fly decides little. A group has
the number of its cheapest design, so that its price is that design's.
"""

from __future__ import annotations

import numpy as np

from models.case import Case, Ints
from models.members import offered
from planner.solver.column_generation.extending import extended
from planner.solver.column_generation.launch_caps import launch_caps
from planner.solver.highs import Compiled

MOST_GROUPS = 60
"""Where there are more by home shells too, these are left out: every group adds a column and two rows for
every period."""
NONE = -1  # of a design that costs no engineering, or is not on offer


def groups_of(case: Case) -> Ints:
    """[d] the group of every design on offer that costs engineering, NONE for the others."""
    group = np.full(len(case.designs), NONE)
    charged = [d for d in sorted({d for d, _ in offered(case)}) if case.design_nre_musd[d] > 0]
    key = {d: likeness(case, d) for d in charged}
    if len(set(key.values())) > MOST_GROUPS:
        key = {d: parts[:-1] for d, parts in key.items()}
    alike: dict[tuple, list[int]] = {}
    for d in charged:
        alike.setdefault(key[d], []).append(d)
    for designs in alike.values():
        group[designs] = min(designs, key=lambda d: float(case.design_nre_musd[d]))
    return group


def likeness(case: Case, d: int) -> tuple:
    """What the designs of one group have in common: the bus, the kinds of accelerators, the shell in which
    they keep most of their throughput.
    """
    kinds = tuple(np.flatnonzero(case.design_counts[d]).tolist())
    home = int(case.share[d].max(axis=1, initial=0.0).argmax())
    return int(case.design_bus[d]), kinds, home


def with_groups(case: Case, model: Compiled) -> tuple[Compiled, Ints]:
    """(model with columns usedgroup (g,b) and rows group_nre (link,g,b), (stay,g,b); [d] the groups)."""
    group, B = groups_of(case), case.launch_periods
    numbers = np.unique(group[group != NONE]).tolist()
    most = launch_caps(case, [np.flatnonzero(group == g) for g in numbers])
    due = case.discount_start[:B]
    step = due - np.append(due[1:], 0.0)
    periods, entries = range(B), []
    for i, g in enumerate(numbers):
        used = [("usedgroup", (g, b)) for b in periods]
        for b in periods:
            entries.append((("group_nre", ("link", g, b)), used[b], -float(most[i, b])))
        for b in periods[1:]:
            row = "group_nre", ("stay", g, b)
            entries += [(row, used[b - 1], 1.0), (row, used[b], -1.0)]
    cost = {
        ("usedgroup", (g, b)): float(case.design_nre_musd[g] * step[b]) for g in numbers for b in range(B)
    }
    return extended(model, cost, entries), group
