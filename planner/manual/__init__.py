"""The manual: pages as Markdown, and what of them is made from the code when the site is built (make docs)."""
