"""What a sized satellite may do in every shell: the share of its compute that works there, and the service lives it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner import sizing
from planner.coefficients.shells import Shells
from planner.instance.schema import Accelerator, Bus

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SLACK = 1e-9
"""A satellite in its home shell meets its own limits but for rounding of this relative size."""


@dataclass(frozen=True)
class Lives:
    """Service lives l, ascending, in periods, and which buses offer them within their design life."""

    periods: Ints  # [l]
    offered: Bools  # [h,l]; every bus has at least one

    @property
    def shortest(self) -> Ints:
        """[h] in periods."""
        return self.periods[self.offered.argmax(axis=1)]

    @property
    def longest(self) -> Ints:
        """[h] in periods: the sizing life."""
        return self.periods[len(self.periods) - 1 - self.offered[:, ::-1].argmax(axis=1)]


@dataclass(frozen=True)
class Offers:
    """Axes d candidate, s shell, k accelerator, l life."""

    compute_share: Floats  # [d,s] kappa: compute that power, heat and battery allow, 0..1
    dose_life_years: Floats  # [d,s,k] until the dose with its design margin reaches the limit
    share: Floats  # [d,s,k] share of nominal throughput, 0 where not offered or not carried
    life_offered: Bools  # [d,s,l]

    def where(self, reachable: Bools) -> Offers:
        """The same, with nothing offered where reachable[d,s] is false."""
        return Offers(
            self.compute_share,
            self.dose_life_years,
            np.where(reachable[:, :, None], self.share, 0.0),
            self.life_offered & reachable[:, :, None],
        )

    def take(self, chosen: Ints) -> Offers:
        """Those of the given candidates, in that order."""
        return Offers(
            self.compute_share[chosen],
            self.dose_life_years[chosen],
            self.share[chosen],
            self.life_offered[chosen],
        )


def compute_share(
    candidates: sizing.Candidates,
    sized: pd.DataFrame,
    buses: Sequence[Bus],
    shells: Shells,
    sizing_life: Ints,
) -> Floats:
    """kappa[d,s]: the largest share of compute that array, battery and radiator carry in a shell's worst season, at most 1.

    Each need is linear in the share: need(housekeeping) + kappa need(compute) <= what the satellite has,

        array     array_kw_needed <= array_kw of the home shell (sunlight at aphelion and the end of life are the same everywhere)
        battery   battery_kwh_needed <= battery_kwh
        heat      heat_kw <= radiator_m2 * net flux of the shell, or what the radiator of a published mass budget sheds everywhere

    sizing_life[h] in periods. 0 where housekeeping alone is too much.
    """
    environment = shells.environment
    bus = sizing.at(sizing.bus_figures(buses), candidates.bus[:, None])
    sunlit, eclipse_min = environment.sunlit_fraction_worst, shells.battery_eclipse_min
    compute, keeping, array, battery, radiator = (
        sized[name].to_numpy()[:, None]
        for name in ("compute_kw", "housekeeping_kw", "array_kw", "battery_kwh", "radiator_m2")
    )
    dark = candidates.eclipse_share[:, None] * compute
    net = sizing.radiator_kw_per_m2(bus, environment.view_factor, environment.albedo_geometry_worst)
    is_budget = np.isfinite(bus.specific_radiator_w_per_kg)
    shed = np.where(is_budget, sized["heat_kw"].to_numpy()[:, None], radiator * net)
    deepest = sizing.depth_of_discharge(buses, shells, sizing_life)[candidates.bus]

    shares = (
        _share(
            array,
            sizing.array_kw_needed(bus, keeping, keeping, sunlit),
            sizing.array_kw_needed(bus, compute, dark, sunlit),
        ),
        _share(
            battery,
            sizing.battery_kwh_needed(bus, keeping, eclipse_min, deepest),
            sizing.battery_kwh_needed(bus, dark, eclipse_min, deepest),
        ),
        _share(
            shed,
            sizing.heat_kw(bus, keeping, keeping, sunlit),
            sizing.heat_kw(bus, compute, dark, sunlit),
        ),
    )
    return np.minimum.reduce(shares)


def _share(limit: Floats, fixed: Floats, per_share: Floats) -> Floats:
    """Largest x <= 1 with fixed + x * per_share <= limit, 0 where there is none above 0."""
    spare = limit * (1 + SLACK) - fixed
    with np.errstate(over="ignore"):  # next to no need for it: the share is 1
        share = np.divide(spare, per_share, out=np.where(spare >= 0, 1.0, 0.0), where=per_share > 0)
    return np.clip(share, 0.0, 1.0)


def propellant_suffices(
    candidates: sizing.Candidates, sized: pd.DataFrame, buses: Sequence[Bus], shells: Shells, lives: Lives
) -> Bools:
    """Whether raising, drag make-up over a life, and disposal need no more propellant than is on board: [d,s,l]."""
    bus = sizing.at(sizing.bus_figures(buses), candidates.bus[:, None, None])
    drag_dv = np.moveaxis(shells.drag_dv_m_s(lives.periods), 0, 1) / bus.ballistic_edge_kg_m2  # [d,s,l]
    dry_t, on_board_t = (sized[name].to_numpy()[:, None, None] for name in ("dry_t", "propellant_kg"))
    needed_t = sizing.propellant_t(
        dry_t, bus.isp_s, shells.manoeuvre_dv_m_s[candidates.bus][:, :, None], drag_dv
    )
    return needed_t <= on_board_t / 1000 * (1 + SLACK)


def offers(
    candidates: sizing.Candidates,
    sized: pd.DataFrame,
    buses: Sequence[Bus],
    accelerators: Sequence[Accelerator],
    shells: Shells,
    lives: Lives,
) -> Offers:
    """Shares and lives of sized candidates in every shell.

        share[d,s,k] = kappa[d,s] (1 - upset overhead[s,k])
        0 where the dose over the shortest life, with the design margin, exceeds the limit of k, where no life is offered, or if k is not carried

    A life is offered where the bus offers it, the rule on disposal allows the shell, the propellant lasts, and every accelerator that works there at all survives its dose.
    """
    kappa = compute_share(candidates, sized, buses, shells, lives.longest)
    dose = shells.dose_rad_per_year(candidates.shielding_mm)[:, :, None]
    limit_rad = np.array([1000 * k.dose_limit_krad for k in accelerators])
    unlimited = np.full((len(candidates), len(shells.ids), len(accelerators)), np.inf)
    dose_life = np.divide(limit_rad, shells.physics.dose_margin * dose, out=unlimited, where=dose > 0)

    years = lives.periods * shells.timeline.period_years
    shortest_years = (lives.shortest * shells.timeline.period_years)[candidates.bus]
    carried = candidates.counts[:, None, :] > 0
    works = carried & (kappa[:, :, None] > 0) & (dose_life >= shortest_years[:, None, None] - SLACK)
    survives = np.where(works, dose_life, np.inf).min(axis=2, initial=np.inf)  # [d,s]
    life_offered = (
        lives.offered[candidates.bus][:, None, :]
        & shells.is_allowed[candidates.bus][:, :, None]
        & propellant_suffices(candidates, sized, buses, shells, lives)
        & (years <= survives[:, :, None] + SLACK)
        & np.any(works, axis=2)[:, :, None]
    )
    works &= np.any(life_offered, axis=2)[:, :, None]
    overhead = shells.upset_overhead(
        np.array([k.upset_cross_section_cm2 for k in accelerators]),
        np.array([k.recovery_minutes for k in accelerators]),
    )
    share = np.where(works, kappa[:, :, None] * (1 - overhead), 0.0)
    return Offers(kappa, dose_life, share, life_offered & np.any(share > 0, axis=2)[:, :, None])
