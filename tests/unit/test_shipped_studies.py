"""The results that ship with the studies: of the runs of today's files, whole, within their gaps, with
pictures.
"""

from pathlib import Path

import pandas as pd
import pytest

from planner.studies.asked.expanding import runs_of
from planner.studies.asked.file import read_file

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "instances" / "studies").glob("*.toml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_results_are_those_of_the_runs(file):
    asked = read_file(file)
    runs, folder = runs_of(asked), ROOT / "solutions" / "studies" / file.stem
    table = pd.read_csv(folder / "results.csv", keep_default_na=False)
    assert len(table) == len(runs)
    for name in runs[0].labels:
        said = [str(run.labels[name]) for run in runs]
        assert all(str(cell) == own or float(cell) == float(own) for cell, own in zip(table[name], said)), (
            name
        )
    solved = table[table.status == "gap reached"]
    assert set(table.status) <= {"gap reached", "refused", "no plan"}
    assert (table.reason[table.status != "gap reached"] != "").all()
    assert set(solved.audit) == {"passed"}
    assert (solved.gap.astype(float) <= asked.base.data.solve.gap * (1 + 1e-9)).all()
    assert (solved.bound.astype(float) <= solved.value.astype(float) * (1 + 1e-9)).all()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_pictures_lie_beside_the_table_with_their_data(file):
    figures = ROOT / "solutions" / "studies" / file.stem / "figures"
    kinds = {path.suffix for path in figures.iterdir()}
    assert kinds == {".csv", ".png", ".svg"}
    for path in figures.glob("*.png"):
        assert path.stat().st_size > 10_000
        assert len(pd.read_csv(path.with_suffix(".csv"))) > 0


def test_the_readme_names_every_study():
    text = (ROOT / "solutions" / "studies" / "README.md").read_text()
    for file in FILES:
        assert f"planner study instances/studies/{file.name} --out studies/{file.stem}" in text
