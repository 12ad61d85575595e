"""The number on a receipt 回执: it proves a place in the row of submissions, and tells nobody which place that is.

Inside, the submissions of a challenge are counted 1, 2, 3 … without a gap. Printed is that count sent through a
permutation under the challenge's own secret (a Feistel network over HMAC-SHA-256), so that two numbers can be neither
put in order nor counted between, none is ever given twice, and the platform alone reads its own count back from it.
"""

import hashlib
import hmac

from accounts.rules.uscc import ALPHABET

PREFIX = "JB"
# The signs of a credit code: none of them is mistaken for another on paper.
SIGNS = ALPHABET
# 2^28 numbers for a challenge fit into six signs (31^6).
HALF, ROUNDS, WIDTH = 14, 8, 6
MASK = (1 << HALF) - 1
MOST = 1 << (2 * HALF)


def number_of(secret: str, *, challenge_id: int, year: int, count: int) -> str:
    """Return the number printed for the `count`-th submission of a challenge.

    It is made of prefix, year, challenge, and six signs with their check sign.
    Raises ValueError for a count that the width has no room for.
    """
    if not 0 < count < MOST:
        raise ValueError(f"no receipt for submission {count}")
    value = permuted(secret, count)
    signs = ""
    for _place in range(WIDTH):
        value, place = divmod(value, len(SIGNS))
        signs = SIGNS[place] + signs
    body = f"{year:04d}-{challenge_id:05d}-{signs}"
    return f"{PREFIX}-{body}{check_sign(body)}"


def count_of(secret: str, number: str) -> int | None:
    """Return which submission of the challenge with this secret a number stands for; None when it never gave it."""
    prefix, _dash, body = number.partition("-")
    signs = body.rpartition("-")[2]
    if prefix != PREFIX or len(signs) != WIDTH + 1 or not set(signs) <= set(SIGNS):
        return None
    if check_sign(body[:-1]) != signs[-1]:
        return None
    value = 0
    for sign in signs[:-1]:
        value = value * len(SIGNS) + SIGNS.index(sign)
    return permuted(secret, value, back=True) if value < MOST else None


def check_sign(body: str) -> str:
    """Return the sign that betrays one wrong sign or two exchanged ones: Σ vᵢ·3ⁱ modulo 31, as in a credit code."""
    places = [SIGNS.index(sign) for sign in body if sign != "-"]
    return SIGNS[-sum(place * pow(3, n, 31) for n, place in enumerate(places)) % 31]


def permuted(secret: str, value: int, *, back: bool = False) -> int:
    """Return where the permutation puts a value of 28 bits, or with `back` where it came from."""
    left, right = value >> HALF, value & MASK
    if back:
        left, right = right, left
    for turn in reversed(range(ROUNDS)) if back else range(ROUNDS):
        left, right = right, left ^ mixed(secret, turn, right)
    if back:
        left, right = right, left
    return left << HALF | right


def mixed(secret: str, turn: int, half: int) -> int:
    """Return the round function: 14 bits that only the secret gives."""
    given = hmac.new(bytes.fromhex(secret), f"receipt:{turn}:{half}".encode(), hashlib.sha256).digest()
    return int.from_bytes(given[:2], "big") & MASK
