"""The calls of the package, a subject a module; planner/__init__.py hands them on."""
