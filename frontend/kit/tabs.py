"""The tabs over a table: each a filter with the number of its rows; `kit/tab_links.html` draws them."""

from dataclasses import dataclass

from notifications.phrase import Phrase


@dataclass(frozen=True)
class Tab:
    """One tab over a table; `alarm` when what lies under it is late or stuck."""

    label: Phrase
    count: int
    url: str
    current: bool
    alarm: bool = False
