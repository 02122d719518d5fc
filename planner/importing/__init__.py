"""Files of other programs become parts of an instance: demand, and satellites that fly."""
