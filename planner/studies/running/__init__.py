"""How the runs of a study are done: where they are kept, who solves them, which starts from which."""
