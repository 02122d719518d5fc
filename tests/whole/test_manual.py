"""The manual: all commands and all Python in it run and print what the page says, and the site builds.

On a page a block is one of these, in the order of the page, all in one scratch folder:

    sh          commands, which must end with exit code 0, or with the one that `# exit N` behind them names
    text        behind such a block: lines that it printed, `...` for what is left out
    python      runs in the page's own namespace
    toml, csv   with a title: a file of that name
    console     shown, not run: what sets up a machine, or waits for a person
"""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from planner.manual.executing import executed
from planner.manual.generated import NOTEBOOK

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "planner" / "manual" / "pages"
LONG = {
    "start.md", "tutorial.md", "faq.md", "why-we-differ.md", "how-to/study.md",
    "how-to/orbit-against-ground.md", "how-to/assured.md",
    "how-to/replan.md", "how-to/why.md", "how-to/show-others.md",
}  # fmt: skip
"""Pages whose commands take longer than a few seconds: make slow."""

BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
CODE = re.compile(r"#\s*exit (\d+)\s*$")
KNOWN = {"sh", "text", "python", "toml", "csv", "console"}


def pages() -> list[str]:
    """Every page that is written by hand."""
    return sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.md"))


def blocks(page: str) -> list[tuple[str, str, str]]:
    """(kind, title, text) of every block of a page."""
    return BLOCK.findall((PAGES / page).read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    """The text with one blank wherever there are several."""
    return " ".join(text.split())


def ran(line: str, folder: Path) -> str:
    """What a command line printed, both streams; its exit code is the one that the page names."""
    expected = int(found[1]) if (found := CODE.search(line)) else 0
    words = shlex.split(CODE.sub("", line), comments=True)
    command = [sys.executable, "-m", *words] if words[0] == "planner" else words
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": paths, "COLUMNS": "160"}
    done = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, timeout=600)
    assert done.returncode == expected, f"{line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout + done.stderr


def play(page: str, folder: Path) -> None:
    """Do everything that a page says, as a reader would."""
    said, names = "", {"__name__": "manual"}
    for kind, title, text in blocks(page):
        if title:
            (folder / title).parent.mkdir(parents=True, exist_ok=True)
            (folder / title).write_text(text, encoding="utf-8")
        elif kind == "sh":
            said = "".join(
                ran(line, folder) for line in text.replace("\\\n", " ").splitlines() if line.strip()
            )
        elif kind == "python":
            sheet = io.StringIO()
            with contextlib.chdir(folder), contextlib.redirect_stdout(sheet):
                exec(compile(text, page, "exec"), names)
            said = sheet.getvalue()
        elif kind == "text":
            for line in filter(None, map(squeezed, text.splitlines())):
                assert line == "..." or line in squeezed(said), f"{page}: not printed: {line}\n{said[-3000:]}"


@pytest.mark.parametrize("page", pages())
def test_blocks_are_of_a_known_kind(page):
    text = (PAGES / page).read_text(encoding="utf-8")
    assert text.count("```") == 2 * len(blocks(page)), (
        "a block that is not closed, or with options of its own"
    )
    assert {kind for kind, _, _ in blocks(page)} <= KNOWN
    assert all(title for kind, title, _ in blocks(page) if kind in ("toml", "csv"))


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=[pytest.mark.slow] if page in LONG else []) for page in pages()]
)
def test_what_a_page_says_runs_and_is_true(page, tmp_path):
    play(page, tmp_path)


def test_long_pages_exist():
    assert set(pages()) >= LONG


def test_the_site_builds_and_asks_for_nothing_elsewhere(tmp_path):
    mkdocs = pytest.importorskip("mkdocs.commands.build")
    from mkdocs.config import load_config

    config = load_config(str(ROOT / "planner" / "manual" / "mkdocs.yml"), site_dir=str(tmp_path))
    mkdocs.build(config)
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html"))
    assert {"index.html", "reference/keys.html", "formulation/fleet.html", "notebook.html"} <= set(written)
    for name in written:
        text = (tmp_path / name).read_text(encoding="utf-8")
        fetched = re.findall(r'<(?:script|img|iframe|source)[^>]+src="(https?:[^"]+)"', text)
        fetched += re.findall(r'<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]+href="(https?:[^"]+)"', text)
        assert fetched == [], name


def outputs(book: dict) -> list[list[str]]:
    """The kinds of output of each cell of code."""
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    return [
        sorted({kind for out in cell["outputs"] for kind in out.get("data", {"text": ""})}) for cell in cells
    ]


def test_the_notebook_holds_what_came_out_of_it():
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert all(outputs(book))
    assert not any(out["output_type"] == "error" for cell in book["cells"] for out in cell.get("outputs", ()))


@pytest.mark.slow
def test_the_notebook_runs_and_gives_the_same_kinds():
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert outputs(json.loads(json.dumps(executed()))) == outputs(book)
