"""`torch.cuda`: there is no such device, and programs that ask for one do without."""

from . import missing


def is_available():
    return False


def __getattr__(name):
    raise missing.error(f"torch.cuda.{name}", name)
