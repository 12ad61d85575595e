"""The editor of a proposal: nothing typed is lost or overwritten, and what is wrong stands beside its field."""

import re

import pytest
from django.test import Client

from accounts.acting import SESSION_KEY
from challenges.proposals.models import Section
from notifications import clock
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.frontend.forms_of import closed_around, fields_of, form_at

pytestmark = pytest.mark.django_db
LIVE = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def draft():
    at = clock.now()
    window = {"opens_at": at - 9 * DAY, "closes_at": at + 9 * DAY, "first_closes_at": at + 9 * DAY}
    return complete_proposal(accepting_challenge(**window), organisation=OrganisationFactory(kind="sme"))


def writer(draft):
    by = acting(draft.organisation, "handler")
    client = Client()
    client.force_login(by.user)
    session = client.session
    session[SESSION_KEY] = draft.organisation_id
    session.save()
    return client


def opened(client, draft, key):
    page = client.get(f"/proposals/{draft.pk}/").content.decode()
    return fields_of(form_at(page, f"/proposals/{draft.pk}/sections/{key}/"))


def data_of(draft, key):
    return Section.objects.get(proposal=draft, key=key).data


@pytest.mark.parametrize("live", [True, False], ids=["autosave", "without a script"])
def test_the_older_of_two_windows_sees_both_texts_and_a_second_press_overwrites_neither(draft, live):
    one, two = writer(draft), writer(draft)
    first, second = opened(one, draft, "basics"), opened(two, draft, "basics")
    url, how = f"/proposals/{draft.pk}/sections/basics/", LIVE if live else {}
    assert one.post(url, first | {"summary": "甲写的摘要"}, **how).status_code in (200, 302)
    mine = second | {"summary": "乙写的摘要"}
    answer = two.post(url, mine, **how)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "keep.summary" in page and "甲" in page and "乙" in page
    if not live:
        mine = fields_of(form_at(page, url))
        assert mine["summary"] == "乙写的摘要"
    else:
        mine |= {"over": fields_of(page)["over"]}
    assert two.post(url, mine, **how).status_code == 412
    assert data_of(draft, "basics")["summary"] == "甲写的摘要"
    if live:
        assert two.post(url, mine | {"keep.summary": "theirs"}, **how).status_code == 412
    assert two.post(url, mine | {"keep.summary": "mine", "settle": "each"}, **how).status_code in (200, 302)
    assert data_of(draft, "basics")["summary"] == "乙写的摘要"


def test_two_writers_of_one_part_are_put_together_and_each_is_told_what_the_other_changed(draft):
    one, two = writer(draft), writer(draft)
    first, second = opened(one, draft, "basics"), opened(two, draft, "basics")
    url = f"/proposals/{draft.pk}/sections/basics/"
    one.post(url, first | {"contact_phone": "13900000001"}, **LIVE)
    answer = two.post(url, second | {"summary": "乙写的摘要"}, **LIVE)
    assert answer.status_code == 200 and "13900000001" in answer.content.decode()
    again = second | {"summary": "乙又写的摘要", **fields_of(answer.content.decode())}
    assert two.post(url, again | {"summary": "乙又写的摘要"}, **LIVE).status_code == 200
    kept = data_of(draft, "basics")
    assert (kept["contact_phone"], kept["summary"]) == ("13900000001", "乙又写的摘要")


def test_the_reason_for_a_deviation_is_asked_for_in_the_answer_that_reports_it(draft):
    client, indicator = writer(draft), draft.challenge.indicators.first()
    form = opened(client, draft, "commitments")
    worse = form | {f"c.{indicator.pk}.value": "100000", f"c.{indicator.pk}.deviation": ""}
    answer = client.post(f"/proposals/{draft.pk}/sections/commitments/", worse, **LIVE).content.decode()
    assert re.search(rf'<textarea[^>]*\sid="f-commitments-{indicator.pk}-deviation"', answer)
    given = worse | fields_of(answer) | {f"c.{indicator.pk}.deviation": "工艺所限"}
    again = client.post(f"/proposals/{draft.pk}/sections/commitments/", given, **LIVE)
    assert again.status_code == 200 and f"dv-{indicator.pk}" not in again.content.decode()


def test_a_budget_that_cannot_be_read_names_its_cell_in_words_beside_it(draft):
    client = writer(draft)
    form = opened(client, draft, "budget") | {"b.indirect.self": "三万"}
    answer = client.post(f"/proposals/{draft.pk}/sections/budget/", form, **LIVE).content.decode()
    place = answer.split('id="e-budget-cells-indirect-self"')[1].split("</div>")[0]
    assert "间接费用 · 自筹" in place and "三万" in place
    page = client.get(f"/proposals/{draft.pk}/").content.decode()
    assert 'href="#f-budget-cells-indirect-self"' in page
    assert 'aria-describedby="e-budget-cells-indirect-self" aria-invalid="true"' in page


def test_a_milestone_beyond_its_month_is_named_beside_its_cell(draft):
    client, milestone = writer(draft), draft.challenge.milestones.first()
    if milestone is None:
        milestone = draft.challenge.milestones.create(position=1, name="样机", due_month=6)
    form = opened(client, draft, "schedule") | {f"s.{milestone.pk}.month": "99", f"s.{milestone.pk}.output": "样机"}
    answer = client.post(f"/proposals/{draft.pk}/sections/schedule/", form, **LIVE).content.decode()
    assert "须在第 1 至第" in answer.split(f'id="e-schedule-{milestone.pk}-month"')[1].split("</div>")[0]


@pytest.mark.parametrize("share", ["七十", "130", "-1"])
def test_an_invitation_that_is_refused_keeps_all_that_was_typed_and_stays_open(draft, share):
    client, partner = writer(draft), OrganisationFactory(kind="sme")
    typed = {"organisation": partner.name, "share": share, "task": "坩埚与喷嘴"}
    answer = client.post(f"/proposals/{draft.pk}/members/", typed)
    form = form_at(answer.content.decode(), f"/proposals/{draft.pk}/members/")
    assert answer.status_code == 422
    assert {name: fields_of(form)[name] for name in typed} == typed
    assert "份额须是 0 到 100 之间的数字" in form.text_content()
    assert closed_around(form) == []


def test_a_wrong_partner_clears_nothing(draft):
    typed = {"organisation": "没有这家单位", "share": "30", "task": "坩埚"}
    answer = writer(draft).post(f"/proposals/{draft.pk}/members/", typed)
    form = form_at(answer.content.decode(), f"/proposals/{draft.pk}/members/")
    assert {name: fields_of(form)[name] for name in typed} == typed
    assert "没有找到这家单位" in form.text_content() and closed_around(form) == []


def test_a_wrong_share_is_said_in_an_open_row(draft):
    member = draft.members.filter(leader=True).get()
    url = f"/acts/member/{member.pk}/change_share/"
    answer = writer(draft).post(
        url, {"version": member.version, "change_share-share": "七十", "change_share-task": "总体"}
    )
    form = form_at(answer.content.decode(), url)
    assert fields_of(form)["change_share-share"] == "七十" and closed_around(form) == []
