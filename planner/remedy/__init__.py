"""Remedies: the least changes that make an impossible question possible, each tried before it is told."""
