"""What takes a second person: the same one again, or the one it is about, is refused. More rows of the table."""

from accounts.actions.checking import stamp
from accounts.actions.membership import ROLES
from accounts.models import Membership
from challenges.core.actions import motion as motions
from challenges.core.motions import ACTS
from challenges.desk.models import PersonalRule
from challenges.listing.models import Challenge
from notifications import clock
from notifications.clock import day_of
from tests.core.test_account_acts import ARRANGED
from tests.factories import forbidden as world
from tests.factories.accounts import DelegationFactory, ExpertFactory, MembershipFactory, OrganisationFactory, acting
from tests.factories.accounts import operator as an_operator
from tests.factories.proposals import complete_proposal
from tests.journeys.forbidden_matters import EYES, SIDE, WHY, act, forbids, later, row_of
from tests.listing.test_batch_rules import form_of

# --- what another has to look at ---


@forbids("challenge.approve by whoever prepared the need")
def _approves_own():
    need = world.need("internal_review")
    need.challenge.prepared_by = need.signer.user
    need.challenge.save()
    return need.signer, *act(need.challenge, "approve"), EYES, need.challenge


@forbids("challenge.publish by whoever checked it")
def _publishes_own():
    need = world.need("pending_publish")
    need.challenge.checked_by = need.checker.user
    need.challenge.save()
    return need.checker, *act(need.challenge, "publish"), EYES, need.challenge


@forbids("proposal.confirm_check by whoever checked it")
def _confirms_own():
    found = world.checked()
    return found.checker, *act(found.proposal, "confirm_check"), EYES, found.proposal


for verb in ("dismiss_complaint", "uphold_complaint"):

    @forbids(f"proposal.{verb} by whoever checked it")
    def _complaint(verb=verb):
        found = world.checked("disqualified", due_at=clock.now())
        return found.checker, *act(found.proposal, verb, decision=WHY), EYES, found.proposal


for verb in ("affirm", "reverse"):

    @forbids(f"objection.{verb} by whoever registered it")
    def _reviews(verb=verb):
        walk = world.publicised()
        row = walk.strange
        row.state, row.registered_by, row.handled_by = "reviewing", walk.notice_officer.user, walk.admin.user
        row.save()
        form = {"decision": WHY} | ({"back_to": "proposed"} if verb == "reverse" else {})
        return walk.notice_officer, *act(row, verb, **form), EYES, row


@forbids("proposal.submit by whoever prepared it")
def _submits_own():
    proposal = complete_proposal(state="internal_review")
    me = acting(proposal.organisation, "signer", user=proposal.prepared_by)
    return me, *act(proposal, "submit"), EYES, proposal


# --- what one prepares and another confirms: the same person again, and whoever it is about ---


def arranged(name, **when):
    """Return who prepares one of the acts that have an arrangement already, its row, and what it is given."""
    row, given, me, _second, _done = ARRANGED[name](**when)
    return me, row, given


def preparing(name):
    """Return who prepares an act that takes two, its row, and what it is given."""
    house = OrganisationFactory(kind="organiser")
    head, approver = acting(house, "batch_admin"), acting(house, "approver")
    member = MembershipFactory(organisation=house, roles=["checker"])
    at = clock.now()
    given = {
        "organisation.reword_notice": lambda: arranged("organisation.reword_notice", at=at),
        "wording.replace": lambda: arranged("wording.replace", at=at),
        "organisation.grant_red_head": lambda: arranged("organisation.grant_red_head"),
        "organisation.end_red_head": lambda: arranged("organisation.end_red_head"),
        "text.approve": lambda: arranged("text.approve", at=at),
        "user.export_pool": lambda: arranged("user.export_pool"),
        "organisation.invite": lambda: (head, house, {"email": "new@example.cn", "roles": ["checker"]}),
        "organisation.grant_delegation": lambda: (
            head,
            house,
            {"grantee": member.user, "roles": ["notice_officer"], "starts_at": at, "ends_at": at + world.DAY},
        ),
        "membership.change_roles": lambda: (
            head,
            member,
            {"roles": ["checker", "notice_officer"], "read": stamp(member, ROLES)},
        ),
        "expert.set_integrity": lambda: (head, ExpertFactory(), {"integrity": "suspended", "reason": WHY}),
        "organisation.verify": lambda: (an_operator(), OrganisationFactory(verification="pending"), {"note": "一致"}),
        "personal_rule.change": lambda: (
            an_operator(),
            PersonalRule.objects.get(key="grace_days"),
            {"value": 10, "basis": WHY, "effective_from": day_of(at).isoformat()},
        ),
        "organisation.withdraw_verification": lambda: (an_operator(), OrganisationFactory(), {"reason": WHY}),
    }[name]()
    return given, approver, member


for name in sorted(name for name, one in ACTS.items() if one.subject):

    @forbids(f"{name} confirmed by whoever prepared it")
    def _alone(name=name):
        (me, row, given), _approver, _member = preparing(name)
        motion = motions.prepare(ACTS[name], row, by=me, at=clock.now(), **given)
        return me, *act(motion, "confirm"), EYES, motion


@forbids("objection.refuse confirmed by whoever prepared it")
def _refuses_alone():
    walk = world.publicised()
    row = row_of(walk, "objection")
    motion = motions.prepare(ACTS["objection.refuse"], row, by=walk.admin, at=clock.now(), decision=WHY)
    return walk.admin, *act(motion, "confirm"), EYES, motion


@forbids("organisation.grant_delegation confirmed by whom it gives the role")
def _lends_self():
    (me, row, given), approver, _member = preparing("organisation.grant_delegation")
    given["grantee"] = approver.user
    motion = motions.prepare(ACTS["organisation.grant_delegation"], row, by=me, at=clock.now(), **given)
    return approver, *act(motion, "confirm"), "不能授权给自己", motion


@forbids("challenge.withdraw confirmed by an officer of the lead")
def _confirms_torn():
    walk = world.publicised()
    row = Challenge.objects.get(pk=walk.challenge.pk)
    given = {"reason": WHY, "ground": "policy"}
    motion = motions.prepare(ACTS["challenge.withdraw"], row, by=walk.admin, at=clock.now(), **given)
    return walk.torn["lead"], *act(motion, "confirm"), SIDE["lead"], motion


def lending(roles, to="checker"):
    house = OrganisationFactory(kind="organiser")
    me = acting(house, "batch_admin")
    acting(house, "approver")
    member = MembershipFactory(organisation=house, roles=[to])
    form = {"grantee": member.user_id, "roles": roles, "starts_at": later(1), "ends_at": later(2)}
    return me, "/organisation/delegations/", form, member


@forbids("lending the approval to who runs the review")
def _lends_apart():
    me, address, form, member = lending(["approver"], "review_officer")
    return me, address, form, "不能兼任", member


@forbids("giving the review to whom the approval is lent")
def _gives_apart():
    me, _address, _form, member = lending([])
    DelegationFactory(
        organisation=member.organisation,
        grantee=member.user,
        roles=["approver"],
        starts_at=clock.now(),
        ends_at=clock.now() + world.DAY,
    )
    form = {"roles": ["review_officer"], "version": stamp(member, ROLES)}
    return me, f"/organisation/members/{member.pk}/roles/", form, "不能兼任", member


@forbids("giving oneself a role")
def _gives_self():
    me, _address, _form, _member = lending([])
    row = Membership.objects.get(user=me.user)
    form = {"roles": ["batch_admin", "checker"], "version": stamp(row, ROLES)}
    return me, f"/organisation/members/{row.pk}/roles/", form, "不能给自己增加岗位", row


@forbids("taking the supervision away alone")
def _unwatches():
    me, _address, _form, member = lending([], "supervisor")
    return me, f"/organisation/members/{member.pk}/end/", {}, "不能直接移除纪检监督", member


@forbids("taking back the supervision that was lent")
def _unlends():
    me, _address, _form, member = lending([])
    row = DelegationFactory(
        organisation=member.organisation,
        grantee=member.user,
        roles=["supervisor"],
        starts_at=clock.now(),
        ends_at=clock.now() + world.DAY,
    )
    return me, f"/organisation/delegations/{row.pk}/revocation/", {}, "纪检监督岗位只能由审定人调整", row


for chain in (["batch_admin"], ["approver", "batch_admin"]):

    @forbids(f"an order of approval that ends with {chain[-1]} after {len(chain) - 1}")
    def _chain(chain=chain):
        walk = world.publicised()
        batch = walk.challenge.batch
        address = f"/batches/{batch.pk}/rules/decide/"
        typed = {f"decision_chain_{n}": (*chain, "", "")[n - 1] for n in (1, 2, 3)}
        return walk.admin, address, lambda client: {**form_of(client, address), **typed}, "最后一步是“审定人”", batch
