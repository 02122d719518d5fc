"""A job in a process of its own, seen from the app: what it told so far, and how it is stopped.

The process is started by command, as the workers of a study are, and ends when its standard input does: when
the app ends, however it ends, no worker stays. A thread reads what it tells; nothing here waits for it.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Literal

from planner.app.worker import Compared, Job, Shown
from planner.studies.running.worker import receive, send
from planner.studies.running.workers import LAST_WORDS, ONE_THREAD

START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from planner.app.worker import main; main()"
MOST_POINTS = 400  # of the course that is drawn

State = Literal["at work", "stopping", "drawing", "over"]


class Work:
    """One job under way.

    news      the latest planner.Progress
    course    (seconds, best, bound) over time
    plan, compared, pictures   what came; `is_drawn` once all pictures have
    problem   why there is no plan, or what went wrong; empty where all is well
    """

    def __init__(self, job: Job):
        self.job = job
        self.news: Any = None
        self.course: list[tuple[float, float | None, float | None]] = []
        self.plan: Any = job.plan
        self.compared: Compared | None = None
        self.pictures: list[Shown] = []
        self.is_drawn = False
        self.problem = ""
        self.state: State = "at work" if job.question is not None else "drawing"
        self.began = time.monotonic()
        self.ended: float | None = None
        self._lock = threading.Lock()
        self._said = tempfile.TemporaryFile()
        paths = [str(Path(path).absolute()) for path in sys.path]  # "" stands for the current folder
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, json.dumps(paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**os.environ, **ONE_THREAD},
            start_new_session=True,  # Ctrl-C in the terminal is for the app, which ends this one
        )
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def seconds(self) -> float:
        """Since the start; of a job that is over, how long it took."""
        return (self.ended or time.monotonic()) - self.began

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self.state == "over"

    @property
    def is_searching(self) -> bool:
        """Whether a plan may still come, or a better one."""
        return self.state in ("at work", "stopping")

    def stop(self) -> None:
        """Ask for the best plan so far; where it was asked before, end the search at once."""
        if self.state == "stopping":
            self.kill("ended at once; the best plan of this search is lost")
        elif self.state == "at work":
            self.state = "stopping"
            with self._lock:
                try:
                    assert self._process.stdin is not None
                    send(self._process.stdin, "stop")
                except OSError:
                    pass  # it has just ended: the reader says how

    def kill(self, problem: str = "") -> None:
        """End the process; what it told stays."""
        if not self.is_over:
            self.problem = self.problem or problem
            self._process.kill()

    def _serve(self) -> None:
        """Hand over the job, and take what comes until it is over."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            with self._lock:
                send(stdin, self.job)
            while True:
                word, content = receive(stdout)
                if word == "over":
                    break
                self._take(word, content)
        except (EOFError, OSError):
            self._process.wait()
            self.problem = self.problem or f"the process that solved has died: {self._last_words()}"
        finally:
            for stream in (stdin, stdout):
                try:
                    stream.close()
                except OSError:
                    pass
            self._process.wait()
            self._said.close()
            self.ended = time.monotonic()
            self.state = "over"

    def _take(self, word: str, content: Any) -> None:
        if word == "told":
            self.news = content
            self._note(content.best, content.bound)
        elif word == "plan":
            self.plan, self.ended = content, time.monotonic()
            self.state = "drawing"
        elif word == "compared":
            self.compared = content
        elif word == "picture":
            self.pictures.append(content)
        elif word == "drawn":
            self.is_drawn = True
        else:
            self.problem = content

    def _note(self, best: float | None, bound: float | None) -> None:
        """One point of the course, where it differs from the one before."""
        known = [None if value is None or not math.isfinite(value) else value for value in (best, bound)]
        if known == [None, None] or (self.course and list(self.course[-1][1:]) == known):
            return
        self.course.append((self.seconds, known[0], known[1]))
        if len(self.course) > MOST_POINTS:
            self.course = self.course[:1] + self.course[1:-1:2] + self.course[-1:]

    def _last_words(self) -> str:
        code = self._process.returncode
        if code < 0:
            return f"killed by signal {-code}"
        self._said.seek(max(0, self._said.seek(0, os.SEEK_END) - LAST_WORDS))
        words = self._said.read().decode(errors="replace").strip().splitlines()
        return f"exit code {code}" + (f": {words[-1][:300]}" if words else "")
