"""Who is told of what happens to a proposal. Until the close: nobody but the firms that wrote it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.rules.text_parts import TextKind
from challenges.core.notices.audience import among, holders, recipients
from challenges.core.notices.take_back import declare_taken_back
from challenges.files.models import Attachment
from challenges.proposals.actions.proposal_check import REASONS, SUPPLEMENT_ITEMS
from challenges.proposals.models import Member, Proposal, TeamRequest
from challenges.proposals.states import IN_REVIEW, OPENED, MemberState, ProposalState
from notifications.registry import notice, silent, topic

PROPOSALS = topic("proposals", _("申报"))
CONSORTIA = topic("consortia", _("联合体"))
FORMAL_CHECKS = topic("formal_checks", _("资格审查"))

WRITERS = ("project_lead", "handler", "admin")
SIGNERS = ("signer",)
CHECKERS = ("checker", "batch_admin")
LEADS = ("handler", "admin", "tech_lead", "signer")
# The words of the facts are kept in the source language; the wording turns them into the reader's.
SOURCE = "zh-hans"


def proposal_of(event) -> Proposal:
    """Return the proposal of an event, with its challenge and firm."""
    return Proposal.objects.select_related("challenge", "organisation").get(pk=event.subject_id)


def url_of(proposal) -> str:
    """Return the page of a proposal."""
    return f"/proposals/{proposal.pk}/"


def context(event) -> dict:
    """Return what every wording may name: the challenge, its number and deadline, and the firm."""
    proposal = proposal_of(event)
    return {
        "title": proposal.challenge.title,
        "number": proposal.challenge.number or "",
        "firm": proposal.organisation.name,
        "at": event.at.isoformat(),
        "closes_at": proposal.challenge.closes_at.isoformat() if proposal.challenge.closes_at else "",
    }


def firm(*roles):
    """Return an audience: people of the leading firm in these roles, without the one who acted."""

    def audience(event):
        proposal = proposal_of(event)
        people = holders([proposal.organisation_id], roles, event.at) - {event.actor_id}
        return recipients(people, url=url_of(proposal))

    return audience


def everyone_in_the_firm(event):
    """Yield writers and signers of all firms of the proposal, whoever acted themselves included."""
    proposal = proposal_of(event)
    joined = proposal.members.filter(state=MemberState.CONFIRMED).values_list("organisation_id", flat=True)
    people = holders({proposal.organisation_id, *joined}, (*WRITERS, *SIGNERS), event.at)
    return recipients(people, url=url_of(proposal))


def checkers(event):
    """Yield the organiser's people of the formal check."""
    proposal = proposal_of(event)
    return recipients(holders([proposal.challenge.organiser_id], CHECKERS, event.at), url=url_of(proposal))


def deciders(event):
    """Yield those of them who may decide what the firm complains of: whoever checked or confirmed may not."""
    proposal = proposal_of(event)
    people = holders([proposal.challenge.organiser_id], CHECKERS, event.at)
    return recipients(people - {proposal.checked_by_id, proposal.check_confirmed_by_id}, url=url_of(proposal))


def firm_and_deciders(event):
    """Yield the firm that complains, and those who may decide."""
    yield from everyone_in_the_firm(event)
    yield from deciders(event)


def firm_and_checkers(event):
    """Yield the firm that complained, and the organiser's people of the check."""
    yield from everyone_in_the_firm(event)
    yield from checkers(event)


def after_withdrawal(event):
    """Yield the firm, and the organiser too when the deadline had passed: before it nobody outside learns of it."""
    yield from everyone_in_the_firm(event)
    if not event.facts.get("early", True):
        yield from checkers(event)


def after_unsealing(event):
    """Yield the firm whose proposal fell away unopened; the others are told together, once for the challenge."""
    if event.facts.get("to") == ProposalState.EXPIRED:
        yield from everyone_in_the_firm(event)


def named(codes, words) -> list[str]:
    """Return the words of codes in the source language."""
    with override(SOURCE):
        return [str(words[code]) for code in codes or () if code in words]


def with_items(event) -> dict:
    """Return what is told, and the named items of a supplement."""
    return context(event) | {"items": named(event.facts.get("items"), SUPPLEMENT_ITEMS)}


def with_reasons(event) -> dict:
    """Return what is told, and the reasons of the result."""
    return context(event) | {"reasons": named(event.facts.get("reasons"), REASONS)}


def member_of(event) -> Member:
    """Return the consortium member of an event, with its proposal and organisations."""
    pk = event.subject_id if event.noun == "member" else event.facts["member"]
    rows = Member.objects.select_related("organisation", "proposal__challenge", "proposal__organisation")
    return rows.get(pk=pk)


def member_context(event) -> dict:
    """Return what wordings on members may name."""
    member = member_of(event)
    return {
        "title": member.proposal.challenge.title,
        "firm": member.proposal.organisation.name,
        "member": member.organisation.name,
        "share": str(member.share),
        "task": member.task,
    }


def invited(event):
    """Yield the people of the organisation that is to answer; the leader's own row asks nobody."""
    member = member_of(event)
    if member.leader:
        return ()
    people = holders([member.organisation_id], (*SIGNERS, *WRITERS), event.at) - {event.actor_id}
    return recipients(people, url=url_of(member.proposal))


def dismissed(event):
    """Yield the people of an organisation that no longer sees the proposal: the link leads to the challenge."""
    member = member_of(event)
    people = holders([member.organisation_id], (*SIGNERS, *WRITERS), event.at) - {event.actor_id}
    return recipients(people, url=f"/challenges/{member.proposal.challenge_id}/")


def inviters(event):
    """Yield the leading firm's writers."""
    member = member_of(event)
    people = holders([member.proposal.organisation_id], WRITERS, event.at) - {event.actor_id}
    return recipients(people, url=url_of(member.proposal))


def declare(event_name, audience, *, topic=PROPOSALS, context=context, facts=(), **more) -> None:
    """Declare a notice of this file: facts are named one by one, and the right to know is asked again at sending."""
    notice(event_name, topic=topic, audience=audience, context=context, facts=facts, still=among(audience), **more)


declare("proposal.sent_for_review", firm(*SIGNERS))
declare("proposal.sent_back", firm(*WRITERS), facts=("note",))
declare("proposal.submitted", everyone_in_the_firm, facts=("receipt", "sha256"), statutory=True)
declare("proposal.edition_confirmed", firm(*WRITERS), facts=("edition",))
declare("proposal.withdrawn", after_withdrawal, facts=("early",))
declare("proposal.expired", everyone_in_the_firm)
declare("proposal.unsealed", after_unsealing)
declare(
    "proposal.supplement_requested",
    everyone_in_the_firm,
    topic=FORMAL_CHECKS,
    context=with_items,
    facts=("due_at",),
    statutory=True,
)
declare("proposal.supplement_due", everyone_in_the_firm, topic=FORMAL_CHECKS, facts=("due", "days"))
declare("proposal.recounted", everyone_in_the_firm, topic=FORMAL_CHECKS, facts=("old", "new", "year"), statutory=True)
declare("proposal.supplied", checkers, topic=FORMAL_CHECKS)
declare(
    "proposal.supplement_lapsed",
    everyone_in_the_firm,
    topic=FORMAL_CHECKS,
    facts=("complaint_until",),
    statutory=True,
)
declare(
    "proposal.check_confirmed",
    everyone_in_the_firm,
    topic=FORMAL_CHECKS,
    context=with_reasons,
    facts=("to", "complaint_until"),
    statutory=True,
)
declare("proposal.complained", firm_and_deciders, topic=FORMAL_CHECKS, facts=("due_at",), statutory=True)
declare("proposal.complaint_due", deciders, topic=FORMAL_CHECKS, facts=("due", "days"))
for outcome in ("proposal.complaint_dismissed", "proposal.complaint_upheld"):
    declare(outcome, firm_and_checkers, topic=FORMAL_CHECKS, facts=("decision",), statutory=True)
declare_taken_back(
    "proposal",
    topic=FORMAL_CHECKS,
    labels={
        "send_back": _("退回经办修改"),
        "request_supplement": _("要求补正"),
        "confirm_check": _("资格复核确认"),
    },
)
declare("proposal.selected", everyone_in_the_firm, statutory=True)


def after_team_answer(event):
    """Yield the firm's writers and signers; once the proposal is open, the organiser's people of the check as well."""
    proposal = proposal_of(event)
    people = holders([proposal.organisation_id], (*WRITERS, *SIGNERS), event.at)
    yield from recipients(people, url=f"{url_of(proposal)}#s-team")
    if proposal.state in OPENED:
        yield from checkers(event)


def with_person(event) -> dict:
    """Return what is told, and who of the team answered."""
    request = TeamRequest.objects.get(pk=event.facts["request"])
    return context(event) | {"person": request.name, "unit": request.unit}


declare("proposal.team_refused", after_team_answer, context=with_person)
declare("proposal.team_withdrawn", after_team_answer, context=with_person)


def after_consent_withdrawn(event):
    """Yield those of the firm and the organiser; of the lead firm those who read the data, for they delete them."""
    yield from after_team_answer(event)
    proposal = proposal_of(event)
    if event.facts.get("about") == TextKind.LEAD_DATA and proposal.state in IN_REVIEW:
        people = holders([proposal.challenge.lead_id], LEADS, event.at)
        yield from recipients(people, url=url_of(proposal))


def with_consent(event) -> dict:
    """Return what is told of one of the consents that stand by themselves: who, and which."""
    with override(SOURCE):
        return with_person(event) | {"consent": str(TextKind(event.facts["about"]).label)}


declare("proposal.team_declined", after_team_answer, context=with_consent)
declare("proposal.team_consent_withdrawn", after_consent_withdrawn, context=with_consent, statutory=True)
silent("proposal.team_consented", _("同在编写的人在页面上看得到谁已同意。"))
silent("proposal.team_asked", _("成员本人收到邮件；同在编写的人在页面上看得到。"))
silent("proposal.team_agreed", _("同在编写的人在页面上看得到谁已同意。"))

declare(
    "proposal.member_invited",
    invited,
    topic=CONSORTIA,
    context=member_context,
    template="notices/member.invited.txt",
)
declare("member.invited", invited, topic=CONSORTIA, context=member_context)
declare("member.changed", invited, topic=CONSORTIA, context=member_context, facts=("to",))
declare("member.removed", dismissed, topic=CONSORTIA, context=member_context)
declare("member.confirmed", inviters, topic=CONSORTIA, context=member_context)
declare("member.declined", inviters, topic=CONSORTIA, context=member_context, facts=("note",))


def uploader(event):
    """Yield the person who added the file."""
    file = Attachment.objects.get(pk=event.subject_id)
    return recipients([file.uploaded_by_id], url=FILES_AT[file.owner.noun] % file.owner.pk)


# Where the files of each owner are listed, and may be removed.
FILES_AT = {
    "proposal": "/proposals/%s/#s-attachments",
    "challenge": "/challenges/%s/work/#s-attachments",
    "objection": "/objections/%s/#s-attachments",
    "inquiry": "/inquiries/%s/#s-attachments",
}


notice("attachment.blocked", topic=PROPOSALS, audience=uploader, facts=("name",))
silent("attachment.opened_to", _("同在编写的人在页面上看得到谁可以看。"))
silent("attachment.added", _("同在编写的人在页面上看得到附件。"))
silent("attachment.removed", _("同在编写的人在页面上看得到附件。"))

silent("proposal.created", _("写的人自己知道；截止前不告知任何人。"))
silent("proposal.edited", _("同在编写的人在页面上看得到历次稿本。"))
silent("proposal.edition_followed", _("写的人自己确认的。"))
silent("proposal.draft_resumed", _("写的人自己重新打开的。"))
silent("proposal.read", _("留痕备查，不逐次告知。"))
silent("proposal.checked", _("复核人在待办里看到；结果复核后才告知申报单位。"))
silent("proposal.check_due", _("榜单的资格审查到期提醒已告知同样的人。"))
silent("proposal.scored", _("拟定之前不告知任何人。"))
silent("proposal.unscored", _("拟定之前不告知任何人。"))
silent("proposal.nominated", _("随公示一并告知。"))
silent("proposal.denominated", _("更正后的结果随新的公示一并告知。"))
