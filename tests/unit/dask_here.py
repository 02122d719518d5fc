"""A scheduler and workers of Dask on loopback, in processes of their own."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def cluster(root, workers=2):
    """(address of the scheduler, processes of its workers)."""
    address = f"tcp://127.0.0.1:{free_port()}"
    env = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests/unit'}"}
    quiet = {"env": env, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    port = address.rpartition(":")[2]
    scheduler = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        port,
    ]
    started = [subprocess.Popen([*scheduler, "--no-dashboard"], **quiet)]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    own = [subprocess.Popen([*worker, "--no-dashboard"], **quiet) for _ in range(workers)]
    try:
        yield address, own
    finally:
        for process in [*own, *started]:
            process.kill()
            process.wait()
