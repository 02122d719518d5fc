"""The questions between two plans': inputs changed one after another in the tree of the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from planner.choices import Side
from planner.comparing.attributing import Group, merged
from planner.comparing.inputs import CASE, put
from planner.comparing.question import Tree, instance_of
from planner.errors import InstanceError
from planner.instance.reading import Instance


@dataclass(frozen=True)
class Between:
    """A question between the two plans'."""

    instance: Instance
    case: Side


def questions_between(
    first: Tree, second: Tree, cases: tuple[Side, Side], groups: Sequence[Group]
) -> tuple[list[Group], list[Between]]:
    """The groups in the order in which they are changed, and the question after each but the last, which
    makes the second plan's.

    A group is changed later where the format refuses it alone (a design before its bus); groups that it never
    takes alone are one.
    """
    left, tree, case = list(groups), deepcopy(first), cases[0]
    order: list[Group] = []
    found: list[Between] = []
    while len(left) > 1:
        taken = next((some for some in choices(left) if is_taken(tree, second, some)), left)
        if len(taken) == len(left):
            break
        group = merged(taken)
        change(tree, second, group)
        case = cases[1] if any(one.key == CASE for one in group.inputs) else case
        order.append(group)
        found.append(Between(instance_of(tree), case))
        left = [one for one in left if one not in taken]
    return [*order, merged(left)], found


def choices(groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Each group alone, then the first two, three, ..."""
    yield from ([one] for one in groups)
    yield from (list(groups[:count]) for count in range(2, len(groups)))


def is_taken(tree: Tree, second: Tree, groups: Sequence[Group]) -> bool:
    """Whether the format takes a tree in which groups are changed."""
    tried = deepcopy(tree)
    for group in groups:
        change(tried, second, group)
    try:
        instance_of(tried)
    except InstanceError:
        return False
    return True


def change(tree: Tree, second: Tree, group: Group) -> None:
    """Take the inputs of a group over from the second tree."""
    for place in dict.fromkeys(one.place for one in group.inputs if one.key != CASE):
        put(tree, place, second)
