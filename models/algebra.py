"""Pyomo, loaded without the parts of SciPy that it takes along and no formulation uses: a third of the time
that a command needs before it begins.

Where SciPy is there, Pyomo imports its statistics, integration and spatial parts at once. Empty modules stand
for them meanwhile, and are taken away again: whoever wants such a part afterwards imports it as ever.
"""

from __future__ import annotations

import sys
from types import ModuleType

UNUSED = ("scipy.integrate", "scipy.spatial", "scipy.stats")

absent = [name for name in UNUSED if name not in sys.modules]
sys.modules.update((name, ModuleType(name)) for name in absent)
try:
    from pyomo.common import dependencies

    bool(dependencies.scipy_available)  # asked for here, so that it is not looked for later
finally:
    for name in absent:
        del sys.modules[name]

import pyomo.environ as pyo  # noqa: E402  # only now
from pyomo.core.expr.numeric_expr import LinearExpression  # noqa: E402
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler  # noqa: E402

__all__ = ["LinearExpression", "LinearStandardFormCompiler", "pyo"]
