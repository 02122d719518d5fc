"""The command line: one function a command, heavy imports inside."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from planner.choices import Objective, Side
from planner.commands.app import app as browser_app
from planner.commands.breakeven import breakeven
from planner.commands.compare import compare
from planner.commands.edited import plan_in
from planner.commands.explain import explain
from planner.commands.export import export
from planner.commands.generate import generate
from planner.commands.import_ import importing
from planner.commands.options import AsCsv, AsJson, Changes, InstancePath, question_of
from planner.commands.report import report as report_page
from planner.commands.screen import screen
from planner.commands.shadow_prices import shadow_prices
from planner.commands.study import study
from planner.commands.tornado import tornado
from planner.errors import InstanceError
from planner.instance import shipped
from planner.instance.files import named
from planner.instance.writing import require_apart, write_new
from planner.system.faults import BAD_INPUT, FAULT, GAP_OPEN, GOOD, answering, run, telling
from planner.text.views import VIEWS, with_views

COMMANDS = {
    "new": "Write a commented question to begin with.",
    "check": "Say at once everything that is wrong with a question.",
    "show": "What physics makes of a question, or a plan's summary.",
    "solve": "Solve a question: a plan folder, and its summary.",
    "report": "A plan as one page with pictures.",
    "explain": "Why a plan is as it is, or why there is none.",
    "compare": "What moved between two plans, and why.",
    "app": "All of this in the browser, with sliders.",
    "audit": "Check every limit and every dollar of a plan again.",
    "simulate": "How often a plan keeps its commitments.",
    "continue": "The question that goes on from a plan.",
    "export": "A plan as workbook, Parquet, OMM, CZML or MPS.",
    "import": "Demand or satellites from files of other programs.",
    "study": "Many questions from one file, on all cores.",
    "breakeven": "Where orbit and ground have the same ratio.",
    "tornado": "Which figure moves the answer most.",
    "screen": "All figures sampled at once: which of them matter.",
    "shadow-prices": "What one more of each limit is worth.",
    "catalog": "Cited figures that a question may pull.",
    "generate": "Made-up questions of any size, to try sizes.",
    "schema": "The format as JSON Schema, for an editor.",
}
"""Commands as people meet them, each in a few words: a question and its plan, what follows, many questions,
what to look up."""


class Commands(TyperGroup):
    """The commands in that order and in those words."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return sorted(super().list_commands(ctx), key=list(COMMANDS).index)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One of them."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            found.short_help = COMMANDS[cmd_name]
        return found


app = typer.Typer(
    name="planner",
    cls=Commands,
    help="Plan the rollout of orbital AI data centers at the least cost per token, with a proof.\n\n"
    "Exit codes: 0 a plan within the gap; 1 a fault of ours; 2 bad input; 3 no feasible plan; "
    "4 a plan, but the gap was not reached (time, Ctrl-C).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_versions(asked: bool) -> None:
    """Print the versions of what a plan depends on, a line each, and end."""
    if asked:
        from planner.system.versions import versions

        for name, number in versions().items():
            print(f"{name} {number}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=show_versions,
            help="Print the versions of the planner, its solver and what else it is built on.",
        ),
    ] = False,
) -> None:
    """What every command shares."""


@app.command()
@answering
def solve(
    instance: InstancePath,
    out: Annotated[
        Path | None, typer.Option(help="Plan folder to write.  [default: plans/NAME]", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing plan folder.")] = False,
    gap: Annotated[
        float | None,
        typer.Option(help="Stop at this gap between plan and bound.", show_default="the instance's"),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            help="Stop so many seconds after the command began, with the best plan.",
            show_default="the instance's",
        ),
    ] = None,
    objective: Annotated[
        Objective | None,
        typer.Option(help="What to optimise.", show_default="the instance's"),
    ] = None,
    case: Annotated[
        Side,
        typer.Option(help="Restrict the plan to one side of the comparison."),
    ] = "both",
    changes: Changes = None,
    start: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Start the search from an earlier plan's folder.", show_default=False
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print plan.json to stdout, the summary to stderr.")
    ] = False,
) -> None:
    """Solve an instance: write a plan folder and print what it says."""
    began = time.perf_counter()
    import planner
    from planner import planning
    from planner.plan import keeping
    from planner.plan.plan import refuse_existing
    from planner.plan.typed import untyped
    from planner.system import scratch
    from planner.tables.plain import to_json
    from planner.text import interrupts

    folder = out or Path("plans") / instance.stem
    for name in scratch.tidy(folder.absolute().parent):
        typer.echo(f"{folder.parent / name}: put back; the run that wrote it was killed at its end", err=True)
    refuse_existing(folder, force)
    options = {"objective": objective, "solve.gap": gap, "solve.time_limit_s": time_limit}
    question = question_of(instance, changes, {key: v for key, v in options.items() if v is not None})
    earlier = planner.read_plan(start) if start else None
    standing = interrupts.Standing(planning.UNITS[question.data.objective])
    with interrupts.told(standing):
        plan = search(question, case, earlier, standing, began)
        kept = keeping.keep(plan, folder, force)
        standing.written(kept.folder)
    code = FAULT if plan.violations else GOOD if plan.status == "gap reached" else GAP_OPEN
    if kept.problem:
        code = code if code == FAULT else BAD_INPUT
        print(kept.problem, file=sys.stderr)
    with telling(code, else_lost=as_json or kept.folder is None):
        report(plan, kept.folder, to_stderr=as_json or kept.folder is None)
        if kept.folder is None:
            print(to_json(keeping.as_text(plan)), end="")
        elif as_json:
            print(to_json(untyped(plan.record)), end="")


def search(question: Any, case: Any, earlier: Any, standing: Any, began: float) -> Any:
    """Solve with progress on stderr; the time limit counts from `began`, `standing` hears of the progress
    too.
    """
    from planner import planning
    from planner.text import progress

    def note(line: str) -> None:
        typer.echo(f"start: {line}", err=True)

    with progress.showing(planning.UNITS[question.data.objective]) as show:

        def hear(news: Any) -> None:
            standing.hear(news)
            show(news)

        return planning.solve(question, case=case, start=earlier, progress=hear, note=note, began=began)


def report(plan: Any, folder: Path | None, to_stderr: bool) -> None:
    """The summary, then where the files are."""
    from planner.text.printing import console_for
    from planner.text.summary import print_summary

    console = console_for(sys.stderr if to_stderr else sys.stdout)
    print_summary(plan, console)
    where = (
        f"in {folder}/"
        if folder
        else "nowhere: no place has room; they follow on standard output, as JSON: file name -> text"
    )
    console.print(
        f"{len(plan.written_tables())} tables, plan.json, run.json and instance/ {where}", soft_wrap=True
    )


@app.command()
@answering
def audit(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Plan folder.", show_default=False)],
) -> None:
    """Check every limit and every dollar of a plan again, from its files alone."""
    import planner

    outcome = planner.audit(planner.read_plan(folder))
    with telling(GOOD if outcome.ok else FAULT, else_lost=True):
        print(f"{folder}: {outcome}" if outcome.ok else f"{folder}: audit failed\n{outcome}")
        if outcome.claims:
            print(f"  taken at its word, for no file can prove it: {', '.join(outcome.claims)}")


@app.command()
@answering
def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Plan folder.", show_default=False)],
    runs: Annotated[int, typer.Option(min=1, help="How often the plan is played through.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed draws the same runs.")] = 0,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Play a plan through with failing launches, satellites and accelerators: how often are its committed
    tokens met?
    """
    import planner
    from planner.text.chances import print_chances, ticking

    found = planner.simulate(planner.read_plan(folder), runs=runs, seed=seed, progress=ticking())
    if found.runs < runs:
        typer.echo(f"interrupted: {found.runs} of {runs} runs", err=True)
    print_chances(found, as_json=as_json, as_csv=as_csv)


@app.command()
@answering
@with_views
def show(
    what: Annotated[
        Path,
        typer.Argument(metavar="INSTANCE|DIR", help="Instance file, or plan folder.", show_default=False),
    ],
    views: list[str],
    design: Annotated[
        str | None,
        typer.Option(metavar="ID", help="One satellite line by line, with formulas.", show_default=False),
    ] = None,
    changes: Changes = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what an instance holds after physics and sizing, or the summary of a plan folder; nothing is
    solved.
    """
    from planner.text.printing import print_tables

    asked_for = [*views, "design"] if design is not None else views
    if named(what).is_dir():
        show_plan(what, [*asked_for, *(changes or [])], as_json, as_csv)
        return
    if as_csv and len(asked_for) != 1:
        names = ", ".join(f"--{name}" for name in VIEWS)
        raise InstanceError("--csv", [("", f"prints one table: name one of {names}, --design ID")])
    found = instance_tables(question_of(what, changes), asked_for or ["overview"], design)
    if as_json or as_csv:
        print_tables(found, as_json=as_json, as_csv=as_csv)
        return
    from planner.text.meanings import VIEWS as SAYS
    from planner.text.showing import for_people

    print_tables(for_people(found), says=SAYS)


def instance_tables(question: Any, wanted: list[str], design: str | None = None) -> dict[str, Any]:
    """The tables asked for, by name; what a planner should know of the physics goes to stderr."""
    from planner import coefficients
    from planner.text import showing

    if wanted == ["defaults"]:
        return {"defaults": showing.overview.defaults(None, question)}
    built = coefficients.build(question)
    for note in built.notes:
        typer.echo(f"note: {note}", err=True)
    return showing.tables(built, question, wanted, design)


def show_plan(folder: Path, wanted: list[str], as_json: bool, as_csv: bool) -> None:
    """The summary of a plan folder, or its plan.json."""
    from planner.plan.typed import untyped
    from planner.tables.plain import to_json
    from planner.text.summary import print_summary

    if wanted or as_csv:
        raise InstanceError(str(folder), [("", "is a plan folder: its tables are the CSV files in it")])
    plan = plan_in(folder)
    if as_json:
        print(to_json(untyped(plan.record)), end="")
    else:
        print_summary(plan)


@app.command()
@answering
def check(instance: InstancePath, changes: Changes = None) -> None:
    """Read an instance, do its physics and sizing, and say whether all is well; no search."""
    from planner.text.showing.overview import in_words

    tables = instance_tables(question_of(instance, changes), ["overview"])
    print(f"{instance}: good; {in_words(tables['overview'])}")


@app.command()
@answering
def catalog(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="Records to print, with every figure and source.", show_default=False
        ),
    ] = None,
    vehicles: Annotated[bool, typer.Option("--vehicles")] = False,
    accelerators: Annotated[bool, typer.Option("--accelerators")] = False,
    buses: Annotated[bool, typer.Option("--buses")] = False,
    sites: Annotated[bool, typer.Option("--sites")] = False,
    gateways: Annotated[bool, typer.Option("--gateways")] = False,
    workloads: Annotated[bool, typer.Option("--workloads")] = False,
    regions: Annotated[bool, typer.Option("--regions")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the catalog: ids, figures with the unit in their name, quality and source."""
    from planner.text.catalog import figures, for_people, records_of
    from planner.text.printing import print_tables

    wanted = [name for name, asked in locals().items() if asked is True and name not in ("as_json", "as_csv")]
    found = records_of(ids, wanted) if ids else figures(wanted)
    print_tables(
        {"catalog": found} if as_json or as_csv else for_people(found), as_json=as_json, as_csv=as_csv
    )


@app.command()
@answering
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.", show_default=False)],
    example: Annotated[
        str,
        typer.Option(
            "--from",
            "--example",
            metavar="NAME",
            help=f"Which of the shipped instances: {', '.join(shipped.names())}.",
            autocompletion=shipped.names,
        ),
    ] = shipped.STARTER,
    force: Annotated[bool, typer.Option("--force", help="Replace existing files.")] = False,
) -> None:
    """Write a commented instance: the starter, which solves in seconds, or another of those that ship, with
    its tables.
    """
    (_, text), *tables = shipped.files_of(example).items()
    require_apart([named(file), *(file.parent / name for name, _ in tables)])
    files = {file: text} | {file.parent / name: content for name, content in tables}
    write_new(files, force)
    beside = f", with {', '.join(name for name, _ in tables)} beside it" if tables else ""
    with telling(GOOD, else_lost=False):
        print(f"{file} is written{beside}; next: planner solve {file}")


@app.command("continue")
@answering
def continue_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Plan folder.", show_default=False)],
    day: Annotated[
        str,
        typer.Option(
            "--from", metavar="DATE", help="Start of the launch period to go on from.", show_default=False
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Instance file to write.", show_default=False)],
    frozen_until: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Freeze what the plan launches and buys from the day until this date.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
) -> None:
    """Write the instance that goes on from a plan: what it did before the day exists then."""
    import planner

    start = date_of("--from", day)
    until = None if frozen_until is None else date_of("--frozen-until", frozen_until)
    later = planner.continued(planner.read_plan(folder), start, until)
    later.write(out, force)
    with telling(GOOD, else_lost=False):
        print(f"{out} is written; next: planner solve {out} --start {folder}")


def date_of(option: str, text: str) -> date:
    """The date that an option gives."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InstanceError(option, [("", f"{text!r} is not a date such as 2028-01-01")]) from None


@app.command()
@answering
def schema() -> None:
    """Print the instance format as JSON Schema."""
    import json

    from planner.instance.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))


app.command("app")(answering(browser_app))
app.command("tornado")(answering(tornado))
app.command("screen")(answering(screen))
app.command("shadow-prices")(answering(shadow_prices))
app.command("study")(answering(study))
app.command("breakeven")(answering(breakeven))
app.command("compare")(answering(compare))
app.command("report")(answering(report_page))
app.command("explain")(answering(explain))
app.command("export")(answering(export))
app.command("generate")(answering(generate))
app.add_typer(importing, name="import")


def main() -> None:
    """The entry point of the commands `planner` and `orbital-planner`."""
    if not (sys.stdout and sys.stdout.isatty() and sys.stderr and sys.stderr.isatty()):
        app.rich_markup_mode = None  # boxes fold what they hold; a file or a pipe gets whole lines
    run(app)
