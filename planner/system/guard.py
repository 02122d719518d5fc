"""Which `models` would be imported: the formulations beside this package, or a stranger's file of the same
name.

`models` is a name that users give to files of their own, and a file beside a script is found before an
installed package.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

OWNER = "orbital-planner"


def check_models() -> None:
    """Raise ImportError, in one sentence that says which file and what to do, unless `import models` finds
    our formulations.
    """
    ours = Path(__file__).resolve().parents[2] / "models" / "__init__.py"
    loaded = sys.modules.get("models")
    if loaded is None:
        spec = importlib.util.find_spec("models")
        found = spec.origin if spec else None
        if found is not None and Path(found).resolve() == ours:
            import models as loaded
    else:
        found = getattr(loaded, "__file__", None)
    if getattr(loaded, "OWNER", None) != OWNER or found is None or Path(found).resolve() != ours:
        raise ImportError(
            f"planner needs its own package `models` ({ours.parent}), but Python finds {found or 'none'} "
            "under that name: rename that file, or start Python with -P (python -P -m planner ...), which "
            "keeps the current folder out of the search",
            name="models",
            path=found,
        )
