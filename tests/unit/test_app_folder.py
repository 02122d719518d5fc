"""The folder of the app: nothing outside it is read or written, whatever a browser calls a file."""

import shutil
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.app.folder import LONGEST_PATH, Exists, Folder, problem_of
from planner.app.state import Desk, State
from planner.errors import InstanceError

ROOT = Path(__file__).parents[2]
HOSTILE = [
    "", ".", "..", "../secret.toml", "a/../../secret.toml", "/etc/passwd", "//etc/passwd", "/", "a//b.toml",
    "a/", "a\x00.toml", "a\n.toml", "..\\secret.toml", "C:\\secret.toml", "C:secret.toml", "\\\\host\\share",
    "~/../x:y", "x" * 5000, "/".join("a" * 300), "nul.toml", "sub/CON", "com1.txt", ".hidden.toml", "end.",
    "sub/.git/config", "end ", " start.toml", "a?.toml", "a*.toml", "<b>.toml", "a|b", 'a"b', "\ud800.toml",
    "x" * 121, None, 3, 3.5, True, [], {}, b"starter.toml", ["starter.toml"],
]  # fmt: skip


@pytest.fixture
def places(tmp_path):
    """The chosen folder, with a secret beside it and links that lead there."""
    chosen = tmp_path / "chosen"
    (chosen / "sub").mkdir(parents=True)
    shutil.copy(ROOT / "tests/cases/short-starter.toml", chosen / "own.toml")
    shutil.copy(ROOT / "tests/cases/short-starter.toml", tmp_path / "secret.toml")
    (chosen / "out.toml").symlink_to(tmp_path / "secret.toml")
    (chosen / "outside").symlink_to(tmp_path)
    (chosen / "inside.toml").symlink_to(chosen / "own.toml")
    (chosen / "round").symlink_to(chosen / "round")
    return Folder(chosen), tmp_path


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name)[:40])
def test_a_hostile_name_is_refused_in_words(places, name):
    folder, _ = places
    state = State(Desk(folder))
    for ask in (folder.inside, folder.instance, folder.plan, state.open):
        with pytest.raises(InstanceError) as refused:
            ask(name)
        assert len(str(refused.value)) < 2000


@pytest.mark.parametrize("name", ["out.toml", "outside", "outside/secret.toml", "round", "round/x.toml"])
def test_a_link_out_of_the_folder_is_refused(places, name):
    folder, _ = places
    with pytest.raises(InstanceError, match="leads out|can be followed|not there"):
        folder.existing(name)


def test_a_link_that_stays_inside_is_followed(places):
    folder, _ = places
    assert folder.instance("inside.toml").sha256 == folder.instance("own.toml").sha256


names = st.text(max_size=60) | st.lists(
    st.sampled_from(["..", ".", "", "a", "outside", "sub", "out.toml", "\x00", "~", "C:", "\\"]), max_size=6
).map("/".join)


@given(name=names)
@settings(max_examples=300, deadline=None)
def test_whatever_is_accepted_lies_inside(tmp_path_factory, name):
    base = tmp_path_factory.getbasetemp() / "hypothesis"
    (base / "chosen" / "sub").mkdir(parents=True, exist_ok=True)
    if not (base / "chosen" / "outside").is_symlink():
        (base / "chosen" / "outside").symlink_to(base)
    folder = Folder(base / "chosen")
    try:
        path = folder.inside(name)
    except InstanceError:
        return
    assert path.is_relative_to(folder.root) and path != folder.root
    assert problem_of(name) is None and ".." not in PurePosixPath(name).parts and len(name) <= LONGEST_PATH


def test_an_instance_may_not_read_a_table_outside(places):
    folder, above = places
    text = (ROOT / "instances/pilot.toml").read_text()
    (folder.root / "pilot.toml").write_text(text)
    shutil.copy(ROOT / "instances/pilot-demand.csv", above / "pilot-demand.csv")
    (folder.root / "pilot-demand.csv").symlink_to(above / "pilot-demand.csv")
    with pytest.raises(InstanceError, match="leads out of the folder"):
        folder.instance("pilot.toml")
    (folder.root / "pilot-demand.csv").unlink()
    shutil.copy(above / "pilot-demand.csv", folder.root)
    assert folder.instance("pilot.toml").data.study.name == "pilot"


def test_a_plan_with_a_link_outside_is_not_read(places):
    folder, above = places
    shutil.copytree(ROOT / "solutions/starter", folder.root / "plans/mine")
    assert folder.plan("plans/mine").name == "starter"
    (folder.root / "plans/mine/cash.csv").rename(above / "cash.csv")
    (folder.root / "plans/mine/cash.csv").symlink_to(above / "cash.csv")
    with pytest.raises(InstanceError, match="leads out of the folder"):
        folder.plan("plans/mine")


def test_what_is_found_is_what_can_be_opened(places):
    folder, _ = places
    shutil.copytree(ROOT / "solutions/starter", folder.root / "plans/mine")
    (folder.root / "sub/study.toml").write_text('name = "s"\nbase = "starter"\n')
    (folder.root / "sub/other.toml").write_bytes(b"\xff\xfe")
    found = [(one.name, one.kind) for one in folder.found()]
    assert found == [("inside.toml", "instance"), ("own.toml", "instance"), ("plans/mine", "plan")]


HARMLESS = {"end.", "end ", " start.toml"}  # once blanks around a name are gone and .toml is added


@pytest.mark.parametrize(
    "name", [one for one in HOSTILE if not isinstance(one, str) or one not in HARMLESS],
    ids=lambda name: repr(name)[:40],
)  # fmt: skip
def test_nothing_is_written_under_a_hostile_name(places, name):
    folder, above = places
    state = State(Desk(folder))
    state.open("own.toml")
    before = {path: path.lstat().st_mtime_ns for path in above.rglob("*")}
    with pytest.raises(InstanceError):
        state.keep_instance(name)
    with pytest.raises(InstanceError):
        state.keep_plan(name)
    assert {path: path.lstat().st_mtime_ns for path in above.rglob("*")} == before


@pytest.mark.parametrize("name", ["outside/new.toml", "out.toml", "outside/plans/new"])
def test_nothing_is_written_through_a_link(places, name):
    folder, above = places
    state = State(Desk(folder))
    state.open("own.toml")
    secret = (above / "secret.toml").read_bytes()
    with pytest.raises(InstanceError, match="leads out"):
        state.keep_instance(name, force=True)
    assert (above / "secret.toml").read_bytes() == secret and not (above / "new.toml").exists()


def test_an_instance_is_kept_once_and_replaced_only_when_asked(places):
    folder, _ = places
    state = State(Desk(folder))
    state.open("own.toml")
    path = next(path for path in state.sliders if path.endswith("grid_mw"))
    state.type_in(path, "1.25")
    assert state.keep_instance(" mine ") == "mine.toml"
    kept = (folder.root / "mine.toml").read_bytes()
    state.type_in(path, "1.5")
    with pytest.raises(Exists):
        state.keep_instance("mine.toml")
    assert (folder.root / "mine.toml").read_bytes() == kept
    state.keep_instance("mine.toml", force=True)
    again = folder.instance("mine.toml").data
    assert again.sites["texas"].grid_mw.values[0] == 1.5


def test_a_folder_or_a_strange_folder_is_never_replaced(places):
    folder, _ = places
    shutil.copytree(ROOT / "solutions/starter", folder.root / "plans/mine")
    (folder.root / "plans/other").mkdir()
    (folder.root / "plans/other/letter.txt").write_text("mine")
    (folder.root / "room.toml").mkdir()
    state = State(Desk(folder))
    state.desk.start = lambda job: Idle()
    state.open("plans/mine")
    with pytest.raises(Exists):
        state.keep_plan("mine")
    with pytest.raises(InstanceError):
        state.keep_plan("other", force=True)
    with pytest.raises(InstanceError, match="is a folder"):
        state.keep_instance("room.toml", force=True)
    assert (folder.root / "plans/other/letter.txt").read_text() == "mine"
    assert state.keep_plan("mine", force=True) == "plans/mine"


class Idle:
    """A work that does nothing."""

    plan = None
    problem, is_searching = "", False

    def kill(self):
        """There is nothing to end."""


def test_no_such_folder_is_said(tmp_path):
    with pytest.raises(InstanceError, match="no such folder"):
        Folder(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(InstanceError, match="is a file"):
        Folder(tmp_path / "file")
