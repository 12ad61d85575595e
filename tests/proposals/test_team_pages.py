"""The page behind the link to a person of a team, and what the firm sees of their answers."""

import pytest
from django.urls import reverse

from accounts.actions.signing_in import GUESSES
from challenges.proposals.actions import team
from notifications.clock import now
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    at = now()
    challenge = accepting_challenge(opens_at=at - DAY, closes_at=at + 20 * DAY, published_at=at - DAY)
    row = complete_proposal(challenge, OrganisationFactory(kind="sme"), consents=False)
    team.ask(row, by=acting(row.organisation, "handler"), at=at)
    return row.team_requests.select_related("text", "proposal__challenge", "proposal__organisation").get()


def page_of(asked):
    return reverse("team_consent", args=[team.token_of(asked)])


def answers(asked):
    return list(asked.answers.values_list("kind", flat=True))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_person_reads_everything_without_an_account_and_answers_once(client, asked, language):
    client.cookies["django_language"] = language
    found = client.get(page_of(asked))
    page = found.content.decode()
    for words in (asked.proposal.organisation.name, asked.proposal.challenge.title, asked.name, asked.unit, asked.task):
        assert words in page
    spoken = asked.text.body("en" if language == "en" else "zh-hans")
    assert asked.text.sha256 in page and all(heading in page for heading, _words in spoken)
    assert found["Referrer-Policy"] == "no-referrer" and "no-store" in found["Cache-Control"]
    assert answers(asked) == []
    said = {"answer": "agreed", "read": asked.sha256, "name": asked.name}
    assert client.post(page_of(asked), said, HTTP_USER_AGENT="Firefox").status_code == 302
    made = asked.answers.get()
    assert (made.kind, made.address, made.device) == ("agreed", "127.0.0.1", "Firefox")
    assert client.post(page_of(asked), said).status_code == 409
    assert client.post(page_of(asked), {"answer": "withdrawn", "read": asked.sha256}).status_code == 302
    assert answers(asked) == ["agreed", "withdrawn"]


def test_an_answer_that_is_none_or_to_another_text_is_refused_in_words(client, asked):
    for given, status in (
        ({"answer": "maybe", "read": asked.sha256}, 422),
        ({"answer": "agreed", "read": "", "name": asked.name}, 409),
    ):
        answer = client.post(page_of(asked), given)
        assert answer.status_code == status and 'role="alert"' in answer.content.decode()
    assert answers(asked) == []


def test_what_is_no_link_is_not_found_and_not_guessed_for_long(client, asked):
    for token in ("x", team.token_of(asked)[:-2], "1:2:3"):
        assert client.get(reverse("team_consent", args=[token])).status_code == 404
    for _n in range(GUESSES.most):
        answer = client.get(reverse("team_consent", args=["x"]))
    assert answer.status_code == 429
    assert asked.name not in answer.content.decode()


def test_the_firm_asks_and_sees_who_answered_and_nobody_else_reads_the_address(asked):
    row = asked.proposal
    writer = signed_in(acting(row.organisation, "handler"))
    address = reverse("proposal", args=[row.pk])
    page = writer.get(address).content.decode()
    assert "待答复" in page and asked.email in page and f"/acts/proposal/{row.pk}/ask_team/" in page
    team.answer(asked, "refused", read=asked.sha256, origin=team.Origin(), at=now())
    assert "不同意列入团队" in writer.get(address).content.decode()
    type(row).objects.filter(pk=row.pk).update(
        state="opened", receipt_number="JB-1", submitted_at=now(), receipt_hash="0" * 64
    )
    for reader in (
        acting(row.challenge.organiser, "checker"),
        acting(row.challenge.lead, "handler"),
    ):
        client = signed_in(reader)
        for found in (client.get(address), client.get(f"/api/v1/proposals/{row.pk}/")):
            assert found.status_code == 200 and asked.email not in found.content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_the_editor_asks_as_often_for_few_people_as_for_many(asked, rows, django_assert_max_num_queries):
    row = asked.proposal
    section = row.sections.get(key="team")
    section.data = {"people": [asked_row(n) for n in range(rows)]}
    section.save()
    writer = acting(row.organisation, "handler")
    team.ask(row, by=writer, at=now())
    client = signed_in(writer)
    client.get("/desk/")
    with django_assert_max_num_queries(75):
        assert client.get(reverse("proposal", args=[row.pk])).content.decode().count("待答复") == rows


def asked_row(n):
    return {"name": f"人{n}", "unit": "甲", "title": "", "task": "乙", "months": "1", "email": f"p{n}@example.cn"}


def test_a_name_that_is_not_the_persons_is_said_beside_the_field_and_kept(client, asked):
    answer = client.post(page_of(asked), {"answer": "agreed", "read": asked.sha256, "name": "别人"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="别人"' in page and 'id="own-name-wrong"' in page
    assert answers(asked) == []


def test_the_firms_people_are_told_that_it_is_not_theirs_to_answer(asked):
    writer = signed_in(acting(asked.proposal.organisation, "handler"))
    page = writer.get(page_of(asked)).content.decode()
    assert "不能代为答复" in page and 'name="answer"' not in page
    said = {"answer": "agreed", "read": asked.sha256, "name": asked.name}
    assert writer.post(page_of(asked), said).status_code == 409
    assert answers(asked) == []
