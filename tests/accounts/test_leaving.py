"""Somebody leaves: what hangs on them is handed over, what was theirs alone ends, nothing is lost elsewhere."""

import pytest
from django.urls import reverse

from accounts.acting import acting_as
from accounts.actions import leaving, token
from accounts.actions.leaving import WORK
from accounts.forms.leaving import HandOverForm
from accounts.models import Membership, PersonalToken
from challenges.core.models import SavedView
from challenges.desk.queries import leaving as reading
from notifications import relay
from notifications.models import Event, InboxItem
from tests.accounts.refusals import invalid, refused
from tests.factories.accounts import AT, DAY, DelegationFactory, MembershipFactory, OrganisationFactory, acting, member
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db


def row_of(by) -> Membership:
    """The membership of somebody in the organisation acted for."""
    return Membership.objects.get(user=by.user, organisation=by.organisation)


def view_of(by, name, **more):
    """A saved filter of somebody."""
    return SavedView.objects.create(
        user=by.user, organisation=by.organisation, board="ledger", name=name, created_at=AT, **more
    )


def test_roles_and_work_are_handed_over_in_one_act():
    by = member("admin")
    leaver, heir = acting(by.organisation, "handler", "signer"), acting(by.organisation, "finance")
    heirs = {"handler": row_of(heir).pk, "signer": row_of(heir).pk, "work": row_of(heir).pk}
    ended = leaving.end(row_of(leaver), by=by, at=AT, heirs=heirs)
    assert (ended.ended_at, row_of(heir).roles) == (AT, ["finance", "handler", "signer"])
    assert not acting_as(leaver.user, by.organisation_id, at=AT).organisation
    facts = Event.objects.get(name="membership.ended").facts
    assert facts["heirs"] == dict.fromkeys(("handler", "signer", "work"), heir.user.name)
    told = Event.objects.get(name="membership.taken_over")
    assert (told.subject_id, told.facts["roles"], told.facts["left"]) == (
        row_of(heir).pk,
        ["handler", "signer"],
        ended.pk,
    )


def test_what_was_theirs_here_ends_and_what_they_have_elsewhere_stays():
    by, elsewhere = member("admin"), member("admin")
    leaver = acting(by.organisation, "handler")
    MembershipFactory(organisation=elsewhere.organisation, user=leaver.user, roles=["handler"])
    for organisation in (by.organisation, elsewhere.organisation):
        DelegationFactory(organisation=organisation, grantee=leaver.user)
        me = acting_as(leaver.user, organisation.pk, at=AT)
        token.create(by=me, at=AT, name="脚本", scopes=["read"], expires_at=AT + DAY)
        view_of(me, "我的")
    leaving.end(row_of(leaver), by=leaver, at=AT)
    here, there = PersonalToken.objects.order_by("pk")
    assert (here.revoked_at, there.revoked_at) == (AT, None)
    lent = dict(leaver.user.delegations.values_list("organisation_id", "revoked_at"))
    assert lent == {by.organisation_id: AT, elsewhere.organisation_id: None}
    assert acting_as(leaver.user, elsewhere.organisation_id, at=AT).has("handler")
    assert SavedView.objects.filter(user=leaver.user).count() == 2
    assert {name: Event.objects.get(name="membership.ended").facts[name] for name in ("tokens", "delegations")} == {
        "tokens": 1,
        "delegations": 1,
    }


def test_saved_filters_go_with_the_work_but_for_names_in_use():
    by = member("admin")
    leaver = acting(by.organisation, "handler")
    view_of(leaver, "临期", default=True)
    taken = view_of(leaver, "本周")
    view_of(by, "本周", default=True)
    leaving.end(row_of(leaver), by=by, at=AT, heirs={WORK: row_of(by).pk})
    mine = SavedView.objects.filter(user=by.user).values_list("name", "default")
    assert sorted(mine) == [("临期", False), ("本周", True)]
    taken.refresh_from_db()
    assert taken.user == leaver.user


def test_the_last_manager_goes_once_somebody_manages_after_them():
    by = member("admin")
    heir = acting(by.organisation, "handler")
    with refused("last_manager"):
        leaving.end(row_of(by), by=by, at=AT)
    leaving.end(row_of(by), by=by, at=AT, heirs={"admin": row_of(heir).pk})
    assert row_of(heir).roles == ["handler", "admin"]


def signing(by, state="internal_review"):
    """A proposal that this person prepared, and that waits for the signer of their firm."""
    proposal = complete_proposal(organisation=by.organisation, state=state)
    proposal.prepared_by = by.user
    proposal.save()
    return proposal


@pytest.mark.parametrize("instead", ["heir", "colleague", "lent", "nothing waits"])
def test_the_last_signer_goes_when_somebody_signs_after_them_or_nothing_waits(instead):
    by = member("admin", "handler")
    signer, other = acting(by.organisation, "signer"), acting(by.organisation, "handler")
    if instead != "nothing waits":
        signing(by)
        DelegationFactory(organisation=by.organisation, grantee=other.user, roles=["finance"])
        with refused("last_signer"):
            leaving.end(row_of(signer), by=signer, at=AT)
    if instead == "colleague":
        acting(by.organisation, "signer")
    if instead == "lent":
        DelegationFactory(organisation=by.organisation, grantee=other.user)
    heirs = {"signer": row_of(other).pk} if instead == "heir" else {}
    leaving.end(row_of(signer), by=by, at=AT, heirs=heirs)
    assert row_of(signer).ended_at == AT


WRONG = {
    "themselves": ("not_member", lambda leaver, other, stranger: {"handler": row_of(leaver).pk}),
    "a stranger": ("not_member", lambda leaver, other, stranger: {WORK: row_of(stranger).pk}),
    "a role they had not": ("not_held", lambda leaver, other, stranger: {"finance": row_of(other).pk}),
}


@pytest.mark.parametrize("case", WRONG)
def test_whoever_cannot_take_over_is_named_at_the_field(case):
    by = member("admin")
    leaver, other, stranger = acting(by.organisation, "handler"), acting(by.organisation, "signer"), member("admin")
    code, heirs = WRONG[case]
    given = heirs(leaver, other, stranger)
    with invalid(**{next(iter(given)): code}):
        leaving.end(row_of(leaver), by=by, at=AT, heirs=given)
    assert row_of(leaver).ended_at is None


def test_nobody_gives_roles_who_may_not_and_organisers_give_them_by_two():
    by = member("admin")
    leaver, other = acting(by.organisation, "handler"), acting(by.organisation, "signer")
    with invalid(handler="not_given"):
        leaving.end(row_of(leaver), by=leaver, at=AT, heirs={"handler": row_of(other).pk})
    chief = member("batch_admin", kind="organiser")
    officer, other = acting(chief.organisation, "checker"), acting(chief.organisation, "notice_officer")
    with invalid(checker="not_given"):
        leaving.end(row_of(officer), by=chief, at=AT, heirs={"checker": row_of(other).pk})
    same = acting(chief.organisation, "checker")
    leaving.end(row_of(officer), by=chief, at=AT, heirs={"checker": row_of(same).pk, WORK: row_of(other).pk})


def test_drafts_go_to_somebody_who_can_work_on_them():
    by = member("admin")
    leaver, other = acting(by.organisation, "handler"), acting(by.organisation, "finance")
    proposal = signing(leaver, "draft")
    assert reading.begun(row_of(leaver)) == [("proposal", proposal.pk)]
    with invalid(work="cannot_work"):
        leaving.end(row_of(leaver), by=by, at=AT, heirs={WORK: row_of(other).pk})
    leaving.end(row_of(leaver), by=by, at=AT, heirs={WORK: row_of(other).pk, "handler": row_of(other).pk})
    relay.dispatch(AT)
    told = InboxItem.objects.get(person=other.user, event__name="membership.taken_over")
    assert told.event.facts["matters"] == 1 and told.url == reverse("membership_end", args=[row_of(leaver).pk])
    assert InboxItem.objects.filter(person=leaver.user, event__name="membership.ended").exists()


def test_what_nobody_else_can_do_is_told_apart_from_what_colleagues_do_too():
    by = member("admin")
    signer = acting(by.organisation, "signer", "handler")
    proposal = signing(signer)
    signing(signer, "draft")
    found = reading.hanging(row_of(signer), by, AT)
    assert [(task.what, task.pk) for task in found.stranded] == [("sign", proposal.pk)]
    assert (found.shared, len(found.begun), found.views) == (1, 2, 0)


@pytest.fixture
def as_(client):
    """The client of whoever is asked for."""

    def enter(by):
        client.force_login(by.user)
        return client

    return enter


def test_the_page_shows_what_hangs_on_them_proposes_heirs_and_keeps_the_record(as_):
    by = member("admin")
    leaver = acting(by.organisation, "handler", "signer")
    proposal = signing(leaver)
    page = reverse("membership_end", args=[row_of(leaver).pk])
    client = as_(by)
    shown = client.get(page)
    mine = row_of(by).pk
    assert {name: field.initial for name, field in shown.context["form"].fields.items()} == {
        WORK: mine,
        "handler": mine,
        "signer": mine,
    }
    assert f"/proposals/{proposal.pk}/" in shown.content.decode()
    refused = client.post(page, {"handler": mine})
    assert refused.status_code == 409 and row_of(leaver).ended_at is None
    assert client.post(page, {WORK: mine, "signer": mine, "handler": ""}).url == reverse("organisation_settings")
    kept = client.get(page).content.decode()
    assert by.user.name in kept and f"/proposals/{proposal.pk}/" in kept
    assert as_(member("admin")).get(page).status_code == 404
    leaver.user.memberships.update(ended_at=AT)
    assert f"/proposals/{proposal.pk}/" not in as_(leaver).get(page).content.decode()


@pytest.mark.parametrize(("kind", "role"), [("lead", "handler"), ("organiser", "batch_admin"), ("sme", "finance")])
def test_everybody_sees_before_they_leave_what_hangs_on_them(as_, kind, role):
    by = member(role, kind=kind)
    page = reverse("membership_end", args=[row_of(by).pk])
    shown = as_(by).get(page)
    assert shown.status_code == 200 and list(shown.context["form"].fields) == [WORK]


def test_whoever_prepares_is_proposed_rather_than_whoever_signs():
    by = member("admin", "signer")
    leaver, other = acting(by.organisation, "handler", "signer"), acting(by.organisation, "finance")
    form = HandOverForm(membership=row_of(leaver), by=by)
    proposed = {name: field.initial for name, field in form.fields.items()}
    assert proposed == {WORK: row_of(by).pk, "handler": row_of(other).pk, "signer": ""}


@pytest.mark.parametrize(("kind", "withheld"), [("organiser", True), ("sme", False)])
def test_the_page_offers_no_way_out_where_nobody_can_manage_after_them(kind, withheld, client):
    manager = "batch_admin" if kind == "organiser" else "admin"
    by = acting(OrganisationFactory(kind=kind), manager)
    acting(by.organisation, "checker" if kind == "organiser" else "handler")
    client.force_login(by.user)
    page = client.get(reverse("membership_end", args=[row_of(by).pk])).text
    assert ("请先指定另一名管理员" in page, 'data-confirm="end"' in page) == (withheld, not withheld)
    with refused("last_manager"):
        leaving.end(row_of(by), by=by, at=AT)
