"""The scratch folder beside a plan folder while it is written, and what is left of it where that was killed.

A scratch folder `.NAME-xxxx` holds `new`, the plan being written, and `old`, the plan that it replaces, while
the two change places. Its file `owner` is locked for as long as the process that made it lives: the system
lets go of the lock when that process ends, however it ends. So a folder whose `owner` holds our words and can
be locked is ours and left behind; any other is not touched.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without these locks: nothing is known to be left behind, and nothing removed
    fcntl = None  # type: ignore[assignment]

OWNER = "owner"
WORDS = "A scratch folder of orbital-planner; it may be removed once no planner runs.\n"


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A scratch folder beside `target`, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name[:100]}-", dir=target.parent))
    handle = None
    try:
        if fcntl is not None:
            handle = (folder / OWNER).open("w", encoding="utf-8", errors="surrogateescape")
            fcntl.flock(handle, fcntl.LOCK_EX)
            handle.write(
                WORDS + target.name
            )  # after the lock: words in a file that can be locked were left behind
            handle.flush()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            handle.close()


def tidy(parent: Path) -> list[str]:
    """Remove the scratch folders that killed runs left in a folder; give the names of plans put back.

    A run that was killed while `old` and `new` changed places left no plan folder: the new plan, complete by
    then, takes its place.
    """
    back: list[str] = []
    if fcntl is None or not parent.is_dir():
        return back
    try:
        found = [path for path in parent.iterdir() if path.name.startswith(".") and (path / OWNER).is_file()]
    except OSError:
        return back
    for folder in found:
        try:
            with (folder / OWNER).open("r+", encoding="utf-8", errors="surrogateescape") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                held = handle.read()
                if not held.startswith(WORDS):
                    continue
                target = parent / os.path.basename(held.removeprefix(WORDS))
                if (folder / "old").is_dir() and (folder / "new").is_dir() and not target.exists():
                    (folder / "new").rename(target)
                    back.append(target.name)
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, ValueError):
            continue  # another process holds it, or it is not ours to read
    return back
