"""Where a long Chinese title may break: between words, never inside one."""

import re
from functools import lru_cache

from rjieba import cut

# Short function words open or close a phrase; a break before 的 or after 面向 reads badly.
CLOSERS = set("用级型的与和及或、，；：）》”—~")
BORDER = re.compile(r"(?<=[^\x00-\x7f])(?=[\x00-\x7f])|(?<=[\x00-\x7f])(?=[^\x00-\x7f])")


@lru_cache(maxsize=4096)
def broken(text):
    """The pieces between which a line may end; joined, they are the text itself."""
    pieces = []
    for word in words(text):
        if pieces and (word[0] in CLOSERS or not word.strip() or len(pieces[-1]) < 2):
            pieces[-1] += word
        else:
            pieces.append(word)
    return tuple(pieces)


def words(text):
    """The title cut into words, and between Chinese and other letters; a quantity such as 800 V stays whole."""
    for piece in BORDER.split(text):
        if piece.isascii():
            yield piece
        else:
            yield from cut(piece)
