"""The bound by branching: a tree whose nodes decide openings, tiers, gates and whole flights."""
