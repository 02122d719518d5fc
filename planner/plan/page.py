"""How a notebook shows a plan. A plan comes before all words about it, so that the package's face, which
knows them, puts the function here: whoever imports any part of the package has run it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

as_html: Callable[[Any], str] | None = None
"""Plan -> HTML, self-contained; None: a notebook shows the plan as text."""
