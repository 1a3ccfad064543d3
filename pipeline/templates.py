"""Templates: the theme's, compiled, which takes Jinja a quarter of a second."""

from base64 import b64decode, b64encode
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from .entries import Entries


class Templates(BytecodeCache):
    """One entry a template. Jinja's own cache of files stops at one that is cut off."""

    def __init__(self, folder: Path) -> None:
        self.entries = Entries(folder)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja's question; it checks itself whether the template is still the same."""
        if known := self.entries.read(bucket.key):
            bucket.bytecode_from_string(b64decode(known))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Jinja's answer."""
        self.entries.write(bucket.key, b64encode(bucket.bytecode_to_string()).decode())
