"""Plans in whole numbers from a point of the relaxation, or from an earlier plan."""
