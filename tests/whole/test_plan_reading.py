"""Plan folders are read as strictly as instances: whatever is in a file, the answer is a plan or one report
of what is wrong, never a traceback.

What a spreadsheet does to a table without changing it is read alike; what it does beyond that is named with
its file, row and column.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import planner
from planner import planning
from planner.auditing import question as found_again
from planner.auditing.glance import glance
from planner.cli import app
from planner.continuing import continued
from planner.continuing.start import start_from
from planner.errors import InstanceError
from planner.plan.record import PlanRecord, RunRecord
from planner.plan.typed import read_object, untyped
from planner.tables.reading import read_table
from planner.text.printing import console_for
from planner.text.summary import print_summary
from small_plan import small_plan

FORBIDDEN = ("Traceback", "np.", "numpy", "/tmp/tmp", "dtype", "nan\n")


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    return small_plan().write(tmp_path_factory.mktemp("written") / "plan")


@pytest.fixture
def folder(written, tmp_path) -> Path:
    """A copy to be spoiled."""
    return Path(shutil.copytree(written, tmp_path / "plan"))


def problems(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(InstanceError) as caught:
        planner.read_plan(folder)
    assert not any(word in str(caught.value) for word in FORBIDDEN), str(caught.value)
    return caught.value.problems


def put(folder: Path, name: str, row: int, column: str, value: str) -> None:
    """Exchange a cell; row 1 is the header."""
    rows = list(csv.reader(io.StringIO((folder / name).read_text())))
    rows[row - 1][rows[0].index(column)] = value
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    (folder / name).write_text(text.getvalue())


# --- read alike


@pytest.mark.parametrize(
    "spreadsheet",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        lambda text: quoted(text, csv.QUOTE_ALL).encode(),
        lambda text: quoted(text, csv.QUOTE_NONNUMERIC).encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: (text + "\n\n").encode(),
        lambda text: (text + "," * text.partition("\n")[0].count(",") + "\n").encode(),
        lambda text: text.replace("\n", ",,\n").encode(),
        lambda text: text.replace(",2,", ",2.0,").encode(),
    ],
    ids=[
        "mark",
        "windows",
        "both",
        "all quoted",
        "texts quoted",
        "no last line end",
        "empty lines",
        "empty cells below",
        "empty cells beside",
        "2.0",
    ],
)
def test_what_a_spreadsheet_writes_is_read_alike(folder, spreadsheet):
    before = planner.read_plan(folder)
    for path in folder.glob("*.csv"):
        path.write_bytes(spreadsheet(path.read_text()))
    assert planner.read_plan(folder) == before


def quoted(text: str, style: int) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=style, lineterminator="\r\n").writerows(csv.reader(io.StringIO(text)))
    return written.getvalue()


def test_json_with_a_mark_and_windows_line_ends_is_read_alike(folder):
    before = planner.read_plan(folder)
    for name in ("plan.json", "run.json"):
        text = (folder / name).read_text()
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert planner.read_plan(folder) == before


# --- refused


@pytest.mark.parametrize(
    "name, row, column, value, says",
    [
        ("launches.csv", 3, "flights", "many",
         'row 3, flights: is the text "many"; allowed: a whole number from 1 on'),
        ("launches.csv", 2, "flights", "1.5",
         'row 2, flights: is the text "1.5"; allowed: a whole number from 1 on'),
        ("launches.csv", 2, "flights", "-1",
         'row 2, flights: is the text "-1"; allowed: a whole number from 1 on'),
        ("launches.csv", 2, "flights", "TRUE",
         'row 2, flights: is the text "TRUE"; allowed: a whole number from 1 on'),
        ("launches.csv", 2, "flights", "1e300",
         'row 2, flights: is the text "1e300"; allowed: a whole number from 1 on'),
        ("launches.csv", 2, "flights", "", "row 2, flights: is empty; allowed: a whole number from 1 on"),
        ("launches.csv", 2, "flights", "1_0",
         'row 2, flights: is the text "1_0"; allowed: a whole number from 1 on'),
        ("launches.csv", 2, "mass_t", "9,5",
         'row 2, mass_t: is the text "9,5"; allowed: a number from 0 on, its decimals behind a point'),
        ("launches.csv", 2, "mass_t", "nan", 'row 2, mass_t: is the text "nan"; allowed: a number from 0 on'),
        ("launches.csv", 2, "mass_t", "-inf",
         'row 2, mass_t: is the text "-inf"; allowed: a number from 0 on'),
        ("launches.csv", 2, "mass_t", "-3", 'row 2, mass_t: is the text "-3"; allowed: a number from 0 on'),
        ("cash.csv", 2, "musd", "#REF!", 'row 2, musd: is the text "#REF!"; allowed: a number'),
        ("launches.csv", 2, "date", "01/01/2030",
         'row 2, date: is the text "01/01/2030"; allowed: a date such as 2028-01-01'),
        ("launches.csv", 2, "date", "2030-02-30",
         'row 2, date: is the text "2030-02-30"; allowed: a date such as 2028-01-01'),
        ("manifests.csv", 2, "satellites_per_flight", "0",
         'row 2, satellites_per_flight: is the text "0"; allowed: a whole number from 1 on'),
        ("cash.csv", 2, "kind", "costs",
         'row 2, kind: is the text "costs"; allowed: cost, revenue or financing'),
        ("cash.csv", 2, "item", "", "row 2, item: is empty; allowed: text"),
        ("cohorts.csv", 2, "service_end", "2030",
         'row 2, service_end: is the text "2030"; allowed: a date such as 2028-01-01'),
    ],
)  # fmt: skip
def test_a_cell_of_the_wrong_type_is_named(folder, name, row, column, value, says):
    put(folder, name, row, column, value)
    assert problems(folder) == [(name, says)]


@pytest.mark.parametrize(
    "spoil, says",
    [
        (lambda text: text.replace(",", ";"),
         "row 1: is separated by semicolons; a plan's tables are separated by commas, "
         "their decimals by points"),
        (lambda text: text.replace(",", "\t"),
         "row 1: is separated by tabs; a plan's tables are separated by commas, their decimals by points"),
        (lambda text: text.replace("flights", "flihgts", 1), "row 1: flights is missing among the columns"),
        (lambda text: text.replace("flights", "flihgts", 1),
         'row 1: the text "flihgts" is no column of this table; did you mean flights?'),
        (lambda text: text.replace("mass_t_per_flight", "date", 1),
         'row 1: names the column the text "date" 2 times'),
        (lambda text: text.replace("\n", ",x\n", 2).replace(",x\n", "\n", 1),
         "row 2: has 20 cells under a header of 19"),
        (lambda text: "", "row 1: is empty; the names of the columns belong there"),
        (lambda text: text + '"never closed', "line 5: is not CSV: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_table_of_the_wrong_shape_is_named(folder, spoil, says):
    path = folder / "launches.csv"
    path.write_text(spoil(path.read_text()))
    assert ("launches.csv", says) in problems(folder)


def test_bytes_that_are_no_text_are_named(folder):
    path = folder / "launches.csv"
    path.write_bytes(path.read_bytes().replace(b"rocket", b"r\xe9cket", 1))
    assert problems(folder) == [
        ("launches.csv", "row 2: is not UTF-8 text (byte 0xe9); save it as CSV UTF-8")
    ]
    path.unlink()
    path.mkdir()
    assert problems(folder) == [("launches.csv", "is a directory, not a file")]


@pytest.mark.parametrize(
    "old, new, says",
    [
        ('"seed": 0', '"seed": true', "seed: must be a whole number, not true"),
        ('"seed": 0', '"seed": "0"', 'seed: must be a whole number, not the text "0"'),
        ('"seed": 0', '"seed": -1', "seed: must be a whole number from 0 on, not -1"),
        ('"seed": 0', '"seed": 0, "seed": 1',
         'is not JSON of a plan: the key the text "seed" is written twice'),
        ('"cost_musd": 588', '"cost_musd": NaN', "is not JSON of a plan: NaN is no number"),
        ('"cost_musd": 588.0', '"cost_musd": 1e999', "cost_musd: must be a number, not a number too large"),
        ('"cost_musd"', '"cost_must"', "cost_must: unknown key; did you mean cost_musd?"),
        ('"cost_musd"', '"cost_must"', "cost_musd: is missing"),
        ('"status": "gap reached"', '"status": "optimal"',
         'status: must be one of gap reached, time limit, interrupted, search ended, not the text "optimal"'),
        ('"start": false', '"start": "no"', 'options.start: must be true or false, not the text "no"'),
        ('"violations": []', '"violations": [3]', "violations.0: must be a text, not 3"),
        ('"kind": "annuity"', '"kind": "forever"',
         'horizon.kind: must be one of run-out, annuity, not the text "forever"'),
        ('"notes": []', '"notes": ' + 300 * "[" + 300 * "]", "notes.0: must be a text, not a list"),
        ('"notes": []', '"notes": ' + 100_000 * "[" + 100_000 * "]",
         "is not JSON of a plan: it nests too deeply"),
        ('"name": "small"', '"name": "\\ud800"', "name: is not text: it holds half of a character"),
        ("{", "[", None),
    ],
)  # fmt: skip
def test_a_record_of_the_wrong_type_is_named(folder, old, new, says):
    path = folder / "plan.json"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    found = problems(folder)
    assert {place for place, _ in found} == {"plan.json"}
    assert says is None or says in [message for _, message in found]


def test_strange_files_are_named(folder):
    (folder / "lauches.csv").write_text("period\n")
    (folder / "notes.txt").write_text("mine, and in nobody's way")
    assert problems(folder) == [("lauches.csv", "is no file of a plan; did you mean launches.csv?")]


def test_no_more_than_a_screen_of_problems(folder):
    put(folder, "launches.csv", 1, "flights", "flights")
    path = folder / "cash.csv"
    header, first, *_ = path.read_text().splitlines()
    path.write_text("\n".join([header, *[first.replace("2030-01-01", "yesterday")] * 1000]))
    assert len(problems(folder)) == 6 and problems(folder)[-1] == ("cash.csv", "and 995 more problems")


# --- every command, one reader


@pytest.mark.parametrize(
    "words",
    [
        "show {}",
        "show {} --json",
        "audit {}",
        "simulate {}",
        "continue {} --from 2031-01-01 --out later.toml",
    ],
)
def test_every_command_reads_alike(folder, words, monkeypatch):
    monkeypatch.chdir(folder.parent)
    put(folder, "launches.csv", 2, "flights", "3,5")
    answer = CliRunner().invoke(app, words.format("plan").split())
    assert answer.exit_code == 2 and answer.stdout == ""
    assert answer.stderr == (
        "plan: 1 problem\n"
        '  launches.csv   row 2, flights: is the text "3,5"; allowed: a whole number from 1 on, '
        "its decimals behind a point\n"
    )


def test_start_reads_alike(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    put(folder, "launches.csv", 2, "flights", "3,5")
    starter = Path(__file__).parents[2] / "instances" / "starter.toml"
    answer = CliRunner().invoke(app, ["solve", str(starter), "--start", "plan"])
    assert answer.exit_code == 2 and "launches.csv   row 2, flights" in answer.stderr


@pytest.mark.parametrize("command", ["audit", "simulate", "continue"])
def test_a_resolved_instance_that_is_none_is_named_where_it_lies(folder, command, monkeypatch):
    """Not in a folder of ours that is gone."""
    monkeypatch.chdir(folder.parent)
    (folder / "instance" / "resolved.toml").write_text("[study]\nname = 3\n")
    more = ["--from", "2031-01-01", "--out", "later.toml"] if command == "continue" else []
    answer = CliRunner().invoke(app, [command, "plan", *more])
    assert answer.exit_code == 2
    assert answer.stderr.startswith("plan/instance/resolved.toml: ")
    assert not any(word in answer.stderr for word in FORBIDDEN)


# --- whatever is in a file


BYTES = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [b"", b"-1", b"1.5", b"nan", b"inf", b"1e999", b"true", b"null",
         b"[]", b"{}", b'"', b",", b";", b"\n", b"\r", b"\x00", b"0x10",
         b"2030-01-01", b"99999999999999999999", b"=1+1", b"\xef\xbb\xbf", b'\\ud800', b"\xe2\x80\xa8"]
    ),
)  # fmt: skip


def spoiled(content: bytes, draw) -> bytes:
    """Bytes put in place of a piece of a file, most often of a cell or a value of it."""
    marks = [i for i, byte in enumerate(content) if byte in b',:\n"[]{} ']
    start = (
        draw(st.sampled_from(marks)) if marks and draw(st.booleans()) else draw(st.integers(0, len(content)))
    )
    after = [i for i in marks if i > start]
    end = after[0] if after and draw(st.booleans()) else min(len(content), start + draw(st.integers(0, 30)))
    return content[: start + 1] + draw(BYTES) + content[end:]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


@given(data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_damage_of_a_file_is_a_traceback(written, data):
    files = {name: content for name, content in files_of(written).items() if "/" not in name}
    name = data.draw(st.sampled_from(sorted(files)))
    content, reasons = spoiled(files[name], data.draw), []
    if name.endswith(".json"):
        kind = PlanRecord if name == "plan.json" else RunRecord
        found = read_object(kind, content, reasons.append)
        json.dumps(untyped(found), allow_nan=False).encode()
    else:
        found = read_table(name.removesuffix(".csv"), content, reasons.append)
    assert (found is None) == bool(reasons)
    assert not any(word in reason for reason in reasons for word in FORBIDDEN), reasons
    "".join(reasons).encode()


@pytest.mark.parametrize("key", ["\\ud800", "\\u0007bell", "a\\nb"])
def test_a_key_that_cannot_be_printed_is_told_all_the_same(key):
    """Half of a character, as JSON may write it, stands in no output: it was a traceback."""
    reasons = []
    assert read_object(PlanRecord, f'{{"{key}": 1}}'.encode(), reasons.append) is None
    assert any("unknown key" in reason for reason in reasons)
    assert "".join(reasons).isprintable() and "".join(reasons).encode()


def test_no_damage_of_a_folder_is_a_traceback(folder):
    files = files_of(folder)

    @given(data=st.data())
    @settings(max_examples=12, deadline=None)
    def holds(data):
        answers(folder, files, data)

    holds()


def answers(folder: Path, files: dict[str, bytes], data, uses=()) -> None:
    """Spoil one or two files of a folder, read it, audit and use the plan if it is one, and mend the
    folder.
    """
    chosen = data.draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=2, unique=True))
    contents = {name: spoiled(files[name], data.draw) for name in chosen}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    try:
        plan = planner.read_plan(folder)
        assert repr(plan)
        glance(plan)
        str(planner.audit(plan)).encode()
        for use in uses:
            use(plan)
    except InstanceError as error:
        str(error).encode()
        assert error.problems and not any(word in str(error) for word in FORBIDDEN[:4]), str(error)
    finally:
        for name in chosen:
            (folder / name).write_bytes(files[name])


@pytest.mark.slow
def test_no_damage_of_a_solved_plan_is_a_traceback(tmp_path, monkeypatch):
    """Audit, start, simulation, continuation and summary go on where the reader finds nothing wrong."""
    question = planner.read(Path(__file__).parents[1] / "audit" / "data" / "everything.toml")
    folder = planner.solve(question).write(tmp_path / "plan")
    built_of, known = found_again.built_of, {}

    def once(plan):
        key = plan.instance["resolved.toml"], plan.record.options.case
        if key not in known:
            known[key] = built_of(plan)
        return known[key]

    for module in (planning, found_again, continued):
        monkeypatch.setattr(module, "built_of", once)
    case, files = once(planner.read_plan(folder)).case, files_of(folder)
    uses = (
        lambda plan: start_from(plan, case),
        lambda plan: planner.simulate(plan, runs=3),
        lambda plan: planner.continued(plan, date(2028, 1, 1)),
        lambda plan: print_summary(plan, console_for(io.StringIO())),
    )

    @given(data=st.data())
    @settings(max_examples=2000, deadline=None)
    def holds(data):
        answers(folder, files, data, uses)

    holds()


@pytest.mark.parametrize(
    ("folder", "says"),
    [
        ("solutions", "is no plan folder: it has no plan.json; plans in it: ground_only, ipo, million, "),
        ("solutions/studies/launch-price", "is the folder of a study, not a plan"),
        ("models", "is no plan folder: it has no plan.json"),
    ],
)
def test_a_folder_of_something_else_is_one_problem(folder, says):
    with pytest.raises(planner.InstanceError) as raised:
        planner.read_plan(Path(__file__).parents[2] / folder)
    assert says in str(raised.value) and "1 problem" in str(raised.value)


def test_a_study_that_keeps_its_instance_is_one_problem_too(tmp_path):
    """`planner study` and `planner.sweep(resume=)` write a folder `instance` beside the table."""
    (tmp_path / "instance").mkdir()
    (tmp_path / "study.json").write_text("{}")
    with pytest.raises(planner.InstanceError, match="is the folder of a study, not a plan"):
        planner.read_plan(tmp_path)
