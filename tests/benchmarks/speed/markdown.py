"""Tables and numbers of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers unless they hold more."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def seconds(value: float | None) -> str:
    """Seconds; empty where they never came."""
    if value is None:
        return ""
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """A share in percent, to two digits that mean something; empty where there is none."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return ""
    return f"{100 * value:.2f} %" if abs(value) < 0.1 else f"{100 * value:.0f} %"


def gap_asked(value: float) -> str:
    """A gap that is asked for: 0.5 %."""
    return f"{100 * value:g} %"


def gigabytes(value: float | None) -> str:
    """GB."""
    return "" if value is None else f"{value:.2f}"


def times(value: float | None) -> str:
    """How many times."""
    return "" if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"
