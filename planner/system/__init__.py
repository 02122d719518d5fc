"""What touches the machine: signals, streams, folders, versions, what scripts hand in, faults of our own."""
