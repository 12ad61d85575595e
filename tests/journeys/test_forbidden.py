"""Nobody alone, nobody on their own: every forbidden thing, tried by the form of the page, is refused with its reason.

Each row (`forbidden_matters`, `forbidden_pairs`) says who tries which act on what, and the words in which it is
refused; nothing may have changed by it: no row, no event, no mail. The table 谁不能做什么 of `docs/roles/organiser.md`
tells people the same; a test holds the two together.
"""

from pathlib import Path

import pytest

from accounts.acting import SESSION_KEY
from accounts.models import Delegation, Membership
from challenges.core.models import Motion
from notifications.models import Delivery, Event, InboxItem
from tests.assignment.test_draw_pages import text
from tests.journeys.forbidden_matters import FORBIDDEN
from tests.journeys.forbidden_pairs import lending

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]


def enter(client, viewer):
    """Sign in, and act for the organisation of this viewer: some of them belong to two."""
    client.force_login(viewer.user)
    session = client.session
    session[SESSION_KEY] = viewer.organisation_id
    session.save()


def standing():
    """Return what must not change: the record, and what was told to people."""
    counted = [model.objects.count() for model in (InboxItem, Delivery, Delegation, Motion, Membership)]
    # That a page was read is in the record too.
    return [Event.objects.exclude(name__endswith=".read").count(), *counted]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_is_forbidden_is_refused_with_its_reason(client, name):
    who, address, form, said, row = FORBIDDEN[name]()
    enter(client, who)
    rows = type(row).objects.filter(pk=row.pk)
    before, counted = rows.values().get(), standing()
    page = text(client.post(address, form(client) if callable(form) else form, follow=True))
    assert said in page
    assert (rows.values().get(), standing()) == (before, counted)


def test_lending_a_role_of_an_organiser_is_prepared_and_gives_nothing_yet(client):
    me, address, form, _member = lending(["notice_officer"])
    enter(client, me)
    assert client.post(address, form).status_code == 302
    assert Motion.objects.get().act == "organisation.grant_delegation" and not Delegation.objects.exists()


# What the table of the docs says, and the rows that try it.
TOLD = {
    "也是发榜方、申报单位或者联合体成员单位成员的经办人": ("by an officer of the", "by an approver of the"),
    "评审组的专家（含拟邀、候补）": ("who sits on it", "one's own review", "seat.invite of oneself"),
    "选自己进评审组": ("compose with oneself",),
    "论证专家": ("gave an opinion",),
    "请自己论证": ("ask_opinion of oneself",),
    "提出异议的人，和所在单位提出异议的人": ("objection.",),
    "登记异议的人": ("by whoever registered it",),
    "改过公告稿的任何人": ("by the drafter",),
    "程序办的算签发人办的": ("whose program", "program_edited"),
    "参与组织了评审的，审定最后一步": ("ran the review",),
    "为空，或者最后一步不是审定人": ("an order of approval",),
    "复核自己提请的事项": ("confirmed by whoever prepared it",),
    "授权给自己": ("confirmed by whom it gives the role",),
    "给自己增加岗位": ("giving oneself a role",),
    "兼任评审组织员，包括受托取得的": ("lending the approval", "giving the review"),
    "移除纪检监督、撤销纪检监督的授权": ("taking the supervision", "taking back the supervision"),
    "独自发布自己审查的榜单": ("challenge.publish by whoever checked it",),
    "复核同一份申报书，或者处理对它的申诉": ("proposal.", "by whoever checked it"),
    "择定、提请审定的人，审定过前一步的人": ("approved a step before", "put it forward", "made the choice"),
    "签发自己起草的需求": ("whoever prepared the need",),
    "提交自己填写的申报书": ("proposal.submit by",),
}


def test_the_docs_say_who_may_not_do_what():
    table = (ROOT / "docs/roles/organiser.md").read_text(encoding="utf-8").partition("## 谁不能做什么")[2]
    assert [words for words in TOLD if words not in table] == []
    tried = {name for parts in TOLD.values() for name in FORBIDDEN if any(part in name for part in parts)}
    assert set(FORBIDDEN) == tried and len(FORBIDDEN) >= 50
