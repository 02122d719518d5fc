r"""Cash: what is spent in a period must be there, from capital, debt or revenue. Only where the case limits
it.

cash  held[t] - growth held[t-1] - sum_{n drawn in t} drawn[n] + sum_{n repaid in t} instalment[n] drawn[n]
              - revenue[t] + spend[t]   =   capital[t]

held >= 0,  0 <= drawn[n] <= debt_most[n]

    held   cash at the end of t [M$]; in the next period it is worth `growth` times as much (interest on cash)
    drawn  debt drawn at the start of its period [M$], repaid in equal instalments over the periods after it
    revenue, spend  of models/spending.py, every cost in full as it is paid: real money, no annuity shares and
           no credits [M$]

Everything of a period is taken together: what it earns can be spent in it. Of a debt, the instalments that
fall behind the last period are not seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.case import Case
from models.families import Family, Step, named
from models.finance import merged
from models.members import Cohort
from models.payments import by_period, flight_payments, satellite_payments
from models.rows import Term, add_rows, variables
from models.spending import earning, spending


def purse(m) -> None:
    """Variables cash_held and drawn, where cash is limited."""
    case = m.case
    limited = case.cash_limited
    variables(m, "cash_held", range(case.periods) if limited else ())
    debts = range(len(case.debts)) if limited else ()
    variables(m, "drawn", debts, upper={n: case.debt_most_musd[n] for n in debts})


def instalments(case: Case, n: int) -> range:
    """The periods of the plan in which debt n is repaid."""
    first = int(case.debt_period[n]) + 1
    return range(first, min(case.periods, first + int(case.debt_periods[n])))


def cash(m) -> None:
    """The row of every period (formula in the module docstring)."""
    case = m.case
    if not case.cash_limited:
        return
    terms: dict[int, list[Term]] = defaultdict(list)
    for t in range(case.periods):
        terms[t].append((1.0, m.cash_held[t]))
        if t:
            terms[t].append((-case.interest_factor, m.cash_held[t - 1]))
    for n in m.drawn:
        terms[int(case.debt_period[n])].append((-1.0, m.drawn[n]))
        for t in instalments(case, n):
            terms[t].append((float(case.debt_instalment[n]), m.drawn[n]))
    for entry in earning(m):
        terms[entry.t] += [(-entry.musd * count, tokens) for count, tokens in entry.units]
    for entry in spending(m, full=True):
        terms[entry.t] += [(entry.musd * count, of) for count, of in entry.units]
    rows = (
        (t, merged(terms[t]), float(case.capital_musd[t]), float(case.capital_musd[t])) for t in sorted(terms)
    )
    add_rows(m, "cash", rows)


def satellite_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """What is paid for one satellite, in full."""
    if case.cash_limited:
        yield from by_period(satellite_payments(case, *cohort[:4])).items()


def flight_steps(case: Case, v: int, b: int) -> Iterator[Step]:
    """What is paid for one flight."""
    if case.cash_limited:
        yield from by_period(flight_payments(case, v, b)).items()


FAMILIES = named(Family(cash, cohort=satellite_steps, flight=flight_steps))
SIZES = {"cash_held": lambda sizes, i: sizes.cash}
