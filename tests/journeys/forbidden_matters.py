"""Who must not act on a matter: it is their own, they sit on it, filed it, ran it or drafted it. Rows of the table."""

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership
from challenges.bulletin.actions import notice as notices
from challenges.files import actions as files
from challenges.files.models import Attachment
from challenges.listing.models import Challenge
from challenges.review.models import Review
from notifications import clock
from notifications.events import record
from tests.factories import forbidden as world
from tests.factories.accounts import acting
from tests.factories.files import pdf

EYES = "经办与审核不能是同一人"
SIDE = {"lead": "您也是发榜方的成员", "applicant": "您也是本榜申报单位", "partner": "您也是本榜申报单位"}
SEATED = "您是本榜评审组的专家"
MINE = "这件异议由您本人或者您所在的单位提出"
RAN = "您参与组织了本榜的评审"
WHY = "检测报告编号与官网公开的不一致"


def act(row, verb, **form):
    """Return the address of an act and what its form sends."""
    sent = {f"{verb}-{name}": value for name, value in form.items()}
    return f"/acts/{row.noun}/{row.pk}/{verb}/", {"version": getattr(row, "version", ""), **sent}


def later(days=3):
    return f"{clock.local(clock.now()).year + 1}-03-0{days}T10:00"


# --- officers who belong to a firm of the matter: every act of the desk, each for one of the three firms ---

TORN = [
    ("challenge", "pass_check", {}),
    ("challenge", "reject", {"reason": WHY}),
    ("challenge", "return_for_repair", {"field_1": "title", "reason_1": WHY}),
    ("challenge", "conclude_argumentation", {}),
    ("challenge", "publish", {}),
    ("challenge", "extend", {"closes_at": later(), "reason": WHY}),
    ("challenge", "withdraw", {"reason": WHY, "ground": "policy"}),
    ("challenge", "begin_review", {}),
    ("challenge", "propose", {}),
    ("challenge", "set_feedback", {"feedback_at": later()}),
    ("panel", "set_blind", {"blind": "on"}),
    ("panel", "invite", {}),
    ("panel", "set_reviews", {"reviews_each": 3}),
    ("panel", "begin_scoring", {}),
    ("panel", "discuss", {}),
    ("panel", "extend", {"due_at": later(), "reason": WHY}),
    ("panel", "report", {}),
    ("panel", "reopen", {"reason": WHY}),
    ("panel", "cancel", {}),
    ("seat", "remind", {}),
    ("seat", "replace", {"reason": WHY}),
    ("review", "return_to_expert", {"reason": WHY}),
    ("proposal", "confirm_check", {}),
    ("proposal", "dismiss_complaint", {"decision": WHY}),
    ("proposal", "uphold_complaint", {"decision": WHY}),
    ("proposal", "request_supplement", {"items": ["audit"], "note": WHY}),
    ("objection", "register", {"note": WHY}),
    ("objection", "refuse", {"decision": WHY}),
    ("objection", "dismiss", {"decision": WHY}),
    ("objection", "uphold", {"decision": WHY, "back_to": "proposed"}),
    ("notice", "edit", {"title": "题", "body": "文"}),
    ("notice", "post", {}),
    ("notice", "schedule", {"posts_at": later()}),
    ("notice", "discard", {}),
]


def row_of(walk, noun):
    """Return the row of this kind that the walk has."""
    return {
        "challenge": lambda: Challenge.objects.get(pk=walk.challenge.pk),
        "panel": lambda: walk.panel,
        "seat": lambda: walk.panel.seats.first(),
        "review": lambda: Review.objects.filter(seat__panel=walk.panel).first(),
        "proposal": lambda: walk.proposals[0],
        "objection": lambda: walk.strange,
        "notice": lambda: walk.draft,
        "decision": lambda: walk.decision,
    }[noun]()


def torn(noun, verb, form, side):
    def arrange():
        walk = world.publicised()
        row = row_of(walk, noun)
        row.refresh_from_db()
        return walk.torn[side], *act(row, verb, **form), SIDE[side], row

    return arrange


FORBIDDEN = {
    f"{noun}.{verb} by an officer of the {side}": torn(noun, verb, form, side)
    for n, (noun, verb, form) in enumerate(TORN)
    for side in [world.SIDES[n % 3]]
}


def forbids(name):
    """Add a row of the table: the function arranges it and returns who, the address, the form, the words, the row."""

    def add(arrange):
        FORBIDDEN[name] = arrange
        return arrange

    return add


# --- what somebody sits on, filed, or ran themselves ---

for verb, form in (("begin_scoring", {}), ("discuss", {}), ("report", {}), ("reopen", {"reason": WHY})):

    @forbids(f"panel.{verb} by an officer who sits on it")
    def _sits(verb=verb, form=form):
        walk = world.publicised()
        walk.panel.refresh_from_db()
        return walk.sitting, *act(walk.panel, verb, **form), SEATED, walk.panel


@forbids("review.return_to_expert of one's own review")
def _own_review():
    walk = world.publicised()
    row = Review.objects.filter(seat__expert_id=walk.sitting.user_id).first()
    return walk.sitting, *act(row, "return_to_expert", reason=WHY), SEATED, row


@forbids("seat.invite of oneself, picked by a colleague: panel.invite")
def _own_seat():
    walk = world.composed()
    world.reserve_of(walk)
    return walk.expert_officer, *act(walk.panel, "invite"), SEATED, walk.panel


def composing(**picked):
    walk = world.composed()
    me = walk.expert_officer
    others = [one.user_id for one in walk.experts]
    form = {"members": others, "reserves": [], "leader": others[0]}
    for name, value in picked.items():
        form[name] = value(others, me.user_id)
    return me, *act(walk.panel, "compose", **form), "不能选自己进本榜的评审组", walk.panel


FORBIDDEN["panel.compose with oneself as a member"] = lambda: composing(members=lambda them, me: [*them, me])
FORBIDDEN["panel.compose with oneself as a reserve"] = lambda: composing(reserves=lambda them, me: [me])
FORBIDDEN["panel.compose with oneself as the leader"] = lambda: composing(
    members=lambda them, me: [me, *them], leader=lambda them, me: me
)


@forbids("challenge.ask_opinion of oneself")
def _asks_self():
    need = world.need("argumentation")
    me = need.expert_officer
    return me, *act(need.challenge, "ask_opinion", experts=[me.user_id]), "不能请自己论证", need.challenge


for verb, form in (("conclude_argumentation", {}), ("return_for_repair", {"field_1": "title", "reason_1": WHY})):

    @forbids(f"challenge.{verb} by an officer who gave an opinion")
    def _advised(verb=verb, form=form):
        need = world.adviser(clock.now())
        return need.expert_officer, *act(need.challenge, verb, **form), "您是本榜的论证专家", need.challenge


for whose in ("own", "ours"):
    for verb, form in [row[1:] for row in TORN if row[0] == "objection"]:

        @forbids(f"objection.{verb} of {'oneself' if whose == 'own' else 'a firm one belongs to'}")
        def _objects(verb=verb, form=form, whose=whose):
            walk = world.publicised()
            row = getattr(walk, whose)
            row.refresh_from_db()
            return walk.filer if whose == "own" else walk.outsider, *act(row, verb, **form), MINE, row


for verb, form in (("dismiss", {"decision": WHY}), ("uphold", {"decision": WHY, "back_to": "proposed"})):

    @forbids(f"objection.{verb} by whoever registered it")
    def _registered(verb=verb, form=form):
        walk = world.publicised()
        row = walk.strange
        row.state, row.registered_by = "registered", walk.notice_officer.user
        row.save()
        return walk.notice_officer, *act(row, verb, **form), EYES, row


# --- decisions: whoever chose, asked, approved before or ran the review; and whoever belongs to a firm of it ---


def deciding(who, said, verb="approve", **form):
    walk = world.chosen()
    row = walk.decision
    return getattr(walk, who), *act(row, verb, read=row.digest, **form), said, row


FORBIDDEN["decision.approve, the last step, by who ran the review"] = lambda: deciding("both", RAN)
FORBIDDEN["decision.send_back, the last step, by who ran the review"] = lambda: deciding(
    "both", RAN, "send_back", opinion=WHY
)


@forbids("decision.approve, the last step, by whose program ran the review")
def _program_ran():
    walk = world.chosen()
    me = acting(walk.challenge.organiser, "approver")
    walk.both = me
    record("panel.invited", subject=walk.panel, by=world.program(walk, "review_officer"), at=walk.at)
    row = walk.decision
    return me, *act(row, "approve", read=row.digest, opinion=""), RAN, row


@forbids("decision.approve by whoever approved a step before")
def _twice():
    walk = world.chosen()
    Membership.objects.filter(user=walk.officer.user).update(roles=["review_officer", "approver"])
    row = walk.decision
    return walk.officer, *act(row, "approve", read=row.digest), "同一人不能审定两次", row


@forbids("decision.approve by whoever put it forward")
def _opened():
    walk = world.chosen()
    row = walk.decision
    row.opened_by = walk.approver.user
    row.save()
    return walk.approver, *act(row, "approve", read=row.digest), "择定或者提请审定的人不能审定", row


@forbids("decision.approve by whoever made the choice")
def _chose():
    walk = world.chosen()
    walk.challenge.choices.update(chosen_by=walk.approver.user)
    row = walk.decision
    return walk.approver, *act(row, "approve", read=row.digest), "择定或者提请审定的人不能审定", row


for side in world.SIDES:

    @forbids(f"decision.approve by an approver of the {side}")
    def _head(side=side):
        walk = world.chosen()
        row = walk.decision
        return walk.heads[side], *act(row, "approve", read=row.digest), SIDE[side], row


# --- drafts of notices: whoever changed one in any way does not post it ---


def posting(prepare, verb="post", **form):
    walk = world.publicised()
    me = acting(walk.challenge.organiser, "batch_admin", "notice_officer")
    prepare(walk, me)
    walk.draft.refresh_from_db()
    return me, *act(walk.draft, verb, **form), EYES, walk.draft


def edited(walk, me):
    notices.edit(walk.draft, by=me, at=walk.at, title="改过的题目")


def edited_before(walk, me):
    edited(walk, me)
    edited(walk, walk.notice_officer)


def file_added(walk, me):
    upload = SimpleUploadedFile("名单.pdf", pdf(), content_type="application/pdf")
    files.attach(walk.draft, upload, kind="other", by=me, at=walk.at)
    Attachment.objects.update(scan_state="clean")


def file_removed(walk, me):
    file_added(walk, walk.notice_officer)
    files.remove(Attachment.objects.get(), by=me, at=walk.at)


def program_edited(walk, me):
    walk.both = me
    edited(walk, world.program(walk, "notice_officer"))


for prepare in (edited, edited_before, file_added, file_removed, program_edited):
    FORBIDDEN[f"notice.post by the drafter: {prepare.__name__}"] = lambda prepare=prepare: posting(prepare)
    FORBIDDEN[f"notice.schedule by the drafter: {prepare.__name__}"] = lambda prepare=prepare: posting(
        prepare, "schedule", posts_at=later()
    )
