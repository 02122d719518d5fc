"""How the blocks of a formulation write their rows: sparse, in a stable order, as linear expressions that
compile fast.
"""

from __future__ import annotations

import gc
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager

from models.algebra import LinearExpression, pyo


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection while a model grows: the collector would walk it again and again, at twice the
    time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


Term = tuple[float, object]  # (coefficient, variable)
Row = tuple[Hashable, list[Term], float | None, float | None]  # index, terms, lower, upper


def linear(terms: Iterable[Term]) -> LinearExpression:
    """sum of coefficient * variable."""
    pairs = [(c, v) for c, v in terms if c]
    return LinearExpression(
        constant=0.0, linear_coefs=[float(c) for c, _ in pairs], linear_vars=[v for _, v in pairs]
    )


def add_rows(m: pyo.ConcreteModel, name: str, rows: Iterable[Row], open_to: object | None = None) -> None:
    """Add one constraint family.

    A row without terms is left out, unless `open_to` is given: a variable fixed at zero by its bounds, which
    keeps the row in the compiled model so that columns may join it later.
    """
    kept = []
    for index, terms, lower, upper in rows:
        if open_to is not None:
            terms = [*terms, (1.0, open_to)]
        if any(c for c, _ in terms):
            kept.append((index, linear(terms), lower, upper))
    family = pyo.Constraint([index for index, *_ in kept])
    m.add_component(name, family)
    for index, body, lower, upper in kept:
        family[index] = (lower, body, upper)


def variables(
    m: pyo.ConcreteModel,
    name: str,
    index: Iterable[Hashable],
    domain=pyo.NonNegativeReals,
    upper: dict | None = None,
) -> None:
    """Add one family of variables over a sparse index list."""
    members = list(index)
    family = pyo.Var(members, domain=domain)
    m.add_component(name, family)
    for i, value in (upper or {}).items():
        family[i].setub(float(value))
