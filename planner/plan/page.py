"""How a plan is shown: in a notebook, and as a page in a file. A plan comes before all words about it, so
that the package's face, which knows them, puts the functions here: whoever imports any part of the package
has run it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

as_html: Callable[[Any], str] | None = None
"""Plan -> HTML, self-contained; None: a notebook shows the plan as text."""

report: Callable[[Any, Any, bool, Any], Path] | None = None
"""(Plan, path, force, other Plan or None) -> the file that was written."""
