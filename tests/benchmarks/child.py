"""A measurement in a process of its own: `child.py WHAT` reads what is asked as JSON from standard input and
prints what it found as JSON (speed/processes.py).
"""

from __future__ import annotations

import time

BEGAN = time.perf_counter()  # before anything is imported: a user waits for imports too

import json  # noqa: E402
import sys  # noqa: E402
from importlib import import_module  # noqa: E402

MODULES = {"solve": "speed.solving", "arrays": "speed.peers.building", "peer": "speed.peers.asking"}


def main() -> None:
    """Do what is asked."""
    ask = json.load(sys.stdin)
    found = import_module(MODULES[sys.argv[1]]).answer(ask, BEGAN)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
