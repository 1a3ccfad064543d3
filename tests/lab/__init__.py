"""The lab, in Node."""
