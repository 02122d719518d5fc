"""Every figure of a plan, in the order of the page: (section, name, function)."""

from __future__ import annotations

from typing import Any

FIGURES: tuple[tuple[str, str, Any], ...] = ()
