"""Public notices: written once, numbered, and from then on as they are."""

import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.checking import understood
from accounts.models import Organisation
from accounts.typed import mail, phone
from challenges.access import door
from challenges.models import Choice, Holiday, Notice, NoticeItem, NoticeKind
from challenges.states.challenge import CHALLENGE
from challenges.states.notice import NoticeState
from challenges.states.proposal import MemberState, ProposalState
from notifications.events import record
from notifications.typed import wholes

from . import feedback, gate
from .decision import require_decided
from .gate import Fate, Invalid, LostUpdate, NotAllowed, Problem, Refused, moving, moving_many
from .periods import SHANGHAI, day_of, midnight_end

EDITABLE = frozenset({"title", "body", "number", "contact_name", "contact_phone", "contact_email"})


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


def prepare(challenge, *, by, at) -> Notice:
    """The organiser drafts the publicity 公示 of what the lead firm chose; somebody else posts it.

    Refused before the choice is made and decided 审定, and when it was changed since.
    """
    with transaction.atomic():
        gate.lock(challenge)
        now = gate.moment(at)
        if not door.may(by, "announce", challenge):
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


def drafts_of(challenge):
    """Return the publicity drafts of a challenge."""
    return Notice.objects.filter(items__challenge=challenge, kind=NoticeKind.PUBLICITY, state=NoticeState.DRAFT)


def named(choice) -> dict:
    """Return the names of the firms of a choice, as a public notice lists them."""
    members = choice.proposal.members.filter(leader=False, state=MemberState.CONFIRMED).select_related("organisation")
    return {
        "organisation": choice.proposal.organisation.name,
        "members": [member.organisation.name for member in members],
    }


def require_choice(challenge) -> list[Choice]:
    """Return the choices by slot; refuse while there is none, or while they are not decided as they stand."""
    choices = list(challenge.choices.select_related("proposal__organisation"))
    if not choices:
        raise Refused(_("发榜方还没有确定拟揭榜单位。"), code="not_chosen")
    require_decided(challenge)
    return choices


def edit(notice, *, by, at, expected: int | None = None, **fields) -> Notice:
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
    return notice


def check_number(notice) -> None:
    """Refuse a number 文号 that the issuer has used already."""
    taken = Notice.objects.filter(issuer_id=notice.issuer_id, number=notice.number).exclude(pk=notice.pk)
    if notice.number and taken.exists():
        raise Invalid([Problem("number", _("文号“%(number)s”已经用过。") % {"number": notice.number}, "number_taken")])


def discard(notice, *, by, at, expected: int | None = None) -> Notice:
    """The organiser throws a draft away."""
    with moving(notice, "discard", by=by, at=at, expected=expected):
        pass
    return notice


def post(notice, *, by, at, expected: int | None = None) -> Notice:
    """Somebody other than the writer posts the draft: from now on it never changes, and the publicity runs.

    The first and last day are counted on the holiday table and printed with the number of working days. Refused when
    the lead firm has chosen anew since the draft was written. An earlier publicity of the same challenge is replaced.
    """
    with transaction.atomic():
        challenge = notice.items.select_related("challenge__batch", "challenge__organiser").first().challenge
        gate.lock(challenge)
        with moving(notice, "post", by=by, at=at, expected=expected) as move:
            now = move.at
            rules = challenge.rules_on(day_of(now))
            starts_on, counts_first = day_of(now), bool(rules["publicity_counts_first_day"])
            days = rules["publicity_days"]
            calendar = Holiday.objects.calendar()
            ends_on = calendar.add(starts_on, days, count_first=counts_first)
            earlier = supersede_earlier(challenge, notice, by=by, at=now)
            facts = {
                "starts_on": starts_on,
                "ends_on": ends_on,
                "days": days,
                "counts_first": counts_first,
                "replaces": earlier.number if earlier else "",
                "provisional": calendar.is_provisional(ends_on),
            }
            notice.body = f"{notice.body.strip()}\n{words('publicity_period', facts)[1]}"
            notice.number = notice.number or next_number(notice.issuer_id, now)
            notice.dated, notice.posted_at = starts_on, now
            notice.publicity_starts_on, notice.publicity_ends_at = starts_on, midnight_end(ends_on)
            notice.replaces = earlier
            notice.facts = plain(facts)
            begin_publicity(challenge, notice, by=by, at=now)
            feedback.give_when_due(challenge, at=now)
            move.facts |= {"kind": notice.kind, "number": notice.number, "title": notice.title}
    return notice


def supersede_earlier(challenge, notice, *, by, at: datetime) -> Notice | None:
    """Replace the publicity that was posted before for the same challenge; returns it."""
    earlier = (
        Notice.objects.filter(
            items__challenge=challenge,
            kind=NoticeKind.PUBLICITY,
            state__in=(NoticeState.POSTED, NoticeState.ENDED),
        )
        .exclude(pk=notice.pk)
        .order_by("-posted_at")
        .first()
    )
    if earlier is not None:
        with moving(earlier, "supersede", by=by, at=at):
            pass
    return earlier


def begin_publicity(challenge, notice, *, by, at: datetime) -> None:
    """Put the challenge into publicity: where every proposal stands is known from this one date on."""
    with moving(challenge, "announce", by=by, at=at) as move:
        now = move.at
        choices = require_choice(challenge)
        items = {(item.position, item.proposal_id) for item in notice.items.all()}
        if items != {(choice.slot, choice.proposal_id) for choice in choices}:
            raise Refused(_("拟稿之后发榜方改变了选择，请作废后重拟公示稿。"), code="draft_outdated")
        challenge.publicity_ends_at, challenge.due_at = notice.publicity_ends_at, None
        challenge.feedback_at = challenge.feedback_due_at = feedback.first_date(challenge, now)
        chosen = {choice.proposal_id for choice in choices}
        panel = challenge.panels.exclude(state="cancelled").get()
        passed = set(panel.results.filter(round=panel.round, passed=True).values_list("proposal_id", flat=True))
        fates = []
        for proposal in challenge.proposals.filter(state=ProposalState.SCORED).order_by("id"):
            proposal.challenge = challenge
            target = ProposalState.RESERVE if proposal.pk in passed else ProposalState.NOT_SELECTED
            fates.append(Fate(proposal, ProposalState.PROPOSED if proposal.pk in chosen else target))
        moving_many(fates, "nominate", by=by, at=at)
        move.facts |= {"notice": notice.pk, "number": notice.number, "ends_at": notice.publicity_ends_at.isoformat()}


def announce(challenge, *, by, at, expected: int | None = None):
    """Post the publicity draft of this challenge. Refused when nobody has drafted one."""
    notice = drafts_of(challenge).first()
    if notice is None:
        if not door.may(by, "announce", challenge):
            raise NotAllowed()
        raise Refused(_("还没有公示稿，请先拟稿。"), code="no_draft")
    if expected is not None and expected != challenge.version:
        raise LostUpdate(current=challenge.version)
    post(notice, by=by, at=at)
    challenge.refresh_from_db()
    return challenge


def end(notice, *, by, at) -> Notice:
    """The clock closes a publicity whose last second has passed."""
    with moving(notice, "end", by=by, at=at):
        pass
    return notice


def supersede(notice, *, by, at, expected: int | None = None) -> Notice:
    """The organiser marks a notice as replaced; its words stay as they are."""
    with moving(notice, "supersede", by=by, at=at, expected=expected):
        if notice.kind == NoticeKind.PUBLICITY:
            raise Refused(_("公示由新的公示取代，不能单独标记。"), code="needs_new_publicity")
    return notice


def words(kind: str, facts: dict) -> tuple[str, str]:
    """Return the title and the body of a public notice: official papers are in Chinese, whoever reads them."""
    template = get_template(f"notices/public/{kind}.txt").template
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
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder))
