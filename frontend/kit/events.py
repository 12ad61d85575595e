"""What an event is called on a timeline. Notices have their own words; these name the act in a few.

Each area says so of its own events (`EVENTS` in its `words`).
"""

from frontend.kit.areas import words


def event_name(name: str) -> str:
    """Return what an event is called; its bare name when it has none yet."""
    return str(words("EVENTS").get(name, name))
