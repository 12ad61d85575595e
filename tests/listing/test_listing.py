"""The page of a challenge: what each reader sees of it, and what they may do there."""

import datetime
import re

import pytest

from accounts.acting import PUBLIC
from accounts.queries.text import in_force
from challenges.listing.models import Condition, Edition, Follow, Question, Undertaking
from challenges.listing.queries.listing import listing
from notifications.clock import now
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.challenges import DAY, NOW, ChallengeFactory, accepting_challenge

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    at = now()
    return accepting_challenge(
        title="球形粉末低氧制备", opens_at=at - DAY, closes_at=at + 10 * DAY, published_at=at - DAY, content="内层正文"
    )


def signed_in(client, kind="sme", roles=("admin", "handler", "signer"), **fields):
    user = UserFactory()
    organisation = OrganisationFactory(kind=kind, **fields)
    MembershipFactory(user=user, organisation=organisation, roles=list(roles))
    client.force_login(user)
    return organisation


def text(answer):
    return answer.content.decode()


def test_a_public_challenge_is_read_by_all(client, challenge):
    page = text(client.get(f"/challenges/{challenge.pk}/"))
    for words in ("氧含量", "≤", "GB/T 14265", "内层正文", "捌佰万元整", "登录后申报"):
        assert words in page


def said(page):
    """What stands on a page to be read: a number of three digits may well stand in a random token."""
    return re.sub(r"<[^>]*>", "", page)


def test_inner_parameters_stay_hidden_from_the_public(client, challenge):
    challenge.confidentiality = "internal"
    challenge.save()
    page = text(client.get(f"/challenges/{challenge.pk}/"))
    assert "氧含量" in page and "核验后可见" in page
    assert "内层正文" not in page and "180" not in said(page)


def test_a_restricted_challenge_shows_its_outline_until_secrecy_is_promised(client, challenge):
    challenge.confidentiality = "restricted"
    challenge.save()
    organisation = signed_in(client, verification="verified")
    page = text(client.get(f"/challenges/{challenge.pk}/"))
    for hidden in ("氧含量", "内层正文", "800.00", "背景"):
        assert hidden not in page.replace("背景权利", "")
    assert "500–1,000" in page and "签署保密承诺" in page
    read = in_force("secrecy", challenge.organiser_id, now()).sha256
    client.post(f"/challenges/{challenge.pk}/undertaking/", {"read": read})
    assert Undertaking.objects.filter(organisation=organisation).count() == 1
    assert "内层正文" in text(client.get(f"/challenges/{challenge.pk}/"))


def bare(answer, pk):
    """A page without its own address and the tokens of its forms."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(answer))
    return re.sub(rf"challenges(/|%2F){pk}\b", "", page)


@pytest.mark.parametrize("state", ["draft", "internal_review", "formal_check", "pending_publish", "rejected"])
def test_what_is_not_published_is_not_there(client, state):
    hidden = ChallengeFactory(state=state)
    missing = client.get("/challenges/999999/")
    answer = client.get(f"/challenges/{hidden.pk}/")
    assert answer.status_code == missing.status_code == 404
    assert bare(answer, hidden.pk) == bare(missing, 999999)


def test_the_deadline_itself_closes_the_page_to_applicants(client, challenge):
    challenge.closes_at = now() - datetime.timedelta(seconds=2)
    challenge.save()
    signed_in(client)
    page = text(client.get(f"/challenges/{challenge.pk}/"))
    assert "起草申报书" not in page and "已截止申报" in page


def test_conditions_are_checked_for_the_readers_firm_with_the_reason(client, challenge):
    Condition.objects.create(challenge=challenge, position=1, kind="kind", params={"kinds": ["institute"]})
    Condition.objects.create(challenge=challenge, position=2, kind="size_class", params={"classes": ["small"]})
    signed_in(client, size_class="small")
    page = text(client.get(f"/challenges/{challenge.pk}/"))
    assert "1 项符合，1 项不符" in page
    assert "单位类型为中小企业，不在要求之内。" in page


def test_following_is_one_button(client, challenge):
    signed_in(client)
    client.post(f"/challenges/{challenge.pk}/follow/", {"follow": "1"})
    assert Follow.objects.count() == 1
    assert "已关注" in text(client.get(f"/challenges/{challenge.pk}/"))
    client.post(f"/challenges/{challenge.pk}/follow/", {"follow": "0"})
    assert Follow.objects.count() == 0


def test_a_question_is_asked_under_a_pseudonym_and_seen_by_its_asker(client, challenge):
    organisation = signed_in(client, verification="verified")
    assert client.post(f"/challenges/{challenge.pk}/questions/", {"text": "可否合批？"}).status_code == 302
    page = text(client.get(f"/challenges/{challenge.pk}/"))
    assert "可否合批？" in page and "申报单位甲" in page
    assert organisation.name not in page.partition("六、问答")[2].partition("<footer")[0]
    client.logout()
    assert "可否合批？" not in text(client.get(f"/challenges/{challenge.pk}/")), "open questions are not public"


def test_an_empty_question_is_refused_beside_its_field(client, challenge):
    signed_in(client, verification="verified")
    answer = client.post(f"/challenges/{challenge.pk}/questions/", {"text": "  "})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text(answer) and 'id="id_text_error"' in text(answer)
    assert Question.objects.count() == 0


def test_an_edition_shows_what_changed(client, challenge):
    before = {"title": "旧题", "total_wan": "700", "indicators": [{"position": 1, "name": "氧含量", "target": "120"}]}
    after = {"title": "旧题", "total_wan": "800", "indicators": [{"position": 1, "name": "氧含量", "target": "100"}]}
    for number, snapshot in ((1, before), (2, after)):
        Edition.objects.create(
            challenge=challenge,
            number=number,
            snapshot=snapshot,
            closes_at=challenge.closes_at,
            at=NOW,
            reason="单价一处笔误",
        )
    page = text(client.get(f"/challenges/{challenge.pk}/editions/2/"))
    for words in ("700", "800", "120", "100"):
        assert words in page
    assert "旧题" not in page
    challenge.confidentiality = "internal"
    challenge.save()
    assert "120" not in said(text(client.get(f"/challenges/{challenge.pk}/editions/2/")))
    for none in (0, 3, 2**63, 10**400):
        assert client.get(f"/challenges/{challenge.pk}/editions/{none}/").status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_a_detail_costs_a_visitor_twelve_queries(rows, challenge, client, django_assert_max_num_queries):
    for number in range(rows):
        Condition.objects.create(challenge=challenge, position=number, kind="text", params={"text": "条件"})
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get(f"/challenges/{challenge.pk}/")


def test_dates_ahead_are_reckoned_and_provisional_ones_are_starred():
    at = datetime.datetime(2026, 12, 20, 2, tzinfo=datetime.UTC)
    challenge = accepting_challenge(opens_at=at - DAY, closes_at=at + DAY)
    stages = {stage.key: stage for stage in listing(PUBLIC, challenge.pk, at).stages}
    assert stages["accepting"].now and stages["published"].done
    assert stages["expert_review"].until.isoformat().startswith("2027-")
