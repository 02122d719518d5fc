"""The study files that ship: each says what it asks and what carries it, and every run of it can be made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner.studies.asked.expanding import runs_of
from planner.studies.asked.file import read_file

FOLDER = Path(__file__).parents[2] / "instances" / "studies"
FILES = sorted(FOLDER.glob("*.toml"))
COUNTS = {
    "accelerator-life": 8,
    "altitude-and-shielding": 64,
    "break-even-year": 30,
    "ladder-reference": 18,
    "launch-price": 54,
    "published-positions": 18,
}


def test_all_of_them_are_known_and_listed():
    assert {path.stem for path in FILES} == set(COUNTS)
    listed = re.findall(r"^\| `studies/([\w-]+)\.toml` \|", (FOLDER.parent / "README.md").read_text(), re.M)
    assert sorted(listed) == sorted(COUNTS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_study_says_what_carries_it_and_its_runs_can_be_made(path):
    head = path.read_text(encoding="utf-8").split("\nname = ")[0]
    assert "?" in head and "What carries it" in head
    asked = read_file(path)
    assert all(lever.source for lever in asked.levers)
    runs = runs_of(asked)
    assert len(runs) == COUNTS[path.stem]
    for run in (runs[0], runs[-1]):
        assert run.question().data.designs or run.question().data.design_spaces
