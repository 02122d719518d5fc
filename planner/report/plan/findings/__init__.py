"""What the pictures of a plan find, in a sentence each, by rules: their titles."""
