"""What people look at: a plan in a notebook."""
