"""The linear relaxation priced over every candidate: a master and the columns that enter it."""
