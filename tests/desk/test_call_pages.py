"""The page of a call: what stands on it, in which order, for whom, and at what cost."""

import re

import pytest

from challenges.desk.queries import call
from challenges.desk.queries.call import Filters
from challenges.listing.models import Opinion
from challenges.listing.states import ChallengeState as S
from notifications import clock
from tests.factories.accounts import OrganisationFactory, UserFactory, acting
from tests.factories.challenges import DAY, BatchFactory, in_state
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db


def enter(client, viewer):
    client.force_login(viewer.user)
    session = client.session
    session["acting_for"] = viewer.organisation_id
    session.save()
    return client


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


@pytest.fixture
def batch():
    return BatchFactory()


@pytest.fixture
def admin(batch):
    return acting(batch.organiser, "batch_admin")


def line_of(viewer, challenge):
    """Return the line of a challenge on the page of its call."""
    page = call.page(viewer, challenge.batch, Filters(), clock.now(), size=500)
    return next(line for line in page.lines if line.row.id == challenge.pk)


def test_every_state_that_an_organiser_sees_has_its_place_and_words(client, batch, admin):
    seen = [state for state in S if state not in (S.DRAFT, S.INTERNAL_REVIEW)]
    for state in S:
        in_state(batch, state)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        answer = enter(client, admin).get(f"/batches/{batch.pk}/")
        assert answer.status_code == 200
        assert sorted(row.line.row.state for row in answer.context["rows"]) == sorted(seen)
        assert all(row.next and "%(" not in row.next for row in answer.context["rows"])
    assert [row.line.row.group for row in answer.context["rows"]] == sorted(
        row.line.row.group for row in answer.context["rows"]
    )


def test_what_nobody_has_begun_or_what_is_late_stands_first_and_is_said(client, batch, admin):
    at = clock.now()
    alone = in_state(batch, S.EXPERT_REVIEW)
    late = in_state(batch, S.FORMAL_CHECK, due_at=at - DAY)
    unasked = in_state(batch, S.ARGUMENTATION)
    asked = in_state(batch, S.ARGUMENTATION)
    Opinion.objects.create(challenge=asked, expert=UserFactory(), asked_at=at)
    in_state(batch, S.ACCEPTING)
    answer = enter(client, admin).get(f"/batches/{batch.pk}/")
    rows = answer.context["rows"]
    assert [row.line.row.id for row in rows[:3]] == sorted([alone.pk, late.pk, unasked.pk])
    assert "5 项榜单，3 项走不动" in text(answer)
    assert line_of(admin, alone).place.missing and line_of(admin, alone).place.here == "panel"
    assert line_of(admin, late).late and line_of(admin, unasked).place.what == "ask_experts"
    assert line_of(admin, asked).place.facts == {"given": 0, "asked": 1}


def test_a_review_is_followed_step_by_step(client):
    walk = Review5(proposals=2, at=clock.now() - 2 * DAY, load=99)
    walk.made()
    admin = acting(walk.challenge.organiser, "batch_admin")
    assert line_of(admin, walk.challenge).place.what == "first_check" or line_of(admin, walk.challenge).place.steps
    scoring = Review5(proposals=2, at=clock.now() - 2 * DAY, load=99).scoring()
    officer = acting(scoring.challenge.organiser, "batch_admin")
    place = line_of(officer, scoring.challenge).place
    assert (place.what, place.facts) == ("scores", {"handed": 0, "given": 10})
    for one in scoring.experts:
        for proposal in scoring.proposals:
            scoring.mark(one, proposal, 80)
    assert line_of(officer, scoring.challenge).place.what == "lock"
    locked = Review5(proposals=2, load=99).locked((85, 70))
    officer = acting(locked.challenge.organiser, "batch_admin")
    assert line_of(officer, locked.challenge).place.what in ("propose", "choose")


def test_qualification_says_how_many_wait_for_whom(batch, admin):
    challenge = in_state(batch, S.QUALIFICATION)
    for checker in (None, UserFactory()):
        complete_proposal(challenge, organisation=OrganisationFactory(kind="sme"), state="opened", checked_by=checker)
    assert line_of(admin, challenge).place.facts == {"n": 1}
    assert line_of(admin, challenge).place.what == "first_check"
    challenge.proposals.filter(checked_by=None).update(checked_by=UserFactory())
    assert (line_of(admin, challenge).place.what, line_of(admin, challenge).place.facts) == ("second_check", {"n": 2})
    challenge.proposals.update(state="qualified")
    assert line_of(admin, challenge).place.what == "begin_review"


def test_whoever_may_not_know_of_panels_learns_nothing_of_them():
    walk = Review5(proposals=2, at=clock.now() - 2 * DAY, load=99).scoring()
    for role in ("checker", "contract_officer"):
        line = line_of(acting(walk.challenge.organiser, role), walk.challenge)
        assert (line.place.what, line.place.steps, line.facts.panel) == ("review", (), "")
    unformed = in_state(walk.challenge.batch, S.EXPERT_REVIEW)
    clerk = acting(unformed.organiser, "checker")
    assert line_of(clerk, unformed).row.group == line_of(clerk, walk.challenge).row.group


def test_a_sealed_challenge_says_nothing_of_its_proposals(client, batch, admin):
    challenge = in_state(batch, S.ACCEPTING)
    before = text(enter(client, admin).get(f"/batches/{batch.pk}/"))
    for _n in range(3):
        complete_proposal(challenge, organisation=OrganisationFactory(kind="sme"), state="submitted")
    assert text(client.get(f"/batches/{batch.pk}/")) == before


def test_strangers_and_wrong_words_meet_nothing(client, batch, admin):
    in_state(batch, S.ACCEPTING)
    assert client.get(f"/batches/{batch.pk}/").status_code == 302
    for viewer in (stranger("organiser"), stranger("lead"), stranger("sme")):
        assert enter(client, viewer).get(f"/batches/{batch.pk}/").status_code == 404
    enter(client, admin)
    for words in ("group=none", "after=x"):
        assert client.get(f"/batches/{batch.pk}/?{words}").status_code == 404
    assert "没有符合这些条件的榜单" in text(client.get(f"/batches/{batch.pk}/?q=没有这个词"))


def test_an_empty_call_says_so(client, batch, admin):
    assert "还没有送来的需求" in text(enter(client, admin).get(f"/batches/{batch.pk}/"))


def test_pages_by_key_show_each_challenge_once(batch, admin):
    made = {in_state(batch, state).pk for state in (S.FORMAL_CHECK, S.ACCEPTING, S.LAPSED) for _n in range(7)}
    seen, filters = [], Filters()
    while True:
        page = call.page(admin, batch, filters, clock.now(), size=4)
        seen += [line.row.id for line in page.lines]
        if not page.following:
            break
        filters = filters.having(after=page.following)
    assert len(seen) == len(made) and set(seen) == made


@pytest.mark.parametrize("number", [10, 300])
def test_the_page_asks_a_fixed_number_of_times(client, batch, admin, number, django_assert_max_num_queries):
    states = (S.ARGUMENTATION, S.QUALIFICATION, S.EXPERT_REVIEW, S.PROPOSED, S.ACCEPTING)
    lead = OrganisationFactory(kind="lead")
    for n in range(number):
        in_state(batch, states[n % 5], lead=lead)
    enter(client, admin).get(f"/batches/{batch.pk}/")
    with django_assert_max_num_queries(11) as asked:
        assert client.get(f"/batches/{batch.pk}/").status_code == 200
    assert len(asked) > 5


def test_what_was_withdrawn_holds_no_stage_of_the_timetable(batch, admin):
    at = clock.now()
    in_state(batch, "qualification", closes_at=at - 5 * DAY)
    in_state(batch, "withdrawn", closes_at=at + 9 * DAY)
    page = call.page(admin, batch, Filters(), at)
    assert page.dates.until["apply"] == at - 5 * DAY
