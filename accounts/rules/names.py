"""Names of units as they are compared: what people write differently but mean alike."""

import re
import unicodedata

# What a name is written with or without: spaces and brackets, both widths.
IDLE = (" ", "\u3000", "(", ")", "（", "）")


def folded(text: str) -> str:
    """Return a name as it is compared: full width folded, without spaces and brackets, lower case."""
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", text)).lower()
