"""No plan: the error that says so, as data, and its sentences, which are made here alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "demand", "money", "nothing serves", "limits", "frozen",
    "time limit", "Ctrl-C", "told to stop", "search ended", "not confirmed",
]  # fmt: skip
"""What stands in the way: hard demand that cannot be served; money; no token can be served; the limits, even
if all hard demand is missed; limits beside what is frozen. Or why none was found: the search ran out of time,
was stopped, had nothing left to try; or the solver found none and could not confirm that there is none."""

LimitKind = Literal[
    "stage gates", "probability", "milestones", "flights", "least orders", "factories", "supply", "slots",
    "power", "links", "peaks",
]  # fmt: skip


@dataclass(frozen=True)
class MissingTokens:
    """Committed tokens that cannot be served in the period that starts on `date`. With a `probability` they
    are reserve that is missing, so that the commitment is not met with it.
    """

    workload: str
    region: str
    date: str
    missing_tt: float
    committed_tt: float
    probability: float | None = None


@dataclass(frozen=True)
class MissingMinimum:
    """Weighted tokens that are missing of min_tokens."""

    missing_tt: float


@dataclass(frozen=True)
class MissingMoney:
    """Money that is missing in the period from a date for what the hard demand costs."""

    date: str
    missing_musd: float


Missing = MissingTokens | MissingMinimum | MissingMoney


@dataclass(frozen=True)
class Limit:
    """A limit that would have to go, and the ids of the instance that it is of."""

    kind: LimitKind
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Memory:
    """One replica of a workload takes more accelerators than any rack block has that may serve it."""

    workload: str
    accelerator: str
    accelerators_needed: int
    site: str
    accelerators_in_block: int


@dataclass(frozen=True)
class Since:
    """What may not serve the first demand that is missing, and what can only after it.

    barred: what its residency keeps from it. late: the first day on which such a thing could be in service,
    None for never.
    """

    barred: tuple[Literal["gateway", "site"], ...] = ()
    late: tuple[tuple[Literal["satellite", "rack"], str | None], ...] = ()
    memory: Memory | None = None


@dataclass(eq=False)
class NoPlan(Exception):
    """No plan (exit code 3): that none exists is confirmed without presolve (`proven`), or none was found.
    The text says what stands in the way.

    missing    what is missing of the hard demand, or of money for it, the largest first
    limits     without any one of these all hard demand could be met; with `together`, only without them all
    since      since when anything could serve the first that is missing
    whole      found with whole satellites, flights and racks; else with parts of them
    free_from  first launch period after what is frozen; all_frozen: there is none
    """

    reason: Reason
    proven: bool
    missing: tuple[Missing, ...] = ()
    limits: tuple[Limit, ...] = ()
    together: bool = False
    since: Since | None = None
    whole: bool = False
    free_from: str | None = None
    all_frozen: bool = False

    def __reduce__(self):
        return type(self), (self.reason, self.proven), self.__dict__

    def __str__(self) -> str:
        return sentences(self)


UNPROVEN: dict[Reason, str] = {
    "money": "No plan was found, though there is one with no limit on cash: money is what is missing, "
    "as far as the search saw.",
    "frozen": "No plan was found: beside what is frozen no limit can be kept, as far as the search saw.",
    "search ended": "No plan with whole flights, satellites and racks was found; "
    "that there is none has not been proven.",
    "not confirmed": "No plan was found, and the solver could not confirm that there is none.",
}
STOPPED: dict[Reason, str] = {
    "time limit": "the time limit",
    "Ctrl-C": "Ctrl-C",
    "told to stop": "it was told to stop",
}
WITHOUT: dict[LimitKind, str] = {
    "stage gates": "no stage gate {}",
    "probability": "no probability with which what is committed is met (met_with_probability)",
    "milestones": "no milestones of {}",
    "flights": "more flights of the same vehicles",
    "least orders": "no least orders of flights",
    "factories": "more satellites from the factories (factory_per_year)",
    "supply": "more accelerators to be bought (supply)",
    "slots": "more satellites allowed in the shells",
    "power": "more power at {}",
    "links": "more capacity of {}",
    "peaks": "no peaks in demand (peak_to_mean)",
}
BARRED = {"gateway": "no gateway may carry it down", "site": "no site may serve it"}
WHOLE = "with whole satellites, flights and racks"


def sentences(error: NoPlan) -> str:
    """What the error says, in the planner's words."""
    if error.reason in STOPPED:
        say = f"No plan was found before {STOPPED[error.reason]}; there may still be one."
        return say + left_unserved(error) + since_when(error.since)
    if not error.proven:
        return UNPROVEN[error.reason]
    if error.reason == "money":
        return f"No plan meets the inputs: money is what is missing. {lacking_money(error)}"
    if error.reason == "nothing serves":
        why = (
            f" {WHOLE}"
            if error.whole
            else ": nothing that could serve the demand can be launched or built in time"
        )
        return f"No plan serves any token{why}."
    return cannot_be_met(error) + since_when(error.since) + enough(error)


def lacking_money(error: NoPlan) -> str:
    """When how much of it is missing, as far as that is known."""
    for one in error.missing:
        if isinstance(one, MissingMoney):
            return (
                f"In the period from {one.date} capital, debt and revenue "
                f"fall short by {one.missing_musd:.4g} M$ of what the hard demand costs."
            )
    return (
        "With no limit on cash the demand can be served; capital, debt and revenue do not pay for it in time."
    )


def cannot_be_met(error: NoPlan) -> str:
    """Which demand cannot be met: whose, when and how much."""
    first, more = next(iter(error.missing), None), others(error)
    if isinstance(first, MissingMinimum):
        return f"No plan serves min_tokens: {digits(first.missing_tt)} Tt are missing {even(error)}."
    if not isinstance(first, MissingTokens):
        return f"No plan meets the inputs {even(error)}."
    if first.probability is None:
        what = f"of the committed {part(first)} cannot be served {even(error)}{more}"
    else:
        what = (
            f"the committed {place(first)} cannot be met with a probability of {first.probability:g} "
            f"{even(error)}; {digits(first.missing_tt)} Tt of reserve are missing{more}"
        )
    return f"No plan meets the inputs: {what}."


def left_unserved(error: NoPlan) -> str:
    """What a search that was ended had no way to serve yet."""
    if not error.missing:
        return ""
    say, first = " When it ended, even flights and racks in parts left", error.missing[0]
    if isinstance(first, MissingTokens):
        return f"{say} unserved, of the committed {part(first)}{others(error)}."
    assert isinstance(first, MissingMinimum)
    return f"{say} {digits(first.missing_tt)} Tt of min_tokens unserved."


def even(error: NoPlan) -> str:
    """What is allowed at most: every launch and rack, beside what is frozen."""
    if error.whole:
        return WHOLE
    say = "even with every launch and rack allowed"
    if error.all_frozen:
        return f"{say}: every launch period is frozen"
    since = f" from {error.free_from} on, or what is frozen until then breaks a limit"
    return say + (since if error.free_from else "")


def place(one: MissingTokens) -> str:
    """Whose tokens, and when."""
    return f"{one.workload} for {one.region} in the period from {one.date}"


def part(one: MissingTokens) -> str:
    """The same, and how many of how many."""
    return f"{place(one)}, {digits(one.missing_tt)} of {digits(one.committed_tt)} Tt"


def digits(tt: float) -> str:
    """Tokens with three significant digits, and never a power of ten: "48.1", "3,590"."""
    short = f"{tt:.3g}"
    return f"{float(short):,.0f}" if tt >= 999.5 else short


def others(error: NoPlan) -> str:
    """In how many places beside the first."""
    more = len(error.missing) - 1
    return f", and in {more} other place{'s' if more > 1 else ''}" if more > 0 else ""


def since_when(since: Since | None) -> str:
    """What may not serve at all, and what can only later."""
    if since is None:
        return ""
    say = f" By its residency {' and '.join(BARRED[one] for one in since.barred)}." if since.barred else ""
    for thing, first in since.late:
        when = f"before the period from {first}" if first else "in any period"
        say += f" No {thing} that could serve it can be in service {when}."
    if since.memory is None:
        return say
    one = since.memory
    return (
        f"{say} One replica of {one.workload} takes the memory of "
        f"{one.accelerators_needed} {one.accelerator} together, a rack block at {one.site} has "
        f"{one.accelerators_in_block}."
    )


def enough(error: NoPlan) -> str:
    """What would let all hard demand be met."""
    if not error.limits:
        return ""
    each = "Each of these would be enough" if len(error.limits) > 1 else "This would be enough"
    said = "; ".join(WITHOUT[limit.kind].format(", ".join(limit.ids)) for limit in error.limits)
    return f" {'These together would be enough' if error.together else each}: {said}."
