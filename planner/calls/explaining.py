"""Why a plan is as it is, why there is none, what moved between two."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from planner.calls.paths import StrPath
from planner.system.guard import check_models

if TYPE_CHECKING:
    import pandas as pd

    from planner.comparing.comparison import Comparison
    from planner.explain.reasons import Reasons
    from planner.instance.reading import Instance
    from planner.plan.plan import Plan
    from planner.remedy.remedy import Remedies


def reasons(plan: Plan | StrPath, *, progress: Callable[[int, int], None] | None = None) -> Reasons:
    """Why a plan is as it is: `.limits` that bind with what one more of each is worth, `.unmet` commitments
    and what would help, designs `.left_out` with what they lack, designs `.refused` (DataFrames);
    `.sentences` say it, so does `print`.

    plan       a Plan, or the path of its folder
    progress   is called with (limits done, limits)

    limits     a row for each limit and year, worth most first: `more` in `unit` is worth `worth_musd`
               (discounted M$; a minus: it costs) and the same for up to `holds_for`; `used` of `limit`
    unmet      a row for each workload, region and year that falls short: Tt, penalty in M$, why
    left_out   a row for each design: `lacks_musd` a satellite, its unit cost in M$

    All columns: planner/explain/. Raises InstanceError for a plan whose instance cannot be read or whose
    tables contradict it.
    """
    check_models()
    from planner import planning
    from planner.instance import arguments
    from planner.plan.plan import a_plan

    return planning.reasons(a_plan("plan", plan), arguments.a_call("progress", progress))


def remedies(
    instance: Instance | StrPath,
    *,
    time_limit_s: float = 60.0,
    progress: Callable[[int, int], None] | None = None,
) -> Remedies:
    """The least changes that make an impossible instance possible: several alternatives, each tried with a
    plan that was found and audited, in flights, MW, M$, per cent of a commitment and the like.

    instance      an Instance, or the path of its file
    time_limit_s  after which the alternatives found so far are given; Ctrl-C does the same
    progress      is called with (kinds of change looked at, of how many)

    Found: `possible` (it has a plan as it is), `why` not, `conflict` (limits that cannot be kept together),
    `alternatives`, the least change first: `.says` in words, `.changes` as key path -> value, for
    `instance.with_values(one.changes)`, `.is_least` by proof. Raises InstanceError for an instance that
    contradicts itself where no change was found that helps, ValueError for a time limit that is none.
    """
    check_models()
    from planner.instance import arguments
    from planner.instance.reading import an_instance
    from planner.remedy.remedies import remedies as found_for

    seconds = arguments.a_number("time_limit_s", time_limit_s)
    if seconds is None or not seconds > 0:
        raise ValueError(f"time_limit_s must be above 0, not {time_limit_s}")
    return found_for(
        an_instance("instance", instance), time_limit_s=seconds,
        progress=arguments.a_call("progress", progress),
    )  # fmt: skip


def shadow_prices(
    plan: Plan | StrPath, *, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """What one more, and one fewer, of each limit is worth at a plan: a flight of a vehicle or from a pad in
    a launch period, a satellite from a factory, a slot in a shell, an MW at a site, an accelerator, Gbit/s at
    a gateway, M$ of capital, committed Tt. One row for each limit and direction.

    plan       a Plan, or the path of its folder
    progress   is called with (limits done, limits)

    worth_musd is discounted, worth_usd_per_mtoken what it takes off the ratio; holds_for how many units it
    holds for. They are of the linear relaxation at the plan's ratio, before whole numbers
    (planner/explain/shadow_prices.py). Raises InstanceError for a plan whose instance cannot be read.
    """
    check_models()
    from planner import planning
    from planner.instance import arguments
    from planner.plan.plan import a_plan

    return planning.shadow_prices(a_plan("plan", plan), arguments.a_call("progress", progress))


def compare(
    a: Plan | StrPath,
    b: Plan | StrPath,
    *others: Plan | StrPath,
    steps: bool = True,
    gap: float | None = None,
    time_limit_s: float | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> Comparison:
    """What moved from plan a to plan b, which inputs differ, and how much of the difference in the objective
    each of them explains, as a proven interval. Others stand beside them, without steps.

    a, b, others        Plans, or the paths of their folders
    steps               whether the questions between the two are solved, which is what the explaining takes
    gap, time_limit_s   of each of these, none: the smaller gap and the longer time limit of the plans
    workers             processes that solve, none: one a core
    progress            is called with (questions solved, questions)
    note                is told before they are solved

    Found: `.sentences`, and DataFrames with the plans in columns (`a_musd`, `b_musd`, `change_musd`: b less
    a, money discounted): `.totals` (units in `unit`), `.inputs`, `.costs`, `.fleet`, `.satellites`,
    `.flights`, `.sites`, `.power`, `.service`, `.shortfall`; `.steps`, a row for each changed input: `low`,
    `high` (proven) and `found`, in `.unit`. `.write(path)` writes a page (planner/comparing/compared.py).
    After Ctrl-C the steps hold what was solved. Raises InstanceError for anything that is no plan.
    """
    check_models()
    from planner.comparing import comparison
    from planner.comparing.solving import Search
    from planner.instance import arguments
    from planner.plan.plan import a_plan

    given = {"a": a, "b": b} | {f"plan {number}": one for number, one in enumerate(others, 3)}
    comparison.require_few(list(given))
    search = Search(
        gap=arguments.a_number("gap", gap),
        time_limit_s=arguments.a_number("time_limit_s", time_limit_s),
        workers=None if workers is None else arguments.a_whole_number("workers", workers),
        progress=arguments.a_call("progress", progress),
    )
    return comparison.compare(
        [a_plan(name, one) for name, one in given.items()],
        steps=arguments.a_flag("steps", steps),
        search=search,
        note=arguments.a_call("note", note),
    )
