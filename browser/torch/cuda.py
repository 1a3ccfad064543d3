"""`torch.cuda`: a page reaches no such device, and programs that ask for one go on without."""

from .lacking import missing


def is_available():
    return False


def __getattr__(name):
    raise missing(None, name, f"torch.cuda.{name}")
