"""Where a long Chinese title may break: between words, never inside one.

A full segmenter holds some thirty megabytes in every web process. Titles of challenges are made of few words, so a
list of the common ones does: a line may end before or after a listed word, and what is not listed stays in one piece.
"""

import re
from functools import lru_cache
from pathlib import Path

BORDER = re.compile(r"(?<=[^\x00-\x7f])(?=[\x00-\x7f])|(?<=[\x00-\x7f])(?=[^\x00-\x7f])")
# A break before one of these reads badly: it closes the phrase before it.
CLOSERS = tuple("的用型级与和及或化性、，；：）》”—")
WORDS = frozenset(Path(__file__).with_name("title_words.txt").read_text(encoding="utf-8").split())
LONGEST = max(map(len, WORDS))


@lru_cache(maxsize=4096)
def broken(text):
    """The pieces between which a line may end; joined, they are the text itself."""
    pieces: list[str] = []
    for word in words(text):
        if pieces and (word.startswith(CLOSERS) or not word.strip() or len(pieces[-1].strip()) < 2 or len(word) < 2):
            pieces[-1] += word
        else:
            pieces.append(word)
    return tuple(pieces)


def words(text):
    """The title cut into listed words, what stands between them, and quantities such as 800 V in one piece."""
    for piece in BORDER.split(text):
        if piece.isascii():
            yield piece
        else:
            yield from listed(piece)


def listed(piece):
    """Chinese text cut at the borders of listed words, the longest first."""
    start = place = 0
    while place < len(piece):
        for length in range(min(LONGEST, len(piece) - place), 1, -1):
            if piece[place : place + length] in WORDS:
                if start < place:
                    yield piece[start:place]
                yield piece[place : place + length]
                place += length
                start = place
                break
        else:
            place += 1
    if start < len(piece):
        yield piece[start:]
