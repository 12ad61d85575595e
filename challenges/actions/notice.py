"""Public notices: written once, numbered, and from then on as they are."""

import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from accounts.models import Organisation
from challenges.models import Notice, NoticeItem, NoticeKind
from challenges.states.notice import NoticeState
from notifications.events import record

from .periods import SHANGHAI, day_of


def post_now(*, kind: str, challenge, by, at: datetime, facts=None, title=None, body=None) -> Notice:
    """Tell the public at once what was just decided about a challenge: a numbered notice that never changes.

    It is called inside the gate of the act it announces (publication, correction, extension, withdrawal, lapse), so
    the notice exists when and only when the act does. `facts` are what the act wants said: `reason`, for a
    correction `changes` (a list of sentences, or of rows with `label`, `before`, `after`), for an extension
    `old_closes_at`. `title` and `body` replace the usual words. `by` may be the clock.
    """
    given = dict(facts or {})
    if title is None or body is None:
        usual_title, usual_body = words(
            kind, {**given, "challenge": challenge, "issuer": challenge.organiser, "at": at}
        )
        title, body = title or usual_title, body or usual_body
    with transaction.atomic():
        notice = Notice.objects.create(
            kind=NoticeKind(kind),
            state=NoticeState.POSTED,
            number=next_number(challenge.organiser_id, at),
            title=title[:160],
            body=body,
            issuer=challenge.organiser,
            batch=challenge.batch,
            dated=day_of(at),
            posted_at=at,
            contact_name=challenge.contact_name,
            contact_phone=challenge.contact_phone,
            facts=plain(given),
            prepared_by=by.user,
            created_at=at,
            updated_at=at,
        )
        NoticeItem.objects.create(notice=notice, challenge=challenge)
        record(
            "notice.posted",
            subject=notice,
            by=by,
            at=at,
            facts={"kind": notice.kind, "number": notice.number, "title": notice.title, "challenge": challenge.pk},
        )
    return notice


def words(kind: str, facts: dict) -> tuple[str, str]:
    """Return the title and the body of a public notice: official papers are in Chinese, whoever reads them."""
    template = get_template(f"notices/public/{NoticeKind(kind)}.txt").template
    with translation.override("zh-hans"), timezone.override(SHANGHAI):
        text = template.render(Context(facts, autoescape=False))
    title, _line, body = text.strip().partition("\n")
    paragraphs = (line.strip() for line in body.splitlines())
    return title.strip(), "\n".join(line for line in paragraphs if line)


def next_number(issuer_id: int, at: datetime) -> str:
    """Return the issuer's next plain number 公告〔年〕n号 of the year; the issuer's row is locked until the commit."""
    Organisation.objects.select_for_update().filter(pk=issuer_id).values_list("pk").first()
    series = f"公告〔{day_of(at).year}〕"
    taken = Notice.objects.filter(issuer_id=issuer_id, number__startswith=series).values_list("number", flat=True)
    used = [int(number[len(series) : -1]) for number in taken if number[len(series) : -1].isdecimal()]
    return f"{series}{max(used, default=0) + 1}号"


def plain(facts: dict) -> dict:
    """Return facts as the database can keep them: times, dates and amounts become text."""
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder))
