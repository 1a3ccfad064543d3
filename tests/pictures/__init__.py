"""The pictures that the reader holds, under Node."""
