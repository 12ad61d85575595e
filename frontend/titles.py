"""Where a long Chinese title may break: between words, never inside one."""

import re
from functools import lru_cache

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
    """The title cut into words, and between Chinese and other letters."""
    try:
        from rjieba import cut
    except ImportError:
        return [
            piece
            for piece in re.split(r"(?<=[^\x00-\x7f])(?=[\x00-\x7f])|(?<=[\x00-\x7f])(?=[^\x00-\x7f])", text)
            if piece
        ]
    return cut(text)
