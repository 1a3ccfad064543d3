"""The Python that runs in the reader's browser, compared with what it stands in for."""
