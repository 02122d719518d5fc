"""The built wheel, installed into a fresh environment: works from a clean folder, and says one clear sentence beside a foreign models.py."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Scripts folder of an environment that holds the wheel, and sees the dependencies of the one that runs the tests. No network."""
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
