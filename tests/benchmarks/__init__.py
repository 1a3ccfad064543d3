"""The benchmarks: how they time, what they write, that they compare like with like."""
