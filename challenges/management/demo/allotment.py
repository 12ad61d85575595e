"""An allotment of the demo: a panel whose proposals go to three experts each, its plan ready to be looked at."""

from challenges.actions import allotment, panel, panel_allot, seat
from challenges.actions.panel_picks import Pick

from .needs import DAY

CHALLENGE = "012"
SEATED = ("exp-06", "exp-01", "exp-04", "exp-02", "exp-08")


def make(needs) -> None:
    """Form the panel, let everybody accept, and solve who reviews what."""
    challenge, people, at = needs.again(CHALLENGE), needs.people, needs.at
    if challenge.panels.exists():
        return
    officer = people.by("O01", "review")
    board = panel.plan(challenge, by=officer, at=at - 2 * DAY)
    panel_allot.set_reviews(board, by=officer, at=at - 2 * DAY, reviews_each=3)
    picks = [Pick(people.users[key, "expert"].pk, leader=n == 0) for n, key in enumerate(SEATED)]
    panel.compose(board, by=officer, at=at - 2 * DAY, picks=picks)
    panel.invite(board, by=officer, at=at - 2 * DAY)
    for key in SEATED:
        mine = board.seats.get(expert=people.users[key, "expert"])
        seat.accept(mine, by=people.by(key, "expert"), at=at - DAY)
    allotment.ask(challenge.batch, by=officer, at=at - DAY / 2, panels=[board.pk])
    allotment.solve_waiting(at=at - DAY / 2)
