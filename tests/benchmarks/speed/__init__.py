"""How fast the planner is: measurements, each in a process of its own, kept as records in .bench/, and the
page made of them, tests/benchmarks/results.md. tests/benchmarks/run.py is the command.
"""
