"""Public notices: written once, numbered, and from then on as they are."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import CLOCK, Acting
from accounts.actions.checking import understood
from accounts.models import Organisation
from accounts.typed import mail, phone
from challenges.bulletin.actions.letterhead import require_complete
from challenges.bulletin.actions.numbering import next_number
from challenges.bulletin.models import Notice, NoticeItem, NoticeKind
from challenges.bulletin.queries import wording
from challenges.bulletin.queries.letterhead import interested, letterhead_of, red_head_of
from challenges.bulletin.queries.notice_values import collecting, common, contacts, decided
from challenges.bulletin.states import NoticeState
from challenges.core import gate
from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Problem, Refused, moving
from challenges.core.periods import day_of
from challenges.files.models import ScanState
from notifications.events import record

CONTACT = ("contact_name", "contact_phone", "contact_email")
EDITABLE = frozenset({"title", "body", "number", *CONTACT})

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
    may be the clock, whom nothing that lacks keeps from it; whoever is a person is refused what `require_complete`
    refuses.
    """
    given, issuer = dict(facts or {}), challenge.organiser
    head = letterhead_of(issuer.pk)
    contact = {name: getattr(head, name) for name in CONTACT} if head else {}
    if by is not CLOCK:
        require_complete(head, contact.get("contact_phone", ""), [challenge])
    if title is None or body is None:
        standing = wording.standing(kind, issuer.pk, day_of(at))
        values = common(issuer, challenge.batch, [challenge], head) | decided(kind, challenge, given, at)
        values |= given.get("values", {})
        title = title or wording.filled(standing.title, values)
        body = body or wording.put(standing, wording.PARTS, values)
    given.pop("values", None)
    with transaction.atomic():
        notice = Notice.objects.create(
            kind=NoticeKind(kind),
            state=NoticeState.POSTED,
            number=next_number(issuer.pk, at, kind),
            title=title[:160],
            body=body,
            issuer=issuer,
            batch=challenge.batch,
            dated=day_of(at),
            posted_at=at,
            facts=plain(given) | red_mark(issuer.pk),
            prepared_by=by.user,
            created_at=at,
            updated_at=at,
            **contact,
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


def red_mark(issuer_id: int) -> dict[str, str]:
    """Return the red mark that a notice of this issuer carries when it is posted now; nothing for a plain one."""
    red = red_head_of(issuer_id)
    return {"red_mark": red.mark} if red else {}


def draft(
    *,
    kind: str,
    issuer: Organisation,
    batch: Any,
    by: Acting,
    at: datetime,
    items: Iterable[tuple] = (),
    **more: Any,
) -> Notice:
    """Write a draft in the words of its kind for somebody else to post; who may do so was asked before.

    `items` are what it is about, in its order: (challenge, proposal or None, slot). `more` are further columns. It
    names whom the issuer's letterhead names; what follows its first parts is made when it is posted (`closing`).
    """
    items = list(items)
    challenges = list({challenge.pk: challenge for challenge, _proposal, _slot in items}.values())
    head = letterhead_of(issuer.pk)
    standing = wording.standing(kind, issuer.pk, day_of(at))
    values = common(issuer, batch, challenges, head)
    if len(challenges) > 1:
        values["分项说明"] = "对其中一项提出的异议，只中止所涉的一项。"
    if kind == NoticeKind.COLLECTION:
        values |= collecting(batch, batch.rules_on(day_of(at)))
    title = wording.filled(standing.title, values)
    notice = Notice.objects.create(
        kind=NoticeKind(kind),
        title=title[:160],
        body=wording.put(standing, wording.HEAD, values),
        issuer=issuer,
        batch=batch,
        prepared_by=by.user,
        created_at=at,
        updated_at=at,
        **({name: getattr(head, name) for name in CONTACT} if head else {}),
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
    problems += interested(fields.get("contact_phone") or "", about(notice))
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
            require_complete(letterhead_of(notice.issuer_id), notice.contact_phone, challenges)
            notice.number = notice.number or next_number(notice.issuer_id, move.at, notice.kind)
            notice.dated, notice.posted_at = day_of(move.at), move.at
            POSTING[notice.kind](challenges, notice, by=by, at=move.at)
            notice.facts = {**notice.facts, "head": notice.body.strip()} | red_mark(notice.issuer_id)
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


def closing(challenges: list, notice: Notice, *, at: datetime, **more: str) -> str:
    """Return what is added to the words of a notice that is posted at this moment: its list, its period, whom to ask.

    `more` are fields that are known otherwise than by posting it now.
    """
    standing = wording.standing(notice.kind, notice.issuer_id, day_of(at))
    head = letterhead_of(notice.issuer_id)
    values = common(notice.issuer, notice.batch, challenges, head) | contacts(notice)
    names = notice.attachments.filter(removed_at=None).order_by("id").values_list("name", flat=True)
    values["附件"] = "、".join(names) or values["附件"]
    if notice.kind == NoticeKind.COLLECTION and notice.batch is not None:
        values |= collecting(notice.batch, notice.batch.rules_on(day_of(at)))
    elif challenges and not more:
        more = CLOSING[notice.kind](challenges, notice, at=at)
    tail = (part for part in wording.PARTS if part not in wording.HEAD)
    return wording.put(standing, tail, values | more)


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

    `closing(challenges, notice, at=)` returns the fields of what is then added to its words, by name; who checks the
    draft reads it before.
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


def plain(facts: dict) -> dict:
    """Return facts as the database can keep them: times, dates and amounts become text."""
    return dict(json.loads(json.dumps(facts, cls=DjangoJSONEncoder)))
