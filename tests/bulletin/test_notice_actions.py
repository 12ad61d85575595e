"""Public notices: posted once, numbered, never changed."""

import datetime

import pytest

from accounts.acting import CLOCK
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Notice, NoticeItem
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import NOW, accepting_challenge

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["publication", "correction", "extension", "withdrawal", "lapse"])
def test_a_notice_posted_at_once_is_numbered_worded_and_recorded(kind):
    challenge = accepting_challenge(title="碳化硅衬底")
    officer = acting(challenge.organiser, "batch_admin")
    facts = {"reason": "资金未落实", "at": NOW}
    notice = notices.post_now(kind=kind, challenge=challenge, by=officer, at=NOW, facts=facts)
    assert (notice.state, notice.kind, notice.number) == ("posted", kind, "公告〔2026〕1号")
    assert "碳化硅衬底" in notice.title
    assert ("资金未落实" in notice.body) == (kind != "publication")
    assert notice.facts == {"reason": "资金未落实", "at": "2026-06-01T02:00:00Z"}
    assert NoticeItem.objects.get().challenge == challenge
    assert Event.objects.get().name == "notice.posted"


def test_numbers_run_by_issuer_and_year_and_leave_own_numbers_alone():
    one, other = accepting_challenge(), accepting_challenge()
    given = {"kind": "lapse", "by": CLOCK}
    Notice.objects.create(
        issuer=one.organiser,
        kind="lapse",
        title="题",
        body="文",
        number="苏科揭〔2026〕7号",
        state="posted",
        posted_at=NOW,
        created_at=NOW,
        updated_at=NOW,
    )
    assert notices.post_now(challenge=one, at=NOW, **given).number == "公告〔2026〕1号"
    assert notices.post_now(challenge=one, at=NOW, **given).number == "公告〔2026〕2号"
    assert notices.post_now(challenge=other, at=NOW, **given).number == "公告〔2026〕1号"
    new_year = datetime.datetime(2026, 12, 31, 16, tzinfo=datetime.UTC)
    assert notices.post_now(challenge=one, at=new_year, **given).number == "公告〔2027〕1号"


def test_own_words_stand_instead_of_the_usual_ones():
    challenge = accepting_challenge()
    notice = notices.post_now(kind="withdrawal", challenge=challenge, by=CLOCK, at=NOW, title="题", body="文")
    assert (notice.title, notice.body) == ("题", "文")
