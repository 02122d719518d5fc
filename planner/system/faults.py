"""How a command ends when it does not succeed: a sentence on stderr, an exit code, never a traceback."""

from __future__ import annotations

import errno
import functools
import platform
import shlex
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NoReturn

import typer

from planner.errors import LONGEST_MESSAGE, InstanceError, NoPlan, shortened
from planner.errors.no_plan import STOPPED
from planner.system.guard import check_models
from planner.system.streams import Left, Lost, settle

GOOD = 0
FAULT = 1
BAD_INPUT = 2
NO_PLAN = 3
GAP_OPEN = 4
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
INTERRUPTED = 130  # Ctrl-C before there is anything to keep, or a second one, as shells count it


def small_tables() -> AbstractContextManager:
    """Text of tables as Python objects while a command runs: its tables are small, and Arrow, which pandas
    takes where it is installed, makes the audit take half as long again.
    """
    import pandas as pd

    return pd.option_context("mode.string_storage", "python")


def answering(command: Callable) -> Callable:
    """Wrap a command: what it raises becomes a message on stderr and an exit code."""

    @functools.wraps(command)
    def answer(*args, **kwargs):
        try:
            check_models()
            with small_tables():
                return command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except InstanceError as error:
            stop(str(error), BAD_INPUT)
        except NoPlan as error:
            stop("\n".join([str(error), *where_to_look(command.__name__, error, kwargs)]), NO_PLAN)
        except KeyboardInterrupt as error:
            stop(str(error) or "interrupted; nothing was written", INTERRUPTED)
        except Left:
            raise typer.Exit(GOOD) from None
        except Lost as error:
            stop(unprinted(error), BAD_INPUT)
        except OSError as error:
            if error.errno in NO_ROOM:  # a scratch file of ours, say: the user's disk to mend
                stop(
                    f"{error.filename or 'a temporary file'}: cannot be written: {error.strerror}", BAD_INPUT
                )
            stop(fault(error), FAULT)
        except ImportError as error:
            if error.name == "models":  # planner/system/guard.py
                stop(str(error), BAD_INPUT)
            stop(fault(error), FAULT)
        except Exception as error:
            stop(fault(error), FAULT)

    return answer


def where_to_look(command: str, error: NoPlan, asked: Mapping[str, Any]) -> list[str]:
    """The line that follows where `planner solve` found that there is no plan: what looks for a way out, of
    the same question. None where the search was only ended too early, or one side alone was asked for.
    """
    if command != "solve" or error.reason in STOPPED or asked.get("case", "both") != "both":
        return []
    changes = [*(asked.get("changes") or [])]
    if asked.get("objective"):
        changes.append(f"objective={asked['objective']}")
    options = [word for change in changes for word in ("--set", change)]
    line = shlex.join(["planner", "explain", str(asked["instance"]), *options])
    return [f"{line} looks for the least changes that make it possible"]


@contextmanager
def telling(code: int, *, else_lost: bool) -> Iterator[None]:
    """Print what came of a command that ends with `code`, and end it with that.

    A reader that leaves early changes nothing. Where standard output cannot be written, that is said; it is
    bad input (2) where what was to be printed is nowhere else (`else_lost`) and the command would have ended
    well.
    """
    try:
        yield
        sys.stdout.flush()
    except Left:
        pass
    except Lost as error:
        print(unprinted(error), file=sys.stderr)
        code = code or (BAD_INPUT if else_lost else code)
    raise typer.Exit(code)


def unprinted(error: OSError) -> str:
    """The sentence on a standard output that cannot be written."""
    return f"standard output: cannot be written: {error.strerror}"


def run(app: Callable[[], None]) -> NoReturn:
    """Run the command line in a process of its own: its streams made ready, what they still hold written
    out.
    """
    settle()
    code: int | str | None = GOOD
    try:
        app()
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:  # before the command began
        print("interrupted; nothing was written", file=sys.stderr)
        code = INTERRUPTED
    except Left:  # while help was printed
        pass
    except Lost as error:
        print(unprinted(error), file=sys.stderr)
        code = BAD_INPUT
    try:
        sys.stdout.flush()
    except Left:
        pass
    except Lost as error:
        print(unprinted(error), file=sys.stderr)
        code = code or BAD_INPUT
    sys.exit(code)


def stop(message: str, code: int) -> NoReturn:
    """Say why, and exit."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def fault(error: Exception) -> str:
    """Save the traceback and return the sentence that says so; where it cannot be saved, it follows the
    sentence.
    """
    kind = "" if type(error).__name__ == "PlannerBug" else f"{type(error).__name__}: "
    what = f"This is a fault of ours ({kind}{shortened(str(error), LONGEST_MESSAGE)})"
    ran = f"{' '.join(sys.argv)}\nPython {platform.python_version()} on {platform.platform()}\n"
    details = f"{ran}\n{''.join(traceback.format_exception(error))}"
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            prefix="planner-fault-",
            suffix=".log",
            delete=False,
            encoding="utf-8",
            errors="backslashreplace",
        ) as log:
            log.write(details)
    except OSError:
        return f"{what}; please send us these details and the instance:\n{details}"
    return f"{what}; the details are in {log.name}, please send us that file and the instance."
