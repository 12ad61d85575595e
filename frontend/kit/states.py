"""Which mark a state wears: each area says so of its own nouns (`MARKS` in its `words`), the tables name the states.

wait: not begun, not mine to act · run: under way · ok: passed · fix: someone must repair · bad: overdue, refused,
disputed · seal: closed to every eye until a fixed time · end: over, without blame.
"""

from frontend.kit.areas import words


def mark(noun, state):
    """The class of a state's mark, such as `st-run`. An unknown state wears the hollow square."""
    return "st-" + words("MARKS").get(noun, {}).get(str(state), "wait")
