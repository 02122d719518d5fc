"""What a study asks: its file, its axes, and the runs that come of them."""
