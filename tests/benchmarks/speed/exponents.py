"""How a quantity grows with a size: y = a x^b, fitted by least squares on the logarithms.

log y = log a + b log x
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def exponent(points: Iterable[tuple[float, float | None]]) -> float | None:
    """b of y = a x^b; None of fewer than two different sizes. Points without a y, or with one of zero, are
    left out.
    """
    known = [(x, y) for x, y in points if y is not None and y > 0 and x > 0]
    if len({x for x, _ in known}) < 2:
        return None
    x, y = np.log(np.array(known, dtype=float)).T
    return float(np.polyfit(x, y, 1)[0])
