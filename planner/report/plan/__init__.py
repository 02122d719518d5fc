"""The pictures of a plan, a subject a module: each gives a Figure, or None where the plan has nothing to show."""
