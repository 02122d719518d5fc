"""What the rows of a spreadsheet of demand are: one of three layouts, found by its heads.

    long              a column of times, one of tokens, columns that name workload and region
    years in columns  times in the heads, rows that name workload and region
    years in rows     a column of times, a column of tokens for each workload and region

Rows above the heads are titles: a unit in them counts where nothing nearer names one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from planner.errors import InstanceError
from planner.importing.grid import Cell, Grid
from planner.importing.numbers import Time, time_of
from planner.importing.units import Unit, unit_in
from planner.instance.series import months_after

TIMES = {"date", "year", "period", "quarter", "month", "start", "from", "time", "day"}
LABELS = {
    "workload": {"workload", "service", "product", "class", "use case", "application", "workloads"},
    "region": {"region", "country", "market", "geography", "area", "continent", "regions"},
    "unit": {"unit", "units"},
}
VALUES = {"tokens", "demand", "committed", "optional", "value", "volume", "amount", "forecast"}
SUMS = {"total", "sum", "all", "grand total", "subtotal", "totals"}
LOOKED_AT = 40  # rows in which heads may stand


@dataclass(frozen=True)
class Entry:
    """A number of the file: when, whose, how much, in which unit as far as it is named there."""

    time: Time
    workload: str
    region: str
    value: float
    unit: Unit | None
    where: str


@dataclass
class Layout:
    """What was found: entries, and what is said of it."""

    words: str
    entries: list[Entry] = field(default_factory=list)
    title_unit: Unit | None = None
    said: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def layout_of(grid: Grid, optional: bool) -> Layout:
    """The entries of a grid. Raises InstanceError where no heads are found."""
    for row in range(min(len(grid.rows), LOOKED_AT)):
        heads = grid.rows[row]
        times = [column for column, cell in enumerate(heads) if time_of(cell) is not None]
        words = [_word(cell) for cell in heads]
        if len(times) >= 2 and len(grid.rows) > row + 1 and are_heads(heads, times):
            return _years_in_columns(grid, row, times)
        if any(word in TIMES for word in words):
            is_long = any(word in LABELS["workload"] | LABELS["region"] for word in words)
            return _long(grid, row, optional) if is_long else _years_in_rows(grid, row)
    say = (
        "no heads are recognised: a row with years (2028, 2028Q1, 2028-04, dates), or with a column named "
        "date or year"
    )
    raise InstanceError(grid.place, [("", say)])


def are_heads(cells: list[Cell], times: list[int]) -> bool:
    """Whether cells that could be times are heads: they rise, and where no column for labels is before them
    they follow each other without a hole, as amounts between 2000 and 2100 hardly do.
    """
    found = [moment for column in times if (moment := time_of(cells[column])) is not None]
    rise = all(a.day < b.day for a, b in zip(found, found[1:]))
    follow = all(a.months and months_after(a.day, a.months) == b.day for a, b in zip(found, found[1:]))
    return rise and (follow or times[0] > 0)


def _years_in_columns(grid: Grid, row: int, times: list[int]) -> Layout:
    found = Layout("years in columns")
    _titles(grid, row, found)
    heads = grid.rows[row]
    labels = _label_columns(
        grid, row, [c for c in range(len(heads)) if c not in times and c < max(times)], found
    )
    moments = {column: time_of(heads[column]) for column in times}
    others = [str(heads[c]) for c in range(max(times) + 1, len(heads)) if heads[c] is not None]
    if others:
        found.said.append(f"columns behind the years are passed over: {', '.join(others[:8])}")
    corner = next((unit for c in labels.values() if (unit := unit_in(str(heads[c] or ""))[0])), None)
    above: dict[str, str] = {}
    for at in range(row + 1, len(grid.rows)):
        cells = grid.rows[at]
        names = _names(grid, at, labels, above, found)
        if names is None:
            continue
        unit = _unit_cell(grid, at, labels, found) or corner
        for column, moment in moments.items():
            value = _value(grid, at, column, found)
            if value is not None and moment is not None:
                found.entries.append(Entry(moment, *names, value, unit, grid.where(at, column)))
        if all(cells[column] is None for column in times):
            found.warnings.append(f"row {grid.numbers[at]} has no number")
    return found


def _long(grid: Grid, row: int, optional: bool) -> Layout:
    found = Layout("long: a row a number")
    _titles(grid, row, found)
    heads = grid.rows[row]
    words = [_word(cell) for cell in heads]
    when = _when(grid, row)
    labels = _label_columns(grid, row, [c for c, word in enumerate(words) if _kind(word)], found)
    asked = "optional" if optional else "committed"
    values = [c for c, word in enumerate(words) if c != when and c not in labels.values() and _is_value(word)]
    named = [c for c in values if asked in words[c]]
    values = named or [c for c in values if not ({"optional", "committed"} - {asked}) & set(words[c].split())]
    if len(values) != 1:
        heads_found = ", ".join(str(heads[c]) for c in values) or "none"
        say = f"one column of tokens is needed; found: {heads_found}; name it tokens, with the unit"
        raise InstanceError(grid.place, [(f"row {grid.numbers[row]}", say)])
    column = values[0]
    unit_of_head = unit_in(str(heads[column]))[0]
    rest = [
        str(heads[c])
        for c in range(len(heads))
        if heads[c] is not None and c not in {when, column, *labels.values()}
    ]
    if rest:
        found.said.append(f"columns that are passed over: {', '.join(rest[:8])}")
    above: dict[str, str] = {}
    for at in range(row + 1, len(grid.rows)):
        names = _names(grid, at, labels, above, found)
        if names is None:
            continue
        moment = _time(grid, at, when, found)
        value = _value(grid, at, column, found)
        unit = _unit_cell(grid, at, labels, found) or unit_of_head
        if moment is not None and value is not None:
            found.entries.append(Entry(moment, *names, value, unit, grid.where(at, column)))
    return found


def _years_in_rows(grid: Grid, row: int) -> Layout:
    found = Layout("years in rows")
    heads = grid.rows[row]
    when = _when(grid, row)
    above = _line_above(grid, row, when)
    _titles(grid, row - bool(above), found)
    columns: dict[int, tuple[str, str, Unit | None]] = {}
    for column in range(len(heads)):
        if column == when or (heads[column] is None and not above.get(column)):
            continue
        unit, rest = unit_in(str(heads[column] or ""))
        if rest.lower() in SUMS:
            found.said.append(f"column {heads[column]!r} is a sum and passed over")
            continue
        if above.get(column):
            upper_unit, upper = unit_in(above[column])
            columns[column] = (upper, rest, unit or upper_unit)
        else:
            columns[column] = (*split(rest), unit)
    for at in range(row + 1, len(grid.rows)):
        if _word(grid.rows[at][when]) in SUMS:
            found.said.append(f"row {grid.numbers[at]} is a sum and passed over")
            continue
        moment = _time(grid, at, when, found)
        for column, (workload, region, unit) in columns.items():
            value = _value(grid, at, column, found)
            if value is not None and moment is not None:
                found.entries.append(Entry(moment, workload, region, value, unit, grid.where(at, column)))
    return found


def _when(grid: Grid, row: int) -> int:
    """The column of times: of those that a head names so, the one with most of them."""
    columns = [column for column, cell in enumerate(grid.rows[row]) if _word(cell) in TIMES]
    below = grid.rows[row + 1 :]
    return max(columns, key=lambda column: sum(time_of(cells[column]) is not None for cells in below))


def split(label: str) -> tuple[str, str]:
    """Workload and region of one label: "batch / Europe", "batch - Europe", "batch in Europe"; the region is
    empty where the label has no such mark.
    """
    parts = re.split(r"\s*[/|:]\s*|\s+[-\u2013\u2014]\s+|,\s+|\s+in\s+", label.strip(), maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) else (label.strip(), "")


def _line_above(grid: Grid, row: int, when: int) -> dict[int, str]:
    """A second line of heads: texts over the columns, but not the one title over them all."""
    if row == 0 or grid.numbers[row] - grid.numbers[row - 1] != 1:
        return {}
    texts = {c: cell for c, cell in enumerate(grid.rows[row - 1]) if isinstance(cell, str)}
    if when in texts and _word(texts[when]) not in TIMES:
        return {}
    texts.pop(when, None)
    return texts if len(texts) > 1 and len(set(texts.values())) >= 1 else {}


def _titles(grid: Grid, row: int, found: Layout) -> None:
    """The rows above the heads: a unit in them, and what is said of them."""
    for at in range(row):
        for text in _texts(grid.rows[at]):
            unit = unit_in(text)[0]
            found.title_unit = found.title_unit or unit
        if texts := _texts(grid.rows[at]):
            found.said.append(f"row {grid.numbers[at]} above the heads is a title: {texts[0][:60]!r}")


def _label_columns(grid: Grid, row: int, columns: list[int], found: Layout) -> dict[str, int]:
    """Kind -> the column that holds it, by its head; a single column without a known head is the label."""
    heads = grid.rows[row]
    kinds: dict[str, int] = {}
    unknown: list[int] = []
    for column in columns:
        kind = _kind(_word(heads[column]))
        texts = [r for r in grid.rows[row + 1 :] if isinstance(r[column], str)]
        if kind is not None and kind not in kinds:
            kinds[kind] = column
        elif texts:
            unknown.append(column)
    if len(unknown) == 1 and not {"workload", "region"} & set(kinds):
        kinds["label"] = unknown[0]
    elif len(unknown) == 1 and len({"workload", "region"} & set(kinds)) == 1 and heads[unknown[0]] is None:
        missing = ({"workload", "region"} - set(kinds)).pop()
        kinds[missing] = unknown[0]
        found.warnings.append(f"a column without a head is taken as {missing}")
    elif len(unknown) > 1 and not {"workload", "region"} & set(kinds):
        names = ", ".join(repr(str(heads[c] or "")) for c in unknown)
        say = f"the columns {names} may be workload or region: name their heads workload and region"
        raise InstanceError(grid.place, [(f"row {grid.numbers[row]}", say)])
    elif unknown:
        found.said.append(f"columns that are passed over: {', '.join(str(heads[c]) for c in unknown)}")
    return kinds


def _names(
    grid: Grid, at: int, labels: dict[str, int], above: dict[str, str], found: Layout
) -> tuple[str, str] | None:
    """(workload, region) of a row; None for a row that is a sum. An empty cell repeats the one above it."""
    told: dict[str, str] = {}
    for kind, column in labels.items():
        if kind == "unit":
            continue
        cell = grid.rows[at][column]
        text = f"{cell:g}" if isinstance(cell, float) else str(cell or "")
        if text.strip().lower() in SUMS:
            found.said.append(f"row {grid.numbers[at]} is a sum and passed over")
            return None
        if not text and above.get(kind):
            text = above[kind]
            found.warnings.append(
                f"row {grid.numbers[at]} names no {kind}: that of the row above is taken, {text!r}"
            )
        above[kind] = told[kind] = text
    if "label" in told:
        return split(unit_in(told["label"])[1])
    return told.get("workload", ""), told.get("region", "")


def _unit_cell(grid: Grid, at: int, labels: dict[str, int], found: Layout) -> Unit | None:
    """The unit that a row names, in its column of units or in its label."""
    for kind in ("unit", "label"):
        if kind in labels:
            text = str(grid.rows[at][labels[kind]] or "")
            unit = unit_in(text)[0]
            if unit is not None:
                return unit
            if kind == "unit" and text:
                found.problems.append((grid.where(at, labels[kind]), f"unit {text[:40]!r} is not understood"))
    return None


def _value(grid: Grid, at: int, column: int, found: Layout) -> float | None:
    """The number in a cell; None for an empty one and, with the reason, for anything else."""
    cell = grid.rows[at][column]
    if isinstance(cell, float):
        if cell < 0:
            found.problems.append((grid.where(at, column), f"{cell:g} is below 0"))
            return None
        return cell
    if cell is None or cell in ("-", "\u2013", "n/a", "N/A", "na"):
        return None
    found.problems.append((grid.where(at, column), f"{str(cell)[:40]!r} is not a number"))
    return None


def _time(grid: Grid, at: int, column: int, found: Layout) -> Time | None:
    moment = time_of(grid.rows[at][column])
    if moment is None:
        cell = grid.rows[at][column]
        told = f"{cell:g}" if isinstance(cell, float) else repr(str(cell)[:40])
        say = "names no time" if cell is None else f"{told} is no time such as 2028, 2028Q1 or 2028-04-01"
        found.problems.append((grid.where(at, column), say))
    return moment


def _texts(cells: list[Cell]) -> list[str]:
    return list(dict.fromkeys(cell for cell in cells if isinstance(cell, str)))


def _word(cell: Cell) -> str:
    """A head in lower case, without its unit and its marks."""
    return " ".join(re.sub(r"[_\-]+", " ", cell).lower().split()) if isinstance(cell, str) else ""


def _kind(word: str) -> str | None:
    """workload, region or unit, where a head says so."""
    return next(
        (kind for kind, words in LABELS.items() if word in words or word.removesuffix(" id") in words), None
    )


def _is_value(word: str) -> bool:
    return bool(set(word.split()) & VALUES) or unit_in(word)[0] is not None
