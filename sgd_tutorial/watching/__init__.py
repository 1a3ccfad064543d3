"""What is wrong with a loop of the reader's own, told from watching it run."""
