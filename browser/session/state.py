"""The state of Python before the first run, which every run starts from."""

import gc
import os
import random
import shutil
import sys
import warnings
from pathlib import Path
from types import ModuleType

FILES = Path(__file__).parents[1] / "files"  # the snippets read them
FOLDER = Path.home() / "cells"  # the working directory of a run


class State:
    """A snapshot of modules, files and settings.

    What a run changes inside objects of the standard library is not restored.
    """

    def __init__(self):
        self.modules = dict(sys.modules)
        self.contents = {
            name: dict(vars(module))
            for name, module in self.modules.items()
            if isinstance(module, ModuleType)
        }
        lists = (sys.path, sys.meta_path, warnings.filters)
        self.lists = [(each, list(each)) for each in lists]
        self.environment = dict(os.environ)
        self.limit = sys.getrecursionlimit()

    def restore(self):
        """Undo imports, and changes of modules, settings and files."""
        for name, content in self.contents.items():
            current = vars(self.modules[name])
            if current != content:
                current.update(content)
                for added in current.keys() - content.keys():
                    del current[added]
        sys.modules.clear()
        sys.modules.update(self.modules)
        for current, content in self.lists:
            current[:] = content
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
