"""How a command ends when it does not succeed: a sentence on stderr, an exit code, never a traceback."""

from __future__ import annotations

import functools
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import NoReturn

import typer

from planner.errors import InstanceError, NoPlan

GOOD = 0
FAULT = 1
BAD_INPUT = 2
NO_PLAN = 3
GAP_OPEN = 4
INTERRUPTED = 130  # Ctrl-C before there is anything to keep, as shells count it


def answering(command: Callable) -> Callable:
    """Wrap a command: what it raises becomes a message on stderr and an exit code."""

    @functools.wraps(command)
    def answer(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except InstanceError as error:
            stop(str(error), BAD_INPUT)
        except NoPlan as error:
            stop(str(error), NO_PLAN)
        except KeyboardInterrupt:
            stop("interrupted before there was a plan; nothing was written", INTERRUPTED)
        except BrokenPipeError:
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
            )  # the reader left early, as `| head` does
            raise typer.Exit(GOOD) from None
        except ImportError as error:
            if error.name == "models":  # planner/guard.py
                stop(str(error), BAD_INPUT)
            stop(fault(error), FAULT)
        except Exception as error:
            stop(fault(error), FAULT)

    return answer


def stop(message: str, code: int) -> NoReturn:
    """Say why, and exit."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def fault(error: Exception) -> str:
    """Save the traceback and return the sentence that says so."""
    kind = "" if type(error).__name__ == "PlannerBug" else f"{type(error).__name__}: "
    with tempfile.NamedTemporaryFile(
        "w", prefix="planner-fault-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"{' '.join(sys.argv)}\nPython {platform.python_version()} on {platform.platform()}\n\n")
        log.write("".join(traceback.format_exception(error)))
    return f"This is a fault of ours ({kind}{error}); the details are in {log.name}, please send us that file and the instance."
