"""Panels of the demo that are still being made up: by lot, by a plan of the solver, given up, not complete yet.

Draws and plans are made on working days, as everything is. Invitations run in hours, so the panel that waits for
answers is laid out in days of the calendar: whatever day it is today, one invitation of yesterday is still open.
"""

from datetime import datetime, time, timedelta

from accounts.acting import CLOCK
from challenges.assignment.actions import allotment, draw, staffing
from challenges.review.actions import panel, panel_allot, seat, trial
from challenges.review.actions.panel_picks import Pick
from challenges.site.demo.days import DAY
from challenges.site.demo.trial import SAMPLES
from notifications.clock import SHANGHAI, day_of

ASKED, BEHIND = ("exp-18", "exp-19", "exp-20", "exp-21", "exp-22"), ("exp-23", "exp-09", "exp-10")
SECOND = timedelta(seconds=1)


def make(needs) -> None:
    """Make up the panels of the challenges in their formal check."""
    officer = needs.people.by("O01", "review")
    by_plan(needs, officer)
    by_lot(needs, officer)
    ready_plan(needs, officer)
    no_plan(needs, officer)
    by_invitation(needs, officer)


def by_plan(needs, officer) -> None:
    """Give one plan up before it was made, and take the next: members and reserves stand, nobody is asked yet."""
    at = needs.days.at
    board = panel.plan(needs.again("033"), by=officer, at=at(-4, 9))
    first = staffing.ask(board.challenge.batch, by=officer, at=at(-4, 9, 30))
    why = "本组应采用盲评，先改设置再求解。"
    staffing.void(first, by=officer, at=at(-4, 9, 40), reason=why)
    panel.set_blind(board, by=officer, at=at(-4, 9, 50), blind=True)
    plan = staffing.ask(board.challenge.batch, by=officer, at=at(-4, 10))
    staffing.solve_waiting(at=at(-4, 10, 1))
    plan.refresh_from_db()
    staffing.apply(plan, by=officer, at=at(-4, 11))


def by_lot(needs, officer) -> None:
    """Draw a panel that is given up afterwards; of the next one, give one draw up, and leave one to be looked at."""
    at, challenge = needs.days.at, needs.again("031")
    board = panel.plan(challenge, by=officer, at=at(-3, 9))
    lot = draw.promise(board, by=officer, at=at(-3, 9, 30), size=5, reserves=1)
    draw.make(lot, by=officer, at=at(-3, 10))
    leader = lot.record["result"]["panel"][0]["id"]
    draw.apply(lot, by=officer, at=at(-3, 10, 30), leader=leader)
    board.refresh_from_db()
    panel.cancel(board, by=officer, at=at(-3, 15))
    board = panel.plan(challenge, by=officer, at=at(-2, 9), blind=True)
    lot = draw.promise(board, by=officer, at=at(-2, 9, 30), size=5, reserves=1)
    why = "公布的候补人数有误，应为 2 人，重新公布后抽取。"
    draw.void(lot, by=officer, at=at(-2, 10), reason=why)
    lot = draw.promise(board, by=officer, at=at(-2, 10, 10), size=5, reserves=2)
    draw.make(lot, by=officer, at=at(-2, 14))


def ready_plan(needs, officer) -> None:
    """Have a plan made for both panels that are being made up, and leave it to be looked at."""
    at = needs.days.at
    staffing.ask(needs.again("031").batch, by=officer, at=at(-1, 9))
    staffing.solve_waiting(at=at(-1, 9, 1))


def no_plan(needs, officer) -> None:
    """Ask for what cannot be, so that there is no plan; then promise a draw on a number that is not known yet."""
    at, challenge = needs.days.at, needs.again("006")
    board = panel.plan(challenge, by=officer, at=at(-1, 9))
    plan = staffing.ask(challenge.batch, by=officer, at=at(-1, 9, 10))
    staffing.solve_waiting(at=at(-1, 9, 11))
    plan.refresh_from_db()
    wanted = needs.people.users["exp-04", "expert"].pk
    pins = [(wanted, board.pk, "熟悉陶瓷与电介质材料，建议纳入。")]
    staffing.revise(plan, by=officer, at=at(-1, 9, 30), pins=pins)
    staffing.solve_waiting(at=at(-1, 9, 31))
    beacon = f"{day_of(at(1))} 体彩排列五开奖号码"
    draw.promise(board, by=officer, at=at(-1, 11), size=5, reserves=2, beacon_name=beacon)


def by_invitation(needs, officer) -> None:
    """Invite a panel: one declines, one does not answer, one is replaced; the last reserve has not answered yet."""
    people, challenge = needs.people, needs.again("032")

    def at(days: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(needs.days.today - days * DAY, time(hour, minute), SHANGHAI)

    def answered(key: str, moment: datetime) -> None:
        seat.accept(chair(key), by=people.by(key, "expert"), at=moment)

    def chair(key: str):
        return board.seats.get(expert=people.users[key, "expert"])

    board = panel.plan(challenge, by=officer, at=at(5, 9))
    picks = [Pick(people.users[key, "expert"].pk, leader=n == 0) for n, key in enumerate(ASKED)]
    picks += [Pick(people.users[key, "expert"].pk, reserve=True) for key in BEHIND]
    panel.compose(board, by=officer, at=at(5, 10), picks=picks)
    panel_allot.set_reviews(board, by=officer, at=at(5, 10, 10), reviews_each=3)
    panel.invite(board, by=officer, at=at(4, 9))
    for key in ("exp-18", "exp-19", "exp-21"):
        answered(key, at(4, 11))
    text = "评审期间带队参加国际标准会议，不能按期完成。"
    seat.decline(chair("exp-20"), by=people.by("exp-20", "expert"), at=at(4, 16), reason="dates", text=text)
    answered("exp-23", at(4, 18))
    seat.expire(chair("exp-22"), by=CLOCK, at=at(2, 9) + SECOND)
    answered("exp-09", at(2, 15))
    allotment.ask(challenge.batch, by=officer, at=at(2, 16), panels=[board.pk])
    # Nobody's fault: while the plan was being made, the officer settled that everybody reviews everything.
    board.refresh_from_db()
    panel_allot.set_reviews(board, by=officer, at=at(2, 16), reviews_each=None)
    allotment.solve_waiting(at=at(2, 16, 1))
    round_ahead = trial.plan(challenge.batch, by=officer, at=at(1, 9), panels=[board], due_at=needs.days.at(4, 17))
    trial.revise(round_ahead, by=officer, at=at(1, 9, 30), samples=SAMPLES[:2], due_at=needs.days.at(4, 17))
    why = "其所在单位与一家申报单位新签了合作协议，经本人说明后更换。"
    seat.replace(chair("exp-19"), by=officer, at=at(1, 10), reason=why)
