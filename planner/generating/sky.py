"""The shells of a made-up question: dawn-dusk orbits and inclined ones between 500 and 850 km, at which
accelerators of 5 krad last for years.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from planner.generating.asked import Sizes
from planner.generating.drawing import Draw
from planner.generating.figures import assumed, number, numbers, table
from planner.generating.scale import Scale

PLANES = (
    ("sso-0600", "ltan_h = 6"),
    ("i53", "inclination_deg = 53"),
    ("sso-1800", "ltan_h = 18"),
    ("i30", "inclination_deg = 30"),
    ("i70", "inclination_deg = 70"),
    ("sso-0700", "ltan_h = 7"),
    ("i43", "inclination_deg = 43"),
    ("i85", "inclination_deg = 85"),
    ("sso-1700", "ltan_h = 17"),
    ("i60", "inclination_deg = 60"),
)
SUN_SYNCHRONOUS_KM = (600, 750, 550, 850, 700, 800)
INCLINED_KM = (550, 600, 500, 650, 575, 625)
"""Lower, for between 30 and 60 degrees the dose grows fast with altitude."""

MOST_SLOTS = 1_000_000  # the format's


@dataclass(frozen=True)
class Shell:
    """One orbit: its id, its altitude and what sets its plane."""

    name: str
    altitude_km: int
    plane: str


def shells(sizes: Sizes) -> list[Shell]:
    """The orbits of a question: the first ones of a list that is the same for all."""
    found = []
    for i in range(sizes.shells):
        turn, kind = divmod(i, len(PLANES))
        name, plane = PLANES[kind]
        heights = SUN_SYNCHRONOUS_KM if name.startswith("sso") else INCLINED_KM
        altitude = heights[(turn + kind // 2) % len(heights)]
        found.append(Shell(f"{name}-{altitude}", altitude, plane))
    return found


def shell_tables(sizes: Sizes, scale: Scale) -> list[str]:
    """Their tables: licences that grow, openings that cost."""
    draw = Draw(sizes.seed, "shells")
    parts = []
    for shell in shells(sizes):
        share = max(1.6 / sizes.shells, 0.15) * draw.between(0.8, 1.2)
        most = min(MOST_SLOTS, max(12.0, scale.satellites * share))
        licensed = [most * (0.5 + 0.5 * (year + 1) / sizes.study_years) for year in range(sizes.study_years)]
        opening = draw.about(25, 0.4) * sqrt(scale.size_factor)
        raising = 0 if not sizes.lag else 30 if shell.altitude_km < 700 else 45
        parts.append(
            table(
                f"shells.{shell.name}",
                [
                    f"altitude_km = {shell.altitude_km}",
                    shell.plane,
                    f"satellites = {assumed(numbers(map(round, licensed)), 'a licence that grows')}",
                    f"opening_musd = {assumed(number(opening), 'filing, coordination and bonds')}",
                    f"yearly_musd = {assumed(number(opening * draw.between(0.15, 0.25)), 'fees')}",
                    f"raising_days = {assumed(str(raising), 'raising and phasing; 0 in a short rollout')}",
                ],
            )
        )
    return parts
