"""Proposals that lack nothing, in any state, for tests."""

from accounts.origin import Origin
from accounts.queries.text import in_force
from challenges.core.queries.units import plain
from challenges.listing.models import PlannedMilestone
from challenges.proposals.actions import team
from challenges.proposals.models import Declaration, Proposal, Section, SectionKey, TeamAnswer, TeamRequest
from challenges.proposals.queries.declaration import texts_for
from challenges.proposals.queries.proposal_sections import DECLARATIONS, rows
from challenges.proposals.queries.team import spelled, text_for
from notifications.clock import now

from .accounts import OrganisationFactory, UserFactory
from .challenges import NOW, ProposalFactory, accepting_challenge

LEADER = {"name": "陆怀瑾", "unit": "示例单位", "title": "高工", "task": "总体", "months": "12"}


def complete_data(challenge) -> dict:
    """Return sections without a problem for this challenge: every indicator met, every milestone planned."""
    return {
        "basics": {
            "summary": "低氧球形粉末批量制备",
            "leader_name": "陆怀瑾",
            "leader_phone": f"1380000{Proposal.objects.count():04}",
            "leader_email": f"leader{challenge.pk}-{Proposal.objects.count()}@example.cn",
            "contact_name": "周以衡",
            "contact_phone": f"1390001{Proposal.objects.count():04}",
        },
        "consortium": {},
        "route": {"route": "真空熔炼", "innovation": "氧增量控制", "feasibility": "已有中试线", "risk": "双线备份"},
        "commitments": {
            str(row.pk): {"value": plain(row.target), "unit": row.unit} for row in challenge.indicators.all()
        },
        "schedule": {
            str(row.pk): {"month": str(row.due_month), "output": "样件"} for row in challenge.milestones.all()
        },
        "budget": {
            "cells": {
                "equipment": {"fiscal": "100.00", "lead": "600.00", "self": "0"},
                "operating": {"fiscal": "100.00"},
            },
            "sources": {"fiscal": "200.00", "lead": "600.00", "self": "0.00"},
        },
        "ip": {"freedom": "未发现侵权风险", "background": []},
        "team": {"people": [LEADER | {"email": f"team{challenge.pk}@example.cn"}]},
        "declarations": dict.fromkeys(DECLARATIONS, True),
    }


def worded(text):
    """The columns of a declaration that name its text."""
    return {"text": text, "text_version": str(text.number), "sha256": text.sha256}


def complete_proposal(challenge=None, organisation=None, state="draft", consents=True, **fields) -> Proposal:
    """Return a proposal that may be sent and submitted, with a milestone planned on its challenge."""
    challenge = challenge or accepting_challenge()
    if not challenge.milestones.exists():
        PlannedMilestone.objects.create(challenge=challenge, position=1, name="中试", due_month=12)
    writer = UserFactory()
    if state not in ("draft", "internal_review"):
        number = Proposal.objects.count() + 1
        fields = {"receipt_number": f"JB-2026-T-{number}", "submitted_at": NOW, "receipt_hash": "0" * 64} | fields
    proposal = ProposalFactory(
        challenge=challenge,
        organisation=organisation or OrganisationFactory(kind="sme"),
        state=state,
        prepared_by=writer,
        **fields,
    )
    data = complete_data(challenge)
    Section.objects.bulk_create(Section(proposal=proposal, key=key, data=data[key]) for key in SectionKey.values)
    Declaration.objects.bulk_create(
        Declaration(proposal=proposal, kind=kind, **worded(text), capacity="handler", at=NOW, by=writer)
        for kind, text in texts_for(challenge, NOW).items()
    )
    if consents:
        consented(proposal)
    return proposal


def consented(proposal, data=None, beside=()):
    """Let everybody of the team agree to the text in force, and to those that are asked `beside` it."""
    people = data or proposal.sections.get(key="team").data
    text = text_for(proposal.challenge, NOW)
    asked = TeamRequest.objects.bulk_create(
        TeamRequest(
            **spelled(row),
            proposal=proposal,
            text=text,
            sha256=text.sha256,
            nonce="n" * 43,
            asked_by_id=proposal.prepared_by_id or UserFactory().pk,
            asked_at=NOW,
            mailed_at=NOW,
        )
        for _n, row in rows(people, "people")
    )
    TeamAnswer.objects.bulk_create(
        TeamAnswer(request=row, kind="agreed", sha256=row.sha256, at=NOW, address="192.0.2.7") for row in asked
    )
    share(proposal, *beside)


def share(proposal, *kinds):
    """Let everybody of the team who was asked agree to these consents as well."""
    for asked in proposal.team_requests.all():
        for kind in kinds:
            text = in_force(kind, proposal.challenge.organiser_id, NOW)
            said = {"kind": "agreed", "about": kind, "text": text, "sha256": text.sha256, "at": NOW}
            TeamAnswer.objects.create(request=asked, **said)


def answered(pk, kind="agreed"):
    """Let everybody of the team who was asked answer through their link, now."""
    for asked in TeamRequest.objects.filter(proposal=pk, answers=None):
        team.answer(asked, kind, read=asked.sha256, origin=Origin(), at=now(), name=asked.name)
