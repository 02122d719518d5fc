"""The built wheel, installed into a fresh environment: works from a clean folder, and says one clear sentence
beside a foreign models.py.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Scripts folder of an environment that holds the wheel, and sees the dependencies of the one that runs
    the tests. No network.
    """
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    subprocess.run([*pip, "--python", python, "install", "--no-deps", "--no-index", wheel], check=True)
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts


def run(folder, *command):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        list(map(str, command)), cwd=folder, capture_output=True, text=True, env=environment
    )


def test_a_clean_folder(installed, tmp_path):
    made = run(tmp_path, installed / "planner", "new", "mine.toml")
    assert (made.returncode, made.stderr) == (0, "")
    checked = run(tmp_path, installed / "planner", "check", "mine.toml")
    assert checked.returncode == 0
    assert all(line.startswith("note: shells.") for line in checked.stderr.splitlines())
    assert checked.stdout.startswith("mine.toml: good; ")
    where = run(
        tmp_path,
        installed / "python",
        "-c",
        "import planner, models; print(planner.__file__, models.__file__)",
    )
    assert str(ROOT) not in where.stdout


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "planner", "check", "mine.toml"],
        ["-m", "planner", "report", "plans/mine"],
        pytest.param(["-c", "import planner; planner.solve(None)"], marks=pytest.mark.slow),
    ],
)
def test_beside_a_foreign_models_py(installed, tmp_path, command):
    (tmp_path / "models.py").write_text("class User:\n    pass\n")
    run(tmp_path, installed / "planner", "new", "mine.toml")
    stopped = run(tmp_path, installed / "python", *command)
    sentence = stopped.stderr.strip().splitlines()[-1]
    assert (
        f"Python finds {tmp_path / 'models.py'} under that name: rename that file, or start Python with -P"
        in sentence
    )
    if command[0] == "-m":
        assert stopped.returncode == 2
        assert stopped.stderr.count("\n") == 1
    assert run(tmp_path, installed / "python", "-P", "-m", "planner", "check", "mine.toml").returncode == 0
    assert run(tmp_path, installed / "planner", "check", "mine.toml").returncode == 0


def test_a_foreign_models_loaded_first(installed, tmp_path):
    (tmp_path / "models.py").write_text("")
    stopped = run(tmp_path, installed / "python", "-c", "import models, planner; planner.read_plan('x')")
    assert (
        stopped.stderr.strip()
        .splitlines()[-1]
        .startswith("ImportError: planner needs its own package `models`")
    )


def test_both_commands_and_what_the_wheel_holds(installed, tmp_path):
    said = {run(tmp_path, installed / name, "--version").stdout for name in ("planner", "orbital-planner")}
    assert len(said) == 1 and "highspy" in said.pop()
    site = Path(
        run(tmp_path, installed / "python", "-c", "import planner; print(planner.__file__)").stdout.strip()
    ).parents[1]
    assert (site / "planner" / "py.typed").is_file() and (site / "models" / "py.typed").is_file()
    for path in sorted((ROOT / "instances").glob("*.*")):
        assert (site / "planner" / "instance" / "examples" / path.name).read_bytes() == path.read_bytes()
    made = run(tmp_path, installed / "orbital-planner", "new", "mine.toml", "--example", "reference")
    assert (made.returncode, made.stderr) == (0, "")
    for name in ("mine.toml", "reference-demand.csv"):
        like = name.replace("mine", "reference")
        assert (tmp_path / name).read_bytes() == (ROOT / "instances" / like).read_bytes()


def test_beside_a_foreign_planner(installed, tmp_path):
    (tmp_path / "planner").mkdir()
    (tmp_path / "planner" / "__init__.py").write_text("print('a stranger')\n")
    stopped = subprocess.run(
        [installed / "planner", "check", "mine.toml"], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (stopped.returncode, stopped.stdout) == (2, "")
    assert stopped.stderr.count("\n") == 1
    assert f"Python finds {tmp_path / 'planner' / '__init__.py'} under that name" in stopped.stderr


def test_a_foreign_distribution_written_over_ours(installed, tmp_path):
    site = Path(
        run(tmp_path, installed / "python", "-c", "import planner; print(planner.__file__)").stdout.strip()
    ).parents[1]
    ours, other = site / "planner" / "__init__.py", site / "planner-0.5.dist-info"
    kept = ours.read_bytes()
    try:
        ours.write_text("VERSION = 3\n")
        other.mkdir()
        (other / "METADATA").write_text("Metadata-Version: 2.1\nName: planner\nVersion: 0.5\n")
        (other / "RECORD").write_text("planner/__init__.py,,\n")
        stopped = run(tmp_path, installed / "planner", "check", "mine.toml")
    finally:
        ours.write_bytes(kept)
        shutil.rmtree(other, ignore_errors=True)
    assert stopped.returncode == 2
    assert stopped.stderr.count("\n") == 1
    assert "but planner has written over it: uninstall that" in stopped.stderr


USER = """
from __future__ import annotations

from datetime import date

import planner


def cheaper(question: planner.Instance, musd: float) -> planner.Plan:
    return planner.solve(question.with_value("vehicles.falcon-9.price_musd", musd), gap=0.05, case="both")


def told(progress: planner.Progress) -> None:
    print(progress.best)


plan: planner.Plan = planner.solve("mine.toml", progress=told, start="plans/mine")
ratio: float = plan.ratio
bound: float | None = plan.bound
report: planner.AuditReport = planner.audit(plan)
found: planner.Simulation = planner.simulate(plan, runs=10)
later: planner.Instance = planner.continued("plans/mine", date(2028, 1, 1), "2029-01-01")
print(cheaper(planner.read("mine.toml"), 60.0).summary(), report.ok, found.runs)
"""


@pytest.mark.slow  # mypy reads the whole package
def test_a_typed_script_passes_strict(installed, tmp_path):
    (tmp_path / "user.py").write_text(USER)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-executable",
        installed / "python",
        "user.py",
    ]
    checked = run(tmp_path, *command)
    assert checked.returncode == 0, checked.stdout
    (tmp_path / "user.py").write_text(
        USER.replace("gap=0.05", 'gap="x"').replace('case="both"', 'case="orbitt"')
    )
    wrong = run(tmp_path, *command)
    assert wrong.stdout.count("error:") == 2
