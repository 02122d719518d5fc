"""The satellites of an instance: those offered, what they do in every shell, and those that are not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.case import Case, Floats
from models.members import lifts_t
from planner.coefficients import Built, figures_of_merit
from planner.instance.reading import Instance
from planner.text.showing.vehicles import usd_per_kg

LEADING = ["design", "mix", "w_per_kg", "usd_per_kw_year_launched"]
FIGURES = ["design", "mix", "wet_t", "load_kw", "w_per_kg", "unit_cost_musd", "usd_per_kw_year_launched"]
"""What comes before the sizing, and what a screen has room for."""


def designs(built: Built, instance: Instance) -> pd.DataFrame:
    """Every design offered: accelerators on board, electric load per wet mass, launched power price, and its
    sizing.

    usd_per_kw_year_launched: cheapest price per kg to its home shell of the vehicles that fly in the first
    launch period, times its mass at launch, over load and sizing life; the satellite itself is not in it.
    Blank where none of them goes there.
    """
    sized = built.designs
    columns = list(dict.fromkeys([*LEADING, *sized.columns]))
    if built.flying is None:
        return pd.DataFrame(columns=columns)
    return sized.assign(
        mix=[mix_text(built.case, d) for d in range(len(sized))],
        w_per_kg=sized["load_kw"] / sized["wet_t"],
        usd_per_kw_year_launched=launched_usd_per_kw_year(built.case, sized),
    )[columns]


def mix_text(case: Case, d: int) -> str:
    """The accelerators on board of a design: `16 gb300+8 vera-rubin`."""
    return "+".join(f"{n} {k}" for k, n in zip(case.accelerators, case.design_counts[d], strict=True) if n)


def launched_usd_per_kw_year(case: Case, sized: pd.DataFrame) -> Floats:
    """Launch alone per load and year of life [$/kW/yr], as `usd_per_kw_year_launched`: [d]."""
    payload_t = lifts_t(case)
    flight, mass = (
        np.broadcast_to(price[:, :1], payload_t.shape) for price in (case.price_musd, case.price_musd_per_t)
    )
    per_kg = usd_per_kg(flight, payload_t, mass)
    flies = (case.cadence[:, :1] > 0) & ~np.isnan(per_kg)
    cheapest = np.where(flies, per_kg, np.inf).min(axis=0, initial=np.inf)  # [s]
    home = [case.shells.index(shell) for shell in sized["home_shell"]]
    return figures_of_merit.launched_power_usd_per_kw_year(
        np.where(np.isinf(cheapest), np.nan, cheapest)[home],
        sized["dry_t"] * 1000 + sized["propellant_kg"],
        sized["load_kw"],
        sized["sizing_life_years"],
    )


def elsewhere(built: Built, instance: Instance) -> pd.DataFrame:
    """What each design does in each shell: share of its compute, years to its dose limit (blank: none),
    service lives offered, limit.

    limited_by: array, battery, radiator or propellant, where one of them lowers the share of compute; dose,
    disposal or payload, where nothing is offered.
    """
    if built.flying is None:
        columns = ["design", "shell", "compute_share", "dose_life_years", "service_lives_years", "limited_by"]
        return pd.DataFrame(columns=columns)
    return built.flying.elsewhere.replace([np.inf], np.nan)


def refused(built: Built, instance: Instance) -> pd.DataFrame:
    """Every candidate that does not close, or that another is never worse than: design, origin, reason,
    detail.
    """
    return built.dropped


def by_reason(refused: pd.DataFrame) -> pd.DataFrame:
    """How many candidates each reason holds back, most first."""
    return refused["reason"].value_counts().rename_axis("reason").reset_index(name="designs")
