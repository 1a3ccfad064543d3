"""The command: from a CSV file to a report."""
