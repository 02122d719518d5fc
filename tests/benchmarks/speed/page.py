"""tests/benchmarks/results.md, made of all records that are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from speed import growth_tables, peer_tables, picture, target_tables
from speed import markdown as md
from speed.growth import GAP, MIDDLE, SECONDS
from speed.lines import FIRST_WITHIN, FURTHEST, LINES, PEER_GAP, PEER_SECONDS, THREADS
from speed.peers.building import LIMITS, MOST, WHOLE
from speed.records import PACKAGES, Record, code_now, of_one_code

HOME = Path(__file__).parents[1]
NOTHING = "Not measured yet."


def write(records: Sequence[Record], folder: Path = HOME) -> list[Path]:
    """Write results.md and results.svg; the section on what paid is paid.md as it is."""
    records = of_one_code(records)
    notes = folder / "paid.md"
    paid = notes.read_text().strip() if notes.exists() else ""
    drawn = picture.figure(records)
    page, image = folder / "results.md", folder / "results.svg"
    page.write_text(text(records, paid, drawn is not None))
    if drawn is None:
        image.unlink(missing_ok=True)
        return [page]
    image.write_text(drawn.svg())
    return [page, image]


def text(records: Sequence[Record], paid: str, has_picture: bool) -> str:
    """The page."""
    parts = [
        "# How fast, and how near to proven",
        head(records),
        "## Targets",
        targets(records),
        "## Seconds to each gap",
        gaps(records),
        "![Bound and best plan over time, a panel a line](results.svg)" if has_picture else "",
        "## Stages",
        stages(records),
        "## Again after one changed price",
        again(records),
        "## Beside other solvers",
        peers(records),
        "## Growth",
        growth(records),
        "## What paid and what did not" if paid else "",
        paid,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def head(records: Sequence[Record]) -> str:
    """Commit, machine, versions, and the command."""
    lines = [
        "Written by `make bench` from measurements; `tests/benchmarks/run.py --help` says how to take a "
        f"part. Every solve runs in a process of its own with `solve.threads = {THREADS}`. Seconds are those "
        "of the wall clock from the start of the process, imports and reading included, as a user waits for "
        "them; the CPU seconds of the process stand beside them, because the machine may be shared. Medians "
        "of the runs counted in the last column."
    ]
    machines = {tuple(sorted((r.machine or {}).items(), key=str)) for r in records}
    for machine in sorted(machines, key=str):
        held = dict(machine)
        versions = ", ".join(f"{name} {held[name]}" for name in PACKAGES if held.get(name))
        lines.append(
            f"Machine: {held.get('cores')} cores, {held.get('processor')}, {held.get('system')}. "
            f"Python {held.get('python')}, {versions}."
        )
    commits = sorted({r.commit for r in records if r.code == code_now()})
    if commits:
        lines.append(f"Measured at commit {', '.join(commits)} (+: with changes that were not committed).")
    lines.extend(older(records))
    return "\n\n".join(lines)


def older(records: Sequence[Record]) -> list[str]:
    """What was measured with other code than the one that is here."""
    stale: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if record.code != code_now():
            stale[record.commit or "unknown"].add(f"{record.line} ({record.part})")
    return [
        f"Measured at another commit, {commit}: {', '.join(sorted(lines))}."
        for commit, lines in sorted(stale.items())
    ]


def targets(records: Sequence[Record]) -> str:
    """The table of targets and what the instances are."""
    if not target_tables.measured_lines(records):
        return NOTHING
    made = "\n".join(
        f"- {line.name}: {line.made}" for line in LINES if line in target_tables.measured_lines(records)
    )
    say = (
        "Each line asks for its own gap, with its target's seconds as the time limit. First plan: seconds "
        f"until a plan is within {100 * FIRST_WITHIN:g} % of the final one."
    )
    return f"{say}\n\n{target_tables.kept_targets(records)}\n\n{made}"


def gaps(records: Sequence[Record]) -> str:
    """The table of seconds to gaps."""
    if not target_tables.measured_lines(records):
        return NOTHING
    say = (
        f"A gap of {md.gap_asked(FURTHEST)} is asked for, with the same time limit; empty: never proven. "
        "Bound still for: seconds at the end in which the bound did not move."
    )
    return f"{say}\n\n{target_tables.to_gaps(records)}"


def stages(records: Sequence[Record]) -> str:
    """The table of stages."""
    if not target_tables.measured_lines(records):
        return NOTHING
    say = (
        "Seconds of the run in the middle that asked for the target's gap, and how many of them HiGHS and "
        "pricing took (HiGHS inside of pricing counts as pricing)."
    )
    return f"{say}\n\n{target_tables.stages(records)}"


def again(records: Sequence[Record]) -> str:
    """The table of solving again."""
    if not any(record.kind == "again" for record in records):
        return NOTHING
    say = (
        "The price of the vehicle that flies most is changed, and the question solved from nothing and from "
        "the plan before the change, to the target's gap; where one of the runs does not get there, to the "
        "gap that all of them reach."
    )
    return f"{say}\n\n{target_tables.solved_again(records)}"


def peers(records: Sequence[Record]) -> str:
    """The tables of peers."""
    if not peer_tables.asked(records):
        return NOTHING
    say = (
        f"The whole question, every cohort and every maximal manifest a column, built through Pyomo: the "
        "arrays that `planner export INSTANCE --mps` writes of small questions, with the limits on their "
        "size lifted. Every peer gets the same arrays, the least ratio of their linear relaxation to start "
        "from and bounds on the tokens of good plans, all of it at no cost, and runs Dinkelbach's steps with "
        "one thread and its own defaults; its clock counts the seconds inside the solver alone. The "
        f"planner's clock counts its whole search, with the building of its models, after the coefficients. "
        f"In bold seconds to a proven {md.gap_asked(PEER_GAP)}; otherwise the gap after {PEER_SECONDS:g} s, "
        "or after what the cell says. HiGHS here is the whole question through Pyomo and plain HiGHS."
    )
    parts = [say, peer_tables.side_by_side(records)]
    why = peer_tables.left_out(records)
    if why:
        within_s, within_gb = LIMITS[WHOLE]
        parts.append(
            f"The whole question is not built where it takes more than {MOST:,} columns, {within_gb:g} GB or "
            f"{within_s:g} s:\n\n{why}\n\nThere peers get the part of the columns that "
            "`planner export INSTANCE --mps` writes, those of the linear relaxation and those nearest to "
            "paying: an easier question, whose bound holds for the part alone; the planner proves the whole. "
            "What chose the part took a relaxation, which no peer's clock counts."
        )
    wrong = peer_tables.contradictions(records)
    parts.append(
        "Bounds that pass another's plan:\n\n" + "\n".join(wrong)
        if wrong
        else "No bound of any of them passes a plan that another found."
    )
    parts.append(peer_tables.details(records))
    return "\n\n".join(parts)


def growth(records: Sequence[Record]) -> str:
    """The tables of growth."""
    if not growth_tables.runs(records):
        return NOTHING
    middle = " ".join(f"--{key} {value}" for key, value in MIDDLE.items())
    say = (
        f"`planner generate {middle}`, and one size changed at a time; {md.gap_asked(GAP)} asked for, "
        f"{SECONDS:g} s at most (or a lower limit, if the column s ends at one), one run each; more than 80 "
        "periods are months. Exponents b of y = a x^b, by least squares on logarithms over the points that "
        "have a y."
    )
    return f"{say}\n\n{growth_tables.by_size(records)}\n\n{growth_tables.exponents(records)}"
