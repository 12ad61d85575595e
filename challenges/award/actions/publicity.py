"""The publicity 公示 of what the lead firm chose: drafted, posted with its period, and posted anew when that moves."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.award.actions import feedback
from challenges.award.actions.decision import require_decided
from challenges.award.models import Choice
from challenges.award.queries.result import partners_of, publicity_of
from challenges.bulletin.actions import next_number, on_posting, plain, post, words
from challenges.bulletin.models import Notice, NoticeItem, NoticeKind
from challenges.bulletin.states import NoticeState
from challenges.core import gate, policy
from challenges.core.gate import LostUpdate, MassMove, Moment, NotAllowed, Refused, moving, moving_many
from challenges.core.models import Holiday
from challenges.core.periods import day_of, midnight_end
from challenges.listing.models import Challenge
from challenges.listing.states import CHALLENGE
from challenges.proposals.states import ProposalState
from notifications.events import record

CONTACT = ("contact_name", "contact_phone", "contact_email")


def prepare(challenge: Challenge, *, by: Acting, at: Moment) -> Notice:
    """The organiser drafts the publicity 公示 of what the lead firm chose; somebody else posts it.

    Refused before the choice is made and decided 审定, and when it was changed since.
    """
    with transaction.atomic():
        gate.lock(challenge)
        now = gate.moment(at)
        if not policy.may(by, "announce", challenge):
            raise NotAllowed()
        gate.check_source(challenge, CHALLENGE.step("announce"))
        choices = require_choice(challenge)
        if drafts_of(challenge).exists():
            raise Refused(_("公示稿已经拟好，请修改或者作废后重拟。"), code="draft_exists")
        facts = {"challenge": challenge, "issuer": challenge.organiser, "rows": [named(row) for row in choices]}
        title, body = words(NoticeKind.PUBLICITY, facts)
        notice = Notice.objects.create(
            kind=NoticeKind.PUBLICITY,
            title=title[:160],
            body=body,
            issuer=challenge.organiser,
            batch=challenge.batch,
            contact_name=challenge.contact_name,
            contact_phone=challenge.contact_phone,
            prepared_by=by.user,
            created_at=now,
            updated_at=now,
        )
        NoticeItem.objects.bulk_create(
            NoticeItem(notice=notice, challenge=challenge, proposal=row.proposal, position=row.slot) for row in choices
        )
        record("notice.prepared", subject=notice, by=by, at=now, facts={"title": notice.title})
    return notice


def drafts_of(challenge: Challenge) -> Any:
    """Return the publicity drafts of a challenge."""
    return Notice.objects.filter(items__challenge=challenge, kind=NoticeKind.PUBLICITY, state=NoticeState.DRAFT)


def standing_publicity(challenge: Challenge) -> Notice:
    """Return the publicity notice of a challenge in a state that has one; DoesNotExist where the rows say otherwise."""
    notice = publicity_of(challenge)
    if notice is None:
        raise Notice.DoesNotExist(f"challenge {challenge.pk} has no publicity that stands")
    return notice


def named(choice: Any) -> dict:
    """Return the names of the firms of a choice, as a public notice lists them."""
    return {
        "organisation": choice.proposal.organisation.name,
        "members": [partner.name for partner in partners_of(choice.proposal)],
    }


def require_choice(challenge: Challenge) -> list[Choice]:
    """Return the choices by slot; refuse while there is none, or while they are not decided as they stand."""
    choices = list(challenge.choices.select_related("proposal__organisation"))
    if not choices:
        raise Refused(_("发榜方还没有确定拟揭榜单位。"), code="not_chosen")
    require_decided(challenge)
    return choices


def publish(challenge: Challenge, notice: Notice, *, by: Acting, at: datetime) -> None:
    """Let the publicity run, as its notice is posted; an earlier one of the same challenge is replaced.

    The first and last day are counted on the holiday table and printed with the number of working days. Refused when
    the lead firm has chosen anew since the draft was written.
    """
    rules = challenge.rules_on(day_of(at))
    starts_on, counts_first = day_of(at), bool(rules["publicity_counts_first_day"])
    days = rules["publicity_days"]
    calendar = Holiday.objects.calendar()
    ends_on = calendar.add(starts_on, days, count_first=counts_first)
    earlier = publicity_of(challenge)
    if earlier is not None:
        with moving(earlier, "supersede", by=by, at=at):
            pass
    facts = {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "days": days,
        "counts_first": counts_first,
        "replaces": earlier.number if earlier else "",
        "provisional": calendar.is_provisional(ends_on),
    }
    notice.body = f"{notice.body.strip()}\n{words('publicity_period', facts)[1]}"
    notice.publicity_starts_on, notice.publicity_ends_at = starts_on, midnight_end(ends_on)
    notice.replaces = earlier
    notice.facts = plain(facts)
    begin_publicity(challenge, notice, by=by, at=at)
    feedback.give_when_due(challenge, at=at)


on_posting(NoticeKind.PUBLICITY, publish)


def begin_publicity(challenge: Challenge, notice: Notice, *, by: Acting, at: datetime) -> None:
    """Put the challenge into publicity: where every proposal stands is known from this one date on."""
    with moving(challenge, "announce", by=by, at=at) as move:
        now = move.at
        choices = require_choice(challenge)
        items = {(item.position, item.proposal_id) for item in notice.items.all()}
        if items != {(choice.slot, choice.proposal_id) for choice in choices}:
            raise Refused(_("拟稿之后发榜方改变了选择，请作废后重拟公示稿。"), code="draft_outdated")
        ends_at = notice.publicity_ends_at or now
        challenge.publicity_ends_at, challenge.due_at = ends_at, None
        challenge.feedback_at = challenge.feedback_due_at = feedback.first_date(challenge, now)
        chosen = {choice.proposal_id for choice in choices}
        panel = challenge.panels.exclude(state="cancelled").get()
        passed = set(panel.results.filter(round=panel.round, passed=True).values_list("proposal_id", flat=True))
        moves = []
        for proposal in challenge.proposals.filter(state=ProposalState.SCORED).order_by("id"):
            proposal.challenge = challenge
            target = ProposalState.RESERVE if proposal.pk in passed else ProposalState.NOT_SELECTED
            moves.append(MassMove(proposal, ProposalState.PROPOSED if proposal.pk in chosen else target))
        moving_many(moves, "nominate", by=by, at=at)
        move.facts |= {"notice": notice.pk, "number": notice.number, "ends_at": ends_at.isoformat()}


def announce(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> Challenge:
    """Post the publicity draft of this challenge. Refused when nobody has drafted one."""
    notice = drafts_of(challenge).first()
    if notice is None:
        if not policy.may(by, "announce", challenge):
            raise NotAllowed()
        raise Refused(_("还没有公示稿，请先拟稿。"), code="no_draft")
    if expected is not None and expected != challenge.version:
        raise LostUpdate(current=challenge.version)
    post(notice, by=by, at=at)
    challenge.refresh_from_db()
    return challenge


def post_again(challenge: Challenge, *, by: Acting, at: datetime) -> Notice:
    """Post the standing publicity anew with the end the challenge has now, in the place of the earlier notice.

    It is called inside the gate of the challenge. The firms, the first day and the number of working days are those of
    the earlier notice; objections already filed go on under the new one.
    """
    earlier = standing_publicity(challenge)
    items = list(earlier.items.all())
    ends_on = day_of(challenge.publicity_ends_at or at)
    given = {**facts_of(earlier), "ends_on": ends_on, "replaces": earlier.number, "recounted": True}
    given["provisional"] = Holiday.objects.calendar().is_provisional(ends_on)
    said = earlier.body.removesuffix(words("publicity_period", facts_of(earlier))[1])
    notice = Notice.objects.create(
        kind=NoticeKind.PUBLICITY,
        state=NoticeState.POSTED,
        number=next_number(earlier.issuer_id, at),
        title=earlier.title,
        body=f"{said.strip()}\n{words('publicity_period', given)[1]}",
        dated=day_of(at),
        posted_at=at,
        publicity_starts_on=earlier.publicity_starts_on,
        publicity_ends_at=challenge.publicity_ends_at,
        replaces=earlier,
        facts=plain(given),
        prepared_by=earlier.prepared_by,
        created_at=at,
        updated_at=at,
        **{name: getattr(earlier, name) for name in ("issuer", "batch", *CONTACT)},
    )
    NoticeItem.objects.bulk_create(
        NoticeItem(notice=notice, challenge=challenge, proposal_id=item.proposal_id, position=item.position)
        for item in items
    )
    challenge.objections.filter(notice=earlier).update(notice=notice)
    told = {"kind": notice.kind, "number": notice.number, "title": notice.title, "challenge": challenge.pk}
    record("notice.posted", subject=notice, by=by, at=at, facts=told)
    with moving(earlier, "supersede", by=by, at=at):
        pass
    return notice


def facts_of(notice: Notice) -> dict:
    """Return the facts of a publicity's period as they were when its words were made."""
    ends_at = notice.publicity_ends_at
    return {**notice.facts, "starts_on": notice.publicity_starts_on, "ends_on": day_of(ends_at) if ends_at else None}
