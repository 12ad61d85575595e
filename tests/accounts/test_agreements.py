"""What one agreed to: each consent is withdrawn from one's own page, and what binds says why it cannot be."""

import pytest
from django.urls import reverse

from accounts.queries.consent import BINDS, WITHDRAWN
from accounts.rules.text_parts import TextKind
from tests.factories.accounts import UserFactory
from tests.factories.proposals import complete_proposal, consented
from tests.factories.review import Review5
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db


def of_the_team(rows=1):
    """Somebody with an account who agreed, through links to their own address, to stand in so many teams."""
    person = UserFactory(email="shen@example.cn")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    asked = []
    for _n in range(rows):
        row = complete_proposal(consents=False)
        section = row.sections.get(key="team")
        section.data["people"][0]["email"] = person.email
        section.save()
        consented(row)
        asked.append(row.team_requests.get())
    return person, asked


def page_of(client):
    return client.get(reverse("agreements")).content.decode()


def test_every_text_is_withdrawn_by_a_button_or_says_why_it_binds():
    assert set(BINDS) | WITHDRAWN == set(TextKind) and not set(BINDS) & WITHDRAWN


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_consent_is_withdrawn_on_ones_own_page_after_a_dialog_and_the_record_keeps_both(client, language):
    person, (asked,) = of_the_team()
    person.language = language
    person.save()
    client.force_login(person)
    page = page_of(client)
    assert f'data-confirm="ask-team-{asked.pk}"' in page and f'id="ask-team-{asked.pk}"' in page
    answer = client.post(reverse("consent_withdrawal"), {"consent": f"team-{asked.pk}"}, HTTP_USER_AGENT="Firefox")
    assert answer.status_code == 302
    rows = list(asked.answers.order_by("pk").values_list("kind", "device"))
    assert rows == [("agreed", ""), ("withdrawn", "Firefox")]
    page = page_of(client)
    assert f"ask-team-{asked.pk}" not in page and asked.proposal.challenge.title in page
    client.post(reverse("consent_withdrawal"), {"consent": f"team-{asked.pk}"})
    assert asked.answers.count() == 2


@pytest.mark.parametrize("key", ["", "team-0", "team-x", "nothing"])
def test_what_is_no_consent_of_ones_own_changes_nothing(client, key):
    _person, (asked,) = of_the_team()
    client.force_login(UserFactory())
    for given in (key, f"team-{asked.pk}"):
        assert client.post(reverse("consent_withdrawal"), {"consent": given}, follow=True).status_code == 200
    assert asked.answers.count() == 1 and f"team-{asked.pk}" not in page_of(client)


def test_an_address_that_was_never_proved_withdraws_nothing(client):
    person, (asked,) = of_the_team()
    person.emailaddress_set.update(verified=False)
    client.force_login(person)
    client.post(reverse("consent_withdrawal"), {"consent": f"team-{asked.pk}"})
    assert asked.answers.count() == 1


def test_what_binds_says_so_on_the_list_and_on_its_own_page():
    walk = Review5(proposals=1).scoring()
    one = walk.experts[0]
    client = signed_in(one)
    row = one.user.agreements.get(text__kind=TextKind.EXPERT)
    said = str(BINDS[TextKind.EXPERT])
    assert said in page_of(client) and said in client.get(reverse("agreement", args=[row.pk])).content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_the_page_asks_as_often_for_few_consents_as_for_many(client, rows, django_assert_max_num_queries):
    person, _asked = of_the_team(rows)
    client.force_login(person)
    page_of(client)
    with django_assert_max_num_queries(22):
        assert page_of(client).count('data-confirm="ask-team-') == rows


def test_a_visitor_signs_in_first(client):
    assert client.post(reverse("consent_withdrawal"), {"consent": "team-1"}).status_code == 401
