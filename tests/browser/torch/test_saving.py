"""What a program saves it loads again as with torch."""

import io

import pytest

from tests.helpers.small_torch import run_with_both, small

START = [
    "torch.manual_seed(0)",
    "net = torch.nn.Linear(2, 1)",
    "w = torch.ones(2).requires_grad_()",
]
STATE = ["torch.save(net.state_dict(), 'net.pth')", "net.weight.data *= 0"]
STATE += ["seen.append(net.load_state_dict(torch.load('net.pth')))", "seen += net.parameters()"]
MANY = ["torch.save({'w': w, 'at': [1, (2.5, None)]}, 'w.pt')", "w.data += 1"]
MANY += ["seen += torch.load('w.pt', map_location='cpu').items()"]
WHOLE = ["torch.save(net, 'net')", "net.weight.data += 1"]
WHOLE += ["seen += torch.load('net', weights_only=False).parameters()"]
PATH = ["import pathlib", "torch.save(w, pathlib.Path('w'))", "seen += [torch.load('w'), w]"]


@pytest.mark.parametrize("lines", [STATE, MANY, WHOLE, PATH, ["torch.load('nothing')"]])
def test_it_is_loaded_as_it_was_saved(lines, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    theirs, ours = run_with_both([*START, *lines])
    assert ours == theirs


def test_a_buffer_is_read_too():
    buffer = io.BytesIO()
    small.save(small.ones(2), buffer)
    buffer.seek(0)
    assert small.load(buffer).tolist() == [1, 1]


def test_a_whole_module_is_refused_as_torch_refuses_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    theirs, ours = run_with_both([*START, "torch.save(net, 'net')", "torch.load('net')"])
    assert ours[0][1] == theirs[0][1] == "UnpicklingError"
    for text in ours[0][2], theirs[0][2]:
        assert "modules.linear.Linear was not an allowed global by default." in text


def test_a_file_of_another_run_is_named(tmp_path):
    (tmp_path / "model.pt").write_bytes(b"PK")
    with pytest.raises(NotImplementedError, match=r"torch\.load of a file that this run did not"):
        small.load(tmp_path / "model.pt")
