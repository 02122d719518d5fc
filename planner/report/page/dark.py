"""The colours of pictures on a dark page: a rule for each colour that the pictures of a page use.

Paper, ink, grid and the darker shades that text has on white have counterparts of their own. A mark keeps
its colour where it stands out from the dark paper at 3:1, else it gets as much lighter as that takes; text
in an unknown colour at 4.5:1. What is nearly paper stays as near to the dark paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from planner.report.figures.grammar import COLOURS, FAINT, INK, ON_MARKS, PAPER, TEXT_COLOURS, contrast, mixed

DARK_PAPER, DARK_INK, DARK_FAINT, DARK_REST = "#14171B", "#ECEEF1", "#2C3138", "#A9B0B8"
COUNTERPARTS = {
    PAPER: DARK_PAPER, INK: DARK_INK, FAINT: DARK_FAINT, COLOURS["both"]: DARK_INK,
    TEXT_COLOURS["rest"]: DARK_REST, TEXT_COLOURS["orbit"]: "#6FB9E8", TEXT_COLOURS["ground"]: "#F29A5E",
}  # fmt: skip
MARK, TEXT = 3.0, 4.5  # least contrast of each
PALE = 16  # between the channels of a grey that is a shade of paper; tints of a technology are marks
NEARLY_PAPER = 1.45  # contrast to white of a shade that is meant to be hardly seen
OWN_GROUND = ":not([stroke])" + "".join(f':not([fill="{ink}"])' for ink in ON_MARKS)
HALO = f"figure svg text{OWN_GROUND}{{paint-order:stroke;stroke:{DARK_PAPER};stroke-width:2.5px}}"
"""Text brings its own ground, for it may stand on a mark, and its ink has turned."""
USED = re.compile(r'\b(fill|stroke)="(#[0-9A-Fa-f]{6})"')


def rules(drawings: Iterable[str]) -> str:
    """The style rules for all colours of these drawings, sorted: the same drawings give the same text."""
    used = sorted({(kind, colour) for drawing in drawings for kind, colour in USED.findall(drawing)})
    lines = []
    for kind, colour in used:
        turned = on_dark(colour, MARK)
        if turned != colour.upper():
            lines.append(f'figure svg [{kind}="{colour}"]{{{kind}:{turned}}}')
        as_text = on_dark(colour, TEXT)
        if kind == "fill" and as_text != turned:
            lines.append(f'figure svg text[fill="{colour}"]{{fill:{as_text}}}')
    return "\n".join([HALO, *lines])


def on_dark(colour: str, least: float) -> str:
    """A colour's counterpart on the dark page, with at least this contrast where it stands out on white."""
    colour = colour.upper()
    if colour in ON_MARKS:
        return colour
    if colour in COUNTERPARTS:
        return COUNTERPARTS[colour]
    on_white = contrast(colour, PAPER)
    if on_white < NEARLY_PAPER and is_pale(colour):
        return lifted(DARK_PAPER, on_white)
    return lifted(colour, least)


def is_pale(colour: str) -> bool:
    """Whether a colour is a grey: a tint that is as near to white is a mark, and meant to be seen."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return max(channels) - min(channels) < PALE


def lifted(colour: str, least: float) -> str:
    """The colour, as much lighter as it takes to stand out from the dark paper so well."""
    for part in range(0, 101, 2):
        lighter = mixed(colour, PAPER, part / 100)
        if contrast(lighter, DARK_PAPER) >= least:
            return lighter
    return PAPER
