"""The question with flights that are alike taken together, which completes nodes of the branching tree."""
