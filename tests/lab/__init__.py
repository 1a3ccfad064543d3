"""The lab's engine and programs, in Node."""
