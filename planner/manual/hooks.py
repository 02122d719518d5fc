"""What mkdocs calls while it builds the manual: pages made from the code join those that are written."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.files import File, Files

from planner.manual.generated import chapters, pages, pictures


def on_files(files: Files, config: Any, **_: Any) -> Files:
    """Add the generated pages, and the pictures that other parts of the project keep."""
    for name, text in pages().items():
        files.append(File.generated(config, name, content=text))
    for name, path in pictures().items():
        files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_config(config: Any, **_: Any) -> Any:
    """Put the chapters of the formulation into the navigation."""
    for section in config["nav"]:
        for entries in section.values():
            for entry in entries:
                if isinstance(entry, dict) and "Formulation" in entry:
                    entry["Formulation"] = chapters()
    return config
