"""The page itself: one HTML file that asks for nothing, the same bytes for the same plan.

The style sheet and the script stand in it; a policy in its head forbids every request, and every script but
that one, by its hash. What comes from a plan is escaped by the template; drawings are parsed and written anew
(svg.py).
"""

from __future__ import annotations

import base64
from hashlib import sha256
from importlib.resources import files
from typing import Any

from planner.explain.answer import answer as sentence
from planner.plan.plan import Plan
from planner.report.page import answer, proof
from planner.report.page.answer import standing
from planner.report.page.dark import rules
from planner.report.page.material import Material
from planner.report.page.sections import sections
from planner.report.page.svg import fit
from planner.report.page.words import unbroken
from planner.report.plan.interval import answer_line
from planner.report.plan.source import source_of

LINE_WIDTHS = {"wide": 430, "narrow": 330}
UNITS = {"$/Mtoken": "a million tokens"}
FILES = files("planner.report.page")


def page_of(material: Material) -> str:
    """The page as HTML."""
    plan, other = material.plan, material.against
    shown = sections(material)
    intervals = interval(plan, other)
    drawings = [
        *intervals,
        *(svg for one in shown for each in one.pictures for svg in (each.wide, each.narrow)),
    ]
    script = text_of("tooltip.js")
    head, detail = answer.strongest(plan)
    page = template("page.html", text_of("page.html"))
    return page.render(
        plan=plan,
        sentence=sentence(plan, other),
        large=value_in_large(plan),
        against=answer.against(plan, other),
        other=other,
        facts=answer.facts(plan),
        strongest=head,
        strongest_detail=detail,
        badge=proof.badge(material),
        audit_anchor=proof.AUDIT,
        intervals=intervals,
        sections=shown,
        source=source_of(plan),
        style=text_of("page.css"),
        dark=rules(drawings),
        script=script,
        script_hash=hash_of(script),
    )


def interval(plan: Plan, other: Plan | None) -> list[str]:
    """The answer as a dot on a line, wide and narrow; none where there is no value."""
    drawn = {kind: answer_line(plan, other, width=width) for kind, width in LINE_WIDTHS.items()}
    return [fit(figure.svg(), f"answer-{kind}", kind) for kind, figure in drawn.items() if figure is not None]


def value_in_large(plan: Plan) -> tuple[str, str]:
    """The objective's value in large type, and its unit in words."""
    own = standing(plan)
    if own.value is None:
        return "–", "no tokens, no cost per token"
    return own.said(own.value), UNITS.get(own.unit, answer.SUMS.get(plan.objective, ""))


def template(name: str, text: str) -> Any:
    """A template that may use parts.html; whatever a plan says is escaped in it."""
    from jinja2 import DictLoader, Environment, StrictUndefined

    loader = DictLoader({name: text, "parts.html": text_of("parts.html")})
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["unbroken"] = unbroken
    return environment.get_template(name)


def text_of(name: str) -> str:
    """A file beside this module."""
    return (FILES / name).read_text(encoding="utf-8")


def hash_of(script: str) -> str:
    """A script's hash as a policy names it."""
    return "sha256-" + base64.b64encode(sha256(script.encode()).digest()).decode()
