"""Docstrings as the manual shows them: formulas and columns that are aligned by blanks keep their alignment.

A paragraph in which some line has three blanks in a row, or two behind a word that starts it, is one whose
columns mean something. It becomes a block of code; all other text stays Markdown.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

from griffe import Extension

ALIGNED = re.compile(r"\S {3,}\S|^\w+(?:, \w+)* {2,}\S")


def shown(docstring: str) -> str:
    """The docstring with its aligned paragraphs fenced."""
    parts = re.split(r"\n[ \t]*\n", docstring)
    return "\n\n".join(fenced(part) if is_aligned(part) else part for part in parts)


def is_aligned(paragraph: str) -> bool:
    """Whether blanks inside a line line up columns; what is indented throughout is a block already."""
    lines = paragraph.splitlines()
    is_block = all(line.startswith("    ") for line in lines if line.strip())
    return not is_block and any(ALIGNED.search(line.strip()) for line in lines)


def fenced(paragraph: str) -> str:
    """The paragraph as a block of text."""
    return f"```text\n{textwrap.dedent(paragraph)}\n```"


class Aligned(Extension):
    """What mkdocstrings calls for every object that it reads."""

    def on_object(self, *, obj: Any, **_: Any) -> None:
        """Show its docstring so."""
        if obj.docstring is not None:
            obj.docstring.value = shown(obj.docstring.value)
