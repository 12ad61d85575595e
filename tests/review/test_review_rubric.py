"""Rubrics and written answers: what they need, who may, and until when."""

import datetime

import pytest
from django.db import transaction

from accounts.acting import CLOCK
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.review.access.review import rejoinders_visible_to, rubrics_visible_to
from challenges.review.actions import panel as panels
from challenges.review.actions import rejoinder as rejoinders
from challenges.review.actions import review as reviews
from challenges.review.actions import rubric as rubrics
from challenges.review.models import Criterion, Rejoinder, Rubric
from notifications import relay
from notifications.models import InboxItem
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.review import COMMENT, Review5, member_of, stranger

pytestmark = pytest.mark.django_db
LEVELS = [{"name": "优", "value": 95}, {"name": "良", "value": 80}]
BAD_LEVEL = {"name": "优", "value": "x"}
GOOD = [
    {"name": "技术", "weight": 60},
    {"name": "团队", "weight": 40, "kind": "rating", "levels": LEVELS},
    {"name": "必达指标未响应", "weight": 0, "veto": True},
]


def codes(**given):
    """Return the field and the code of every problem with this rubric."""
    with pytest.raises(Invalid) as caught, transaction.atomic():
        rubrics.clean(given.get("name", "表"), given.get("criteria", GOOD), given.get("tie_chain", ()))
    return [(problem.field, problem.code) for problem in caught.value.problems]


def line(**fields):
    return {"name": "全部", "weight": 100, **fields}


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"name": " "}, [("name", "required")]),
        ({"criteria": []}, [("criteria", "weights_total")]),
        ({"criteria": [line(weight=99)]}, [("criteria", "weights_total")]),
        ({"criteria": [line(), line(weight=1)]}, [("criteria", "weights_total")]),
        ({"criteria": [line(name="")]}, [("criteria.0.name", "required")]),
        ({"criteria": [line(), line(weight=0)]}, [("criteria.1.weight", "no_weight")]),
        ({"criteria": [line(), line(weight="5")]}, [("criteria.1.weight", "out_of_range")]),
        ({"criteria": [line(), line(weight=True)]}, [("criteria.1.weight", "out_of_range")]),
        ({"criteria": [line(kind="stars")]}, [("criteria.0.kind", "unknown_kind")]),
        ({"criteria": [line(kind="rating")]}, [("criteria.0.levels", "bad_levels")]),
        ({"criteria": [line(kind="rating", levels=[{"name": "优"}])]}, [("criteria.0.levels", "bad_level")]),
        ({"criteria": [line(kind="rating", levels=["优"])]}, [("criteria.0.levels", "bad_level")]),
        ({"criteria": [line(kind="rating", levels=[BAD_LEVEL])]}, [("criteria.0.levels", "bad_level")]),
        ({"criteria": [line(kind="rating", levels=[LEVELS[0]] * 2)]}, [("criteria.0.levels", "bad_levels")]),
        ({"criteria": [line(comment_length=-1)]}, [("criteria.0.comment_length", "out_of_range")]),
        ({"tie_chain": [4]}, [("tie_chain", "unknown_criterion")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rubric(given, problems):
    assert codes(**given) == problems


def test_a_template_is_kept_changed_and_used_by_its_own_organiser():
    walk = Review5()
    rubric = rubrics.save_template(by=walk.officer, at=walk.at, name="本厅评分表", criteria=GOOD, tie_chain=[1])
    kept = list(rubric.criteria.values_list("position", "weight", "kind", "veto"))
    assert kept == [(1, 60, "numeric", False), (2, 40, "rating", False), (3, 0, "numeric", True)]
    rubrics.save_template(by=walk.officer, at=walk.at, name="改过", criteria=[line()], rubric=rubric)
    assert [row.name for row in rubrics_visible_to(walk.officer)] == ["揭榜挂帅通用评分表", "改过"]
    other = acting(OrganisationFactory(kind="organiser"), "review_officer")
    assert [row.name for row in rubrics_visible_to(other)] == ["揭榜挂帅通用评分表"]
    assert not rubrics_visible_to(walk.signer).exists()
    given = {"at": walk.at, "name": "表", "criteria": [line()]}
    for viewer, target in [(walk.signer, None), (walk.supervisor, None), (other, rubric)]:
        with pytest.raises(NotAllowed):
            rubrics.save_template(by=viewer, rubric=target, **given)
    with pytest.raises(NotAllowed):
        rubrics.save_template(by=walk.officer, rubric=Rubric.objects.get(organiser=None), **given)


def test_a_panels_rubric_may_change_until_somebody_is_invited():
    walk = Review5().composed()
    rubrics.revise(walk.panel, by=walk.officer, at=walk.at, criteria=GOOD, tie_chain=[2])
    assert walk.panel.rubric.criteria.count() == 3
    assert Rubric.objects.get(template=True).criteria.count() == 6
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    with pytest.raises(Refused) as caught:
        rubrics.revise(walk.panel, by=walk.officer, at=walk.at, criteria=[line()])
    assert caught.value.code == "rubric_fixed"


def test_an_item_that_is_only_a_veto_needs_no_mark_and_rules_a_proposal_out():
    walk = Review5()
    rubrics.save_template(by=walk.officer, at=walk.at, name="表", criteria=GOOD)
    walk.scoring()
    technical, team, veto = walk.panel.rubric.criteria.all()
    for n, one in enumerate(walk.experts):
        for proposal in walk.proposals:
            review = walk.review_of(one, proposal)
            reviews.declare_clear(review, by=one, at=walk.at)
            marks = {technical.pk: {"value": 90}, team.pk: {"value": 80}}
            if n == 0 and proposal == walk.proposals[0]:
                marks[veto.pk] = {"vetoed": True, "comment": "必达指标没有响应"}
            reviews.score(review, by=one, at=walk.at, marks=marks, comment=COMMENT)
            reviews.submit(review, by=one, at=walk.at)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    assert [(row.proposal, row.vetoed, row.passed, str(row.score)) for row in walk.panel.results.all()] == [
        (walk.proposals[1], False, True, "86.00"),
        (walk.proposals[0], True, False, "86.00"),
    ]
    assert Criterion.Kind.RATING in Criterion.Kind.values


def test_the_panel_asks_and_the_firm_answers_once():
    walk = Review5().scoring()
    firm, proposal = member_of(walk.proposals[0]), walk.proposals[0]
    ask = {"by": walk.experts[0], "at": walk.at, "proposal": proposal}
    with pytest.raises(Invalid):
        rejoinders.ask(walk.panel, question=" ", **ask)
    with pytest.raises(Invalid):
        rejoinders.ask(walk.panel, question="？", **(ask | {"proposal": Review5().proposals[0]}))
    with pytest.raises(NotAllowed):
        rejoinders.ask(walk.panel, question="？", **(ask | {"by": walk.experts[1]}))
    row = rejoinders.ask(walk.panel, question="氧含量如何测？", **ask)
    assert list(rejoinders_visible_to(CLOCK)) == [row]
    seen = {
        name: rejoinders_visible_to(viewer).filter(pk=row.pk).exists()
        for name, viewer in {
            "firm": firm, "expert": walk.experts[1], "officer": walk.officer, "lead": walk.signer,
            "other": member_of(walk.proposals[1]), "stranger": stranger(),
        }.items()
    }  # fmt: skip
    assert [name for name, sees in seen.items() if sees] == ["firm", "expert", "officer"]
    with pytest.raises(Invalid):
        rejoinders.answer(row, by=firm, at=walk.at, text="")
    with pytest.raises(NotAllowed):
        rejoinders.answer(row, by=stranger(), at=walk.at, text="答")
    late = row.due_at + datetime.timedelta(seconds=1)
    with pytest.raises(Refused) as caught:
        rejoinders.answer(row, by=firm, at=late, text="答")
    assert caught.value.code == "too_late"
    rejoinders.answer(row, by=firm, at=row.due_at, text="按 GB/T 14265")
    with pytest.raises(Refused) as caught:
        rejoinders.answer(row, by=firm, at=walk.at, text="再答")
    assert caught.value.code == "answered"
    assert Rejoinder.objects.get().answer == "按 GB/T 14265"
    relay.dispatch(walk.at)
    told = {}
    for item in InboxItem.objects.filter(event__noun="rejoinder").select_related("event"):
        told.setdefault(item.event.name, set()).add(item.person_id)
    experts = {one.user_id for one in walk.experts}
    assert told == {
        "rejoinder.asked": {firm.user_id},
        "rejoinder.answered": {*experts, walk.officer.user_id, walk.admin.user_id},
    }


def test_nothing_is_asked_or_answered_outside_the_scoring():
    walk = Review5().locked()
    with pytest.raises(Refused) as caught:
        rejoinders.ask(walk.panel, by=walk.officer, at=walk.at, proposal=walk.proposals[0], question="？")
    assert caught.value.code == "panel_not_scoring"
