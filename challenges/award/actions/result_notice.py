"""One notice of the results of several challenges of a call: drafted by one, posted by another; each award stands."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.award.actions.publicity import VERB, listed
from challenges.award.models import Award
from challenges.bulletin.access import POSTED
from challenges.bulletin.actions.notice import draft, on_posting
from challenges.bulletin.models import Notice, NoticeItem, NoticeKind
from challenges.bulletin.queries.notice_values import moment
from challenges.core import gate
from challenges.core.gate import Moment, Refused
from challenges.core.periods import day_of
from challenges.core.table import step
from challenges.listing.actions import together
from challenges.listing.models import Batch, Challenge
from challenges.listing.states import ChallengeState

# What the notice tells has happened: it moves nothing.
AWARDED = step("tell_result", ChallengeState.AWARDED)


def prepare(batch: Batch, *, picks: Sequence[int], by: Acting, at: Moment) -> Notice:
    """Draft one notice of the results of several challenges; somebody else posts it.

    Raises what `together.picked` raises, and Refused or Invalid for those that are not awarded or were told before.
    """
    with transaction.atomic():
        challenges = together.picked(batch, picks, VERB, by=by)
        together.hold(challenges)
        now = gate.moment(at)
        together.refuse(challenges, outlook(challenges))
        place = {challenge.pk: n for n, challenge in enumerate(challenges)}
        rows = Award.objects.filter(challenge__in=challenges).select_related("challenge", "proposal").order_by("slot")
        return draft(
            kind=NoticeKind.RESULT,
            issuer=batch.organiser,
            batch=batch,
            by=by,
            at=now,
            items=[
                (row.challenge, row.proposal, row.slot) for row in sorted(rows, key=lambda row: place[row.challenge_id])
            ],
        )


def outlook(challenges: Sequence[Challenge]) -> dict[int, Refused]:
    """Return what keeps each of these from a notice of results, by id: no award, a draft, or one that stands."""
    drafted = _("结果公告稿已经拟好，等另一人张贴。")
    found = together.hindered(challenges, AWARDED, NoticeKind.RESULT, drafted)
    # What the clock told of one alone was drafted by nobody.
    posted_before = Notice.objects.filter(kind=NoticeKind.RESULT, state__in=POSTED, prepared_by__isnull=False)
    named = NoticeItem.objects.filter(challenge__in=challenges, notice__in=posted_before)
    told = named.values_list("challenge_id", "notice__number")
    return {pk: Refused(_("已在%(number)s公布。") % {"number": number}, code="told") for pk, number in told} | found


def posted(challenges: list[Challenge], _notice: Notice, *, by: Acting, at: datetime) -> None:  # noqa: ARG001
    """Refuse to tell of an award that stands no more; nothing else follows from the notice."""
    together.refuse(challenges, together.out_of_state(challenges, AWARDED))


def closing(challenges: list[Challenge], notice: Notice, *, at: datetime) -> dict[str, str]:
    """Return the list of winners, until when each signs, and how long a review may be asked for."""
    days = Award.objects.filter(challenge__in=challenges).order_by("sign_by").values_list("sign_by", flat=True)
    told = dict.fromkeys(moment(day).partition("日")[0] + "日" for day in days)
    until = "、".join(told)
    ends = f"{until}前，自中榜之日起按自然日计算。" if until else ""
    asked = challenges[0].rules_on(day_of(at))["objection_review_days"]
    return {"名单": listed(notice.items), "签约期限": ends, "复核申请天数": str(asked)}


on_posting(NoticeKind.RESULT, posted, closing)
