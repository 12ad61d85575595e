"""The consent of the people of a team: asked from themselves by a link in a mail, and withdrawn by the same link."""

import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.acting import PUBLIC, Acting
from accounts.errors import Invalid, Problem
from accounts.models import BindingText, Membership
from accounts.origin import Origin
from accounts.queries.identity import proved_mails
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from accounts.typed.text import folded
from challenges.core.gate import Moment, Refused, moving
from challenges.proposals.actions.proposal import require_open
from challenges.proposals.models import Proposal, TeamAnswer, TeamRequest
from challenges.proposals.queries.proposal_sections import PERSON, check_field
from challenges.proposals.queries.team import BESIDE, Person, not_their_own, saved_team, text_for
from challenges.proposals.states import ENDED, JOINED, WITH_THE_FIRM
from notifications.clock import day_of, local
from notifications.events import record

SALT = "proposals.team_consent"
Kind = TeamAnswer.Kind
# The event of each answer to being listed, and to a consent that is asked beside it.
EVENTS = {
    Kind.AGREED: "proposal.team_agreed",
    Kind.REFUSED: "proposal.team_refused",
    Kind.WITHDRAWN: "proposal.team_withdrawn",
}
EVENTS_BESIDE = {
    Kind.AGREED: "proposal.team_consented",
    Kind.REFUSED: "proposal.team_declined",
    Kind.WITHDRAWN: "proposal.team_consent_withdrawn",
}
ASKED = (TextKind.TEAM, *BESIDE)
EMAIL = next(field for field in PERSON if field.name == "email")


def ask(proposal: Proposal, *, by: Acting, at: Moment, expected: int | None = None) -> Proposal:
    """Ask by mail everybody of the saved team whose consent is lacking and who has an address.

    Who was asked for the same data and has not answered is asked again once the pause of the rules is over; who
    answered is left in peace. Raises Invalid for an address that is none, Refused when there is nobody to ask now.
    """
    with moving(proposal, "ask_team", by=by, at=at, expected=expected) as move:
        require_open(proposal.challenge, move.at)
        people = to_ask(proposal, move.at)
        text = text_for(proposal.challenge, move.at)
        who = {"asked_by": by.user, "asked_at": move.at}
        for one in people:
            if one.request is None:
                TeamRequest.objects.create(
                    proposal=proposal, text=text, sha256=text.sha256, nonce=secrets.token_urlsafe(32), **one.row, **who
                )
            else:
                TeamRequest.objects.filter(pk=one.request.pk).update(mailed_at=None, claimed_until=None, **who)
        move.facts["count"] = len(people)
    return proposal


def to_ask(proposal: Proposal, at: datetime) -> list[Person]:
    """Return whom asking would reach now; raises what `ask` would refuse."""
    hours = proposal.challenge.rules_on(day_of(at)).get("team_pause_hours", 24)
    found, resting, wrong = [], [], []
    seen = set()
    people = saved_team(proposal, at)
    strange = not_their_own(proposal, people)
    for one in people:
        key = tuple(one.row.values())
        if not one.row["email"] or not one.row["name"] or one.answer is not None or key in seen:
            continue
        seen.add(key)
        problem = check_field(EMAIL, one.row["email"], f"team.people.{one.place}.email")
        if problem:
            wrong.append(problem)
        elif one.place in strange:
            code, said = strange[one.place]
            wrong.append(Problem(f"team.people.{one.place}.email", said % {"name": one.row["name"]}, code))
        elif one.request is not None and at < one.request.asked_at + timedelta(hours=hours):
            resting.append(one.request.asked_at)
        else:
            found.append(one)
    if wrong:
        raise Invalid(wrong)
    if not found and resting:
        said = _("%(when)s 已经征求过，%(hours)s 小时内不再发信。")
        raise Refused(said % {"when": f"{local(max(resting)):%m-%d %H:%M}", "hours": hours}, code="asked_lately")
    if not found:
        raise Refused(_("没有需要征求同意的成员：请先填写并保存成员本人的邮箱。"), code="nobody_to_ask")
    return found


def token_of(request: TeamRequest) -> str:
    """Return the signed word in the link of one request: whoever holds the mail answers for this row and no other."""
    return signing.dumps([request.pk, request.nonce], salt=SALT)


def find(token: str, at: datetime) -> TeamRequest | None:
    """Return the request of a link, or None for what was not made here, and for what is over.

    Unanswered, or refused, a link ends with the window of the challenge; who agreed keeps theirs, since a consent is
    withdrawn as easily as it was given (个保法 art. 15).
    """
    try:
        pk, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = TeamRequest.objects.select_related("proposal__challenge__batch", "proposal__organisation", "text__owner")
    request = rows.prefetch_related("answers__text__owner").filter(pk=pk, nonce=nonce).first()
    return request if request and any(choices(request, at, about) for about in ASKED) else None


def choices(request: TeamRequest, at: datetime, about: str = TextKind.TEAM) -> list[Kind]:
    """Return what the person may say now to a text: to agree or refuse while it is asked, to withdraw always.

    Being listed is asked while the challenge takes proposals. To a text that was replaced, or a row that was changed
    since, nobody agrees any more; but a consent that was given to it is still withdrawn. What is asked beside it is
    asked of who agreed to be listed, for as long as the proposal lives.
    """
    if about != TextKind.TEAM:
        return choices_beside(request, about)
    said = request.answer.kind if request.answer else ""
    if said == Kind.AGREED:
        return [Kind.WITHDRAWN]
    proposal = request.proposal
    if proposal.state in ENDED or not proposal.challenge.accepts_at(at):
        return []
    if all(one.request is None or one.request.pk != request.pk for one in saved_team(proposal, at)):
        return []
    return [Kind.AGREED] if said == Kind.REFUSED else [Kind.AGREED, Kind.REFUSED]


def choices_beside(request: TeamRequest, about: str) -> list[Kind]:
    """Return what the person may say now to a consent that is asked beside being listed, and stands by itself."""
    said = request.said(about)
    if said and said.kind == Kind.AGREED:
        return [Kind.WITHDRAWN]
    listed = request.answer and request.answer.kind == Kind.AGREED
    if not listed or request.proposal.state in ENDED:
        return []
    return [Kind.AGREED] if said and said.kind == Kind.REFUSED else [Kind.AGREED, Kind.REFUSED]


def stranger(request: TeamRequest, by: Acting) -> Refused | None:
    """Return why somebody who is signed in does not answer through this link: they ask, and it is another who is asked.

    Whoever belongs to a firm of the proposal answers for themselves alone: at an address that they have proved to own.
    """
    if by.user is None or request.email in {*proved_mails(by.user)}:
        return None
    proposal = request.proposal
    firms = {
        proposal.organisation_id,
        *proposal.members.filter(state__in=JOINED).values_list("organisation", flat=True),
    }
    if not Membership.objects.active().filter(user=by.user, organisation__in=firms).exists():
        return None
    said = _("这项同意须由“%(name)s”本人作出；您登录的是申报单位人员“%(me)s”的账户，不能代为答复。")
    return Refused(said % {"name": request.name, "me": by.user.name}, code="not_yours")


def require_name(request: TeamRequest, typed: str) -> None:
    """Raise Invalid unless the person gave their name as it is to be listed: whoever agrees knows that it is them."""
    if not typed.strip():
        raise Invalid([Problem("name", _("请填写您的姓名，确认是您本人。"), "required")])
    if folded(typed) != folded(request.name):
        said = _("与申报单位所列的姓名“%(name)s”不同。不是您本人的，请不要同意；姓名写错的，请申报单位更正后重新征求。")
        raise Invalid([Problem("name", said % {"name": request.name}, "another_name")])


def answer(
    request: TeamRequest,
    kind: str,
    *,
    read: str,
    origin: Origin,
    at: datetime,
    about: str = TextKind.TEAM,
    name: str = "",
    by: Acting = PUBLIC,
) -> TeamAnswer:
    """Note what the person said through their link: once, with the text, the time, the address and the device.

    `about` is the kind of the text, `read` the SHA-256 of the one that was shown, `name` what whoever agrees to be
    listed typed as their name, `by` who is signed in. Raises Invalid for an answer nobody gave and for another name,
    Refused for another text, for what may not be said (any more), and for the firm's people who answer for another.
    What is just being handed in is refused by its changed version.
    """
    if kind not in Kind.values:
        raise Invalid([Problem("answer", _("请选择同意或者不同意。"), "required")])
    if (refused := stranger(request, by)) is not None:
        raise refused
    if kind == Kind.AGREED and about == TextKind.TEAM:
        require_name(request, name)
    with transaction.atomic():
        request = TeamRequest.objects.select_for_update().prefetch_related("answers__text").get(pk=request.pk)
        text = text_of(request, about, at)
        if read != text.sha256:
            raise another_text()
        if kind not in choices(request, at, about):
            raise Refused(_("现在不能这样答复，请重新打开链接查看。"), code="not_now")
        # Whoever hands the proposal in has read its version before: with another one it is not submitted.
        changed = {"draft_version": F("draft_version") + 1, "updated_at": at}
        Proposal.objects.filter(pk=request.proposal_id, state__in=WITH_THE_FIRM).update(**changed)
        said = TeamAnswer.objects.create(
            request=request,
            kind=kind,
            about=about,
            text=text,
            sha256=text.sha256,
            at=at,
            address=origin.address or None,
            device=origin.device,
        )
        events = EVENTS if about == TextKind.TEAM else EVENTS_BESIDE
        facts = {"request": request.pk} | ({} if about == TextKind.TEAM else {"about": about})
        record(events[Kind(kind)], subject=request.proposal, by=PUBLIC, at=at, facts=facts)
    return said


def another_text() -> Refused:
    """Return the refusal for whoever answers to a text that is not the one before them."""
    return Refused(_("请重新打开链接，阅读全文后再答复。"), code="text_changed")


def text_of(request: TeamRequest, about: str, at: datetime) -> BindingText:
    """Return the text that the person reads: of a consent given, the one it was given to; else the one in force.

    Being listed is agreed to in the text of the request. Raises Refused for what nobody asks them.
    """
    if about not in ASKED:
        raise another_text()
    said = request.said(about)
    given: BindingText | None = said.text if said and said.kind == Kind.AGREED else None
    if about == TextKind.TEAM or given is not None:
        return given or request.text
    return in_force(about, request.proposal.challenge.organiser_id, at)
