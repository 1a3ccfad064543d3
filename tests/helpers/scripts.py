"""Python code, run as a script of its own."""

import os
import subprocess
import sys


def run_script(code, folder, **environment):
    """What it prints, started in this folder."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
