"""The platform's words of notices: changed by two of its operators, used by organisers that have none of their own."""

import pytest
from django.test import Client

from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import NoticeKind, Wording
from challenges.bulletin.queries.wording import shipped, standing, standing_of_all
from challenges.core.actions import motion as motions
from challenges.core.gate import CLOCK
from challenges.core.models import Motion
from notifications import clock
from notifications.clock import day_of
from tests.bulletin.test_wording import form_of
from tests.factories.accounts import acting, operator
from tests.factories.challenges import DAY, accepting_challenge
from tests.listing.test_batch_rules import enter, text

pytestmark = pytest.mark.django_db
MATTER = "现将{榜单全称}撤回，理由是{理由}。申报书：{申报书的处理}"


def signed_in(by):
    client = Client()
    client.force_login(by.user)
    return client


def of_the_platform(kind="withdrawal", on=None, **parts):
    words = shipped(kind)
    return Wording.objects.create(
        kind=kind,
        title=words.title,
        parts=words.parts | parts,
        effective_on=on or day_of(clock.now()),
        approved_by=operator().user,
        approved_at=clock.now(),
    )


def test_two_operators_change_them_and_organisers_without_their_own_use_them():
    challenge, first, second = accepting_challenge(), operator(), operator()
    client = signed_in(first)
    assert "平台范本" in text(client.get("/wordings/"))
    page = text(client.post("/wordings/withdrawal/", form_of("withdrawal", matter=MATTER, preview="1")))
    assert "理由是〔理由〕" in page and "〔监督电话〕" in page and not Motion.objects.exists()
    assert client.post("/wordings/withdrawal/", form_of("withdrawal", matter=MATTER)).status_code == 302
    motion = Motion.objects.get()
    assert motion.organisation is None and not Wording.objects.exclude(approved_at=None).exists()
    shown = signed_in(second).get(f"/motions/{motion.pk}/").content.decode()
    assert "理由是{理由}" in shown and 'href="/wordings/withdrawal/"' in shown
    motions.confirm(motion, by=second, at=clock.now())
    given = {"challenge": challenge, "by": CLOCK, "facts": {"reason": "资金未落实"}}
    assert "理由是资金未落实" in notices.post_now(kind="withdrawal", at=clock.now(), **given).body
    assert "理由是" not in notices.post_now(kind="withdrawal", at=clock.now() - DAY, **given).body
    assert "平台运营修订的范本" in text(client.get("/wordings/"))
    officer = Client()
    enter(officer, acting(challenge.organiser, "notice_officer"))
    assert "平台运营修订的范本" in text(officer.get("/organisation/notices/"))


def test_what_a_kind_must_have_is_missed_beside_its_part():
    answer = signed_in(operator()).post("/wordings/publicity/", form_of("publicity", supervision=""))
    assert answer.status_code == 422 and "这类公告必须有这一部分" in text(answer)
    assert not Motion.objects.exists()


def test_an_organisers_own_words_stand_above_the_platforms_however_late():
    organiser, today = accepting_challenge().organiser, day_of(clock.now())
    words = shipped("withdrawal")
    own = {"organiser": organiser, "kind": "withdrawal", "approved_by": operator().user, "approved_at": clock.now()}
    Wording.objects.create(effective_on=today - 9 * DAY, title="本单位的", parts=words.parts, **own)
    of_the_platform()
    of_the_platform(on=today + 5 * DAY)
    assert standing("withdrawal", organiser.pk, today).title == "本单位的"
    assert standing_of_all(organiser.pk, today)["withdrawal"][1] is None
    found, coming = standing_of_all(None, today)["withdrawal"]
    assert (found.since, found.own, coming) == (today, False, today + 5 * DAY)


@pytest.mark.parametrize("path", ["", *(f"{kind}/" for kind in NoticeKind.values)])
def test_only_operators_find_the_pages(path, client):
    assert signed_in(operator()).get(f"/wordings/{path}").status_code == 200
    enter(client, acting(accepting_challenge().organiser, "notice_officer"))
    assert client.get(f"/wordings/{path}").status_code == 404
    assert Client().get(f"/wordings/{path}").status_code == 302
    assert signed_in(operator()).get("/wordings/nothing/").status_code == 404
