"""Instances that come from memory and go to a file: nothing between them."""

from pathlib import Path

import pytest

import planner
from planner.errors import InstanceError

ROOT = Path(__file__).parents[2]


def test_an_instance_from_files_in_memory():
    """The same as from a disk, CSV tables and all; and written out in full it reads back as the same."""
    folder = ROOT / "instances"
    named = {name: (folder / name).read_bytes() for name in ("pilot.toml", "pilot-demand.csv")}
    from_disk, instance = planner.read(folder / "pilot.toml"), planner.Instance.from_files(named)
    assert instance.sha256 == from_disk.sha256 and instance.text == from_disk.text
    as_text = {name: content.decode() for name, content in named.items()}
    assert planner.Instance.from_files(as_text).sha256 == instance.sha256


def test_an_instance_is_written_out_in_full(tmp_path):
    instance = planner.read(ROOT / "instances" / "pilot.toml").with_value("study.name", "mine")
    path = instance.write(tmp_path / "mine.toml")
    again = planner.read(path)
    assert again.data == instance.data and again.sha256 == instance.sha256
    with pytest.raises(InstanceError, match="not overwritten without --force"):
        again.write(path)
    assert again.write(path, force=True).read_bytes() == again.text["mine.toml"]


@pytest.mark.parametrize(
    "files, says",
    [
        ({}, "0 TOML files"),
        ({"a.toml": "", "b.toml": ""}, "2 TOML files"),
        ({"a.toml": "x"}, "a.toml: 1 problem"),
    ],
)
def test_files_that_are_no_instance(files, says):
    with pytest.raises(InstanceError, match=says):
        planner.Instance.from_files(files)


def test_files_of_another_kind():
    with pytest.raises(TypeError, match="a mapping of names"):
        planner.Instance.from_files({"a.toml": 3})


@pytest.mark.parametrize(
    "name, says",
    [("a" * 300, "no name of a file"), ("no/where.toml", "cannot be written"), (".", "is a directory")],
)
def test_places_where_no_instance_is_written(tmp_path, monkeypatch, name, says):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InstanceError, match=says):
        planner.read(ROOT / "instances" / "pilot.toml").write(name)
    assert list(tmp_path.iterdir()) == []
