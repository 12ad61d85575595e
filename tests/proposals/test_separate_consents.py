"""The consents that stand by themselves: to publish a name, and to let the lead firm read who the people are."""

import pytest
from django.urls import reverse

from accounts.origin import Origin
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from challenges.core.gate import Refused
from challenges.proposals.actions import team
from challenges.proposals.queries.proposal import problems
from challenges.proposals.queries.team_shared import published_leaders
from notifications import relay
from notifications.models import Event, InboxItem
from tests.factories.accounts import UserFactory, acting
from tests.factories.challenges import NOW, set_rules
from tests.factories.proposals import LEADER, complete_proposal, share
from tests.files.test_file_owners import signed_in
from tests.proposals.test_team_pages import asked, page_of  # noqa: F401

pytestmark = pytest.mark.django_db
PUBLISH, LEAD_DATA = TextKind.PUBLISH, TextKind.LEAD_DATA
FROM = Origin("192.0.2.9", "Firefox")


def say(row, kind, about, at=NOW):
    request = row.team_requests.latest("pk")
    text = team.text_of(request, about, at)
    return team.answer(request, kind, about=about, read=text.sha256, origin=FROM, at=at)


def codes(row):
    return [(one.field, one.code) for one in problems(row, NOW)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("about", [PUBLISH, LEAD_DATA])
def test_each_is_asked_by_itself_read_in_full_and_withdrawn_by_the_same_link(client, asked, about, language):  # noqa: F811
    client.cookies["django_language"] = language
    team.answer(asked, "agreed", read=asked.sha256, origin=FROM, at=asked.asked_at, name=asked.name)
    text = in_force(about, asked.proposal.challenge.organiser_id, asked.asked_at)
    page = client.get(page_of(asked)).content.decode()
    spoken = text.body("en" if language == "en" else "zh-hans")
    assert text.sha256 in page and all(heading in page for heading, _words in spoken)
    for kind in ("agreed", "withdrawn"):
        said = {"answer": kind, "about": about, "read": text.sha256}
        assert client.post(page_of(asked), said, HTTP_USER_AGENT="Firefox").status_code == 302
        made = asked.answers.latest("pk")
        assert (made.kind, made.about, made.text, made.sha256) == (kind, about, text, text.sha256)
        assert (made.address, made.device) == ("127.0.0.1", "Firefox")
    assert asked.answers.filter(about=TextKind.TEAM).count() == 1


def test_without_being_listed_and_to_another_text_nothing_is_said(client, asked):  # noqa: F811
    text = in_force(PUBLISH, asked.proposal.challenge.organiser_id, asked.asked_at)
    for said in (
        {"about": PUBLISH, "read": text.sha256},
        {"about": PUBLISH, "read": asked.sha256},
        {"about": TextKind.SECRECY, "read": text.sha256},
        {"about": "x", "read": ""},
    ):
        assert client.post(page_of(asked), said | {"answer": "agreed", "name": asked.name}).status_code == 409
    assert not asked.answers.exists()


def test_the_rules_say_whether_a_proposal_is_handed_in_without():
    row = complete_proposal()
    assert codes(row) == []
    set_rules(row.challenge.batch, {"publish_consent_required": 1, "lead_data_consent_required": 1})
    lacks = [("basics.leader_name", "no_publish"), ("team.people.0.email", "no_lead_data")]
    assert codes(row) == lacks
    say(row, "refused", PUBLISH)
    say(row, "agreed", LEAD_DATA)
    assert codes(row) == lacks[:1]
    say(row, "agreed", PUBLISH)
    assert codes(row) == []
    say(row, "withdrawn", LEAD_DATA)
    assert codes(row) == lacks[1:]


def reads(row, reader):
    client = signed_in(reader)
    places = (reverse("proposal", args=[row.pk]), f"/api/v1/proposals/{row.pk}/")
    found = [client.get(place) for place in places]
    assert [one.status_code for one in found] == [200, 200]
    return [one.content.decode() for one in found]


def test_the_lead_firm_reads_of_people_what_they_consented_to_and_the_organiser_all():
    row = complete_proposal(state="qualified")
    basics = row.sections.get(key="basics").data
    personal = (LEADER["name"], basics["contact_name"], basics["leader_phone"], basics["leader_email"])
    lead, checker = acting(row.challenge.lead, "handler"), acting(row.challenge.organiser, "checker")
    assert all(word not in page for page in reads(row, lead) for word in personal)
    assert all("陆*" in page for page in reads(row, lead))
    assert all(LEADER["name"] in page for page in reads(row, checker))
    share(row, PUBLISH)
    assert all(LEADER["name"] not in page for page in reads(row, lead))
    share(row, LEAD_DATA)
    assert all(LEADER["name"] in page for page in reads(row, lead))
    assert all(basics["contact_name"] not in page for page in reads(row, lead))
    say(row, "withdrawn", LEAD_DATA)
    assert all(LEADER["name"] not in page for page in reads(row, lead))


def test_whoever_left_the_team_shares_nothing_more():
    row = complete_proposal(state="qualified")
    share(row, LEAD_DATA, PUBLISH)
    request = row.team_requests.get()
    team.answer(request, "withdrawn", read=request.sha256, origin=FROM, at=NOW)
    assert all(LEADER["name"] not in page for page in reads(row, acting(row.challenge.lead, "handler")))
    assert published_leaders([row.pk]) == {row.pk: "陆*"}


def test_a_leader_is_published_in_full_with_their_own_consent_alone():
    row = complete_proposal(state="qualified")
    share(row, LEAD_DATA)
    assert published_leaders([row.pk]) == {row.pk: "陆*"}
    share(row, PUBLISH)
    assert published_leaders([row.pk]) == {row.pk: "陆怀瑾"}
    section = row.sections.get(key="team")
    section.data["people"].append(LEADER | {"task": "同名的另一人"})
    section.save()
    assert published_leaders([row.pk]) == {row.pk: "陆*"}


@pytest.mark.parametrize(("about", "lead_told"), [(LEAD_DATA, True), (PUBLISH, False)])
def test_a_withdrawal_is_told_to_whoever_has_the_data(about, lead_told):
    row = complete_proposal(state="qualified")
    share(row, about)
    told = {
        "writer": acting(row.organisation, "handler"),
        "checker": acting(row.challenge.organiser, "checker"),
        "lead": acting(row.challenge.lead, "handler"),
    }
    say(row, "withdrawn", about)
    relay.run(NOW)
    event = Event.objects.get(name="proposal.team_consent_withdrawn")
    people = set(InboxItem.objects.filter(event=event).values_list("person", flat=True))
    assert {name: one.user_id in people for name, one in told.items()} == {
        "writer": True,
        "checker": True,
        "lead": lead_told,
    }
    assert LEADER["name"] not in str(event.facts)
    with pytest.raises(Refused):
        say(row, "withdrawn", about)


def test_both_are_withdrawn_from_ones_own_page(client):
    row = complete_proposal(state="qualified")
    share(row, PUBLISH, LEAD_DATA)
    request = row.team_requests.get()
    person = UserFactory(email=request.email)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    client.force_login(person)
    for about in (PUBLISH, LEAD_DATA):
        key = f"{about}-{request.pk}"
        assert f'data-confirm="ask-{key}"' in client.get(reverse("agreements")).content.decode()
        client.post(reverse("consent_withdrawal"), {"consent": key})
        last = request.answers.latest("pk")
        assert (last.about, last.kind) == (about, "withdrawn")


@pytest.mark.parametrize("count", [3, 30])
def test_the_leaders_of_a_notice_are_found_in_three_queries(count, django_assert_max_num_queries):
    rows = [complete_proposal(state="qualified") for _n in range(count)]
    with django_assert_max_num_queries(3):
        assert len(published_leaders([row.pk for row in rows])) == count
