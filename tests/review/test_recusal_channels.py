"""After a recusal or a confirmed conflict nothing of the proposal reaches the expert any more, by any way they had."""

import datetime
import json

import pytest
from django.core import mail
from django.test import Client

from accounts.acting import SESSION_KEY
from challenges.core.gate import NotAllowed
from challenges.experts.models import Conflict
from challenges.files import access as attachment_access
from challenges.files.models import Attachment
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.models import Section
from challenges.review.access import review as review_access
from challenges.review.actions import conflict as conflicts
from challenges.review.actions import interest as interests
from challenges.review.actions import paper as papers
from challenges.review.actions import rejoinder as rejoinders
from challenges.review.actions import review as reviews
from challenges.review.models import Panel, Review, Score
from notifications import clock, relay
from notifications.models import Delivery
from tests.factories.accounts import UserFactory
from tests.factories.remembered import remembered
from tests.factories.review import COMMENT, Review5, member_of
from tests.world import stored

pytestmark = pytest.mark.django_db
CANARY = "金丝雀"
MINUTE = datetime.timedelta(minutes=1)


@remembered
def under_way():
    """Return a walk in the middle of the review, and what stands of its first proposal: file, question, review."""
    walk = Review5(proposals=2, reserves=1, at=clock.now() - 2 * MINUTE).scoring()
    one, proposal = walk.experts[1], walk.proposals[0]
    proposal.organisation.name = f"{CANARY}材料公司"
    proposal.organisation.save()
    Section.objects.create(proposal=proposal, key="basics", data={"summary": f"{CANARY}粉末"})
    file = Attachment.objects.create(
        proposal=proposal, kind="evidence", name=f"{CANARY}.pdf", content_type="application/pdf", size=3,
        sha256=stored(b"pdf"), uploaded_by=UserFactory(), uploaded_at=walk.at, scan_state="clean",
    )  # fmt: skip
    ask = {"proposal": proposal, "question": f"{CANARY}如何制备？"}
    rejoinder = rejoinders.ask(walk.panel, by=walk.officer, at=walk.at, **ask)
    rejoinders.answer(rejoinder, by=member_of(proposal), at=walk.at, text=f"{CANARY}见附件")
    review = walk.mark(one, proposal, 80)
    walk.mark(one, walk.proposals[1], 70)
    walk.mark(walk.experts[2], proposal, 60)
    reviews.return_to_expert(review, by=walk.officer, at=walk.at, reason=f"{CANARY}请再核对")
    Panel.objects.filter(pk=walk.panel.pk).update(state="discussion")
    walk.panel.refresh_from_db()
    relay.dispatch(walk.at)
    return walk, file, rejoinder, review


class Channels:
    """An expert in the middle of a review, with every way to the proposal open."""

    def __init__(self):
        self.walk, self.file, self.rejoinder, self.review = under_way()
        self.one, self.proposal = self.walk.experts[1], self.walk.proposals[0]
        stored(b"pdf")
        self.client = Client()
        self.client.force_login(self.one.user)
        session = self.client.session
        session[SESSION_KEY] = None
        session.save()

    def pages(self):
        """Return every address that is about this proposal alone."""
        proposal, review = self.proposal.pk, self.review.pk
        parts = ["", "sections/basics/", "problems/", "feedback/"]
        return [
            f"/reviews/{review}/",
            f"/proposals/{proposal}/",
            f"/proposals/{proposal}/versions/",
            f"/proposals/{proposal}/feedback/",
            f"/attachments/{self.file.pk}/",
            f"/rejoinders/{self.rejoinder.pk}/",
            f"/api/v1/reviews/{review}/",
            f"/api/v1/attachments/{self.file.pk}/",
            *(f"/api/v1/proposals/{proposal}/{part}" for part in parts),
        ]

    def lists(self):
        """Return every list and page on which a part of it might stand."""
        return [
            "/desk/",
            "/inbox/",
            f"/panels/{self.walk.panel.pk}/",
            "/expert/service/",
            "/api/v1/reviews/",
            "/api/v1/proposals/",
            f"/api/v1/proposals/?challenge_id={self.walk.challenge.pk}",
            f"/api/v1/panels/{self.walk.panel.pk}/",
            "/api/v1/seats/",
            f"/api/v1/challenges/{self.walk.challenge.pk}/events/",
            f"/?q={CANARY}",
            f"/challenges/{self.walk.challenge.pk}/",
        ]

    def posts(self):
        """Return what an old tab, or a program with an old address, still sends."""
        review, panel = self.review.pk, self.walk.panel.pk
        criterion = self.walk.panel.rubric.criteria.first().pk
        marks = {"marks": {str(criterion): {"value": "11"}}, "comment": "旧页"}
        old = {f"s{criterion}": "11", "comment": "旧页", "reason": "旧页"}
        return [
            (f"/reviews/{review}/scores/", old, {}),
            (f"/reviews/{review}/scores/", old, {"HTTP_HX_REQUEST": "true"}),
            (f"/acts/review/{review}/submit/", {}, {}),
            (f"/acts/review/{review}/declare_clear/", {}, {}),
            (f"/acts/review/{review}/recuse/", {"recuse-reason": "再来"}, {}),
            (f"/panels/{panel}/rejoinders/", {"proposal": self.proposal.pk, "question": "旧页"}, {}),
            (f"/panels/{panel}/declarations/", {"declare-code": "family", "declare-proposal": self.proposal.pk}, {}),
            (f"/api/v1/reviews/{review}/marks/", marks, {}),
            (f"/api/v1/reviews/{review}/submission/", {}, {}),
            (f"/api/v1/reviews/{review}/clearance/", {}, {}),
        ]

    def seen(self, address):
        """Return whether the canary, or an address of the proposal, stands on a page."""
        answer = self.client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace")
        if answer["Content-Type"].startswith("application/json"):
            found = json.loads(text)
            text = json.dumps(found, ensure_ascii=False)
            own = {("proposals", self.proposal.pk), ("reviews", self.review.pk)}
            noun = address.split("/")[3]
            if any((noun, row.get("id")) in own for row in found.get("items", [])):
                return True
        searched = text.replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
        ways = (CANARY, f'/reviews/{self.review.pk}/"', f'/proposals/{self.proposal.pk}/"')
        return any(way in searched for way in ways)

    def written(self):
        """Return everything of the review that a late act might change."""
        row = Review.objects.get(pk=self.review.pk)
        marks = list(Score.objects.filter(review=row).order_by("pk").values_list("value", "comment", "saved_at"))
        return row.state, row.version, row.comment, row.total, marks, Conflict.objects.count()


def by_themselves(channels):
    answer = channels.client.post(f"/acts/review/{channels.review.pk}/recuse/", {"recuse-reason": "亲属任职"})
    assert answer.status_code == 302


def by_the_organiser(channels):
    walk = channels.walk
    reviews.recuse(channels.review, by=walk.officer, at=walk.at, reason="举报属实")


def by_a_confirmed_conflict(channels):
    walk = channels.walk
    tie = Conflict.objects.create(
        expert=channels.one.user, challenge=walk.challenge, proposal=channels.proposal, code="employed_before",
        source="computed", found_at=walk.at,
    )  # fmt: skip
    conflicts.hold(tie, by=walk.officer, at=walk.at)


def by_hand(channels):
    walk = channels.walk
    given = {"expert_id": channels.one.user_id, "proposal": channels.proposal, "reason": "举报属实"}
    conflicts.pin(walk.panel, by=walk.officer, at=walk.at, **given)


def by_the_whole_challenge(channels):
    walk = channels.walk
    conflicts.pin(walk.panel, by=walk.officer, at=walk.at, expert_id=channels.one.user_id, reason="发榜方顾问")


def by_a_declaration(channels):
    given = {"code": "family", "proposal": channels.proposal}
    conflicts.declare(channels.walk.panel, by=channels.one, at=channels.walk.at, **given)


def by_a_tie_on_their_profile(channels):
    given = {"kind": "adviser", "unit_name": channels.proposal.organisation.name}
    interests.declare(by=channels.one, at=channels.walk.at, **given)


WAYS = [
    by_themselves,
    by_the_organiser,
    by_a_confirmed_conflict,
    by_hand,
    by_the_whole_challenge,
    by_a_declaration,
    by_a_tie_on_their_profile,
]


@pytest.mark.parametrize("step_aside", WAYS)
def test_every_channel_closes_at_once(step_aside):
    channels = Channels()
    open_before = [address for address in channels.pages() if channels.client.get(address).status_code == 200]
    # Without this the walk below would prove nothing: these ways were open.
    assert len(open_before) >= 7
    assert sum(channels.seen(address) for address in channels.lists()) >= 5
    mails = Delivery.objects.filter(person=channels.one.user, event__name="review.returned")
    assert [row.sent_at for row in mails] == [None]

    step_aside(channels)

    assert {address: channels.client.get(address).status_code for address in channels.pages()} == dict.fromkeys(
        channels.pages(), 404
    )
    told = [address for address in channels.lists() if address != "/inbox/" and channels.seen(address)]
    assert told == []
    written = channels.written()
    for address, body, headers in channels.posts():
        kind = {"content_type": "application/json"} if address.startswith("/api/") else {}
        answer = channels.client.post(address, body, **kind, **headers)
        assert (address, answer.status_code) == (address, 404)
        assert CANARY not in answer.text and COMMENT not in answer.text
    assert channels.written() == written

    one = channels.one
    assert not proposal_access.visible_to(one).filter(pk=channels.proposal.pk).exists()
    assert not review_access.visible_to(one).filter(pk=channels.review.pk).exists()
    assert not attachment_access.visible_to(one).filter(pk=channels.file.pk).exists()
    assert not review_access.rejoinders_visible_to(channels.one).exists()


def sent_to_them(channels):
    """Send what waits, and return the letters to the expert that tell of this proposal."""
    relay.run(channels.walk.at + MINUTE)
    own = [letter for letter in mail.outbox if any(channels.one.user.email in address for address in letter.to)]
    way = f"/reviews/{channels.review.pk}/"
    return [letter for letter in own if CANARY in letter.body + letter.subject or way in letter.body]


def test_while_they_review_the_letter_goes():
    assert [letter.subject for letter in sent_to_them(Channels())] != []


@pytest.mark.parametrize("step_aside", WAYS)
def test_what_was_not_sent_yet_is_not_sent(step_aside):
    channels = Channels()
    step_aside(channels)
    assert sent_to_them(channels) == []


def test_no_paper_names_their_marks_and_they_take_none():
    channels = Channels()
    by_themselves(channels)
    with pytest.raises(NotAllowed):
        papers.export(channels.walk.panel, by=channels.one, at=channels.walk.at, kind="scores", reason="看看")
