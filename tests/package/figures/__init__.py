"""The figures, one by one and all together."""
