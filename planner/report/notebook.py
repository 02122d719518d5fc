"""A plan as HTML for a notebook: the headline and the tables of the summary, self-contained and escaped."""

from __future__ import annotations

from html import escape

from planner.plan.plan import Plan
from planner.text.printing import cell
from planner.text.summary import headline, sections

MOST_ROWS = 20  # of a table; the others are in the plan's own tables


def as_html(plan: Plan) -> str:
    """The summary of a plan: its headline as text, each table folded below its title."""
    parts = [f"<pre>{escape(chr(10).join(headline(plan)))}</pre>"]
    for title, frame in sections(plan).items():
        if not len(frame):
            continue
        texts = frame.head(MOST_ROWS).astype(object).map(cell)
        more = f"<p>{len(frame) - MOST_ROWS} more rows</p>" if len(frame) > MOST_ROWS else ""
        table = texts.to_html(index=False, border=0, escape=True)
        parts.append(f"<details open><summary>{escape(title)}</summary>{table}{more}</details>")
    return f'<div class="planner-plan">{"".join(parts)}</div>'
