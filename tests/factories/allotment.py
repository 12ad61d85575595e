"""Panels whose proposals go to some of their experts, and plans for them; walked to by the real actions."""

from challenges.assignment.actions import allotment as allotments
from challenges.assignment.models import Allotment
from challenges.review.actions import panel as panels
from challenges.review.actions import panel_allot
from challenges.review.actions import result as results
from challenges.review.actions import seat as seats
from challenges.review.models import Review

from .accounts import OrganisationFactory, acting
from .remembered import remembered
from .review import Review5


@remembered
def shared(proposals=4, reviews_each=3, batch=None, informed=True, **more) -> Review5:
    """Return a walk whose experts have accepted and whose proposals go to `reviews_each` of them.

    With `informed` they knew it when they accepted, so that they may be given proposals of other panels.
    """
    if batch is not None:
        more |= {"batch": batch, "organiser": batch.organiser}
    walk = Review5(proposals=proposals, **more)
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    if informed:
        panel_allot.set_reviews(walk.panel, by=walk.officer, at=walk.at, reviews_each=reviews_each)
    panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=walk.picks())
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    for one in walk.experts:
        seats.accept(walk.seat_of(one), by=one, at=walk.at)
    walk.panel.refresh_from_db()
    if not informed:
        panel_allot.set_reviews(walk.panel, by=walk.officer, at=walk.at, reviews_each=reviews_each)
    return walk


@remembered
def two_panels(**more) -> tuple[Review5, Review5]:
    """Return two such walks in one batch."""
    first = shared(**more)
    return first, shared(batch=first.challenge.batch, **more)


def solved(walk, **more) -> Allotment:
    """Return a plan for the walk's batch, solved."""
    allotment = allotments.ask(walk.challenge.batch, by=walk.officer, at=walk.at, **more)
    return again(walk, allotment)


def again(walk, allotment) -> Allotment:
    """Let the worker solve what is asked for, and return the plan as it is then."""
    assert allotments.solve_waiting(at=walk.at) == 1
    allotment.refresh_from_db()
    return allotment


def applied(walk, **more) -> Allotment:
    """Return a plan that was solved and applied."""
    return allotments.apply(solved(walk, **more), by=walk.officer, at=walk.at)


@remembered
def one_solved(**more) -> tuple[Review5, Allotment]:
    """Return such a walk with a plan, solved."""
    walk = shared(**more)
    return walk, solved(walk)


@remembered
def one_applied(**more) -> tuple[Review5, Allotment]:
    """Return such a walk with a plan, applied."""
    walk, plan = one_solved(**more)
    return walk, allotments.apply(plan, by=walk.officer, at=walk.at)


@remembered
def two_solved(**more) -> tuple[Review5, Review5, Allotment]:
    """Return two such walks in one batch, with a plan for both, solved."""
    first, second = two_panels(**more)
    return first, second, solved(first)


@remembered
def two_applied(**more) -> tuple[Review5, Review5, Allotment]:
    """Return two such walks in one batch, with a plan for both, applied."""
    first, second, plan = two_solved(**more)
    return first, second, allotments.apply(plan, by=first.officer, at=first.at)


def begun(walk) -> Review5:
    """Let scoring begin on the walk's panel."""
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    walk.panel.refresh_from_db()
    panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    return walk


def other_officer():
    """Return a review officer of another organiser."""
    return acting(OrganisationFactory(kind="organiser"), "review_officer")


def pairs(allotment) -> set[tuple[int, int]]:
    """Return who reviews what in the plan."""
    return {(row["expert_id"], row["proposal_id"]) for row in allotment.result["pairs"]}


def living(proposal) -> int:
    """Return how many reviews of a proposal stand."""
    return Review.objects.filter(proposal=proposal, seat__state="accepted").exclude(state="recused").count()
