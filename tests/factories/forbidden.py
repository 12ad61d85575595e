"""A review with everybody in it who must not act: officers who belong to a firm of the matter, who sit, who filed."""

from types import SimpleNamespace

from accounts.models import PersonalToken
from challenges.bulletin.models import Notice, NoticeItem
from challenges.listing.models import Opinion
from challenges.proposals.models import Member
from challenges.review.actions import panel as panels
from challenges.review.models import Seat
from notifications.clock import now

from .accounts import ExpertFactory, MembershipFactory, OrganisationFactory, UserFactory, acting
from .challenges import DAY, ChallengeFactory, ProposalFactory
from .remembered import remembered
from .review import Review5, known, objected

SIDES = ("lead", "applicant", "partner")
DESK = ("batch_admin", "checker", "review_officer", "notice_officer")


@remembered
def publicised():
    """A publicity with an objection that is registered, one that is filed, and a further draft, and who is torn."""
    walk = Review5().publicised()
    return peopled(walk, filed(walk))


@remembered
def chosen():
    """A choice that waits for the last approver, whom the rules want apart from the review."""
    walk = Review5().chosen()
    organiser = walk.challenge.organiser
    walk.both = acting(organiser, "batch_admin", "approver")
    panels.report(walk.panel, by=walk.both, at=walk.at)
    program(walk, "review_officer")
    walk.approved(walk.officer)
    return peopled(walk)


@remembered
def composed():
    """A panel that is being put together, one of whose seats an officer takes."""
    return peopled(Review5().composed())


def peopled(walk, more=None):
    """Add the officers who are torn, those who sit on the panel or were picked, and the expert who is an officer."""
    challenge, organiser = walk.challenge, walk.challenge.organiser
    partner = OrganisationFactory()
    Member.objects.create(
        proposal=walk.proposals[1],
        organisation=partner,
        state="confirmed",
        share=20,
        task="试验",
        created_at=walk.at,
        updated_at=walk.at,
    )
    houses = {"lead": challenge.lead, "applicant": walk.proposals[0].organisation, "partner": partner}
    walk.torn, walk.heads = {}, {}
    for side, house in houses.items():
        walk.torn[side], walk.heads[side] = acting(organiser, *DESK), acting(organiser, "approver")
        for one in (walk.torn[side], walk.heads[side]):
            MembershipFactory(user=one.user, organisation=house, roles=["handler"])
    walk.sitting = acting(organiser, *DESK, user=walk.experts[1].user, is_expert=True)
    walk.expert_officer = acting(organiser, *DESK, user=ExpertFactory().user, is_expert=True)
    for name, value in (more or {}).items():
        setattr(walk, name, value)
    return walk


def filed(walk) -> dict:
    """File objections: of a stranger, of an officer, and of a firm to which an officer belongs; and write a draft."""
    challenge, organiser = walk.challenge, walk.challenge.organiser
    filer = acting(organiser, *DESK)
    outsider, firm = acting(organiser, *DESK), OrganisationFactory()
    MembershipFactory(user=outsider.user, organisation=firm)
    speaker = acting(firm, "handler", user=known(UserFactory()))
    known(filer.user)
    strange = objected(challenge, at=walk.at)
    own = objected(challenge, at=walk.at, by=filer)
    ours = objected(challenge, at=walk.at, by=speaker)
    draft = Notice.objects.create(
        kind="result",
        issuer=organiser,
        batch=challenge.batch,
        title="结果公告",
        body="结果",
        prepared_by=walk.notice_officer.user,
        created_at=walk.at,
        updated_at=walk.at,
    )
    draft.worked_on(walk.notice_officer.user)
    NoticeItem.objects.create(notice=draft, challenge=challenge, proposal=walk.proposals[0])
    return {"filer": filer, "outsider": outsider, "strange": strange, "own": own, "ours": ours, "draft": draft}


def program(walk, role):
    """Let the one who runs both posts issue a token of the organisation, whose program has an account of its own."""
    user = UserFactory(is_program=True)
    walk.program = acting(walk.challenge.organiser, role, user=user)
    PersonalToken.objects.create(
        user=user,
        organisation=walk.challenge.organiser,
        name="程序",
        issued_by=walk.both.user,
        roles=[role],
        hash=f"{user.pk:064d}",
        hint="0000",
        created_at=now(),
        expires_at=now() + DAY,
    )
    return walk.program


def need(state, **fields):
    """Return a need in a state with the people of both sides, one of whom did what comes before."""
    challenge = ChallengeFactory(state=state, total_wan=0, enterprise_wan=0, fiscal_wan=0, **fields)
    organiser = challenge.organiser
    return SimpleNamespace(
        challenge=challenge,
        checker=acting(organiser, "checker", "batch_admin"),
        signer=acting(challenge.lead, "signer", "handler"),
        expert_officer=acting(organiser, *DESK, user=ExpertFactory().user, is_expert=True),
    )


def adviser(at):
    """Return a need whose argumentation an officer gave an opinion on."""
    found = need("argumentation")
    Opinion.objects.create(challenge=found.challenge, expert_id=found.expert_officer.user_id, asked_at=at)
    return found


def reserve_of(walk):
    """Let the officer who is an expert be picked by somebody else, as a reserve."""
    return Seat.objects.create(
        panel=walk.panel,
        expert=walk.expert_officer.user,
        state="reserve",
        category="technical",
        order=9,
        created_at=walk.at,
        updated_at=walk.at,
    )


def checked(state="opened", **fields):
    """Return a proposal with a checker who has found what is to be confirmed."""
    challenge = ChallengeFactory(state="qualification", number="TC-F-001")
    one = acting(challenge.organiser, "checker")
    row = ProposalFactory(challenge=challenge, state=state, checked_by=one.user, receipt_number="R-F", **fields)
    return SimpleNamespace(proposal=row, checker=one, challenge=challenge)
