"""The plans in solutions/, read once, and what is left of one without some of its rows."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import planner
from planner.plan.plan import Plan

FOLDER = Path(__file__).parents[2] / "solutions"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/plan.json"))
WIDE, NARROW = 620, 340
DRAWN = [("reference", WIDE), ("reference", NARROW), ("small_operator", NARROW), ("starcloud", WIDE)]
"""Plans that differ most; tests/slow draws all at both widths."""


@cache
def shipped(name: str) -> Plan:
    """One of them."""
    return planner.read_plan(FOLDER / name)


def without(plan: Plan, *tables: str) -> Plan:
    """The plan with these tables empty."""
    return replace(plan, **{name: getattr(plan, name).iloc[:0] for name in tables})


def says_all(figure) -> bool:
    """Whether a figure has its words: a title without an end, a subtitle, alt text that begins with it."""
    return bool(figure.title and figure.subtitle) and not figure.title.endswith(".") and figure.alt != ""


def sizes_are_read(figure, least: float = 11) -> bool:
    """Whether no text of a figure is smaller than `least` pixels."""
    return all(float(size) >= least for size in re.findall(r'font-size="([\d.]+)px"', figure.svg()))
