"""The commands from the outside: what they print, write and refuse, and the exit codes."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
import planner.solver
from planner.cli import app
from planner.errors import NoPlan, PlannerBug

ROOT = Path(__file__).parents[2]


def run(*command):
    """One command, its words given one by one or as a line."""
    words = command[0].split() if len(command) == 1 else list(map(str, command))
    return CliRunner().invoke(app, words)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A folder that holds starter.toml and its plan, and what the command said."""
    folder = tmp_path_factory.mktemp("solved")
    run("new", folder / "starter.toml")
    answer = run("solve", folder / "starter.toml", "--out", folder / "plan", "--gap", 0.05)
    assert answer.exit_code == 0, answer.output
    return folder, answer


@pytest.fixture
def starter():
    run("new starter.toml")
    return Path("starter.toml")


def contents(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(Path(folder).rglob("*"))
        if p.is_file()
    }


def no_traceback(answer):
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert "Traceback" not in answer.output
    return answer


# --- light


def test_help_loads_nothing_heavy():
    heavy = "{'numpy', 'pandas', 'pyomo', 'highspy', 'pydantic', 'scipy', 'skyfield', 'rich'}"
    code = f"import sys, planner.cli; print(sorted({heavy} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_help_names_every_command_and_exit_code():
    text = run("--help").stdout
    for word in (
        "solve",
        "audit",
        "simulate",
        "show",
        "check",
        "catalog",
        "new",
        "schema",
        "3 no feasible plan",
    ):
        assert word in " ".join(text.split())


# --- new, check, schema, catalog


def test_new_writes_a_starter_that_checks(starter):
    assert starter.read_bytes() == (ROOT / "instances" / "starter.toml").read_bytes()
    answer = run("check starter.toml")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("starter.toml: good; ")


def test_new_overwrites_nothing():
    Path("mine.toml").write_text("mine")
    answer = no_traceback(run("new mine.toml"))
    assert (answer.exit_code, answer.stderr) == (
        2,
        "mine.toml: 1 problem\n  this file exists; it is not overwritten without --force (force=True)\n",
    )
    assert Path("mine.toml").read_text() == "mine"
    assert no_traceback(run("new nowhere/mine.toml")).exit_code == 2


def test_the_starter_holds_no_surprise(solved):
    """What is promised is served, from both sides; nothing is served unasked or after the launches; every
    flight is paid in full.
    """
    folder, _ = solved
    plan = planner.read_plan(folder / "plan")
    wanted = planner.read(folder / "starter.toml").data.workloads["batch"].demand["north-america"]
    assert wanted.committed_tt_per_year.values[-1] == 0
    promised = sum(
        tt for day, tt in zip(wanted.committed_tt_per_year.dates, wanted.committed_tt_per_year.values)
    )
    assert plan.demand.served_tt.sum() == pytest.approx(promised) and plan.demand.shortfall_tt.sum() == 0
    assert plan.record.horizon.tokens_after_launches == 0
    by_kind = plan.tokens.groupby("source_kind").tokens_tt.sum() / promised
    assert by_kind["orbit"] > 0.3 and by_kind["ground"] > 0.3
    assert plan.tokens.date.min().year == 2028 and plan.launches.date.max().year < 2031
    spent = plan.launches.flights @ plan.launches.price_musd_per_flight
    cash = plan.cash[plan.cash["item"] == "launch"]
    assert "launch_credit" not in set(plan.cash["item"]) and cash.musd.sum() == pytest.approx(-spent)


def test_check_reports_a_misspelt_key(starter):
    starter.write_text(starter.read_text().replace("altitude_km", "altitude_kn", 1))
    answer = no_traceback(run("check starter.toml"))
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert "did you mean altitude_km?" in answer.stderr


@pytest.mark.parametrize("command", ["check", "solve", "show"])
def test_no_such_file(command):
    answer = no_traceback(run(f"{command} nowhere.toml"))
    assert (answer.exit_code, answer.stderr) == (2, "nowhere.toml: 1 problem\n  no such file\n")


def test_schema_is_json():
    assert json.loads(run("schema").stdout)["type"] == "object"


def test_catalog_lists_sources():
    figures = json.loads(run("catalog --vehicles --json").stdout)["catalog"]
    assert {figure["section"] for figure in figures} == {"vehicles"}
    price = next(figure for figure in figures if (figure["id"], figure["key"]) == ("falcon-9", "price_musd"))
    assert price["source"] and price["quality"]
    assert run("catalog --csv").stdout.startswith("section,id,key,value,source,quality,low,high,price_year\n")
    assert "falcon-9" in run("catalog").stdout


# --- show


@pytest.mark.parametrize("table", ["shells", "vehicles", "designs", "accelerators", "defaults"])
def test_show(starter, table):
    people, rows, csv = (run(f"show starter.toml --{table}{form}") for form in ("", " --json", " --csv"))
    assert people.exit_code == rows.exit_code == csv.exit_code == 0, people.output
    assert people.stdout.startswith(table)
    assert len(json.loads(rows.stdout)[table]) == len(csv.stdout.splitlines()) - 1 > 0


def test_show_csv_is_one_table(starter):
    answer = no_traceback(run("show starter.toml --shells --vehicles --csv"))
    assert answer.exit_code == 2
    assert "prints one table" in answer.stderr


def test_show_a_plan(solved):
    folder, answer = solved
    again = run("show", folder / "plan")
    assert again.exit_code == 0
    assert again.stdout.strip() in answer.stdout
    assert run("show", folder / "plan", "--json").stdout == (folder / "plan" / "plan.json").read_text()
    assert run("show", folder / "plan", "--shells").exit_code == 2


# --- solve


def test_the_summary_says_what_a_planner_asks(solved):
    folder, answer = solved
    record = json.loads((folder / "plan" / "plan.json").read_text())
    assert record["audit"] == "passed"
    for part in (
        f"levelized cost  {record['ratio_usd_per_mtoken']:.6g} $/Mtoken", "proven: no plan is below", "gap",
        "Cost by item", "Demand", "Accelerators bought", f"in {folder / 'plan'}/",
        f"search      {record['path']}",
    ):  # fmt: skip
        assert part in answer.stdout


def test_one_log_line_for_each_better_plan(solved):
    _, answer = solved
    lines = answer.stderr.splitlines()
    assert lines and all("best" in line and "$/Mtoken" in line for line in lines)


def test_the_plan_is_read_back_and_audited(solved):
    folder, _ = solved
    answer = run("audit", folder / "plan")
    assert answer.exit_code == 0, answer.output
    assert planner.read_plan(folder / "plan").violations == ()


def test_the_same_input_gives_the_same_bytes(solved):
    folder, _ = solved
    assert run("solve", folder / "starter.toml", "--gap", 0.05).exit_code == 0
    first, second = contents(folder / "plan"), contents("plans/starter")
    assert first.pop("run.json") != second.pop("run.json")
    assert first == second


def test_json_on_stdout_summary_on_stderr(starter):
    answer = run("solve starter.toml --case ground --json")
    assert answer.stdout == Path("plans/starter/plan.json").read_text()
    assert "levelized cost" in answer.stderr


def test_an_existing_folder_is_refused_before_any_work(starter):
    kept = Path("plans/starter/mine.txt")
    kept.parent.mkdir(parents=True)
    kept.write_text("mine")
    for force in ("", " --force"):
        answer = no_traceback(run(f"solve starter.toml{force}"))
        assert answer.exit_code == 2
        assert kept.read_text() == "mine"


def test_options_are_recorded(starter):
    answer = run(
        "solve starter.toml --case ground --objective cost --gap 0.05 --set study.discount_rate=0.03"
    )
    assert answer.exit_code == 0, answer.output
    plan = planner.read_plan("plans/starter")
    assert (
        plan.objective,
        plan.record.unit,
        plan.record.options.case,
        plan.record.options.gap,
    ) == ("cost", "M$", "ground", 0.05)
    assert len(plan.launches) == 0
    assert b"discount_rate = 0.03" in plan.instance["resolved.toml"]
    assert plan.instance["starter.toml"] == starter.read_bytes()
    assert run("audit plans/starter").exit_code == 0


@pytest.mark.parametrize(
    "change, part",
    [
        ("study.discount_rat=0.03", "did you mean"),
        ("study.discount_rate", "is not KEY=VALUE"),
        ("study.discount_rate=fast", "study.discount_rate"),
        ("study.discount_rate=3", "outside"),
    ],
)
def test_a_change_that_the_format_refuses(starter, change, part):
    answer = no_traceback(run(f"solve starter.toml --set {change}"))
    assert answer.exit_code == 2
    assert part in answer.stderr
    assert not Path("plans").exists()


def test_start_from_an_earlier_plan(solved):
    folder, _ = solved
    answer = run("solve", folder / "starter.toml", "--start", folder / "plan", "--gap", 0.05)
    assert answer.exit_code == 0, answer.output
    assert planner.read_plan("plans/starter").record.options.start is True


def test_start_names_what_is_gone(solved):
    folder, _ = solved
    answer = run(
        "solve", folder / "starter.toml", "--start", folder / "plan", "--case", "orbit", "--gap", 0.05
    )
    gone = [line for line in answer.stderr.splitlines() if line.startswith("start: ")]
    assert bool(gone) == bool(len(planner.read_plan(folder / "plan").sites))
    assert all("is not in this instance: left out" in line or "of the earlier plan" in line for line in gone)


# --- exit codes


def test_a_plan_with_an_open_gap_is_written_with_exit_code_4(starter, monkeypatch):
    whole = planner.solver.solve

    def stopped(outcome):
        return dataclasses.replace(outcome, status="time limit", bound=0.9 * outcome.bound)

    monkeypatch.setattr(planner.solver, "solve", lambda *a, **k: stopped(whole(*a, **k)))
    answer = run("solve starter.toml --case ground")
    assert answer.exit_code == 4
    assert "time limit" in answer.stdout
    assert planner.read_plan("plans/starter").status == "time limit"


def test_a_plan_that_fails_its_audit_is_written_marked_with_exit_code_1(starter, monkeypatch):
    whole = planner.solver.solve

    def cheat(*args, **kwargs):
        outcome = whole(*args, **kwargs)
        racks = {key: blocks + 10**6 for key, blocks in outcome.solution.racks.items()}
        flown = {key: count + 100 for key, count in outcome.solution.satellites.items()}
        return dataclasses.replace(
            outcome, solution=dataclasses.replace(outcome.solution, racks=racks, satellites=flown)
        )

    monkeypatch.setattr(planner.solver, "solve", cheat)
    answer = no_traceback(run("solve starter.toml --case ground"))
    assert answer.exit_code == 1
    assert "AUDIT FAILED, a fault of ours" in answer.stdout
    plan = planner.read_plan("plans/starter")
    assert plan.record.audit == "failed"
    assert plan.violations
    assert run("audit plans/starter").exit_code == 1


def test_a_corrupted_table_fails_the_audit(solved, folder):
    source, _ = solved
    plan = planner.read_plan(source / "plan")
    dataclasses.replace(plan, cash=plan.cash.assign(musd=plan.cash.musd * 2)).write("spoilt")
    answer = no_traceback(run("audit spoilt"))
    assert answer.exit_code == 1
    assert "audit failed" in answer.stdout and "cash" in answer.stdout


def test_no_plan(starter, monkeypatch):
    def refuse(*args, **kwargs):
        raise NoPlan("nothing serves", True, whole=True)

    monkeypatch.setattr(planner.solver, "solve", refuse)
    answer = no_traceback(run("solve starter.toml"))
    assert (answer.exit_code, answer.stderr) == (
        3,
        "No plan serves any token with whole satellites, flights and racks.\n"
        "planner explain starter.toml looks for the least changes that make it possible\n",
    )
    assert not Path("plans").exists()


@pytest.mark.parametrize(
    "error, words", [(PlannerBug("a sign is wrong"), "(a sign is wrong)"), (KeyError("x"), "(KeyError: 'x')")]
)
def test_a_fault_of_ours_is_one_sentence_and_a_log(starter, monkeypatch, error, words):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(planner.solver, "solve", fail)
    answer = no_traceback(run("solve starter.toml"))
    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"This is a fault of ours {words}; the details are in ")
    log = Path(answer.stderr.split("the details are in ")[1].split(", please")[0])
    assert "Traceback" in log.read_text()
    log.unlink()


def test_ctrl_c_before_there_is_a_plan(starter, monkeypatch):
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(planner.solver, "solve", stop)
    answer = run("solve starter.toml")
    assert (answer.exit_code, answer.stderr) == (
        130,
        "interrupted before there was a plan; nothing was written\n",
    )
    assert not Path("plans").exists()


@pytest.mark.parametrize("command", ["audit", "solve starter.toml --start"])
def test_a_folder_that_is_no_plan(starter, command):
    answer = no_traceback(run(f"{command} ."))
    assert answer.exit_code == 2
    assert "plan.json" in answer.stderr


# --- the README


def test_the_commands_of_the_readme():
    commands = [
        line.split("#")[0].split()
        for line in (ROOT / "README.md").read_text().splitlines()
        if line.startswith("    planner ")
    ]
    assert len(commands) > 5
    for _, *words in commands:
        answer = run(*words)
        assert answer.exit_code == 0, f"{' '.join(words)}\n{answer.output}"


def test_the_python_calls_of_the_readme(starter, recwarn):
    plan = planner.solve(
        planner.read("starter.toml").with_value("vehicles.falcon-9.price_musd", 60), gap=0.05
    )
    assert 0 < plan.bound <= plan.ratio
    plan.write("plans/cheaper-falcon")
    assert planner.audit(planner.read_plan("plans/cheaper-falcon")).ok
    later = planner.continued(plan, "2029-01-01")
    assert planner.read(later.write("later.toml")).sha256 == later.sha256
    assert not [w for w in recwarn if issubclass(w.category, UserWarning)]
