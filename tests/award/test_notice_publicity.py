"""Publicities: drafted by one, posted by another, counted on the holiday table, and from then on unchanged."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.acting import CLOCK
from challenges.award.actions import award as awards
from challenges.award.actions import choice as choices
from challenges.award.actions import publicity
from challenges.award.models import Award
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Notice, NoticeItem
from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Refused
from challenges.core.models import RuleSet, immutability
from notifications.clock import day_of, local
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting, seconded
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def refused(code, act, row, error=Refused, **more):
    """The act is refused with this code and leaves nothing behind."""
    before = Event.objects.count(), list(Notice.objects.values_list("state", "body"))
    with pytest.raises(error) as caught, transaction.atomic():
        act(row, **more)
    codes = [problem.code for problem in caught.value.problems] if error is Invalid else [caught.value.code]
    assert codes == ([code] if isinstance(code, str) else code)
    assert (Event.objects.count(), list(Notice.objects.values_list("state", "body"))) == before


@pytest.fixture
def walk():
    return Review5().decided()


@pytest.fixture
def draft(walk):
    return publicity.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)


def test_nothing_is_drafted_before_there_is_a_choice():
    walk = Review5().proposed()
    refused("not_chosen", publicity.prepare, walk.challenge, by=walk.notice_officer, at=walk.at)
    walk = Review5().locked()
    refused("wrong_state", publicity.prepare, walk.challenge, by=walk.notice_officer, at=walk.at)
    refused("not_allowed", publicity.prepare, walk.challenge, error=NotAllowed, by=walk.signer, at=walk.at)


def test_members_of_the_consortium_are_named(walk):
    partner = OrganisationFactory(name="伙伴单位")
    walk.proposals[0].members.create(
        organisation=partner, state="confirmed", share=0, created_at=walk.at, updated_at=walk.at
    )
    draft = publicity.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
    assert "公示时间" not in draft.body
    added = notices.closing([walk.challenge], draft, at=walk.at)
    assert f"{walk.proposals[0].organisation.name}（联合体成员：伙伴单位）" in added and "公示时间" in added


def test_one_drafts_and_another_posts(walk, draft):
    refused("draft_exists", publicity.prepare, walk.challenge, by=walk.notice_officer, at=walk.at)
    refused("four_eyes", notices.post, draft, by=walk.notice_officer, at=walk.at)
    refused("four_eyes", publicity.announce, walk.challenge, by=walk.notice_officer, at=walk.at)
    notices.edit(draft, by=walk.admin, at=walk.at, title="改过的题目", number="苏科揭〔2026〕7号")
    refused("four_eyes", notices.post, draft, by=walk.admin, at=walk.at)
    refused("four_eyes", notices.post, draft, by=walk.notice_officer, at=walk.at)
    notices.post(draft, by=acting(walk.challenge.organiser, "notice_officer"), at=walk.at)
    assert (draft.state, draft.title, draft.number) == ("posted", "改过的题目", "苏科揭〔2026〕7号")


def test_a_draft_is_edited_field_by_field(walk, draft):
    act = {"by": walk.notice_officer, "at": walk.at, "error": Invalid}
    refused("unknown_field", notices.edit, draft, publicity_ends_at=walk.at, **act)
    refused(["required"] * 2, notices.edit, draft, title=" ", body="", **act)
    Notice.objects.create(
        kind="result", issuer=draft.issuer, number="X1", title="t", body="b", created_at=walk.at, updated_at=walk.at
    )
    refused("number_taken", notices.edit, draft, number="X1", **act)
    act["error"] = LostUpdate
    refused("lost_update", notices.edit, draft, title="新", expected=9, **act)


def test_a_choice_made_anew_makes_the_draft_outdated(walk, draft):
    pick = choices.Pick(walk.proposals[1].pk, "产线衔接更好")
    choices.choose_anew(walk.challenge, by=seconded(walk.signer), at=walk.at, picks=[pick])
    walk.approved()
    refused("draft_outdated", notices.post, draft, by=walk.admin, at=walk.at)
    notices.discard(draft, by=walk.admin, at=walk.at)
    draft = publicity.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
    notices.post(draft, by=walk.admin, at=walk.at)
    assert draft.state == "posted"


def test_announcing_needs_a_draft_and_the_version_that_was_read(walk):
    act = {"by": walk.admin, "at": walk.at}
    refused("no_draft", publicity.announce, walk.challenge, **act)
    refused("not_allowed", publicity.announce, walk.challenge, error=NotAllowed, by=walk.signer, at=walk.at)
    publicity.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
    refused("lost_update", publicity.announce, walk.challenge, error=LostUpdate, expected=1, **act)
    publicity.announce(walk.challenge, expected=walk.challenge.version, **act)
    assert walk.challenge.state == "publicity"


@pytest.mark.parametrize(("first_counts", "day"), [(0, 8), (1, 30)])
def test_the_days_are_counted_as_the_rules_say(first_counts, day):
    at = datetime.datetime(2026, 9, 23, 2, tzinfo=datetime.UTC)
    walk = Review5(at=at).decided()
    RuleSet.objects.create(
        organiser=walk.challenge.organiser,
        title="本厅",
        effective_from=day_of(at),
        values={"publicity_counts_first_day": first_counts},
    )
    draft = publicity.prepare(walk.challenge, by=walk.notice_officer, at=at)
    notices.post(draft, by=walk.admin, at=at)
    ends = local(draft.publicity_ends_at)
    assert (ends.day, ends.hour, ends.minute, ends.second) == (day, 23, 59, 59)
    assert ("公示首日计入" if first_counts else "公示首日不计入") in draft.body


def test_only_other_notices_are_marked_as_replaced_by_hand(walk, draft):
    notices.post(draft, by=walk.admin, at=walk.at)
    refused("needs_new_publicity", notices.supersede, draft, by=walk.admin, at=walk.at)
    other = notices.post_now(kind="extension", challenge=walk.challenge, by=walk.admin, at=walk.at)
    notices.supersede(other, by=walk.admin, at=walk.at)
    assert other.state == "superseded"


def test_the_period_ends_by_the_clock(walk, draft):
    notices.post(draft, by=walk.admin, at=walk.at)
    refused("not_due", notices.end, draft, by=CLOCK, at=draft.publicity_ends_at)
    notices.end(draft, by=CLOCK, at=draft.publicity_ends_at + SECOND)
    assert draft.state == "ended"


@pytest.mark.parametrize("statement", ["body", "state", "delete", "item", "item_gone"])
def test_the_database_itself_keeps_a_posted_notice(walk, draft, statement):
    notices.post(draft, by=walk.admin, at=walk.at)
    immutability.install(connection)
    posted = Notice.objects.filter(pk=draft.pk)
    acts = {
        "body": lambda: posted.update(body="改掉"),
        "state": lambda: posted.update(state="draft"),
        "delete": posted._raw_delete,
        "item": lambda: NoticeItem.objects.filter(notice=draft).update(position=9),
        "item_gone": NoticeItem.objects.filter(notice=draft)._raw_delete,
    }
    act = acts[statement]
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        act("default") if statement in ("delete", "item_gone") else act()
    posted.update(state="ended", version=9)
    posted.update(state="superseded")
    if connection.vendor == "sqlite":
        immutability.remove(connection)


def test_the_migrated_database_carries_the_triggers():
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'challenges_notice%'")
        names = {row[0] for row in cursor.fetchall()}
    assert {name for name, _table in immutability.TRIGGERS if name != f"{immutability.ITEM}_no_delete"} <= names


def test_nobody_awards_twice_and_not_while_an_objection_is_open():
    from challenges.award.models import Objection

    walk = Review5().publicised()
    after = walk.challenge.publicity_ends_at + SECOND
    given = {"notice": walk.notice, "challenge": walk.challenge, "filed_by": walk.signer.user, "filed_at": walk.at}
    stamps = {"created_at": walk.at, "updated_at": walk.at}
    objection = Objection.objects.create(
        number="YY", name="王", phone="95588", text="事", remedy="求", **given, **stamps
    )
    refused("objection_open", awards.award, walk.challenge, by=CLOCK, at=after)
    objection.delete()
    awards.award(walk.challenge, by=CLOCK, at=after)
    refused("wrong_state", awards.award, walk.challenge, by=CLOCK, at=after)
    assert Award.objects.count() == 1
