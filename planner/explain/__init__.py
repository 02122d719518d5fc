"""Words from facts: what limits a plan, and what is left out of it."""
