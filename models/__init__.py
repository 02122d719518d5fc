"""Formulations of the rollout question. Importing this package is light: it loads no Pyomo."""

OWNER = "orbital-planner"
