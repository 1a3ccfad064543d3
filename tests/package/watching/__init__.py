"""Tests of `watch`."""
