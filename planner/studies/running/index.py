"""The SHA-256 of instances that were made before, so that a study of ten thousand runs opens in seconds.

To make and hash one takes some 15 ms; its key, the hash of its base and its recipe, takes microseconds.
The file belongs to one version of the planner: another may read the same recipe as another instance.
"""

from __future__ import annotations

import json
from pathlib import Path

from planner.studies.asked.edits import told
from planner.studies.asked.runs import Run
from planner.studies.running.address import key_of, planner_sha256
from planner.studies.running.store import write_file

FILE = "instances.json"


class Index:
    """Key of a run's instance -> its SHA-256."""

    def __init__(self, folder: Path):
        self.path = folder / FILE
        self._known = self._read()
        self._is_new = False

    def get(self, run: Run) -> str | None:
        """The SHA-256 of a run's instance; None where it was not made yet."""
        return self._known.get(self.key(run)) if run.recipe else run.instance.sha256

    def note(self, run: Run, sha256: str) -> None:
        """Keep it."""
        self._known[self.key(run)] = sha256
        self._is_new = True

    def key(self, run: Run) -> str:
        """What a run's instance follows from."""
        return key_of(run.instance.sha256, told(run.recipe))

    def save(self) -> None:
        """Write what is new."""
        if self._is_new:
            content = {"planner": planner_sha256(), "instances": self._known}
            write_file(self.path, json.dumps(content).encode())
            self._is_new = False

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self.path.read_bytes())
            if found["planner"] == planner_sha256():
                return {str(key): str(sha256) for key, sha256 in found["instances"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # none yet, or a damaged one: the instances are made again
        return {}
