"""Benchmarks of the site: weight, speed, accessibility."""
