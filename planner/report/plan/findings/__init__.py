"""What a picture of a plan finds, in one sentence, by rules: its title."""
