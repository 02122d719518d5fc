"""Shells and planes of a constellation, recognised in its elements.

    shell   satellites of one inclination (neighbours within INCLINATION_GAP_DEG) whose mean altitudes lie
            within WIDTH_KM: the fullest such window first, then the next, until none holds LEAST_SHARE of
            the inclination's satellites (and LEAST of them); eccentric ones, and those that move by more
            than PASSING, are in none
    plane   satellites of a shell whose nodes are neighbours within NODE_GAP_DEG, all nodes brought to the
            latest epoch by the drift that J2 gives them

What is in no shell is apart: higher or lower than all shells of its inclination, or between them, on its way
up or down by the sign of the change of its mean motion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.physics import orbit

INCLINATION_GAP_DEG, WIDTH_KM, LEAST, LEAST_SHARE, NODE_GAP_DEG = 0.3, 8.0, 2, 0.05, 1.0
STEADY = 2e-4  # rev/day^2: about 0.06 km a day, less is station keeping
PASSING = 2e-3  # rev/day^2: about 0.6 km a day, more than a satellite in its shell moves
ECCENTRIC = 0.005  # 35 km between perigee and apogee: no circular shell


@dataclass(frozen=True)
class FoundShell:
    """One shell: rows of the elements, its planes as groups of these rows."""

    altitude_km: float
    inclination_deg: float
    rows: tuple[int, ...]
    planes: tuple[tuple[int, ...], ...]
    nodes_deg: tuple[float, ...]  # of the planes, at the latest epoch

    @property
    def is_sun_synchronous(self) -> bool:
        """Whether its node keeps step with the Sun, within 0.3 degrees of inclination."""
        if self.altitude_km > orbit.SUN_SYNCHRONOUS_CEILING_KM:
            return False
        return (
            abs(self.inclination_deg - float(orbit.sun_synchronous_inclination_deg(self.altitude_km))) < 0.3
        )


def shells_of(elements: pd.DataFrame) -> tuple[list[FoundShell], pd.Series]:
    """The shells, the fullest first, and of the rows in none of them what they are: "raising", "lowering",
    "apart".
    """
    nodes = nodes_at_latest_epoch(elements)
    found: list[FoundShell] = []
    taken = np.zeros(len(elements), dtype=bool)
    passes = elements.mean_motion_dot.abs() > PASSING
    stays = ((elements.eccentricity < ECCENTRIC) & ~passes).to_numpy()
    for group in grouped(elements.inclination_deg.to_numpy(), INCLINATION_GAP_DEG):
        least = max(LEAST, int(np.ceil(LEAST_SHARE * len(group)))) if len(group) > 1 else 1
        left = group[stays[group]]
        while len(left):
            held = fullest(elements.altitude_km.to_numpy(), left)
            if len(held) < least:
                break
            found.append(_shell(elements, held, nodes))
            taken[held] = True
            left = np.setdiff1d(left, held)
    found.sort(key=lambda shell: (-len(shell.rows), shell.altitude_km))
    apart = elements.index[~taken]
    rate = elements.mean_motion_dot[apart]
    what = pd.Series("apart", index=apart, dtype="object")
    what[rate > STEADY] = "lowering"
    what[rate < -STEADY] = "raising"
    return found, what


def fullest(altitudes_km: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The rows in the window of WIDTH_KM that holds most of them."""
    ordered = rows[np.argsort(altitudes_km[rows], kind="stable")]
    heights = altitudes_km[ordered]
    ends = np.searchsorted(heights, heights + WIDTH_KM, side="right")
    first = int(np.argmax(ends - np.arange(len(ordered))))
    return np.sort(ordered[first : ends[first]])


def nodes_at_latest_epoch(elements: pd.DataFrame) -> np.ndarray:
    """Right ascension of every node on the latest epoch [deg]."""
    days = (elements.epoch.max() - elements.epoch).dt.total_seconds().to_numpy() / 86400
    rate = orbit.node_rate_deg_per_day(elements.altitude_km.to_numpy(), elements.inclination_deg.to_numpy())
    return np.mod(elements.raan_deg.to_numpy() + rate * days, 360)


def grouped(values: np.ndarray, gap: float) -> list[np.ndarray]:
    """Positions in groups of neighbours no further apart than a gap."""
    ordered = np.argsort(values, kind="stable")
    breaks = np.flatnonzero(np.diff(values[ordered]) > gap) + 1
    return np.split(ordered, breaks)


def grouped_round(angles_deg: np.ndarray, gap_deg: float) -> list[np.ndarray]:
    """The same of angles: the first and the last group are one where they meet at 0."""
    groups = grouped(angles_deg, gap_deg)
    meets = angles_deg[groups[0][0]] + 360 - angles_deg[groups[-1][-1]] <= gap_deg
    return [np.concatenate([groups[-1], groups[0]]), *groups[1:-1]] if len(groups) > 1 and meets else groups


def mean_angle_deg(angles_deg: np.ndarray) -> float:
    """The mean direction."""
    turns = np.radians(angles_deg)
    return float(np.degrees(np.arctan2(np.sin(turns).mean(), np.cos(turns).mean())) % 360)


def _shell(elements: pd.DataFrame, rows: np.ndarray, nodes: np.ndarray) -> FoundShell:
    planes = [rows[group] for group in grouped_round(nodes[rows], NODE_GAP_DEG)]
    return FoundShell(
        altitude_km=float(elements.altitude_km.to_numpy()[rows].mean()),
        inclination_deg=float(elements.inclination_deg.to_numpy()[rows].mean()),
        rows=tuple(rows.tolist()),
        planes=tuple(tuple(plane.tolist()) for plane in planes),
        nodes_deg=tuple(mean_angle_deg(nodes[plane]) for plane in planes),
    )
