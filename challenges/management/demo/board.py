"""The review boards of the demo: an officer has urged the experts who are behind, and keeps a filter for it."""

from contextlib import suppress

from challenges.actions import job, saved_view
from challenges.actions.gate import Refused


def make(needs, people) -> None:
    """Urge whoever is behind in the first batch, on the last morning, and save the filter that finds them."""
    officer, batch, words = people.by("O01", "review"), needs.batches["B1"], {"state": "partly"}
    # Where everybody has handed in there is nobody to urge.
    with suppress(Refused):
        job.ask(batch, by=officer, at=needs.days.at(-1, 9), kind="remind", words=words, reason="请在期限前两天交齐。")
    job.run_waiting(at=needs.days.at(-1, 9, 1))
    saved_view.save(batch, by=officer, at=needs.days.at(-1, 9, 5), name="还没交齐的", words=words)
