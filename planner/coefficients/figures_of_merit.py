"""Figures of merit that published studies quote: launched power, learned prices, energy, tokens, packing.

Plain arithmetic on numbers or arrays, which broadcast; a study's own inputs give its own output
(tests/unit/test_published_cases.py). None of them enters a plan. What a customer pays and what a flight
costs its operator are different figures: do not mix them in one series. Impossible inputs raise ValueError.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

HOURS_PER_YEAR = 8760.0
"""As the studies count, 365 days."""


def launched_power_usd_per_kw_year(
    usd_per_kg: ArrayLike, mass_kg: ArrayLike, power_kw: ArrayLike, life_years: ArrayLike
) -> Array:
    """Launch alone, per power and year of life, price mass / (power life) [$/kW/yr].

    Source: arXiv:2511.19468, table 1. power_kw: of the solar array. Comparable with the ground's
    energy_usd_per_kw_year; the satellite, its losses and the time value of money are not in it.
    """
    mass, power = _positive("mass_kg", mass_kg), _positive("power_kw", power_kw)
    return np.asarray(usd_per_kg, dtype=float) * mass / (power * _positive("life_years", life_years))


def learned_price(
    cumulative: ArrayLike, first_price: ArrayLike, first_cumulative: ArrayLike, learning_rate: ArrayLike
) -> Array:
    """Wright's law: price after a cumulative amount, P0 (M / M0)^log2(1 - LR), in the unit of first_price.

    The price is first_price when first_cumulative has been made (or launched), and falls by the learning rate
    with every doubling of the cumulative amount, not with every year. Launch prices: LR 0.20 per doubling of
    launched mass (arXiv:2511.19468, section 4.4). Valid where production learns; a list price may well rise.
    """
    exponent = np.log2(1 - _learning_rate(learning_rate))
    ratio = _positive("cumulative", cumulative) / _positive("first_cumulative", first_cumulative)
    return _positive("first_price", first_price) * ratio**exponent


def cumulative_for_price(
    price: ArrayLike, first_price: ArrayLike, first_cumulative: ArrayLike, learning_rate: ArrayLike
) -> Array:
    """Cumulative amount at which Wright's law gives a price, M0 (P / P0)^(1 / log2(1 - LR)).

    The inverse of learned_price, in the unit of first_cumulative. That first amount is in it: what is still
    to come is the result less first_cumulative.
    """
    rate = _learning_rate(learning_rate)
    if not np.all(rate > 0):
        raise ValueError("without learning the price never changes: give a learning_rate above 0")
    ratio = _positive("price", price) / _positive("first_price", first_price)
    return _positive("first_cumulative", first_cumulative) * ratio ** (1 / np.log2(1 - rate))


def energy_usd_per_kw_year(usd_per_kwh: ArrayLike, pue: ArrayLike = 1.0) -> Array:
    """Energy for one kW of computers throughout a year on the ground, price PUE 8760 h [$/kW/yr].

    pue: power usage effectiveness, energy of the site over energy of its computers, at least 1.
    """
    overhead = np.asarray(pue, dtype=float)
    if not np.all(overhead >= 1):
        raise ValueError("a site takes at least the energy of its computers: give a pue of 1 or more")
    return np.asarray(usd_per_kwh, dtype=float) * overhead * HOURS_PER_YEAR


def energy_usd_per_kwh(
    cost_usd: ArrayLike, power_kw: ArrayLike, years: ArrayLike, availability: ArrayLike = 1.0
) -> Array:
    """Cost of a generator over the energy of its life, cost / (power years 8760 h availability) [$/kWh].

    Undiscounted, without degradation (Starcloud white paper v1.03).
    """
    running = _positive("availability", availability)
    if not np.all(running <= 1):
        raise ValueError("a generator runs for the whole time at most: give an availability of 1 or less")
    hours = _positive("years", years) * HOURS_PER_YEAR * running
    return np.asarray(cost_usd, dtype=float) / (_positive("power_kw", power_kw) * hours)


def usd_per_mtoken(usd_per_hour: ArrayLike, tokens_per_s: ArrayLike) -> Array:
    """Price of a million tokens, 1e6 usd_per_hour / (3600 tokens_per_s) [$/Mtoken] (SemiAnalysis InferenceX).

    Both of one accelerator. Its throughput depends on the model and on the latency promised: by two orders of
    magnitude along its own frontier.
    """
    return np.asarray(usd_per_hour, dtype=float) * 1e6 / (3600 * _positive("tokens_per_s", tokens_per_s))


def binding_density_kg_m3(payload_kg: ArrayLike, volume_m3: ArrayLike) -> Array:
    """Stowed density below which a fairing's volume binds before the payload, payload / volume [kg/m3]."""
    return _positive("payload_kg", payload_kg) / _positive("volume_m3", volume_m3)


def _positive(name: str, values: ArrayLike) -> Array:
    """`values` as a float array; ValueError unless all are above 0 and finite."""
    array = np.asarray(values, dtype=float)
    bad = array[~((array > 0) & np.isfinite(array))]
    if bad.size:
        raise ValueError(f"{name} is {bad.flat[0]:g}: it must be above 0")
    return array


def _learning_rate(values: ArrayLike) -> Array:
    """`values` as a float array; ValueError unless all are in [0, 1)."""
    array = np.asarray(values, dtype=float)
    bad = array[~((array >= 0) & (array < 1))]
    if bad.size:
        raise ValueError(
            f"learning_rate is {bad.flat[0]:g}: it must be at least 0 and below 1 (0.2 is 20 % per doubling)"
        )
    return array
