"""A plan in the formats of other programs: workbook, Parquet, orbit viewers, solvers."""
