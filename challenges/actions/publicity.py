"""A publicity that ends on another day than was announced: posted notices never change, so a new one replaces it."""

from challenges.models import Holiday, Notice, NoticeItem, NoticeKind
from challenges.states.notice import NoticeState
from notifications.events import record

from .gate import moving
from .notice import next_number, plain, words
from .objection import publicity_of
from .periods import day_of


def post_again(challenge, *, by, at) -> Notice:
    """Post the standing publicity anew with the end the challenge has now, in the place of the earlier notice.

    It is called inside the gate of the challenge. The firms, the first day and the number of working days are those of
    the earlier notice; objections already filed go on under the new one.
    """
    earlier = publicity_of(challenge)
    items = list(earlier.items.all())
    ends_on = day_of(challenge.publicity_ends_at)
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


CONTACT = ("contact_name", "contact_phone", "contact_email")


def facts_of(notice) -> dict:
    """Return the facts of a publicity's period as they were when its words were made."""
    days = {"starts_on": notice.publicity_starts_on, "ends_on": day_of(notice.publicity_ends_at)}
    return {**notice.facts, **days}
