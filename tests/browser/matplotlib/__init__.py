"""The small matplotlib beside matplotlib."""
