"""What a cell prints, joined: as nbclient does it, in a time that grows with the text alone."""

import asyncio
from time import process_time
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from pipeline.streams import join_streams, without_overwritten


class Replaying(NotebookClient):
    """nbclient with the outputs of a cell in place of a kernel that prints them."""

    def __init__(self, outputs):
        super().__init__(new_notebook(), coalesce_streams=True)
        self.outputs = outputs
        self.kc = SimpleNamespace(execute=lambda *_, **__: "message")

    async def _async_poll_for_reply(self, message, cell, *_):
        cell.outputs = self.outputs
        return {"content": {"status": "ok"}}

    async def _nothing(self, *_):
        pass

    _async_poll_kernel_alive = _async_poll_output_msg = _nothing


def joined_by_nbclient(outputs):
    cell = new_code_cell("x")
    client = Replaying(outputs)
    client.nb.cells = [cell]
    asyncio.run(client.async_execute_cell(cell, 0))
    return cell.outputs


def printed(*pieces):
    """A fresh output for each piece; None is a figure between them."""
    return [
        new_output("stream", name="stdout", text=piece)
        if piece is not None
        else new_output("display_data", data={"text/plain": "figure"})
        for piece in pieces
    ]


PIECES = st.lists(st.one_of(st.none(), st.text("ab é\n\r\b", max_size=8)), max_size=8)


@settings(max_examples=500, deadline=None)
@given(PIECES)
def test_streams_are_joined_as_nbclient_joins_them(pieces):
    assert join_streams(printed(*pieces)) == joined_by_nbclient(printed(*pieces))


@settings(deadline=None)
@given(st.text("ab\n\r", max_size=12), st.data())
def test_how_a_stream_is_cut_does_not_matter(text, data):
    cut = data.draw(st.integers(0, len(text)))
    whole, cut = printed(text), printed(text[:cut], text[cut:])
    assert join_streams(cut) == join_streams(whole)


LINES = {
    "one line": "x",
    "a bar that moves": "50 %\r",
    "backspaces": "x\b",
    "returns": "\r",
    "empty lines": "\n",
}


@pytest.mark.parametrize("unit", LINES.values(), ids=LINES)
def test_eight_times_the_text_takes_about_eight_times_as_long(unit):
    """The ratio is 64 where each character looks at all that follow it."""
    short, long = (fastest(unit * (length // len(unit))) for length in (4_000, 32_000))
    assert long < 24 * short


def fastest(text):
    """The least time of several that one join takes."""
    times = []
    for _ in range(10):
        start = process_time()
        without_overwritten(text)
        times.append(process_time() - start)
    return min(times)
