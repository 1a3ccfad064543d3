"""Streams: what a cell prints, in one piece however it was cut, as nbclient joins it.

nbclient's own `coalesce_streams` takes minutes for a long line: from each of its characters, a
regular expression looks for a carriage return up to the end.
"""

from nbformat import NotebookNode


def join_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """One output for each stream, where the first of its pieces was."""
    pieces: dict[str, list[str]] = {}
    joined = []
    for output in outputs:
        if output.output_type != "stream":
            joined.append(output)
        elif output.name in pieces:
            pieces[output.name].append(output.text)
        else:
            pieces[output.name] = [output.text]
            joined.append(output)
    for output in joined:
        if output.output_type == "stream":
            output.text = without_overwritten("".join(pieces[output.name]))
    return joined


def without_overwritten(text: str) -> str:
    """The text without what a carriage return takes back: all before it in its line.

    One at the end of a line takes nothing back.
    """
    return "\n".join(line[line.rfind("\r", 0, -1) + 1 :] for line in text.split("\n"))
