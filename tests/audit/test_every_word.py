"""No word of a plan folder can be changed unseen: every leaf of every file is edited, one at a time, and each
edit is noticed.

What there is to edit is read from the folder itself: a new file, key or column is tried as soon as a plan has
it. What no file can prove (`CHECKS.why`) is made nonsense instead, and has to be refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import planning
from planner.auditing import CHECKS, audit, judge, question
from planner.auditing.check import audit_statement
from planner.auditing.glance import glance, statement_of
from planner.auditing.ledger import Ledger
from planner.auditing.money import totals
from planner.auditing.tables import TABLES, read
from planner.errors import InstanceError
from planner.plan.origin import original
from planner.plan.plan import Plan
from planner.plan.record import PlanRecord, RunRecord, Step
from planner.plan.typed import read_object, typed, untyped
from planner.tables.columns import COLUMNS
from planner.tables.datapackage import others_than
from planner.tables.reading import FURTHER, read_table
from seeds import in_turn

KEYS = {field.name for field in fields(PlanRecord)}
EVERYTHING = Path(__file__).parent / "data" / "everything.toml"
CELLS = [(name, column) for name, columns in COLUMNS.items() for column in columns] + [
    (name, column) for name, columns in FURTHER.items() for column in sorted(columns)
]


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    """A plan with rows in every table and an entry in every key, of an instance that was changed after it was
    read; read from its folder.
    """
    question = planner.read(EVERYTHING).with_values({"study.discount_rate": 0.07, "solve.time_limit_s": 60})
    folder = planner.solve(question).write(tmp_path_factory.mktemp("every-word") / "plan")
    return planner.read_plan(folder)


@pytest.fixture(scope="module")
def known(plan):
    """(Built, what the instance says, the statement with all that is derived once)."""
    built = question.built_of(plan)
    asked = question.asked_again(plan, built)
    frames, unreadable = read(built.case, plan.tables())
    assert not unreadable
    ledger = Ledger(built.case, frames)
    statement = replace(statement_of(plan, asked), ledger=ledger, totals=totals(ledger))
    return built, asked, statement


# --- coverage: what a newcomer to the format is told


def test_every_key_of_plan_json_has_a_check():
    top = {key.partition(".")[0] for key in CHECKS.by_key} - {"tables", "run", "designs", "datapackage"}
    for key in KEYS:
        assert key in top, (
            f"plan.json has the key {key}, which no audit looks at: derive it "
            f"with @CHECKS.derived({key!r}) in planner/auditing/ (summing.py: sums and shares; "
            f"asking.py: what the instance says), or declare it "
            f"with @CHECKS.claim({key!r}, why=...) in proof.py"
        )
    assert top == KEYS


def test_every_column_is_read_by_the_audit():
    for name, columns in COLUMNS.items():
        assert name in TABLES, (
            f"{name}.csv is a table that planner/auditing/tables.py does not read: add it to TABLES"
        )
        for column in columns:
            assert column in TABLES[name].columns, (
                f"{name}.csv has the column {column}, which no audit looks at: "
                f"add it to TABLES in planner/auditing/tables.py and derive it in planner/auditing/records.py"
            )


def test_the_plan_has_rows_in_every_table_and_all_keys(plan):
    assert [name for name, frame in plan.tables().items() if frame.empty] == []
    assert set(plan.designs.columns) == {*COLUMNS["designs"], *FURTHER["designs"]}


def test_the_sound_plan_passes(plan):
    report = planner.audit(plan)
    assert report.ok, str(report)
    assert glance(plan) == []
    assert report.claims == tuple(CHECKS.why)


# --- plan.json and run.json


def leaves(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """The paths of everything in a JSON value that holds nothing; empty lists and tables too."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not below or not value:
        yield path
    for name, one in below:
        yield from leaves(one, (*path, name))


def edited(content: Any, path: tuple, change) -> Any:
    """A copy with one leaf exchanged."""
    if not path:
        return change(content)
    copy = dict(content) if isinstance(content, dict) else list(content)
    copy[path[0]] = edited(content[path[0]], path[1:], change)
    return copy


def otherwise(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return 1.001 * value or 1.0
    if isinstance(value, str):
        return value + "1"
    return {"[]": ["a word"], "{}": {"a word": 1}, "None": 1.0}[str(value)]


def nonsense(value: Any) -> Any:
    """What no such value can be."""
    return {"a": []} if isinstance(value, list) else [value]


def is_claim(path: tuple) -> bool:
    return any(path[: len(key.split("."))] == tuple(key.split(".")) for key in CHECKS.why)


def refused(kind, content: Any) -> list[str]:
    reasons: list[str] = []
    read_object(kind, json.dumps(content).encode(), reasons.append)
    return reasons


def test_every_leaf_of_plan_json_is_noticed(plan, known):
    """By the reader or by the audit; of what is claimed, nonsense."""
    _, _, statement = known
    said, unseen, tried = untyped(plan.record), [], 0
    for path in leaves(said):
        changed = edited(said, path, nonsense if is_claim(path) else otherwise)
        tried += 1
        if refused(PlanRecord, changed):
            continue
        changed = typed(PlanRecord, changed)
        if judge(replace(statement, record=changed)) or not planner.audit(replace(plan, record=changed)).ok:
            continue
        unseen.append(".".join(map(str, path)))
    assert tried > 150
    assert unseen == [], (
        "can be edited unseen; give each a check in planner/auditing/ (see planner/auditing/statement.py)"
    )


def test_every_leaf_of_run_json_is_refused_as_nonsense(plan):
    said = untyped(plan.run)
    assert not refused(RunRecord, said)
    for path in leaves(said):
        assert refused(RunRecord, edited(said, path, nonsense)), path


@pytest.mark.parametrize(
    "path, value, says",
    [
        ("bound", lambda r: 1.001 * r["value"], "is better than the value"),
        ("bound", lambda r: None, "derived none"),
        ("gap", lambda r: None, "none, although"),
        ("gap", lambda r: 0.5 * r["gap"], "derived"),
        ("gap", lambda r: -r["gap"], "derived"),
        ("status", lambda r: "time limit", "was asked for"),
        ("audit", lambda r: "failed", "derived passed"),
        ("violations", lambda r: ["payload[m1]: too much"], "derived failed"),
        ("sizes", lambda r: {"rows": 0.5}, "no whole number"),
        ("candidates.entered", lambda r: 99, "that are offered"),
        ("candidates.left_out", lambda r: [{"design": "small", "lacks_musd": 1.0}] * 2, "designs of 1 names"),
        ("candidates.left_out", lambda r: [{"design": "unheard-of", "lacks_musd": 1.0}], "is not offered"),
        ("candidates.left_out", lambda r: [{"design": "older", "lacks_musd": -1.0}], "from 0 on that rise"),
        ("options.case", lambda r: "ground", "satellites are launched"),
        ("options.case", lambda r: "orbit", "racks run"),
    ],
)  # fmt: skip
def test_claims_are_held_to_sense(plan, known, path, value, says):
    said = untyped(plan.record)
    changed = edited(said, tuple(path.split(".")), lambda _: value(said))
    found = judge(replace(known[2], record=typed(PlanRecord, changed)))
    assert any(says in str(violation) for violation in found), found


@pytest.mark.parametrize(
    "history, seconds, says",
    [
        ([(0.0, 1.0, 0.5), (1.0, 1.0, 1.1)], 1.0, "is better than the best plan"),
        ([(2.0, 1.0, 0.5), (1.0, 1.0, 0.5)], 1.0, "goes back"),
        ([], -1.0, "seconds.total is -1"),
    ],
)
def test_the_course_of_a_search_is_held_to_sense(known, history, seconds, says):
    rows = [Step(seconds=s, phase="search", best=best, bound=bound) for s, best, bound in history]
    run = replace(known[2].run, seconds={"total": seconds}, history=tuple(rows))
    found = judge(replace(known[2], run=run))
    assert any(says in str(violation) for violation in found), found


def test_every_leaf_of_the_description_is_noticed(plan):
    """datapackage.json tells other programs what the columns are; somebody may add to it."""
    derived = plan.description()
    tried = list(leaves(plan.package))
    for path in tried:
        assert list(others_than(edited(plan.package, path, otherwise), derived)), path
    for path in tried[:: len(tried) // 5]:  # and a glance says so
        changed = replace(plan, package=edited(plan.package, path, otherwise))
        assert any(violation.limit.startswith("datapackage.json") for violation in glance(changed)), path
    assert glance(replace(plan, package={**plan.package, "licenses": [{"name": "CC0-1.0"}]})) == []
    assert glance(replace(plan, package={"name": plan.package["name"]}))


# --- the tables


def others_in(column: list) -> list[Any]:
    """Other values for the first cell: of text the one of another row, which is the hardest to notice, and a
    word that nothing knows.
    """
    value = column[0]
    if not isinstance(value, str):
        return [otherwise(value)]
    return [*[one for one in column if one and one != value][:1], f"{value}1" if value else "c1"]


@pytest.mark.parametrize("cell", in_turn(CELLS, 5), ids=".".join)
def test_every_column_is_noticed(plan, known, cell):
    """The first cell of each column: the file's own text is read again, then audited."""
    (name, column), (built, asked, _) = cell, known
    frame = plan.tables()[name]
    for other in others_in(frame[column].tolist()):
        changed = frame.astype({column: object})
        changed.loc[0, column] = other
        reasons: list[str] = []
        again = read_table(name, changed.to_csv(index=False, float_format="%.12g").encode(), reasons.append)
        if again is None:
            assert reasons
            continue
        statement = statement_of(replace(plan, **{name: again}), asked)
        assert not audit_statement(built.case, statement).ok, (
            f"{name}.csv: {column} {frame[column].iloc[0]} can be {other} unseen; "
            f"derive it in planner/auditing/records.py"
        )


# --- the instance


def test_every_file_of_the_instance_is_noticed(plan):
    """A comment is enough, for a glance too; a file more, and a file less."""
    for name, content in plan.instance.items():
        changed = replace(plan, instance={**plan.instance, name: content + b"# a word more\n"})
        assert glance(changed), name
        assert not planner.audit(changed).ok, name
    assert not planner.audit(replace(plan, instance={**plan.instance, "more.csv": b"date\n"})).ok
    assert not planner.audit(replace(plan, instance={"resolved.toml": plan.instance["resolved.toml"]})).ok


def test_a_forged_instance_is_noticed_though_its_hashes_are_right(plan):
    """Resolved again, the instance as read is another one."""
    name = plan.record.instance
    forged = plan.instance[name].replace(b"grid_mw = { value = [1.0, 1.5]", b"grid_mw = { value = [1.0, 1.6]")
    assert forged != plan.instance[name]
    files = {**plan.instance, name: forged}
    hashes = planning.hashes_of(original(replace(plan, instance=files)))
    changed = replace(plan, instance=files, record=replace(plan.record, files_sha256=hashes))
    assert glance(changed) == []
    report = planner.audit(changed)
    assert [v.limit for v in report.violations] == ["instance/resolved.toml sites.texas.grid_mw.value"], str(
        report
    )
    assert "[1.0, 1.5], as read [1.0, 1.6]" in str(report)


def test_changes_after_reading_are_kept(plan):
    assert plan.record.options.changes == {"study.discount_rate": "0.07", "solve.time_limit_s": "60"}


# --- at a glance, and nothing served


def test_the_cheap_part_needs_no_physics(plan, monkeypatch):
    monkeypatch.setattr(question, "built_of", lambda plan: pytest.fail("physics was done"))
    cash = plan.cash.assign(discounted_musd=plan.cash.discounted_musd * 1.01)
    found = glance(replace(plan, cash=cash))
    assert {violation.limit.partition(".")[0] for violation in found} == {
        "cost_by_item_musd",
        "cost_musd",
        "revenue_musd",
    } - (set() if plan.record.revenue_musd else {"revenue_musd"})


def test_a_ratio_of_nothing_served_is_noticed(plan, known):
    built, _, statement = known
    empty = {
        name: frame.iloc[:0]
        for name, frame in plan.tables().items()
        if name not in ("existing", "balance", "shells")
    }
    claimed = {"cost_musd": 0.0, "tokens_tt": 0.0, "ratio_usd_per_mtoken": 1.0}
    report = audit(built.case, {**plan.tables(), **empty}, claimed)
    assert any(
        violation.limit == "ratio" and "no token is served" in violation.message
        for violation in report.violations
    )


def test_what_goes_on_from_an_edited_plan_is_refused(plan):
    """Tables that contradict the instance, or each other, are an input error: not a fault of ours, and no
    question that looks sound.
    """
    day = date(2028, 1, 1)
    first = {"launch_period": 0, "launch_date": "2027-01-01", "launch_last_date": "2027-12-31"}
    for name, columns, says in (
        ("cohorts", {"design": "unheard-of"}, "design 'unheard-of' is not in the case"),
        ("cohorts", {**first, "service_years": 0.0}, "greater than or equal to"),
        ("balance", None, "has 0 rows of 2027-01-01, not one"),
    ):
        frame = plan.tables()[name]
        changed = (
            frame.iloc[:0]
            if columns is None
            else frame.assign(**{column: [value, *frame[column][1:]] for column, value in columns.items()})
        )
        with pytest.raises(InstanceError, match=says) as caught:
            planner.continued(replace(plan, **{name: changed}), day)
        assert str(plan.folder) in str(caught.value)


def test_an_edited_folder_is_an_input_error_or_a_violation_not_a_crash(plan):
    """The record of one side, with tables of both: ids that the Case does not have."""
    changed = replace(plan, record=replace(plan.record, options=replace(plan.record.options, case="ground")))
    try:
        assert not planner.audit(changed).ok
    except InstanceError as error:
        assert error.problems
