"""Pages of the manual that are made from the code: every key, every column, every command, the formulation.

A page is a name below pages/ and its Markdown. What stands in a docstring is read from the source by
mkdocstrings, so a formula stands on its page beside the function that is it, with its code to unfold.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planner import HOMES

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "planner" / "manual" / "notebook.ipynb"

CODES = (
    "Exit codes: 0 good; 1 a fault of ours; 2 bad input; 3 no feasible plan; 4 a plan whose gap is still "
    "open; 130 ended by Ctrl-C before there was one."
)

CHAPTERS: dict[str, tuple[str, ...]] = {
    "The question": ("case", "units", "members", "families", "rows", "sizes", "rollout"),
    "Money": ("objective", "finance", "spending", "payments", "cash"),
    "Launch": ("launch", "tiers", "gates", "pilots", "milestones"),
    "Fleet": ("fleet", "survival", "factory", "existing", "departing", "installed"),
    "Service": ("service", "ground", "demand", "assurance"),
    "Time and neighbours": ("frozen", "carrying"),
}
"""The modules of models/ in the order in which the manual reads them."""


CALLS = ("reading", "solving", "explaining", "many", "exchanging", "generating")
"""The modules of planner/calls/ in the order in which the manual reads them."""

QUIET = ("heading_level: 3", "show_root_heading: false", "show_source: false")


def pages() -> dict[str, str]:
    """Name -> text of every page that is made."""
    return {
        "reference/keys.md": keys(),
        "reference/columns.md": columns(),
        "reference/commands.md": commands(),
        "reference/python.md": calls(),
        "reference/changes.md": changes(),
        "notebook.md": notebook(),
        "physics/functions.md": physics(),
        **formulation(),
    }


def pictures() -> dict[str, Path]:
    """Name -> file of the pictures that pages show and other folders keep."""
    figures = (ROOT / "solutions" / "studies").glob("*/figures/*.svg")
    return {f"pictures/{path.parts[-3]}-{path.name}": path for path in sorted(figures)}


def keys() -> str:
    """Every key of an instance."""
    from planner.instance.schema import format_reference

    return f"# Every key of an instance\n\n{format_reference()}"


def changes() -> str:
    """What changed, release by release."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    links = {"(planner/tables/README.md)": "(columns.md)", "(instances/README.md)": "(keys.md)"}
    for written, here in links.items():
        text = text.replace(written, here)
    return text


def columns() -> str:
    """Every column and key of a plan."""
    from planner.tables.readme import document

    return document().replace("# What is in a plan folder", "# Every column of a plan", 1)


def calls() -> str:
    """The public calls, a subject after the other, then the classes that they give."""
    parts = [
        "# In Python",
        "",
        "`import planner` is light; each call loads what it needs. Where a call takes a plan or an "
        "instance, it takes the path of one too.",
        "",
    ]
    for name in CALLS:
        path = ROOT / "planner" / "calls" / f"{name}.py"
        parts += [f"## {first_line(path)}", "", *module(f"planner.calls.{name}", *QUIET)]
    parts += ["## What the calls take and give", ""]
    for name, home in sorted(HOMES.items()):
        if name[0].isupper():
            parts += [f"### {name}", "", *module(f"{home}.{name}", *QUIET)]
    return "\n".join(parts)


def physics() -> str:
    """The functions of the physics, each with its source."""
    names = sorted(
        path.stem for path in (ROOT / "planner" / "physics").glob("*.py") if path.stem != "__init__"
    )
    parts = ["# Functions of the physics", ""]
    for name in names:
        parts += [f"## {name}", "", *module(f"planner.physics.{name}", "heading_level: 3")]
    return "\n".join(parts)


def formulation() -> dict[str, str]:
    """The formulation, a page a module, and the page that leads to them."""
    words = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
    found = {"formulation/index.md": linked(words)}
    for names in CHAPTERS.values():
        for name in names:
            title = first_line(ROOT / "models" / f"{name}.py")
            found[f"formulation/{name}.md"] = "\n".join([f"# {name}: {title}", "", *module(f"models.{name}")])
    return found


def chapters() -> list[Any]:
    """The navigation of the formulation."""
    return [
        {"Overview": "formulation/index.md"},
        *({title: [{name: f"formulation/{name}.md"} for name in names]} for title, names in CHAPTERS.items()),
    ]


def linked(text: str) -> str:
    """Names of modules in backquotes as links to their pages."""
    known = {name for names in CHAPTERS.values() for name in names}
    return re.sub(r"`(\w+)\.py`", lambda m: f"[`{m[1]}`]({m[1]}.md)" if m[1] in known else m[0], text)


def module(name: str, *options: str) -> list[str]:
    """The block that mkdocstrings fills with a module: docstrings, signatures, and the code to unfold."""
    lines = [f"      {option}" for option in options]
    return [f"::: {name}", *(["    options:", *lines] if lines else []), ""]


def first_line(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).rstrip(".:")


def commands() -> str:
    """Every command with its arguments and options, as its help says them."""
    import typer

    from planner.cli import app

    parts = ["# Every command", "", CODES, ""]
    top = typer.main.get_command(app)
    for name, command in sorted(walked(top, "planner")):
        parts += [f"## {name}", "", " ".join((command.help or "").split()), ""]
        rows = [row(parameter) for parameter in command.params if not parameter.hidden]
        if rows:
            parts += ["| | | default |", "| --- | --- | --- |", *rows, ""]
    return "\n".join(parts)


def walked(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """(name, command) for a command and all below it that can be run."""
    below = getattr(command, "commands", {})
    for word, one in below.items():
        yield from walked(one, f"{name} {word}")
    if not below:
        yield name, command


def row(parameter: Any) -> str:
    """A row of the table of a command."""
    is_option = parameter.param_type_name == "option"
    names = ", ".join(parameter.opts) if is_option else parameter.metavar or parameter.name.upper()
    shown = "" if parameter.default is None or parameter.default is False else str(parameter.default)
    help_text = " ".join((getattr(parameter, "help", "") or "").split()).replace("|", "\\|")
    return f"| `{names}` | {help_text} | {shown} |"


def notebook() -> str:
    """The executed notebook as a page: its text, its code, and what came out."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join(part for cell in cells for part in cell_parts(cell)) + "\n"


def cell_parts(cell: dict[str, Any]) -> Iterator[str]:
    """A cell as Markdown."""
    text = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield text
        return
    yield f"```python\n{text}\n```"
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if "image/svg+xml" in data:
            yield f'<div class="output">{"".join(data["image/svg+xml"])}</div>'
        elif "text/html" in data:
            yield f'<div class="output">{"".join(data["text/html"])}</div>'
        elif "text/plain" in data or "text" in output:
            said = "".join(data.get("text/plain", output.get("text", "")))
            yield f"```text\n{said.rstrip()}\n```"
