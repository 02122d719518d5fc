"""Where a call takes a file or a folder."""

from __future__ import annotations

import os

StrPath = str | os.PathLike[str]
