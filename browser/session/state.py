"""State: what a run finds is what it would find right after the start of Python."""

import gc
import os
import random
import shutil
import sys
import warnings
from pathlib import Path
from types import ModuleType

FILES = Path(__file__).parents[1] / "files"  # which the site's snippets read
FOLDER = Path.home() / "cells"  # where a run works


class State:
    """What a run changes in modules, files and settings, as it was when this was made.

    What it changes inside the library's own objects stays.
    """

    def __init__(self):
        self.modules = dict(sys.modules)
        self.contents = {
            name: dict(vars(module))
            for name, module in self.modules.items()
            if isinstance(module, ModuleType)
        }
        self.lists = [(held, list(held)) for held in (sys.path, sys.meta_path, warnings.filters)]
        self.environment = dict(os.environ)
        self.limit = sys.getrecursionlimit()

    def restore(self):
        """Forget what was imported, changed and written since."""
        for name, content in self.contents.items():
            held = vars(self.modules[name])
            if held != content:
                held.update(content)
                for added in held.keys() - content.keys():
                    del held[added]
        sys.modules.clear()
        sys.modules.update(self.modules)
        for held, content in self.lists:
            held[:] = content
        os.environ.clear()
        os.environ.update(self.environment)
        sys.setrecursionlimit(self.limit)
        sys.settrace(None)
        sys.setprofile(None)
        gc.enable()
        random.seed()
        os.chdir("/")
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.copytree(FILES, FOLDER)
        os.chdir(FOLDER)
        gc.collect()
