"""Tiny random Cases, built from the specification alone: small enough that every integer plan can be written
down.

`instances(kind, seed)` is the one call. kinds_*.py say what each kind is made to test; seeds.py names the
seeds that the tests use.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from zlib import crc32

import numpy as np

from kinds import KINDS
from models.case import Case

for module in sorted(Path(__file__).parent.glob("kinds_*.py")):  # each registers its kinds
    import_module(module.stem)


def instances(kind: str, seed: int) -> Case:
    """The Case of a kind and seed: the same arrays on every machine (RandomState's streams are frozen) and in
    any order.
    """
    rng = np.random.RandomState([crc32(kind.encode()), seed])
    case = Case(**KINDS[kind](rng), name=f"{kind}-{seed}")
    case.check()
    return case
