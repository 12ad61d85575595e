"""A partner reads the outline until it has confirmed, and then writes its own part and nothing else."""

from copy import deepcopy

import pytest

from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.desk.queries.proposal_page import page
from challenges.files.access import visible_to as files_visible_to
from challenges.files.models import Attachment
from challenges.proposals.access.proposal import PARTS_OF_PARTNERS, layer, members_visible_to
from challenges.proposals.actions import member as members
from challenges.proposals.actions.proposal_draft import SectionTaken, keep_version, restore, save_section
from challenges.proposals.models import Section, SectionKey
from notifications.clock import now
from tests.factories.accounts import OrganisationFactory, UserFactory, acting
from tests.factories.challenges import NOW
from tests.factories.proposals import complete_proposal
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
OTHERS = sorted(set(SectionKey.values) - set(PARTS_OF_PARTNERS))


@pytest.fixture
def proposal():
    return complete_proposal()


@pytest.fixture
def partner():
    return OrganisationFactory(kind="institute")


@pytest.fixture
def place(proposal, partner):
    writer = acting(proposal.organisation, "handler")
    return members.invite(proposal, partner, by=writer, at=now(), share="20", task="机理研究")


@pytest.fixture
def joined(place, partner):
    members.confirm(place, by=acting(partner, "signer"), at=now())
    return acting(partner, "handler")


def section(proposal, key):
    return Section.objects.get(proposal=proposal, key=key)


def save(proposal, key, data, by):
    return save_section(proposal, key, data, section(proposal, key).version, by=by, at=NOW)


def row_of(key, unit):
    column = PARTS_OF_PARTNERS[key][1]
    return {"name": "许知行", column: unit}


def test_who_is_asked_reads_the_outline_and_nothing_else(client, proposal, place, partner):
    file = Attachment.objects.create(
        proposal=proposal,
        kind="audit",
        name="a.pdf",
        size=1,
        sha256="a" * 64,
        uploaded_by=UserFactory(),
        uploaded_at=NOW,
    )
    asked = acting(partner, "signer")
    assert layer(asked, proposal) == "outline"
    assert not files_visible_to(asked).filter(pk=file.pk).exists()
    assert list(members_visible_to(asked)) == [place]
    client.force_login(asked.user)
    shown = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert proposal.organisation.name in shown and "机理研究" in shown and "20%" in shown and "确认谢绝？" in shown
    assert "真空熔炼" not in shown and "陆怀瑾" not in shown and "低氧球形粉末批量制备" not in shown
    assert client.get(f"/proposals/{proposal.pk}/versions/").status_code == 404
    api = client_of(asked)
    told = api.get(f"/api/v1/proposals/{proposal.pk}/").json()
    assert told["layer"] == "outline" and [row["task"] for row in told["members"]] == ["机理研究"]
    assert {"sections", "summary", "attachments", "receipt"}.isdisjoint(told)
    assert api.get(f"/api/v1/members/{place.pk}/").status_code == 200
    leader = proposal.members.filter(leader=True).first()
    for path in (
        *(f"proposals/{proposal.pk}/sections/{key}" for key in SectionKey.values),
        f"proposals/{proposal.pk}/problems",
        *([f"members/{leader.pk}"] if leader else []),
    ):
        assert api.get(f"/api/v1/{path}/").status_code == 404, path
    assert api.get(f"/api/v1/proposals/{proposal.pk}/attachments/").json()["items"] == []
    told = api.get(f"/api/v1/proposals/{proposal.pk}/changes/").json()
    assert told["changes"] == []


@pytest.mark.parametrize("key", SectionKey.values)
def test_who_is_asked_writes_no_section(proposal, place, partner, key):
    with pytest.raises(NotAllowed):
        save(proposal, key, {"people": []}, acting(partner, "handler"))
    assert section(proposal, key).version == 0


@pytest.mark.parametrize("key", OTHERS)
def test_a_partner_writes_no_section_of_the_leader(client, proposal, joined, key):
    with pytest.raises(Refused) as caught:
        save(proposal, key, {}, joined)
    assert caught.value.code == "not_your_part"
    path = f"/api/v1/proposals/{proposal.pk}/sections/{key}/"
    answer = client_of(joined).put(path, {"data": {}, "version": 0}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_your_part")
    client.force_login(joined.user)
    assert client.post(f"/proposals/{proposal.pk}/sections/{key}/", {"version": "0"}).status_code == 409
    assert section(proposal, key).version == 0


@pytest.mark.parametrize("key", PARTS_OF_PARTNERS)
def test_a_partner_writes_its_own_rows_and_no_others(proposal, joined, partner, key):
    name, column = PARTS_OF_PARTNERS[key]
    kept = section(proposal, key)
    kept.data = {"freedom": "未发现", name: [{"name": "陆怀瑾", column: "牵头单位"}]}
    kept.save()
    mine = deepcopy(kept.data)
    mine[name].append(row_of(key, partner.name))
    mine[name].append(row_of(key, ""))
    assert save(proposal, key, mine, joined).data == mine
    for wrong in (
        {**mine, name: mine[name][1:]},
        {**mine, name: [{"name": "别人", column: "牵头单位"}, *mine[name][1:]]},
        {**mine, name: [*mine[name], row_of(key, "第三家单位")]},
        {**mine, "freedom": "改了"},
    ):
        with pytest.raises(Invalid) as caught:
            save(proposal, key, wrong, joined)
        assert [(one.field, one.code) for one in caught.value.problems] == [(f"{key}.{name}", "not_your_part")]
    assert section(proposal, key).data == mine
    with pytest.raises(SectionTaken):
        save_section(proposal, key, mine, 0, by=joined, at=NOW)


def test_the_leader_writes_every_section_and_restores_alone(proposal, joined):
    writer = acting(proposal.organisation, "handler")
    for key in SectionKey.values:
        save(proposal, key, section(proposal, key).data, writer)
    number = keep_version(proposal, reason="pause", by=writer.user, at=NOW).number
    with pytest.raises(NotAllowed):
        restore(proposal, number, by=joined, at=NOW)
    restore(proposal, number, by=writer, at=NOW)
    assert page(joined, proposal.pk, NOW).writes == set(PARTS_OF_PARTNERS)
    assert page(writer, proposal.pk, NOW).whole and not page(joined, proposal.pk, NOW).whole
