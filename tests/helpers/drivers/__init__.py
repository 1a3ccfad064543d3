"""Chromium, Firefox and WebKit, each driven by its own protocol and used in one way.

`page.py` has what a reader does; the other modules start a browser and hand it each action.
"""
