"""The manual: pages as Markdown, and what of it is made from the code when the site is built (make docs)."""
