"""Speed and memory, measured side by side in one process against what a reader would write."""
