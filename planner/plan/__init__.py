"""A plan as data: its tables and its record, and the folder that holds them."""
