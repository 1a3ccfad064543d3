"""The tests, named after what they test."""
