"""Public notices: written once, numbered, and from then on as they are."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template import Context, Engine
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import understood
from accounts.models import Organisation
from accounts.typed import mail, phone
from challenges.bulletin.models import Notice, NoticeItem, NoticeKind
from challenges.bulletin.states import NoticeState
from challenges.core import gate
from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Problem, Refused, moving
from challenges.core.periods import SHANGHAI, day_of
from challenges.files.models import ScanState
from notifications.events import record
from notifications.typed import wholes

EDITABLE = frozenset({"title", "body", "number", "contact_name", "contact_phone", "contact_email"})

# What posting a draft does besides, and what is then added to its words, by its kind.
POSTING: dict[str, Callable] = {}
CLOSING: dict[str, Callable] = {}


def post_now(
    *,
    kind: str,
    challenge: Any,
    by: Acting,
    at: datetime,
    facts: Any = None,
    title: Any = None,
    body: Any = None,
    items: Iterable[tuple] = ((None, 0),),
) -> Notice:
    """Tell the public at once what was just decided about a challenge: a numbered notice that never changes.

    It is called inside the gate of the act it announces (publication, correction, extension, withdrawal, lapse), so
    the notice exists when and only when the act does. `facts` are what the act wants said: `reason`, for a
    correction `changes` (a list of sentences, or of rows with `label`, `before`, `after`), for an extension
    `old_closes_at`. `title` and `body` replace the usual words, `items` are (proposal, slot) where it names them. `by`
    may be the clock.
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
        NoticeItem.objects.bulk_create(
            NoticeItem(notice=notice, challenge=challenge, proposal=proposal, position=slot) for proposal, slot in items
        )
        record(
            "notice.posted",
            subject=notice,
            by=by,
            at=at,
            facts={"kind": notice.kind, "number": notice.number, "title": notice.title, "challenge": challenge.pk},
        )
    return notice


def draft(
    *,
    kind: str,
    given: dict,
    issuer: Organisation,
    batch: Any,
    by: Acting,
    at: datetime,
    items: Iterable[tuple] = (),
    form: str = "",
    **more: Any,
) -> Notice:
    """Write a draft in the usual words for somebody else to post; who may do so was asked before.

    `given` is what the words take, `form` names other words than those of the kind. `items` are what it is about, in
    its order: (challenge, proposal or None, slot). `more` are further columns.
    """
    title, body = words(form or kind, {**given, "issuer": issuer, "batch": batch})
    notice = Notice.objects.create(
        kind=NoticeKind(kind),
        title=title[:160],
        body=body,
        issuer=issuer,
        batch=batch,
        prepared_by=by.user,
        created_at=at,
        updated_at=at,
        **more,
    )
    NoticeItem.objects.bulk_create(
        NoticeItem(notice=notice, challenge=challenge, proposal=proposal, position=slot)
        for challenge, proposal, slot in items
    )
    notice.worked_on(by.user)
    record("notice.prepared", subject=notice, by=by, at=at, facts={"title": notice.title})
    return notice


def edit(notice: Notice, *, by: Acting, at: datetime, expected: int | None = None, **fields: Any) -> Notice:
    """The organiser changes the words of a draft: title, body, its own number 文号, and whom to ask.

    The period of a publicity is not written by hand: it is counted and printed when the notice is posted.
    """
    unknown = set(fields) - EDITABLE
    if unknown:
        raise Invalid([Problem(name, _("这一项不能修改。"), "unknown_field") for name in sorted(unknown)])
    empty = [name for name in ("title", "body") if name in fields and not fields[name].strip()]
    problems = [Problem(name, _("请填写。"), "required") for name in empty]
    for name, read in (("contact_phone", phone.read), ("contact_email", mail.read)):
        if name in fields:
            fields[name] = understood(problems, name, read, fields[name])
    if problems:
        raise Invalid(problems)
    with moving(notice, "edit", by=by, at=at, expected=expected):
        for name, value in fields.items():
            setattr(notice, name, value)
        check_number(notice)
        notice.prepared_by = by.user
        notice.worked_on(by.user)
    return notice


def check_number(notice: Notice) -> None:
    """Refuse a number 文号 that the issuer has used already."""
    taken = Notice.objects.filter(issuer_id=notice.issuer_id, number=notice.number).exclude(pk=notice.pk)
    if notice.number and taken.exists():
        raise Invalid([Problem("number", _("文号“%(number)s”已经用过。") % {"number": notice.number}, "number_taken")])


def discard(notice: Notice, *, by: Acting, at: datetime, expected: int | None = None) -> Notice:
    """The organiser throws a draft away."""
    with moving(notice, "discard", by=by, at=at, expected=expected):
        pass
    return notice


def post(notice: Notice, *, by: Acting, at: datetime, expected: int | None = None) -> Notice:
    """Somebody other than the writer posts the draft: from now on it never changes, and the publicity runs.

    What posting begins is told by its kind (`on_posting`); the rows of all it is about are locked first: none where it
    is about a whole call. It is begun for all of them or for none. Refused while a file of it is not found right.
    """
    with transaction.atomic():
        challenges = held(notice)
        require_checked(notice)
        with moving(notice, "post", by=by, at=at, expected=expected) as move:
            notice.number = notice.number or next_number(notice.issuer_id, move.at)
            notice.dated, notice.posted_at = day_of(move.at), move.at
            POSTING[notice.kind](challenges, notice, by=by, at=move.at)
            notice.body = f"{notice.body.strip()}\n{closing(challenges, notice, at=move.at)}".strip()
            move.facts |= {"kind": notice.kind, "number": notice.number, "title": notice.title}
    return notice


def about(notice: Notice) -> list:
    """Return the challenges a notice is about, in its order."""
    items = notice.items.select_related("challenge__batch", "challenge__organiser", "challenge__lead").order_by("id")
    return list({item.challenge_id: item.challenge for item in items}.values())


def held(notice: Notice) -> list:
    """Return the challenges a notice is about, locked in one order, and then the batch that numbers them."""
    challenges = about(notice)
    for challenge in sorted(challenges, key=lambda row: row.pk):
        gate.lock(challenge)
    if challenges and notice.batch is not None:
        type(notice.batch).objects.select_for_update(no_key=True).get(pk=notice.batch_id)
    return challenges


def closing(challenges: list, notice: Notice, *, at: datetime) -> str:
    """Return what is added to the words of a notice that is posted at this moment: its list, its period."""
    added = CLOSING.get(notice.kind)
    return added(challenges, notice, at=at) if added else ""


@contextmanager
def one_of(challenges: list, challenge: Any) -> Iterator[None]:
    """Say which of several it is that refuses what is done with all of them."""
    try:
        yield
    except (NotAllowed, LostUpdate):
        raise
    except Refused as why:
        raise (why if len(challenges) == 1 else Refused(of(challenge, str(why)), code=why.code)) from None
    except Invalid as wrong:
        if len(challenges) == 1:
            raise
        problems = [Problem(one.field, of(challenge, str(one.message)), one.code) for one in wrong.problems]
        raise Invalid(problems) from None


def of(challenge: Any, why: str) -> str:
    """Return a refusal with the challenge it is about."""
    return _("“%(title)s”：%(why)s") % {"title": challenge.title, "why": why}


def require_checked(notice: Notice) -> None:
    """Refuse to post what has a file that was refused, or is not looked through yet: nobody takes it back later."""
    left = notice.attachments.filter(removed_at=None).exclude(scan_state=ScanState.CLEAN).first()
    if left is not None:
        raise Refused(_("附件“%(name)s”还没有通过检查，不能张贴。") % {"name": left.name}, code="unchecked")


def on_posting(kind: str, act: Callable, closing: Callable | None = None) -> None:
    """Let `act(challenges, notice, by=, at=)` be part of posting a draft of this kind, inside the gate of the notice.

    `closing(challenges, notice, at=)` returns what is then added to its words; who checks the draft reads it before.
    """
    POSTING[kind] = act
    if closing is not None:
        CLOSING[kind] = closing


def end(notice: Notice, *, by: Acting, at: datetime) -> Notice:
    """The clock closes a publicity whose last second has passed."""
    with moving(notice, "end", by=by, at=at):
        pass
    return notice


def supersede(notice: Notice, *, by: Acting, at: datetime, expected: int | None = None) -> Notice:
    """The organiser marks a notice as replaced; its words stay as they are."""
    with moving(notice, "supersede", by=by, at=at, expected=expected):
        if notice.kind == NoticeKind.PUBLICITY:
            raise Refused(_("公示由新的公示取代，不能单独标记。"), code="needs_new_publicity")
    return notice


def words(kind: str, facts: dict) -> tuple[str, str]:
    """Return the title and the body of a public notice: official papers are in Chinese, whoever reads them."""
    template = Engine.get_default().get_template(f"notices/public/{kind}.txt")
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
    used = wholes(number[len(series) : -1] for number in taken)
    return f"{series}{max(used, default=0) + 1}号"


def plain(facts: dict) -> dict:
    """Return facts as the database can keep them: times, dates and amounts become text."""
    return dict(json.loads(json.dumps(facts, cls=DjangoJSONEncoder)))
