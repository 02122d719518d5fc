"""Items of cost as people call them: the same words in a summary, on a page, in a workbook, in a comparison.

The tables of a plan keep the keys (models/spending.py).
"""

from __future__ import annotations

ITEMS = {
    "satellites": "satellites", "launch": "launches", "contracts": "launch contracts",
    "launch_credit": "launch credit", "insurance": "insurance", "nre": "development",
    "shell_opening": "opening of shells", "shell_yearly": "fees of shells", "operations": "operations",
    "gateways": "gateways", "racks": "racks", "rack_upkeep": "upkeep of racks",
    "rack_replacement": "replaced accelerators", "buildings": "buildings", "energy": "grid energy",
    "onsite_energy": "own generation", "shortfall": "tokens not served", "other": "other",
}  # fmt: skip


def in_words(item: object) -> str:
    """An item as people call it; of what has no other name the key without underscores."""
    return ITEMS.get(str(item), str(item).replace("_", " "))
