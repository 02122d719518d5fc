"""The tables of a plan, made from a Case and a Solution."""
