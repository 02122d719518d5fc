"""Tiny random Cases, built from the specification alone: small enough that every integer plan can be written down.

`instances(kind, seed)` is the one call. kinds_*.py say what each kind is made to test; seeds.py names the seeds that the tests use.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

import kinds_assured  # noqa: F401  these modules register their kinds
import kinds_existing  # noqa: F401
import kinds_frozen  # noqa: F401
import kinds_ground  # noqa: F401
import kinds_hopeless  # noqa: F401
import kinds_large  # noqa: F401
import kinds_money  # noqa: F401
import kinds_orbit  # noqa: F401
import kinds_orders  # noqa: F401
import kinds_service  # noqa: F401
import kinds_stages  # noqa: F401
import kinds_terms  # noqa: F401
import kinds_together  # noqa: F401
import kinds_ways  # noqa: F401
import kinds_weights  # noqa: F401
from kinds import KINDS
from models.case import Case


def instances(kind: str, seed: int) -> Case:
    """The Case of a kind and seed: the same arrays on every machine (RandomState's streams are frozen) and in any order."""
    rng = np.random.RandomState([crc32(kind.encode()), seed])
    case = Case(**KINDS[kind](rng), name=f"{kind}-{seed}")
    case.check()
    return case
