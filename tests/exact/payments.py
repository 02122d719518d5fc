"""What is paid and when, written again without the models: satellites in their parts, flights, premiums."""

from __future__ import annotations

from models.case import Case


def insured(case: Case, v: int) -> float:
    """Premium less expected payout per M$ of insured value."""
    return case.insurance_rate[v] - (1 - case.success[v]) if case.insurance_rate[v] > 0 else 0.0


def due(b: int, periods: int) -> int:
    """The period of a payment so many periods ahead of launch b, the first one at the earliest."""
    return b - int(periods) if b >= periods else 0


def purchase(case: Case, d: int, b: int) -> list[tuple[int, float]]:
    """(period, M$) of one satellite launched in b: each kind of accelerator, then the rest."""
    bill = [
        (
            due(b, case.prepay_accelerator[k]),
            float(case.design_counts[d, k] * case.accelerator_cost_musd[k, b]),
        )
        for k in range(len(case.accelerators))
    ]
    rest = float(case.design_cost_musd[d, b]) - sum(musd for _, musd in bill)
    return [*bill, (due(b, case.prepay_bus[case.design_bus[d]]), rest)]
