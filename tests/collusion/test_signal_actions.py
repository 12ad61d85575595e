"""Signals of collusion: compared after the opening by the worker, looked at by the organiser's people alone."""

import hashlib
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.acting import CLOCK, Acting
from accounts.models import Organisation
from challenges import tasks
from challenges.collusion import actions as signals
from challenges.collusion.access import challenges_open_to, may_ask, may_look, visible_to
from challenges.collusion.comparison.paper import Finding
from challenges.collusion.models import Comparison, Signal
from challenges.collusion.queries.signal_papers import limits_on, opened_with, papers_of
from challenges.core import policy
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.models import RuleSet
from challenges.files.actions import stored_at
from challenges.files.models import Attachment
from challenges.listing.models import Challenge
from challenges.proposals.models import ProposalVersion, Section
from notifications import registry, relay, wording
from notifications.clock import day_of
from notifications.models import Event, InboxItem
from tests.factories.accounts import OperatorFactory, OrganisationFactory, UserFactory, acting
from tests.factories.challenges import DAY, NOW, ProposalFactory, accepting_challenge
from tests.factories.review import Review5, expert, stranger
from tests.factories.signals import COPIED, Opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return Opened(proposals=3).made()


def kinds():
    return sorted(Signal.objects.values_list("kind", "strength"))


def attached(proposal, content, name, kind="evidence", by=None, at=NOW):
    sha256 = hashlib.sha256(content).hexdigest()
    path = stored_at(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    owner = {"challenge": proposal} if isinstance(proposal, Challenge) else {"proposal": proposal}
    return Attachment.objects.create(
        **owner,
        kind=kind,
        name=name,
        content_type="application/pdf",
        size=len(content),
        sha256=sha256,
        uploaded_by=by or UserFactory(),
        uploaded_at=at,
    )


def refused(code, act, *args, error=Refused, **more):
    """The act is refused with this code, and nothing was recorded."""
    before = Event.objects.count(), list(Signal.objects.values_list("state", "version", "note"))
    with pytest.raises(error) as caught, transaction.atomic():
        act(*args, **more)
    assert code == (caught.value.problems[0].code if error is Invalid else caught.value.code)
    assert before == (Event.objects.count(), list(Signal.objects.values_list("state", "version", "note")))


def test_the_worker_compares_what_was_opened_and_says_so_once(walk):
    tasks.compare_signals()
    found = list(Signal.objects.all())
    assert {(one.first_id, one.second_id) for one in found} == {(walk.proposals[0].pk, walk.proposals[1].pk)}
    assert kinds() == [("person", 2), ("person", 3), ("text", 2)]
    (text,) = [one for one in found if one.kind == "text"]
    assert COPIED[:-1] in text.facts["passages"][0]["first"]["parts"][0][1]
    comparison = Comparison.objects.get()
    assert (comparison.compared, comparison.done_at is not None) == (3, True)
    told = Event.objects.get(name="comparison.done")
    assert (told.facts, told.chain) == (
        {"compared": 3, "found": 3, "new": 3},
        f"comparison:{walk.challenge.pk}",
    )
    tasks.compare_signals()
    assert Event.objects.filter(name="comparison.done").count() == 1


@pytest.mark.parametrize("state", ["published", "accepting"])
def test_before_the_opening_nothing_is_compared_and_nothing_is_seen(state):
    walk = Opened(state=state)
    for proposal in walk.proposals:
        type(proposal).objects.filter(pk=proposal.pk).update(state="submitted")
    assert walk.compared() == [] and not Comparison.objects.exists()
    for viewer in (walk.officer, walk.checker, walk.admin, walk.supervisor):
        assert not challenges_open_to(viewer).exists()
        refused("not_allowed", signals.ask, walk.challenge, by=viewer, at=walk.at, error=NotAllowed)
    # Even a row that stood there by mistake would be seen by nobody.
    ids = sorted(proposal.pk for proposal in walk.proposals)
    Signal.objects.create(first_id=ids[0], second_id=ids[1], kind="text", strength=3, created_at=NOW, updated_at=NOW)
    assert not visible_to(walk.checker).exists()


def test_what_is_still_sealed_in_the_batch_is_not_touched(walk):
    other = accepting_challenge(batch=walk.challenge.batch, closes_at=walk.at + DAY)
    sealed = ProposalFactory(challenge=other, state="submitted", receipt_number="X-1")
    walk.write(sealed, 9, alike=True)
    opened = opened_with(walk.challenge)
    assert {one.pk for one in opened} == {one.pk for one in walk.proposals}
    assert all(sealed.pk not in (one.first_id, one.second_id) for one in walk.compared())


@pytest.mark.parametrize("state", ["draft", "internal_review", "submitted", "withdrawn", "expired"])
def test_what_is_not_opened_is_not_compared(walk, state):
    other = ProposalFactory(challenge=walk.challenge, state=state, receipt_number="X-1")
    walk.write(other, 9, alike=True)
    assert {one.pk for one in opened_with(walk.challenge)} == {one.pk for one in walk.proposals}


def test_opened_proposals_of_the_batch_are_compared_a_step_weaker(walk):
    other = Review5(proposals=1, batch=walk.challenge.batch, organiser=walk.challenge.organiser)
    walk.write(other.proposals[0], 9, alike=True)
    walk.compared()
    across = Signal.objects.filter(first=walk.proposals[0], second=other.proposals[0])
    assert sorted(across.values_list("kind", "strength")) == [("person", 1), ("person", 2), ("text", 1)]
    assert all(one.facts["across"] for one in across)
    # Both comparisons find it; it stands once.
    assert across.count() == 3


def test_files_people_accounts_and_devices_come_from_what_is_recorded(walk):
    one, two, three = walk.proposals
    writer, clerk = UserFactory(name="林知远"), UserFactory(name="沈知夏")
    attached(one, b"%PDF- same", "审计.pdf", "audit", by=writer)
    attached(two, b"%PDF- same", "报告.pdf", by=writer)
    attached(one, b"%PDF- /Author (Shi Yu)", "a.pdf")
    attached(three, b"%PDF- /Author (Shi Yu) ", "b.pdf")
    form = b"%PDF- /Author (Form Maker)"
    attached(walk.challenge, form, "模板.pdf")
    attached(two, form, "模板.pdf")
    attached(three, form + b" filled in", "模板已填.pdf")
    attached(one, form, "模板.pdf")
    type(one).objects.filter(pk=one.pk).update(submitted_by=writer, submitted_at=NOW)
    type(three).objects.filter(pk=three.pk).update(submitted_by=clerk, submitted_at=NOW + timedelta(hours=1))
    for number, person in enumerate((writer, clerk)):
        UserSession.objects.create(
            user=person,
            ip="203.0.113.7",
            user_agent="Firefox",
            session_key=f"k{number}",
            created_at=NOW - timedelta(hours=3),
            last_seen_at=NOW - timedelta(hours=2),
        )
    walk.compared()
    pair = {(row.first_id, row.second_id, row.kind): row for row in Signal.objects.exclude(kind__in=["person", "text"])}
    assert {key: row.strength for key, row in pair.items()} == {
        (one.pk, two.pk, "file"): 3,
        (one.pk, two.pk, "account"): 3,
        (one.pk, three.pk, "metadata"): 2,
        (one.pk, three.pk, "device"): 1,
    }
    assert pair[one.pk, two.pk, "account"].facts == {"name": "林知远"}
    assert pair[one.pk, three.pk, "metadata"].facts["value"] == "Shi Yu"
    assert pair[one.pk, three.pk, "device"].facts["names"] == [["林知远"], ["沈知夏"]]
    assert "203.0.113.7" not in str([row.facts for row in pair.values()])


@pytest.mark.parametrize(
    ("begun", "seen", "submitted", "counts"),
    [(-3, -2, 0, True), (-200, -100, 0, False), (1, 2, 0, False), (-3, 500, 0, True)],
    ids=["shortly before", "long before", "only afterwards", "in use since"],
)
def test_a_device_counts_only_around_the_submission(walk, begun, seen, submitted, counts):
    for number, proposal in enumerate(walk.proposals[:2]):
        person = UserFactory()
        type(proposal).objects.filter(pk=proposal.pk).update(submitted_by=person, submitted_at=NOW)
        UserSession.objects.create(
            user=person,
            ip="203.0.113.7",
            user_agent="Firefox",
            session_key=f"k{number}",
            created_at=NOW + timedelta(hours=begun),
            last_seen_at=NOW + timedelta(hours=seen),
        )
    walk.compared()
    assert Signal.objects.filter(kind="device").exists() == counts


def test_budget_firm_and_earlier_writers_are_read(walk):
    one, two, _three = walk.proposals
    cells = {"equipment": {"fiscal": "101.25", "self": "33.40"}, "labour": {"self": "18.75"}, "other": {"self": "7.07"}}
    for proposal in (one, two):
        Section.objects.create(proposal=proposal, key="budget", data={"cells": cells, "sources": {}})
        Section.objects.create(proposal=proposal, key="commitments", data={"1": {"deviation": "甲" * 3}, "2": "x"})
        Section.objects.create(proposal=proposal, key="schedule", data="typed as nothing")
    Organisation.objects.filter(pk=one.organisation_id).update(controlled_by="甲集团")
    Organisation.objects.filter(pk=two.organisation_id).update(controlled_by="甲集团")
    writer = UserFactory()
    for proposal in (one, two):
        ProposalVersion.objects.create(proposal=proposal, number=1, snapshot={}, reason="pause", at=NOW, by=writer)
    walk.compared()
    assert {"money", "firm", "account"} <= set(Signal.objects.values_list("kind", flat=True))


def test_the_rule_book_says_how_short_a_passage_may_be(walk):
    RuleSet.objects.create(
        organiser=walk.challenge.organiser, title="x", effective_from="2026-01-01", values={"signal_passage": 100}
    )
    assert limits_on(walk.challenge, day_of(walk.at)).passage == 100
    walk.compared()
    assert not Signal.objects.filter(kind="text").exists()


def test_compared_again_it_keeps_what_people_decided_and_what_was_taken_away(walk):
    text, *_rest = [one for one in walk.compared() if one.kind == "text"]
    signals.explain(text, by=walk.checker, at=walk.at, note="同一份公开标准的原文")
    phone = Signal.objects.get(kind="person", strength=3)
    for proposal in walk.proposals[:2]:
        section = proposal.sections.get(key="route")
        section.data = {"route": f"{section.data['route']}\n{COPIED[::-1]}"}
        section.save()
    basics = walk.proposals[0].sections.get(key="basics")
    basics.data = {}
    basics.save()
    team = Signal.objects.get(kind="person", strength=2)
    for proposal in walk.proposals[:2]:
        proposal.sections.filter(key="team").update(data={"people": [{"name": "周以衡", "unit": str(proposal.pk)}]})
    comparison = signals.ask(walk.challenge, by=walk.officer, at=walk.at)
    assert comparison.done_at is None
    walk.compared()
    before, version = text.facts, text.version
    text.refresh_from_db()
    assert (text.state, text.facts, text.version) == ("explained", before, version)
    assert Signal.objects.filter(pk=phone.pk).exists()
    team.refresh_from_db()
    assert (team.strength, team.version, team.facts["units"][0]) == (1, 2, str(walk.proposals[0].pk))
    assert Event.objects.filter(name="comparison.done").last().facts["new"] == 0


def test_two_workers_do_not_compare_the_same_and_a_late_one_is_thrown_away(walk):
    comparison = Comparison.objects.create(challenge=walk.challenge, asked_at=walk.at, leased_until=walk.at + DAY)
    assert signals.compare_waiting(at=walk.at) == 0
    assert not signals.compare(comparison, at=walk.at)
    assert signals.compare_waiting(at=walk.at + 2 * DAY) == 1
    finding = Finding("text", walk.proposals[0].pk, walk.proposals[1].pk, 3, "late", {})
    assert not signals.put_down(comparison.pk, walk.at + DAY, [finding], 2, at=walk.at)
    assert not Signal.objects.filter(key="late").exists()


def test_after_three_attempts_that_broke_it_waits_to_be_asked_again(walk):
    Comparison.objects.create(challenge=walk.challenge, asked_at=walk.at, attempts=signals.ATTEMPTS)
    assert signals.compare_waiting(at=walk.at) == 0
    signals.ask(walk.challenge, by=walk.checker, at=walk.at)
    assert signals.compare_waiting(at=walk.at) == 1


def test_while_it_waits_it_is_not_asked_for_twice(walk):
    signals.ask(walk.challenge, by=walk.admin, at=walk.at)
    refused("waiting", signals.ask, walk.challenge, by=walk.admin, at=walk.at)


def test_a_note_is_needed_and_kept(walk):
    signal = walk.compared()[0]
    for act in (signals.explain, signals.pursue):
        refused("required", act, signal, by=walk.checker, at=walk.at, note=" ", error=Invalid)
    signals.pursue(signal, by=walk.officer, at=walk.at, note="函询两家单位")
    assert (signal.state, signal.note, signal.decided_by_id) == ("pursued", "函询两家单位", walk.officer.user_id)
    refused("wrong_state", signals.pursue, signal, by=walk.officer, at=walk.at, note="再来")
    signals.explain(signal, by=walk.admin, at=walk.at, note="同一设计院供图，已核实")
    told = Event.objects.filter(noun="signal").order_by("pk")
    assert [(event.name, event.facts["note"]) for event in told] == [
        ("signal.pursued", "函询两家单位"),
        ("signal.explained", "同一设计院供图，已核实"),
    ]


def test_nothing_of_it_stands_on_the_timelines_of_challenge_or_proposal(walk):
    signal = walk.compared()[0]
    signals.explain(signal, by=walk.checker, at=walk.at, note="已核实图纸来源")
    chains = {walk.challenge.chain, *(proposal.chain for proposal in walk.proposals)}
    noted = Event.objects.filter(noun__in=["signal", "comparison"])
    assert noted.count() == 2 and not noted.filter(chain__in=chains).exists()


def everybody(walk):
    """Return every relation to a challenge after its opening, and whether it may see and act."""
    organiser, lead, firm = walk.challenge.organiser, walk.challenge.lead, walk.proposals[0].organisation
    seated = walk.experts[0]
    both = Acting(seated.user, organiser, frozenset({"checker", "batch_admin"}), is_expert=True)
    free = Acting(expert().user, organiser, frozenset({"checker"}), is_expert=True)
    return {
        "checker": (walk.checker, True, True),
        "review_officer": (walk.officer, True, True),
        "batch_admin": (walk.admin, True, True),
        "supervisor": (walk.supervisor, True, False),
        "an officer who is an expert elsewhere": (free, True, True),
        "an officer who sits on the panel": (both, False, False),
        "notice_officer": (walk.notice_officer, False, False),
        "organiser without these roles": (walk.person("admin", "finance"), False, False),
        "another organiser": (stranger("organiser"), False, False),
        "another organiser's checker": (acting(OrganisationFactory(kind="organiser"), "checker"), False, False),
        "lead": (acting(lead, "admin", "handler", "signer", "tech_lead"), False, False),
        "a lead with a checker's role by mistake": (acting(lead, "checker", "supervisor"), False, False),
        "applicant": (acting(firm, "admin", "signer", "project_lead"), False, False),
        "expert": (seated, False, False),
        "stranger": (stranger(), False, False),
        "operator": (Acting(OperatorFactory()), False, False),
        "public": (Acting(), False, False),
    }


def test_who_may_see_and_act(walk):
    walk.accepted()
    signal = walk.compared()[0]
    wrong = []
    for name, (viewer, sees, acts) in everybody(walk).items():
        cell = (
            visible_to(viewer).filter(pk=signal.pk).exists(),
            challenges_open_to(viewer).filter(pk=walk.challenge.pk).exists(),
            may_look(viewer, walk.challenge),
            may_ask(viewer, walk.challenge),
            policy.may(viewer, "explain", signal),
            policy.may(viewer, "pursue", signal),
        )
        if cell != (sees, sees, sees, acts, acts, acts):
            wrong.append((name, cell))
        if not acts:
            for act in (signals.explain, signals.pursue):
                refused("not_allowed", act, signal, by=viewer, at=walk.at, note="x", error=NotAllowed)
            refused("not_allowed", signals.ask, walk.challenge, by=viewer, at=walk.at, error=NotAllowed)
    assert wrong == []
    assert visible_to(CLOCK).count() == Signal.objects.count()


def test_a_reviewer_of_the_other_challenge_does_not_learn_of_a_pair_across(walk):
    other = Review5(proposals=1, batch=walk.challenge.batch, organiser=walk.challenge.organiser)
    walk.write(other.proposals[0], 9, alike=True)
    walk.compared()
    other.accepted()
    both = Acting(other.experts[0].user, walk.challenge.organiser, frozenset({"checker"}), is_expert=True)
    seen = visible_to(both)
    assert seen.exists()
    assert not seen.filter(second__challenge=other.challenge).exists()


def test_the_supervisor_is_told_of_an_inquiry_and_nobody_else(walk):
    walk.accepted()
    signal = walk.compared()[0]
    signals.pursue(signal, by=walk.checker, at=walk.at, note="函询两家单位")
    relay.dispatch(walk.at)
    items = list(InboxItem.objects.filter(event__noun__in=["signal", "comparison"]))
    assert [item.person_id for item in items] == [walk.supervisor.user_id]
    said = wording.put("signal.pursued", items[0].facts, language="zh-hans")
    assert (said.subject, "函询两家单位" in said.body) == (f"有线索列入核查：{walk.challenge.title}", True)


def test_a_supervisor_who_reviews_is_not_told(walk):
    seated = walk.experts[0].user
    acting(walk.challenge.organiser, "supervisor", user=seated)
    walk.accepted()
    signals.pursue(walk.compared()[0], by=walk.checker, at=walk.at, note="函询两家单位")
    relay.dispatch(walk.at)
    assert not InboxItem.objects.filter(event__noun="signal", person=seated).exists()


def test_events_are_told_or_silent():
    for name in ("signal.explained", "signal.pursued", "comparison.asked", "comparison.done"):
        assert registry.is_declared(name)


@pytest.mark.parametrize("count", [3, 12])
def test_papers_are_gathered_in_a_fixed_number_of_queries(count, django_assert_num_queries):
    walk = Opened(proposals=count)
    proposals = opened_with(walk.challenge)
    limits = limits_on(walk.challenge, day_of(walk.at))
    with django_assert_num_queries(8):
        papers, said = papers_of(proposals, limits, lambda _sha256, _name: {})
    assert (len(papers), walk.challenge.title in said) == (count, True)
