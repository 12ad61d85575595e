"""The review boards of the demo: an officer has urged the experts who are behind, and keeps a filter for it.

Urging them again was refused for each of them, and a third try was stopped before it began.
"""

from challenges.core.actions import job, saved_view
from challenges.review.queries.review_jobs import BOARD


def make(needs, people) -> None:
    """Urge whoever is behind in the first batch, on the last morning, and save the filter that finds them."""
    officer, batch, words = people.by("O01", "review"), needs.batches["B1"], {"state": "partly"}
    job.ask(batch, by=officer, at=needs.days.at(-1, 9), kind="remind", words=words, reason="请在期限前两天交齐。")
    job.run_waiting(at=needs.days.at(-1, 9, 1))
    # Urged again the same day: too soon, as the job's page says of each of them.
    job.ask(batch, by=officer, at=needs.days.at(-1, 14), kind="remind", words=words, reason="请今天内交齐。")
    job.run_waiting(at=needs.days.at(-1, 14, 1))
    last = job.ask(batch, by=officer, at=needs.days.at(-1, 16), kind="remind", words=words, reason="请尽快交齐。")
    job.cancel(last, by=officer, at=needs.days.at(-1, 16), reason="上午已经催办过，改为电话联系。")
    at = needs.days.at(-1, 9, 5)
    saved_view.save(BOARD, by=officer, at=at, batch=batch, name="还没交齐的", words=words)
