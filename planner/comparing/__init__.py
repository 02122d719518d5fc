"""Two plans, or several, side by side: what moved, which inputs differ, and what each of those explains."""
