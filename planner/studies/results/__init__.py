"""What a study finds: a row for each run, the table of them, its pictures."""
