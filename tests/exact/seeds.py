"""The seeds that the exact tests use, by kind. `make test` takes the first few of each, `make slow` the rest.

Drawn by going through 0, 1, 2, ... and keeping those whose Case has an optimum that the kind's relaxation
(relaxations.py) changes, for orbit-ground those whose optimum has both satellites and racks, for shared-drop
those that fly to one shell only, for idle and infeasible-* all. test_seeds.py checks it again.
"""

import pytest

DRAWN = {
    "ground-only": "0 3",
    "ground-peaks": "2 4",
    "power": "0 1",
    "onsite": "0 1",
    "rack-life": "0 1",
    "rack-lead": "0 1",
    "ground-alone": "0 1",
    "infeasible-too-much": "0 1 2",
    "infeasible-beyond-latency": "0 1 2",
    "infeasible-no-way-down": "0 1 2",
    "infeasible-before-the-first-flight": "0 1 2",
    "infeasible-too-many-tokens": "0 1 2",
    "infeasible-replica-too-large": "0 1 2",
    "infeasible-half-a-slot": "0 1 2",
    "infeasible-half-a-satellite-of-accelerators": "0 1 2",
    "infeasible-factory-of-halves": "0 1 2",
    "infeasible-peak-beyond": "0 1 2",
    "infeasible-before-its-pilot": "0 1 2",
    "infeasible-licence-lapsed": "0 1 2",
    "infeasible-no-capital": "0 1 2",
    "infeasible-arrives-after-its-milestone": "0 1 2",
    "manifests": """
        3 4 5 7 9 10 13 14 15 24 25 29 31 32 43 44 46 47 49 51 52 54 56 57 60 63 66 71 73 74 75 76
        81 84 86 88 89 92 94 96 98 99 102 103 104 107 108 109 110 111
    """,
    "orbit-ground": """
        0 2 3 4 5 7 8 11 12 16 18 20 22 23 25 26 29 31 32 34 35 37 39 40 41 42 43 44 46 47 48 49
        51 53 55 56 57 58 60 61 62 63 65 66 67 68 75 77 81 84
    """,
    "replicas": """
        0 3 5 6 9 12 15 17 20 22 24 26 30 31 32 33 36 37 38 40 41 43 44 45 47 50 53 56 59 61 62 64
        65 67 68 69 70 71 72 73 74 76 77 78 80 83 85 86 89 90
    """,
    "lives": "0 1 2 3 4 5 6 7 8 9 11 12 13 14 15 16 17 18 19 21 22 23 24 25 26 27 28 29 30 31",
    "cadence": "0 4",
    "pads": "0 1",
    "minimum": "0 1",
    "minimum-alone": "0 1",
    "bulk": "1 3",
    "learning": "0 1",
    "learning-annuity": "1 2",
    "payload": "0 1",
    "fairing": "0 4",
    "count": "4 5",
    "vehicle-choice": "0 1",
    "success": "0 1",
    "insurance": "6 12",
    "slots": "0 1",
    "decay": "1 3",
    "slots-falling": "0 2",
    "opening": "0 1",
    "opened-early": "0 1",
    "yearly": "0 1",
    "shell-from": "0 1",
    "lag": "0 1",
    "duty": "0 1",
    "share": "0 1",
    "shared-drop": "1 8",
    "life-offered": "0 1",
    "factory": "0 1",
    "supply": "8 10",
    "milestone": "2 5 6",
    "milestones": "0 1 4",
    "milestone-beside": "0 1 2",
    "milestone-in-doubt": "2 5 13 14 29 34",
    "gate": "0 1 2",
    "gate-of-two": "0 1 2",
    "gate-lag": "0 1",
    "gate-ramp": "0 1 2",
    "gate-never": "0 1",
    "gate-flown": "0 1 2",
    "gate-flown-half": "0 1",
    "gate-flown-ramp": "0 1",
    "gate-flown-retiring": "0 2",
    "gate-beside": "0 2",
    "bus-nre": "0 1",
    "design-nre": "0 1",
    "design-from": "0 1",
    "nested": "0 1",
    "attrition": "0 1",
    "specialists": "0 1",
    "peaks": "1 2",
    "wait": "0 1",
    "reach": "0 1",
    "up": "0 1",
    "down": "0 1",
    "gateways": "0 1",
    "routes": "0 1",
    "residency": "0 1",
    "committed": "0 1",
    "shortfall": "0 1",
    "hesitant": "1 3",
    "optional": "0 1",
    "min-tokens": "0 1",
    "annuity": "3 9",
    "clouds": "0 1 2",
    "by-the-kilogram": "0 1 2",
    "by-the-kilogram-annuity": "0 1 2",
    "take-or-pay": "0 1 2",
    "paid-beyond-the-penalty": "0 1 2",
    "several-drops": "2 3 10",
    "annuity-insured": "0 1",
    "least-cost": "0 1",
    "net-value": "0 1",
    "one-period": "0 1",
    "twins": "0 1",
    "lossless": "0 1",
    "idle": "0 1",
    "prepaid": "0 1 2 3",
    "prepaid-annuity": "1 2",
    "cash": "7 11 24 26",
    "cash-prepaid": "0 1 2",
    "debt": "1 3 7 9",
    "cash-annuity": "5 19",
    "learning-prepaid": "0 1 3",
    "by-the-kilogram-prepaid": "3 5 20",
    "bulk-cash": "6 10 11",
    "learning-cash": "2 4 8",
    "take-or-pay-cash": "0 1 5",
    "contracts-prepaid": "7 11 12",
    "existing-cash": "5 57",
    "existing-milestone": "0 1 11",
    "existing-satellites": "0 1 3 9",
    "existing-replicas": "0 3 4 9",
    "existing-slots": "2 3 4 7",
    "early-retirement": "0 1 2",
    "early-retirement-idle": "0 3 7",
    "early-retirement-replicas": "0 5 6",
    "existing-racks": "0 1 4 5",
    "contracted-flights": "0 2 3 5",
    "assured": "0 1 3 5",
    "assured-replicas": "0 1 2 8",
    "assured-peaks": "0 3 4 16",
    "assured-reach": "0 5 8 19",
    "assured-ground": "0 1 3 7",
    "assured-flown": "0 1 2 4",
    "assured-or-paid": "2 3 5 9",
    "weights": "4 5",
    "weights-later": "0 1 2",
    "weights-least": "0 1",
    "weights-short": "2 7",
    "frozen-flights": "1 2 3",
    "idle-racks": "1 2",
    "idle-power": "0 1",
    "idle-peaks": "0 1",
    "idle-assured": "0 2",
    "idle-cash": "0 1",
    "lost-accelerators": "0 1",
    "replaced-accelerators": "0 1",
    "racks-that-leave": "1 2",
    "frozen-mixed": "0 1 2",
    "frozen-racks": "0 1 2",
    "frozen-order": "1 3",
    "infeasible-all-frozen": "0 1 2",
}

SEEDS = {kind: tuple(int(seed) for seed in text.split()) for kind, text in DRAWN.items()}
ALL = [(kind, seed) for kind, seeds in SEEDS.items() for seed in seeds]
INFEASIBLE = [(kind, seed) for kind, seed in ALL if kind.startswith("infeasible")]
FEASIBLE = [(kind, seed) for kind, seed in ALL if not kind.startswith("infeasible")]


def early(pairs, small: int = 1, large: int = 3, every: int = 1):
    """The pairs as parameters, marked slow beyond the first few seeds of their kind (`large` for kinds with
    many seeds), and of those left all but each `every`-th.
    """
    first = [
        pair
        for pair in pairs
        if SEEDS[pair[0]].index(pair[1]) < (large if len(SEEDS[pair[0]]) >= 30 else small)
    ]
    taken = set(first[::every])
    return [pytest.param(*pair, marks=() if pair in taken else pytest.mark.slow) for pair in pairs]


def in_turn(values, n: int):
    """The values as parameters, of which `make test` takes every n-th and `make slow` the others."""
    return [pytest.param(value, marks=pytest.mark.slow if i % n else ()) for i, value in enumerate(values)]
