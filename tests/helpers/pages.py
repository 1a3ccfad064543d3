"""A page, as the pipeline makes it of cells."""

from nbformat.v4 import new_notebook

from pipeline.markdown import to_markdown


def convert(*cells):
    """The page, and its files by name."""
    files = {}

    def store(name, content):
        files[name] = content
        return f"files/{name}"

    return to_markdown(new_notebook(cells=list(cells)), "page.py", store), files
