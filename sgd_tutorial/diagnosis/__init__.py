"""What a run will do, or what went wrong with it."""
