"""A plan as one HTML page: the answer on its first screen, then the pictures and what stands behind them."""
