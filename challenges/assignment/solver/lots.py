"""Lots: numbers that follow from a seed and the ids alone, so that anyone can draw them again."""

import hashlib
from typing import Any


def lot(seed: str, *names: Any) -> int:
    """Return the lot of something named: the first eight bytes of SHA-256 over seed and names, as a number."""
    text = "|".join([seed, *map(str, names)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
