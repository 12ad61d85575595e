"""Whom an organiser's notices name and in which words: edited on pages, seen before, approved by a second person."""

import pytest
from django.test import Client

from challenges.bulletin.actions import letterhead, wording
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Letterhead, NoticeKind, Wording
from challenges.bulletin.queries.wording import shipped
from challenges.core.actions import motion as motions
from challenges.core.gate import CLOCK, Invalid
from challenges.core.models import Motion
from notifications import clock
from notifications.clock import day_of
from tests.factories.accounts import acting, seconded
from tests.factories.challenges import DAY, accepting_challenge
from tests.listing.test_batch_rules import enter, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return accepting_challenge(title="碳化硅衬底")


@pytest.fixture
def officer(challenge):
    return acting(challenge.organiser, "notice_officer")


def form_of(kind, **changed):
    words = shipped(kind)
    first = {"effective_on": day_of(clock.now()).isoformat(), "title": words.title, **words.parts}
    return first | changed


def test_own_words_hold_from_their_day_once_a_second_person_approved_them(client, challenge, officer):
    enter(client, officer)
    matter = "现将{榜单全称}撤回，理由是{理由}。申报书：{申报书的处理}"
    page = text(client.post("/organisation/notices/withdrawal/", form_of("withdrawal", matter=matter, preview="1")))
    assert "理由是〔理由〕" in page and "监督电话：024-55550909" in page and not Motion.objects.exists()
    assert client.post("/organisation/notices/withdrawal/", form_of("withdrawal", matter=matter)).status_code == 302
    motion = Motion.objects.get()
    assert not Wording.objects.exclude(approved_at=None).exists()
    other = Client()
    enter(other, acting(challenge.organiser, "batch_admin"))
    assert "理由是{理由}" in text(other.get(f"/motions/{motion.pk}/"))
    motions.confirm(motion, by=acting(challenge.organiser, "batch_admin"), at=clock.now())
    given = {"challenge": challenge, "by": CLOCK, "facts": {"reason": "资金未落实"}}
    assert "理由是资金未落实" in notices.post_now(kind="withdrawal", at=clock.now(), **given).body
    assert "理由是" not in notices.post_now(kind="withdrawal", at=clock.now() - DAY, **given).body
    assert "本单位的范本" in text(client.get("/organisation/notices/"))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("supervision", "", "required"),
        ("contact", "联系人：{联系人}", "field_missing"),
        ("basis", "见{某页}", "field_unknown"),
        ("effective_on", "2020-01-01", "in_the_past"),
        ("title", "长" * 161, "too_long"),
    ],
)
def test_what_a_kind_must_have_is_missed_beside_its_part(client, challenge, officer, field, value, code):
    given = form_of("publicity", **{field: value})
    parts = {name: given[name] for name in shipped("publicity").parts}
    at = clock.now()
    with pytest.raises(Invalid) as wrong:
        named = {"title": given["title"], "effective_on": given["effective_on"], "parts": parts}
        wording.adopt(challenge.organiser, by=seconded(officer), at=at, kind="publicity", **named)
    assert [(one.field, one.code) for one in wrong.value.problems] == [(field, code)]
    enter(client, officer)
    answer = client.post("/organisation/notices/publicity/", given)
    assert answer.status_code == 422 and str(wrong.value.problems[0].message) in text(answer)
    assert not Motion.objects.exists() and not Wording.objects.exclude(approved_at=None).exists()


def test_the_letterhead_is_said_on_a_page_and_never_emptied(client, challenge, officer):
    enter(client, officer)
    head = Letterhead.objects.get(organisation=challenge.organiser)
    given = {name: getattr(head, name) for name in letterhead.READ}
    # Only what a notice does without is optional: a mailbox, and a code of the authority.
    assert text(client.get("/organisation/notices/letterhead/")).count("选填") == 2
    read = {"version": head.version}
    assert client.post("/organisation/notices/letterhead/", given | {"supervision_phone": ""} | read).status_code == 422
    assert client.post("/organisation/notices/letterhead/", given | {"contact_phone": "abc"} | read).status_code == 422
    assert client.post("/organisation/notices/letterhead/", given | {"agency_code": "粤科"} | read).status_code == 302
    head.refresh_from_db()
    assert (head.agency_code, head.supervision_phone) == ("粤科", "024-55550909")


@pytest.mark.parametrize("path", ["", "letterhead/", *(f"{kind}/" for kind in NoticeKind.values)])
def test_nobody_else_finds_the_pages(client, challenge, officer, path):
    enter(client, officer)
    assert client.get(f"/organisation/notices/{path}").status_code == 200
    for stranger in (acting(challenge.lead, "signer"), acting(challenge.organiser, "supervisor")):
        other = Client()
        enter(other, stranger)
        assert other.get(f"/organisation/notices/{path}").status_code == 404
