"""Versions of what a plan depends on, as `planner --version` prints them and run.json keeps them."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from planner import __version__

PACKAGES = (
    "highspy",
    "pyomo",
    "numpy",
    "pandas",
    "scipy",
    "skyfield",
    "skyfield-data",
    "pydantic",
)
"""The solver, the modelling language, and what else figures pass through."""


def versions() -> dict[str, str]:
    """Name -> version of the planner, Python and PACKAGES; "missing" for one that is not installed."""
    return {
        "planner": own_version(),
        "python": platform.python_version(),
        **{name: version_of(name) for name in PACKAGES},
    }


def own_version() -> str:
    """That of the planner."""
    return __version__


def version_of(package: str) -> str:
    """The version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
