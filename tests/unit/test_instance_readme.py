"""instances/README.md: its tables are those of the schema, its examples are TOML, and no shipped instance is
left out.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from planner.instance.readme import MARK, current

FOLDER = Path(__file__).parents[2] / "instances"
TEXT = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_tables_are_current():
    assert TEXT == current(TEXT), "run: python -m planner.instance.readme instances/README.md"


def test_what_is_written_by_hand_is_kept():
    assert current(f"By hand.\n{MARK}old tables").startswith(f"By hand.\n{MARK}\nAny value may")
    with pytest.raises(ValueError, match="is missing"):
        current("By hand, without the mark.")


def test_every_shipped_instance_is_listed():
    listed = re.findall(r"^\| `([\w-]+\.toml)` \|", TEXT, flags=re.M)
    assert sorted(listed) == sorted(path.name for path in FOLDER.glob("*.toml"))


def test_the_examples_are_toml():
    examples = re.findall(r"```toml\n(.*?)```", TEXT, flags=re.S)
    assert len(examples) == 3
    for example in examples:
        assert tomllib.loads(example)
