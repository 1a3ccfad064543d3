"""What the pages say and show."""
