"""A rollout under way: where it stands, what is frozen, what is remembered, and plans to start from."""
