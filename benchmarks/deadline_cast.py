"""The cast of the deadline proof: one challenge that accepts, and thousands of proposals ready to be handed in."""


def prepare(submissions: int) -> int:
    """Write one challenge and this many proposals that are ready to be handed in; returns the challenge's id."""
    from datetime import timedelta

    from django.utils import timezone

    from accounts.models import Membership, Organisation, User
    from challenges.listing.models import Batch, Challenge, Indicator
    from challenges.proposals.models import Declaration, Member, Proposal, Section, TeamAnswer, TeamRequest
    from challenges.proposals.queries.declaration import texts_for
    from challenges.proposals.queries.team import spelled, text_for

    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now}

    def firm(n, kind):
        return Organisation(kind=kind, name=f"{kind}{n}", uscc=f"{kind[:3]}{n:015d}", verification="verified", **stamps)

    organiser, lead = (Organisation.objects.bulk_create([firm(0, kind)])[0] for kind in ("organiser", "lead"))
    batch = Batch.objects.create(
        organiser=organiser,
        code="PROOF",
        name="截止证明",
        collect_from=now - timedelta(days=9),
        collect_until=now + timedelta(days=9),
        created_at=now,
    )
    challenge = Challenge.objects.create(
        batch=batch,
        lead=lead,
        organiser=organiser,
        number="TC-PROOF-001",
        title="截止证明",
        type="process",
        field_code="401",
        mode="honour",
        state="accepting",
        opens_at=now - timedelta(days=40),
        closes_at=now + timedelta(days=1),
        published_at=now,
        edition=1,
        material_edition=1,
        **stamps,
    )
    indicator = Indicator.objects.create(
        challenge=challenge, position=1, name="收得率", unit="%", comparator="ge", target=45
    )
    writer = User.objects.create(email="writer@example.com", name="经办")
    signer = User.objects.create(email="signer@example.com", name="签字人")
    firms = Organisation.objects.bulk_create([firm(n, "sme") for n in range(submissions)], batch_size=500)
    Membership.objects.bulk_create(
        [Membership(organisation=one, user=signer, roles=["signer"], since=now) for one in firms], batch_size=500
    )
    proposals = Proposal.objects.bulk_create(
        [
            Proposal(challenge=challenge, organisation=one, state="internal_review", prepared_by=writer, **stamps)
            for one in firms
        ],
        batch_size=500,
    )
    place = {"share": 100, "leader": True, "state": "confirmed", **stamps}
    Member.objects.bulk_create(
        [Member(proposal=row, organisation=row.organisation, **place) for row in proposals], batch_size=500
    )
    words = "氧含量控制与空心粉抑制" * 20
    sections, declarations, texts = [], [], texts_for(challenge, now)
    for n, row in enumerate(proposals):
        data = {
            "basics": {
                "summary": words,
                "leader_name": "负责人",
                "leader_phone": "13800000001",
                "leader_email": f"leader{n}@example.com",
                "contact_name": "联系人",
                "contact_phone": "13800000002",
            },
            "consortium": {},
            "route": dict.fromkeys(("route", "innovation", "feasibility", "risk"), words),
            "commitments": {str(indicator.pk): {"value": "46"}},
            "schedule": {},
            "budget": {},
            "ip": {"freedom": words},
            "team": {
                "people": [{"name": "甲", "unit": "乙", "task": "丙", "months": "3", "email": f"member{n}@example.com"}]
            },
            "declarations": {},
        }
        sections += [Section(proposal=row, key=key, data=value) for key, value in data.items()]
        declarations += [
            Declaration(proposal=row, kind=kind, text=text, text_version=str(text.number), at=now, by=writer)
            for kind, text in texts.items()
        ]
    Section.objects.bulk_create(sections, batch_size=500)
    text = text_for(challenge, now)
    asked = TeamRequest.objects.bulk_create(
        [
            TeamRequest(
                **spelled(section.data["people"][0]),
                proposal=section.proposal,
                text=text,
                sha256=text.sha256,
                nonce=f"{n:043}",
                asked_by=writer,
                asked_at=now,
                mailed_at=now,
            )
            for n, section in enumerate(row for row in sections if row.key == "team")
        ],
        batch_size=500,
    )
    TeamAnswer.objects.bulk_create(
        [TeamAnswer(request=row, kind="agreed", sha256=row.sha256, at=now) for row in asked], batch_size=500
    )
    Declaration.objects.bulk_create(declarations, batch_size=500)
    return challenge.pk
