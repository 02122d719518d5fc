"""What people look at: pictures of studies and of plans, the page of a plan, a plan in a notebook."""
