"""The pictures of a plan, a subject a module: a Figure each, or None where the plan has nothing to show."""
