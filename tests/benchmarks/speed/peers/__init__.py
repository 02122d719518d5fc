"""Other solvers: the whole question as arrays, and Dinkelbach's outer loop around each of them."""
