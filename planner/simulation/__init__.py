"""Many runs of a plan: what launches, losses and failures do to what it promises."""
