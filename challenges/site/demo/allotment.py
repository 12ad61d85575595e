"""An allotment of the demo: a panel whose proposals go to three experts each, its plan ready to be looked at.

Its experts try themselves on samples meanwhile.
"""

from challenges.assignment.actions import allotment
from challenges.review.actions import panel, panel_allot, seat
from challenges.review.actions.panel_picks import Pick
from challenges.site.demo import trial

CHALLENGE = "012"
SEATED = ("exp-06", "exp-01", "exp-03", "exp-02", "exp-08")


def make(needs) -> None:
    """Form the panel, let everybody accept, and solve who reviews what."""
    challenge, people, days = needs.again(CHALLENGE), needs.people, needs.days
    officer = people.by("O01", "review")
    board = panel.plan(challenge, by=officer, at=days.at(-1, 9))
    panel_allot.set_reviews(board, by=officer, at=days.at(-1, 9, 5), reviews_each=3)
    picks = [Pick(people.users[key, "expert"].pk, leader=n == 0) for n, key in enumerate(SEATED)]
    panel.compose(board, by=officer, at=days.at(-1, 9, 20), picks=picks)
    panel.invite(board, by=officer, at=days.at(-1, 9, 30))
    for key in SEATED:
        mine = board.seats.get(expert=people.users[key, "expert"])
        seat.accept(mine, by=people.by(key, "expert"), at=days.at(-1, 13))
    board.refresh_from_db()
    trial.open_now(people, board, officer, days)
    plan = allotment.ask(challenge.batch, by=officer, at=days.at(-1, 15), panels=[board.pk])
    why = "名单刚有变动，确认后重新求解。"
    allotment.void(plan, by=officer, at=days.at(-1, 15, 10), reason=why)
    allotment.ask(challenge.batch, by=officer, at=days.at(-1, 15, 20), panels=[board.pk])
    allotment.solve_waiting(at=days.at(-1, 15, 21))
