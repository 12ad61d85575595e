"""Automated matching: explained by its criteria, switched by whom it concerns, and then it reads nothing of them."""

import pytest
from django.urls import reverse

from accounts.actions import matching
from accounts.errors import NotAllowed
from accounts.models import Organisation, User
from challenges.assignment.queries.candidates import other_field, pool
from challenges.assignment.queries.staffing import fit_of, keywords_of, profiles
from challenges.award.queries.feedback_next import fitting
from challenges.listing.models import Condition
from challenges.proposals.queries import hall_fit
from notifications.clock import day_of, now
from notifications.models import Event
from tests.factories.accounts import AT, ExpertFactory, OrganisationFactory, acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.review import Review5
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db
SUBJECT = {"field_code": "430.35", "text": "低氧球形粉末"}


def off(by):
    matching.choose(by=by, at=AT, on=False)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_explains_the_criteria_and_switches_off_and_on_again(client, language):
    by = acting(OrganisationFactory(kind="sme"), "handler")
    by.user.language = language
    by.user.save()
    client.force_login(by.user)
    page = client.get(reverse("own_data")).content.decode()
    assert 'id="matching"' in page and 'data-confirm="ask-match"' in page and "ask-match-firm" not in page
    for on in (False, True, True):
        client.post(reverse("own_matching"), {"on": str(int(on))})
        assert User.objects.get(pk=by.user_id).matched is on
    told = Event.objects.filter(name="person.matching_chosen", actor=by.user).values_list("facts", flat=True)
    assert [facts["on"] for facts in told] == [False, True]


def test_a_firm_is_switched_by_who_keeps_its_data_alone():
    firm = OrganisationFactory(kind="sme")
    keeper, handler = acting(firm, "admin"), acting(firm, "handler")
    assert "ask-match-firm" in signed_in(keeper).get(reverse("own_data")).content.decode()
    with pytest.raises(NotAllowed):
        matching.choose_for(firm, by=handler, at=AT, on=False)
    signed_in(handler).post(reverse("own_matching"), {"whose": "firm", "on": "0"})
    assert Organisation.objects.get(pk=firm.pk).matched
    signed_in(keeper).post(reverse("own_matching"), {"whose": "firm", "on": "0"})
    assert not Organisation.objects.get(pk=firm.pk).matched
    assert Event.objects.get(name="organisation.matching_chosen").actor == keeper.user


def test_of_an_expert_who_switched_it_off_neither_fields_nor_keywords_are_read():
    row = ExpertFactory(field_codes=["430.35"], keywords=["球形粉末"])
    known = profiles([row.user_id])[row.user_id]
    assert {part.code for part in fit_of(known, **SUBJECT)} == {"same_field", "keywords"}
    User.objects.filter(pk=row.user_id).update(matched=False)
    known = profiles([row.user_id])[row.user_id]
    assert {part.code for part in fit_of(known, **SUBJECT)} == {"any_field"} and keywords_of(known) == []


def test_an_expert_who_switched_it_off_is_kept_from_no_draw_by_their_field():
    walk = Review5(proposals=1).invited()
    row = ExpertFactory(category="technical", field_codes=["110.11"])
    assert other_field(row, "430.35")

    def against():
        found = next(one for one in pool(walk.panel, today=day_of(walk.at)) if one.user_id == row.user_id)
        return {code for code, _facts in found.against}

    walk.challenge.field_code = walk.panel.challenge.field_code = "430.35"
    assert "other_field" in against()
    User.objects.filter(pk=row.user_id).update(matched=False)
    assert "other_field" not in against()


def test_of_a_firm_that_switched_it_off_nothing_is_compared_and_nothing_recommended():
    at = now()
    challenge = accepting_challenge(opens_at=at - DAY, closes_at=at + 20 * DAY, published_at=at - DAY)
    Condition.objects.create(challenge=challenge, position=1, kind="kind", params={"kinds": ["institute"]})
    firm = OrganisationFactory(kind="sme")
    by = acting(firm, "admin")
    other = accepting_challenge(opens_at=at - DAY, closes_at=at + 20 * DAY, published_at=at - DAY)
    assert hall_fit.refused(by, at) and [row.pk for row in fitting(by, challenge, at)] == [other.pk]
    hall = signed_in(by).get("/").content.decode()
    assert "符合条件" in hall
    Organisation.objects.filter(pk=firm.pk).update(matched=False)
    by.organisation.refresh_from_db()
    assert hall_fit.refused(by, at) == [] and fitting(by, challenge, at) == []
    hall = signed_in(by).get("/").content.decode()
    assert challenge.title in hall and "符合条件" not in hall
