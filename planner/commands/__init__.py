"""The commands that have a module each, and the options that several share."""
