"""A block of a section: a heading, sentences, a table; and a section: a title, pictures, blocks."""

from __future__ import annotations

from dataclasses import dataclass

from planner.report.page.pictures import Picture
from planner.report.page.tables import Table


@dataclass(frozen=True)
class Block:
    """What stands below a heading. is_folded: the table opens on a click."""

    title: str
    text: tuple[str, ...] = ()
    table: Table | None = None
    is_folded: bool = False
    lines: tuple[str, ...] = ()
    """sentences of a list"""
    facts: tuple[tuple[str, str], ...] = ()
    """name and value, a line each"""
    anchor: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the page that answers one question."""

    title: str
    anchor: str
    lead: str
    pictures: tuple[Picture, ...]
    blocks: tuple[Block, ...]
