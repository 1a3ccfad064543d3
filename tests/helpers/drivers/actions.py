"""Mouse and keyboard as the W3C's two protocols take them, WebDriver and WebDriver BiDi."""

# The keys that are no letters, by the names that Playwright has for them.
KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Control": "\ue009",
    "Escape": "\ue00c",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowRight": "\ue014",
}


def mouse(steps):
    """Moves, presses and releases, for one mouse."""
    return {
        "type": "pointer",
        "id": "mouse",
        "parameters": {"pointerType": "mouse"},
        "actions": [_mouse_action(*step) for step in steps],
    }


def _mouse_action(way, *place):
    if way == "move":
        x, y = place
        return {"type": "pointerMove", "x": x, "y": y, "duration": 0, "origin": "viewport"}
    return {"type": f"pointer{way.title()}", "button": 0}


def keyboard(steps):
    """Keys that go down and up."""
    actions = [{"type": f"key{way.title()}", "value": KEYS.get(key, key)} for way, key in steps]
    return {"type": "key", "id": "keyboard", "actions": actions}
