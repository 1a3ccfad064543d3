"""What a run shows, compared with IPython."""
