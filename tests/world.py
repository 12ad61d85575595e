"""One object of every kind, each with a secret of its own, and one person of every relation to them."""

import hashlib
from dataclasses import dataclass, field

from django.test import Client

from accounts.acting import SESSION_KEY
from challenges.bulletin.models import Notice
from challenges.files.actions import stored_at
from challenges.files.models import Attachment
from challenges.listing.models import Question
from challenges.review.models import Review
from notifications import clock
from tests.factories.accounts import OrganisationFactory, UserFactory, acting
from tests.factories.challenges import DAY, ChallengeFactory, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.remembered import remembered
from tests.factories.review import Review5, expert

# Strings that nobody but those named may ever meet, wherever they look.
SECRETS = {
    "sealed": "CANARY-SEALED-PROPOSAL",
    "draft": "CANARY-FIRM-DRAFT",
    "need": "CANARY-UNPUBLISHED-NEED",
    "restricted": "CANARY-RESTRICTED-TEXT",
    "mark": "CANARY-EXPERT-COMMENT",
    "asker": "CANARY-ASKER-FIRM",
    "expert": "CANARY-EXPERT-NAME",
    "notice": "CANARY-NOTICE-DRAFT",
}


@dataclass
class World:
    """The objects by noun, and the people by what they are to them."""

    objects: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """Return a browser in which this person has signed in and chosen their organisation."""
        client = Client()
        person = self.people[name]
        if person is not None:
            client.force_login(person.user)
            if person.organisation_id:
                session = client.session
                session[SESSION_KEY] = person.organisation_id
                session.save()
        return client


def stored(content: bytes) -> str:
    """Keep a file where attachments lie; returns its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = stored_at(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return sha256


def secret_section(proposal, words: str) -> None:
    """Put a secret into every text of a proposal."""
    for section in proposal.sections.all():
        section.data = {**section.data, "route": words, "summary": words}
        section.save()


@remembered
def build() -> World:
    """Make the world: one challenge with sealed proposals, one in review, one need, one restricted challenge."""
    at = clock.now()
    window = {"opens_at": at - 30 * DAY, "closes_at": at + 10 * DAY, "first_closes_at": at + 10 * DAY}
    open_one = accepting_challenge(**window, published_at=at - 30 * DAY)
    lead, organiser = open_one.lead, open_one.organiser
    asker = OrganisationFactory(kind="sme", name=SECRETS["asker"])
    sealed = complete_proposal(open_one, organisation=OrganisationFactory(kind="sme"), state="submitted")
    secret_section(sealed, SECRETS["sealed"])
    draft = complete_proposal(open_one, organisation=OrganisationFactory(kind="sme"))
    secret_section(draft, SECRETS["draft"])
    need = ChallengeFactory(lead=lead, batch=open_one.batch, state="draft", content=SECRETS["need"])
    restricted = accepting_challenge(
        lead=lead, batch=open_one.batch, **window, confidentiality="restricted", content=SECRETS["restricted"]
    )
    question = Question.objects.create(
        challenge=open_one,
        organisation=asker,
        asked_by=UserFactory(),
        pseudonym=1,
        text="何时取样？",
        answer="随时",
        state="answered",
        created_at=at,
        updated_at=at,
    )
    notice = Notice.objects.create(
        kind="publicity",
        title="拟稿",
        body=SECRETS["notice"],
        issuer=organiser,
        created_at=at,
        updated_at=at,
    )
    stage = Review5(batch=open_one.batch, lead=lead, at=at - 2 * DAY)
    stage.scoring()
    for one in stage.experts:
        one.user.name = SECRETS["expert"]
        one.user.save()
    review = stage.mark(stage.experts[0], stage.proposals[0], 80, submit=False)
    Review.objects.filter(pk=review.pk).update(comment=SECRETS["mark"])
    file = Attachment.objects.create(
        proposal=sealed,
        kind="evidence",
        name=f"{SECRETS['sealed']}.pdf",
        content_type="application/pdf",
        size=3,
        sha256=stored(b"pdf"),
        uploaded_by=UserFactory(),
        uploaded_at=at,
    )
    world = World()
    world.objects = {
        "challenge": open_one,
        "need": need,
        "restricted": restricted,
        "sealed": sealed,
        "draft": draft,
        "question": question,
        "notice": notice,
        "panel": stage.panel,
        "seat": stage.seat_of(stage.experts[0]),
        "review": review,
        "reviewed": stage.proposals[0],
        "attachment": file,
    }
    world.people = {
        "visitor": None,
        "stranger": acting(OrganisationFactory(kind="sme"), "admin", "handler", "signer", "project_lead"),
        "applicant": acting(sealed.organisation, "admin", "handler", "signer", "project_lead"),
        "drafter": acting(draft.organisation, "admin", "handler", "signer", "project_lead"),
        "lead": acting(lead, "admin", "handler", "signer", "secrecy", "finance", "tech_lead"),
        "officer": acting(organiser, "batch_admin", "checker", "review_officer", "notice_officer", "supervisor"),
        "expert": stage.experts[0],
        "other_expert": expert(),
        "operator": None,
    }
    operator = UserFactory(is_operator=True)
    world.people["operator"] = type(world.people["expert"])(user=operator)
    return world
