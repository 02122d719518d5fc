"""Which flight is worth more than it costs: reduced costs, and the best manifest at them."""
