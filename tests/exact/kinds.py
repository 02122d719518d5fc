"""The register of kinds: functions `rng -> arrays` that tighten draws.py until one limit or mechanism decides
the optimum.

A kind stands in KINDS under its function's name, with `-` for `_`. The kinds_*.py modules hold them by
subject.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from draws import Arrays

Kind = Callable[[np.random.RandomState], Arrays]
KINDS: dict[str, Kind] = {}


def kind(function: Kind) -> Kind:
    """Register a kind."""
    KINDS[function.__name__.replace("_", "-")] = function
    return function


def decimals(values, digits: int = 3) -> np.ndarray:
    """An array of short decimals."""
    return np.round(np.asarray(values, float), digits)
