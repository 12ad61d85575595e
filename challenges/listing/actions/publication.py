"""Several challenges of a call published by one notice 发布榜单: drafted with its window, posted by a second person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.errors import Refused
from challenges.bulletin.actions.notice import draft, on_posting, one_of, plain
from challenges.bulletin.models import Notice, NoticeKind
from challenges.bulletin.queries.notice_values import written
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, moving
from challenges.core.periods import day_of
from challenges.listing.actions import together
from challenges.listing.actions.challenge_check import release, require_funds, window
from challenges.listing.models import Batch, Challenge
from challenges.listing.states import CHALLENGE
from notifications.typed import moment as read_moment

VERB = "publish"


def prepare(
    batch: Batch,
    *,
    picks: Sequence[int],
    by: Acting,
    at: Moment,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Notice:
    """Draft one notice that publishes several challenges; they are published when somebody else posts it.

    Without dates each opens as it is posted, and closes after its own window. Raises what `together.picked` raises,
    and what `publish` would refuse of any of them.
    """
    with transaction.atomic():
        challenges = together.picked(batch, picks, VERB, by=by)
        together.hold(challenges)
        now = gate.moment(at)
        together.refuse(challenges, outlook(challenges))
        rules = batch.rules_on(day_of(now))
        for challenge in challenges:
            with one_of(challenges, challenge):
                window(challenge, now, rules, opens_at=opens_at, closes_at=closes_at)
        named = {"opens_at": opens_at, "closes_at": closes_at}
        return draft(
            kind=NoticeKind.PUBLICATION,
            issuer=batch.organiser,
            batch=batch,
            by=by,
            at=now,
            items=[(challenge, None, 0) for challenge in challenges],
            facts=plain({name: value for name, value in named.items() if value}),
        )


def outlook(challenges: Sequence[Challenge]) -> dict[int, Refused]:
    """Return what keeps each of these from being published by a notice with others, by id; in one query."""
    found = together.hindered(
        challenges, CHALLENGE.step(VERB), NoticeKind.PUBLICATION, _("发布公告稿已经拟好，等另一人张贴。")
    )
    for challenge in challenges:
        if challenge.pk not in found:
            try:
                require_funds(challenge)
            except Refused as refused:
                found[challenge.pk] = refused
    return found


def announced(notice: Notice, at: datetime) -> dict[str, datetime | None]:
    """Return the window that a draft names; what was to open before it is posted opens as it is posted."""
    named = {name: read_moment(notice.facts.get(name)) for name in ("opens_at", "closes_at")}
    opens_at = named["opens_at"]
    return {**named, "opens_at": opens_at if opens_at and opens_at > at else None}


def posted(challenges: list[Challenge], notice: Notice, *, by: Acting, at: datetime) -> None:
    """Publish everything the notice names as it is posted, or nothing of it."""
    for challenge in challenges:
        with one_of(challenges, challenge), moving(challenge, VERB, by=by, at=at) as move:
            release(challenge, move, **announced(notice, at))
            move.facts["notice"] = notice.pk


def closing(challenges: list[Challenge], notice: Notice, *, at: datetime) -> dict[str, str]:
    """Return the list of what is published, each with number, title, lead firm, amount and window."""
    rows: list[dict[str, Any]] = []
    rules = challenges[0].rules_on(day_of(at))
    for challenge in challenges:
        opens_at, closes_at = challenge.opens_at, challenge.closes_at
        if opens_at is None:
            try:
                opens_at, closes_at = window(challenge, at, rules, **announced(notice, at))
            except Invalid:
                opens_at = closes_at = None
        rows.append({"challenge": challenge, "opens_at": opens_at, "closes_at": closes_at})
    alike = len({(row["opens_at"], row["closes_at"]) for row in rows}) == 1
    return {"名单": written("publication_list", {"rows": rows, "alike": alike, "first": rows[0]})}


on_posting(NoticeKind.PUBLICATION, posted, closing)
