"""Tests of the answers to the notebook's six questions."""
