"""Pyomo without the parts of SciPy that nothing uses: not loaded, and there for whoever wants them."""

import subprocess
import sys

import pytest

PARTS = ("scipy.integrate", "scipy.spatial", "scipy.stats")
WANTS = {
    "nothing before": "",
    "SciPy before": "import scipy.sparse, scipy.special",
    "a part before": "import scipy.stats",
}


@pytest.mark.parametrize("before", WANTS)
def test_parts_of_scipy_come_when_they_are_wanted(before):
    script = f"""
import sys
{WANTS[before]}
there = {{name for name in {PARTS} if name in sys.modules}}
from models.algebra import LinearStandardFormCompiler, pyo
print({{name for name in {PARTS} if name in sys.modules}} - there)

model = pyo.ConcreteModel()
model.x = pyo.Var(domain=pyo.NonNegativeReals)
model.row = pyo.Constraint(expr=2 * model.x <= 3)
model.goal = pyo.Objective(expr=-model.x)
print(LinearStandardFormCompiler().write(model).A.toarray().tolist())

from pyomo.common.dependencies import scipy
from scipy.integrate import quad
from scipy.stats import norm
points = scipy.spatial.KDTree([[0.0]])
print(norm.cdf(0.0), scipy.stats.norm is norm, round(quad(lambda x: x, 0, 1)[0], 6), points.n)
"""
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert answer.stdout.splitlines() == ["set()", "[[2.0]]", "0.5 True 0.5 1"], answer.stderr
