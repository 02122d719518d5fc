"""What the pictures of a plan find, in a sentence each, by rules: their titles."""
"""What a picture of a plan finds, in one sentence, by rules: its title."""
