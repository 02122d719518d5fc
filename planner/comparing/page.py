"""stub"""
from __future__ import annotations
import os
from pathlib import Path
from planner.errors import InstanceError
from planner.instance.files import named


def refuse_existing(path, force):
    pass
