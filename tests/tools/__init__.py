"""What the hosted runs call."""
