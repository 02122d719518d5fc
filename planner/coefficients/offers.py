"""What a sized satellite may do in every shell: the share of its compute that works there, and the service
lives it lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.case import Bools, Floats, Ints
from planner.coefficients import sizing
from planner.coefficients.shells import Shells
from planner.coefficients.timeline import rounded
from planner.instance.rounding import LIFE
from planner.instance.schema import Accelerator, Bus

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


LIMITS = {
    "array": "its solar array does not carry the housekeeping there",
    "battery": "its battery is empty before the longest eclipse there ends",
    "radiator": "its radiator does not shed the heat of the housekeeping there",
    "dose": "no accelerator on board tolerates the dose there over the shortest service life",
    "disposal": "a dead satellite stays up too long there and disposal.rule is refuse",
    "propellant": "its propellant does not bring it down again from there",
    "payload": "no vehicle lifts it there",
}
"""What may keep a satellite from working in a shell, and why."""


@dataclass(frozen=True)
class Offers:
    """Axes d candidate, s shell, k accelerator, l life."""

    compute_share: Floats  # [d,s] kappa: compute that power, heat, battery and propellant allow, 0..1
    dose_life_years: Floats  # [d,s,k] until the dose with its design margin reaches the limit
    # [d,s,k] share of nominal throughput of a satellite that is there, whether or not it may be sent there
    able: Floats
    share: Floats  # [d,s,k] the same where it is offered, else 0
    life_offered: Bools  # [d,s,l]
    # [d,s] key of LIMITS: why nothing is offered, or what lowers the compute share most; empty: nothing does
    limit: NDArray[np.str_]

    def where(self, reachable: Bools) -> Offers:
        """The same, with nothing offered where reachable[d,s] is false."""
        lost = ~reachable & np.any(self.share > 0, axis=2)
        return replace(
            self,
            share=np.where(reachable[:, :, None], self.share, 0.0),
            life_offered=self.life_offered & reachable[:, :, None],
            limit=np.where(lost, "payload", self.limit),
        )

    def take(self, chosen: Ints) -> Offers:
        """Those of the given candidates, in that order."""
        return Offers(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def compute_shares(
    candidates: sizing.Candidates,
    sized: pd.DataFrame,
    buses: Sequence[Bus],
    shells: Shells,
    sizing_life: Ints,
) -> dict[str, Floats]:
    """The largest share of compute that array, battery and radiator carry in a shell's worst season, at most
    1: limit -> [d,s].

    Each need is linear in the share: need(housekeeping) + kappa need(compute) <= what the satellite has,

        array     array_kw_needed <= array_kw of the home shell (sunlight at aphelion and the end of life are
                  the same everywhere)
        battery   battery_kwh_needed <= battery_kwh
        heat      heat_kw <= radiator_m2 * net flux of the shell, or what the radiator of a published mass
                  budget sheds everywhere

    sizing_life[h] in periods. 0 where housekeeping alone is too much for array or radiator. Housekeeping in
    eclipse cannot be shed, but a battery that is short may be discharged deeper, all of its load running, and
    then lasts for a share of the planned life alone (sizing.deeper_discharge_share); what leaves more compute
    is taken.
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

    at_night = sizing.battery_kwh_needed(bus, keeping, eclipse_min, deepest)
    by_dark = sizing.battery_kwh_needed(bus, dark, eclipse_min, deepest)
    less = _share(battery, at_night, by_dark)
    needed = at_night + by_dark
    drawn = np.divide(needed, battery, out=np.where(needed > 0, np.inf, 0.0), where=battery > 0)
    deeper = sizing.deeper_discharge_share(deepest * drawn * (1 - SLACK), deepest)
    return {
        "array": _share(
            array,
            sizing.array_kw_needed(bus, keeping, keeping, sunlit),
            sizing.array_kw_needed(bus, compute, dark, sunlit),
        ),
        "battery": np.maximum(less, deeper),
        "radiator": _share(
            shed,
            sizing.heat_kw(bus, keeping, keeping, sunlit),
            sizing.heat_kw(bus, compute, dark, sunlit),
        ),
    }


def _share(limit: Floats, fixed: Floats, per_share: Floats) -> Floats:
    """Largest x <= 1 with fixed + x * per_share <= limit, 0 where there is none above 0."""
    spare = limit * (1 + SLACK) - fixed
    with np.errstate(over="ignore"):  # next to no need for it: the share is 1
        share = np.divide(spare, per_share, out=np.where(spare >= 0, 1.0, 0.0), where=per_share > 0)
    return np.clip(share, 0.0, 1.0)


def propellant_share(
    candidates: sizing.Candidates, sized: pd.DataFrame, buses: Sequence[Bus], shells: Shells, lives: Lives
) -> Floats:
    """Share of each life for which the propellant on board makes up the drag, once raising and disposal are
    set aside: [d,s,l], 0..1.

        (on board - manoeuvres) / drag make-up of the life

    Where there is no drag it is 1, or 0 if the manoeuvres alone need more than is on board.

    A satellite that is short first goes down less far at the end of its life, as far as is enough
    (Shells.least_manoeuvre_dv_m_s).
    """
    bus = sizing.at(sizing.bus_figures(buses), candidates.bus[:, None, None])
    drag_dv = np.moveaxis(shells.drag_dv_m_s(lives.periods), 0, 1) / bus.ballistic_edge_kg_m2  # [d,s,l]
    dry_t, on_board_t = (sized[name].to_numpy()[:, None, None] for name in ("dry_t", "propellant_kg"))
    manoeuvre_dv = shells.least_manoeuvre_dv_m_s[candidates.bus][:, :, None]
    manoeuvres_t = sizing.propellant_t(dry_t, bus.isp_s, manoeuvre_dv, 0.0)
    drag_t = sizing.propellant_t(dry_t, bus.isp_s, manoeuvre_dv, drag_dv) - manoeuvres_t
    spare_t = on_board_t / 1000 * (1 + SLACK) - manoeuvres_t
    whole = np.where(spare_t >= 0, 1.0, 0.0) + np.zeros(drag_t.shape)
    with np.errstate(over="ignore"):  # next to no drag: the share is 1
        return np.clip(np.divide(spare_t, drag_t, out=whole, where=drag_t > 0), 0.0, 1.0)


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

    It is 0 where the dose over the shortest life, with the design margin, exceeds the limit of k, where no
    life is offered, or if k is not carried.

    A life is offered where the bus offers it, the rule on disposal allows the shell, every accelerator that
    works there at all survives its dose, and the propellant lasts for it, to the nearest period. Where it
    lasts for a part of the shortest life alone, that life is offered and the same part of the compute.
    """
    by_limit = compute_shares(candidates, sized, buses, shells, lives.longest)
    lasts = propellant_share(candidates, sized, buses, shells, lives)
    is_shortest = (lives.periods == lives.shortest[:, None])[candidates.bus]  # [d,l]
    by_limit["propellant"] = (lasts * is_shortest[:, None, :]).max(axis=2)
    kappa = np.minimum.reduce(list(by_limit.values()))
    dose = shells.dose_rad_per_year(candidates.shielding_mm)[:, :, None]
    limit_rad = np.array([1000 * k.dose_limit_krad for k in accelerators])
    unlimited = np.full((len(candidates), len(shells.ids), len(accelerators)), np.inf)
    dose_life = np.divide(limit_rad, shells.physics.dose_margin * dose, out=unlimited, where=dose > 0)

    years = lives.periods * shells.timeline.period_years
    shortest_years = (lives.shortest * shells.timeline.period_years)[candidates.bus]
    carried = candidates.counts[:, None, :] > 0
    tolerates = carried & (dose_life >= shortest_years[:, None, None] - SLACK)
    works = tolerates & (kappa[:, :, None] > 0)
    survives = np.where(works, dose_life, np.inf).min(axis=2, initial=np.inf)  # [d,s]
    is_fuelled = rounded(lives.periods * lasts, LIFE.direction) >= lives.periods
    is_allowed = shells.is_allowed[candidates.bus]
    life_offered = (
        lives.offered[candidates.bus][:, None, :]
        & is_allowed[:, :, None]
        & (is_fuelled | (is_shortest[:, None, :] & (lasts > 0)))
        & (years <= survives[:, :, None] + SLACK)
        & np.any(works, axis=2)[:, :, None]
    )
    overhead = shells.upset_overhead(
        np.array([k.upset_cross_section_cm2 for k in accelerators]),
        np.array([k.recovery_minutes for k in accelerators]),
    )
    able = np.where(works, kappa[:, :, None] * (1 - overhead), 0.0)
    share = np.where(np.any(life_offered, axis=2)[:, :, None], able, 0.0)
    least = np.array(list(by_limit))[np.argmin(np.stack(list(by_limit.values())), axis=0)]
    reasons = [~np.any(tolerates, axis=2), ~is_allowed, kappa < 1]
    return Offers(
        compute_share=kappa,
        dose_life_years=dose_life,
        able=able,
        share=share,
        life_offered=life_offered & np.any(share > 0, axis=2)[:, :, None],
        limit=np.select(reasons, ["dose", "disposal", least], ""),
    )
