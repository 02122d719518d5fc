r"""Demand: committed and optional tokens, from orbit and ground together.

balance     served[c,r,t]  =  sum_s f[c,r,s,t] + sum_j fg[c,r,j,t]
committed   served[c,r,t] + short[c,r,t]  >=  committed[c,r,t]   short only where the commitment has a penalty
            An equation where short tokens are paid for (take_or_pay) and nothing optional is asked, so that
            short is not overstated.
optional    served[c,r,t]                 <=  committed[c,r,t] + optional[c,r,t]
least       sum weight[c,t] served[c,r,t] >=  min_tokens

served  tokens served [Tt]   short  committed tokens not served [Tt]
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from models.families import Family, named
from models.rows import Term, add_rows, variables


def demands(m) -> None:
    """Variables served and short wherever something is wanted."""
    case = m.case
    wanted = [tuple(map(int, i)) for i in np.argwhere(case.committed + case.optional > 0)]
    variables(m, "served", wanted)
    variables(
        m, "short", [i for i in wanted if case.committed[i] > 0 and np.isfinite(case.shortfall_musd[i[:2]])]
    )


def balance(m) -> None:
    """served = sum f + sum fg."""
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for c, r, s, t in m.f:
        terms[c, r, t].append((-1.0, m.f[c, r, s, t]))
    for c, r, j, t in m.fg:
        terms[c, r, t].append((-1.0, m.fg[c, r, j, t]))
    add_rows(m, "balance", ((i, [(1.0, m.served[i]), *terms[i]], 0.0, 0.0) for i in m.served))


def committed(m) -> None:
    """served + short >= committed, = where short tokens earn and nothing optional is asked."""
    exact = (m.case.take_or_pay > 0)[:, :, None] & (m.case.optional == 0)
    rows = []
    for i in m.served:
        if m.case.committed[i] > 0:
            soft = [(1.0, m.short[i])] if i in m.short else []
            wanted = float(m.case.committed[i])
            rows.append((i, [(1.0, m.served[i]), *soft], wanted, wanted if soft and exact[i] else None))
    add_rows(m, "committed", rows)


def optional(m) -> None:
    """served <= committed + optional."""
    add_rows(
        m,
        "optional",
        ((i, [(1.0, m.served[i])], None, float(m.case.committed[i] + m.case.optional[i])) for i in m.served),
    )


def least(m) -> None:
    """sum weight served >= min_tokens."""
    if m.case.min_tokens_tt > 0:
        terms = [(float(m.case.token_weight[c, t]), m.served[c, r, t]) for c, r, t in m.served]
        add_rows(m, "least", [("all", terms, float(m.case.min_tokens_tt), None)], open_to=m.open_to)


FAMILIES = named(Family(balance), Family(committed, role="promise"), Family(optional), Family(least))
SIZES = {
    "served": lambda sizes, i: sizes.wanted[i],
    "short": lambda sizes, i: sizes.wanted[i],
}
