"""Many questions that differ in a few values: the runs of a study, and one row for each."""
