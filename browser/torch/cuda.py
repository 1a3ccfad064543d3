"""`torch.cuda`: a page reaches no such device, and programs that ask for one go on without."""

from . import missing


def is_available():
    return False


def __getattr__(name):
    raise missing.error(f"torch.cuda.{name}", name)
