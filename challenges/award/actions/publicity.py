"""The publicity 公示 of what the lead firm chose: drafted, posted with its period, and posted anew when that moves."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.award.actions import feedback
from challenges.award.actions.decision import faults
from challenges.award.models import Choice, Objection
from challenges.award.queries.result import partners_of, publicity_of
from challenges.bulletin.actions.notice import CONTACT, about, draft, on_posting, one_of, plain, post, red_mark
from challenges.bulletin.actions.notice import closing as closed
from challenges.bulletin.actions.numbering import next_number
from challenges.bulletin.models import Notice, NoticeItem, NoticeKind
from challenges.bulletin.queries.notice_values import address, written
from challenges.bulletin.states import UNPOSTED, NoticeState
from challenges.core import gate, policy
from challenges.core.gate import LostUpdate, MassMove, Moment, Refused, moving, moving_many
from challenges.core.models import Holiday
from challenges.core.periods import day_of, midnight_end
from challenges.listing.actions import together
from challenges.listing.models import Batch, Challenge
from challenges.listing.states import CHALLENGE, DECIDED
from challenges.proposals.queries.team_shared import published_leaders
from challenges.proposals.states import ProposalState
from notifications.events import record

VERB = "announce"


def prepare(challenge: Challenge, *, by: Acting, at: Moment) -> Notice:
    """The organiser drafts the publicity 公示 of what the lead firm chose; somebody else posts it.

    Refused before the choice is made and decided 审定, and when it was changed since.
    """
    with transaction.atomic():
        gate.lock(challenge)
        now = gate.moment(at)
        policy.demand(by, VERB, challenge)
        together.refuse([challenge], outlook([challenge]))
        choices = chosen_of([challenge])[challenge.pk]
        return draft(
            kind=NoticeKind.PUBLICITY,
            issuer=challenge.organiser,
            batch=challenge.batch,
            by=by,
            at=now,
            items=[(challenge, row.proposal, row.slot) for row in choices],
        )


def prepare_many(batch: Batch, *, picks: Sequence[int], by: Acting, at: Moment) -> Notice:
    """Draft one publicity of what was decided on several challenges of a call; somebody else posts it.

    Each stays an award of its own: an objection holds up the one it is about. Raises what `together.picked` raises,
    and what `prepare` would refuse of any of them.
    """
    with transaction.atomic():
        challenges = together.picked(batch, picks, VERB, by=by)
        together.hold(challenges)
        now = gate.moment(at)
        together.refuse(challenges, outlook(challenges))
        chosen = chosen_of(challenges)
        return draft(
            kind=NoticeKind.PUBLICITY,
            issuer=batch.organiser,
            batch=batch,
            by=by,
            at=now,
            items=[(one, row.proposal, row.slot) for one in challenges for row in chosen[one.pk]],
        )


def outlook(challenges: Sequence[Challenge]) -> dict[int, Refused]:
    """Return what keeps each of these from a publicity now, by id; in six queries for as many as there are."""
    found = together.hindered(
        challenges, CHALLENGE.step(VERB), NoticeKind.PUBLICITY, _("公示稿已经拟好，请修改或者作废后重拟。")
    )
    return undecided(challenges) | found


def undecided(challenges: Sequence[Challenge]) -> dict[int, Refused]:
    """Return which of these are not chosen, or not decided as they stand, by id."""
    chosen = chosen_of(challenges)
    none = {one.pk: Refused(_("发榜方还没有确定拟揭榜单位。"), code="not_chosen") for one in challenges}
    return faults(challenges) | {pk: refused for pk, refused in none.items() if not chosen[pk]}


def chosen_of(challenges: Sequence[Challenge]) -> dict[int, list[Choice]]:
    """Return the choices of each of these challenges, first slot first, by id; in one query."""
    found: dict[int, list[Choice]] = {challenge.pk: [] for challenge in challenges}
    for row in (
        Choice.objects.filter(challenge__in=challenges).select_related("proposal__organisation").order_by("slot")
    ):
        found[row.challenge_id].append(row)
    return found


def drafts_of(challenge: Challenge) -> Any:
    """Return the publicity drafts of a challenge."""
    return Notice.objects.filter(items__challenge=challenge, kind=NoticeKind.PUBLICITY, state__in=UNPOSTED)


def standing_publicity(challenge: Challenge) -> Notice:
    """Return the publicity notice of a challenge in a state that has one; DoesNotExist where the rows say otherwise."""
    notice = publicity_of(challenge)
    if notice is not None:
        return notice
    raise Notice.DoesNotExist(f"challenge {challenge.pk} has no publicity that stands")


def named(rows: Iterable[Any]) -> list[dict]:
    """Return the firms of choices or of a notice's items, as a public notice lists them.

    The project leader is named in full with their own consent to it, and else masked.
    """
    rows = list(rows)
    ids = [row.proposal_id for row in rows]
    partners, leaders = partners_of(ids), published_leaders(ids)
    return [
        {
            "organisation": row.proposal.organisation.name,
            "members": [partner.name for partner in partners[row.proposal_id]],
            "leader": leaders.get(row.proposal_id, ""),
        }
        for row in rows
    ]


def publish(challenges: list[Challenge], notice: Notice, *, by: Acting, at: datetime) -> None:
    """Let the publicity run, as its notice is posted; earlier ones of the same challenges are replaced.

    The first and last day are counted on the holiday table and printed with the number of working days. Refused when
    a lead firm has chosen anew since the draft was written.
    """
    earlier = {found.pk: found for one in challenges if (found := publicity_of(one)) is not None}
    over = [found for found in earlier.values() if not still_for(found, besides=challenges)]
    facts = period(challenges[0], at) | {
        "replaces": "、".join(found.number for found in earlier.values()),
        "partly": len(over) < len(earlier),
    }
    notice.publicity_starts_on, notice.publicity_ends_at = facts["starts_on"], midnight_end(facts["ends_on"])
    notice.replaces = next(iter(earlier.values())) if len(earlier) == 1 else None
    notice.facts = plain(facts)
    for challenge in challenges:
        with one_of(challenges, challenge):
            begin_publicity(challenge, notice, by=by, at=at)
        feedback.give_when_due(challenge, at=at)
    for found in over:
        with moving(found, "supersede", by=by, at=at):
            pass


def period(challenge: Challenge, at: datetime) -> dict:
    """Return the period of a publicity that is posted now, as its words take it."""
    rules = challenge.rules_on(day_of(at))
    starts_on, counts_first = day_of(at), bool(rules["publicity_counts_first_day"])
    calendar = Holiday.objects.calendar()
    ends_on = calendar.add(starts_on, rules["publicity_days"], count_first=counts_first)
    return {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "days": rules["publicity_days"],
        "counts_first": counts_first,
        "provisional": calendar.is_provisional(ends_on),
    }


def closing(challenges: list[Challenge], notice: Notice, *, at: datetime) -> dict[str, str]:
    """Return the list of winners and the period, with where and within which time to object."""
    facts = facts_of(notice) if notice.publicity_starts_on else period(challenges[0], at)
    return said_of(challenges, notice.items, facts, at)


def said_of(challenges: list[Challenge], items: Any, facts: dict, at: datetime) -> dict[str, str]:
    """Return the fields of a publicity: whom it names, its days, and those of an objection."""
    rules = challenges[0].rules_on(day_of(at))
    one = {"办理网址": address("objection_file", challenges[0].pk)} if len(challenges) == 1 else {}
    return one | {
        "名单": listed(items),
        "公示期": written("publicity_period", facts),
        "异议登记天数": str(rules["objection_register_days"]),
        "异议办结天数": str(rules["objection_conclude_days"]),
        "复核申请天数": str(rules["objection_review_days"]),
    }


def listed(items: Any) -> str:
    """Return each challenge of a notice's items with number, title, lead firm, amount and everyone who won it."""
    items = list(items.select_related("challenge__lead", "proposal__organisation").order_by("id"))
    rows: dict[int, dict] = {}
    for item, firm in zip(items, named(items), strict=True):
        rows.setdefault(item.challenge_id, {"challenge": item.challenge, "firms": []})["firms"].append(firm)
    return written("award_list", {"rows": rows.values()})


def still_for(notice: Notice, *, besides: Iterable[Challenge] = ()) -> list[Challenge]:
    """Return the challenges whose publicity this notice is, without those that are about to have a later one."""
    gone = {challenge.pk for challenge in besides}
    standing = (row for row in about(notice) if row.pk not in gone and row.state in DECIDED)
    return [row for row in standing if publicity_of(row) == notice]


on_posting(NoticeKind.PUBLICITY, publish, closing)


def begin_publicity(challenge: Challenge, notice: Notice, *, by: Acting, at: datetime) -> None:
    """Put the challenge into publicity: where every proposal stands is known from this one date on."""
    with moving(challenge, "announce", by=by, at=at) as move:
        now = move.at
        together.refuse([challenge], undecided([challenge]))
        choices = chosen_of([challenge])[challenge.pk]
        items = {(item.position, item.proposal_id) for item in notice.items.filter(challenge=challenge)}
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
        policy.demand(by, "announce", challenge)
        raise Refused(_("还没有公示稿，请先拟稿。"), code="no_draft")
    if expected is not None and expected != challenge.version:
        raise LostUpdate(current=challenge.version)
    post(notice, by=by, at=at)
    challenge.refresh_from_db()
    return challenge


def post_again(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Post the standing publicity anew with the end the challenge has now, in the place of the earlier notice.

    It is called inside the gate of the challenge. The firms, the first day and the number of working days are those of
    the earlier notice, and so are the other challenges for which it stood: whoever of them is counted anew after this
    one finds it posted. Objections already filed go on under the new one.
    """
    earlier = standing_publicity(challenge)
    if earlier.publicity_ends_at == challenge.publicity_ends_at:
        return
    ends_on = day_of(challenge.publicity_ends_at or at)
    given = {**facts_of(earlier), "ends_on": ends_on, "replaces": earlier.number, "recounted": True}
    given |= {"red_mark": ""} | red_mark(earlier.issuer_id)
    given["provisional"] = Holiday.objects.calendar().is_provisional(ends_on)
    # What was posted before its first part was kept begins its period with these words.
    said = earlier.facts.get("head") or earlier.body.partition("公示时间：")[0].strip()
    standing = still_for(earlier)
    items = earlier.items.filter(challenge__in=standing).order_by("id")
    end = closed(standing, earlier, at=at, **said_of(standing, items, given, at))
    notice = Notice.objects.create(
        kind=NoticeKind.PUBLICITY,
        state=NoticeState.POSTED,
        number=next_number(earlier.issuer_id, at, NoticeKind.PUBLICITY),
        title=earlier.title,
        body=f"{said}\n{end}",
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
        NoticeItem(notice=notice, challenge_id=item.challenge_id, proposal_id=item.proposal_id, position=item.position)
        for item in items
    )
    Objection.objects.filter(notice=earlier, challenge__in=items.values("challenge")).update(notice=notice)
    told = {"kind": notice.kind, "number": notice.number, "title": notice.title, "challenge": challenge.pk}
    record("notice.posted", subject=notice, by=by, at=at, facts=told)
    with moving(earlier, "supersede", by=by, at=at):
        pass


def facts_of(notice: Notice) -> dict:
    """Return the facts of a publicity's period as they were when its words were made."""
    ends_at = notice.publicity_ends_at
    return {**notice.facts, "starts_on": notice.publicity_starts_on, "ends_on": day_of(ends_at) if ends_at else None}
