"""Review, choice, publicity and award of the demo."""

from challenges.assignment.actions import allotment
from challenges.award.actions import award, choice, decision, publicity
from challenges.bulletin.actions import notice
from challenges.core.gate import CLOCK
from challenges.review.actions import panel, panel_allot, result, review, seat
from challenges.review.actions.panel_picks import Pick
from challenges.review.models import Review
from challenges.site.demo import marks, objections, trial
from challenges.site.demo.days import next_midnight
from challenges.site.demo.needs import PLACES

PANEL = {
    "default": ("exp-04", "exp-06", "exp-03", "exp-02", "exp-07"),
    "003": ("exp-06", "exp-03", "exp-04", "exp-01", "exp-07"),
    "004": ("exp-06", "exp-03", "exp-04", "exp-01", "exp-07"),
    "013": ("exp-03", "exp-06", "exp-04", "exp-01", "exp-02"),
    "009": ("exp-04", "exp-03", "exp-06", "exp-01", "exp-07"),
}
COMMENT = (
    "方案从机理到中试的路径清楚，关键参数有实测数据支撑；指标承诺全部覆盖必达项。"
    "建议补充放大后的批次一致性数据，并明确第三方检测的抽样方法和判定依据。"
)
WEAK_COMMENT = (
    "方案以现有设备为主，提锂环节的机理与放大依据不足；必达指标只有一次小试结果，没有连续批次的数据。"
    "经费与任务也对不上，现阶段不具备承担条件。"
)
# Where all experts have not handed in yet; where the third proposal does not pass; where each has three reviewers.
SCORING, WEAK, ALLOTTED = "003", "019", "018"
SECOND_BEST = "第二名已在我公司产线完成过小批量验证，放大风险更低；第一名的样件周期超出我方投产计划。"
MOVED_UP = "异议成立后，原第一顺位的检测报告不再采信，其后各家依次递补。"


class Decisions:
    """Takes the challenges whose applications are over through review to where they stand."""

    def __init__(self, needs, answers):
        self.needs, self.answers, self.people, self.days = needs, answers, needs.people, needs.days

    def make(self) -> None:
        """Take each challenge in turn, the oldest first."""
        states = ("expert_review", "proposed", "publicity", "objection", "awarded", "in_progress")
        keys = [key for key, (_batch, _days, state) in PLACES.items() if state in states]
        for key in sorted(keys, key=lambda key: PLACES[key][1]):
            self.decide(key)

    def decide(self, key: str) -> None:
        """Take one challenge as far as the demo wants it."""
        state, day = PLACES[key][2], PLACES[key][1] + 4
        officer = self.people.by("O01", "review")
        board = self.seat_panel(key, officer, day)
        self.score(key, board, day + 4)
        if key == SCORING:
            return
        if state == "expert_review":
            self.discuss(board, officer)
            return
        if key == "013":
            self.change(board, day + 6, officer)
        panel.lock(board, by=self.leader(board), at=self.days.at(day + 8))
        result.propose(self.needs.again(key), by=officer, at=self.days.at(day + 8, 15))
        if state == "proposed":
            {"013": self.half_way, "018": self.sent_back, "035": self.drafted}[key](key, day + 9)
            return
        self.choose(key, day + 9)
        self.approve(key, day + 9, ("review", "approver"))
        draft = self.announce(key, day + 11)
        if key == "004":
            objections.upheld(self.needs, key, day + 12)
            self.choose(key, day + 16, first=1, why=MOVED_UP)
            self.approve(key, day + 16, ("review", "approver"))
            draft = self.announce(key, day + 18)
            objections.without_effect(self.needs, key, day + 19)
        elif key == "009":
            objections.not_taken_up(self.needs, key)
        elif key == "019":
            objections.open_ones(self.needs, key)
            objections.reviewed(self.needs, key)
        if state in ("awarded", "in_progress"):
            challenge = self.needs.again(key)
            over = next_midnight(challenge.publicity_ends_at)
            notice.end(draft, by=CLOCK, at=over)
            award.award(challenge, by=CLOCK, at=over)

    def seat_panel(self, key: str, officer, day: int):
        """Form the panel, invite it, and let it begin."""
        challenge = self.needs.again(key)
        result.begin_review(challenge, by=officer, at=self.days.at(day))
        board = panel.plan(challenge, by=officer, at=self.days.at(day, 11))
        experts = PANEL.get(key, PANEL["default"])
        picks = [Pick(self.people.users[e, "expert"].pk, leader=n == 0) for n, e in enumerate(experts)]
        panel.compose(board, by=officer, at=self.days.at(day, 14), picks=picks)
        if key == ALLOTTED:
            panel_allot.set_reviews(board, by=officer, at=self.days.at(day, 14, 10), reviews_each=3)
        panel.invite(board, by=officer, at=self.days.at(day, 15))
        for expert in experts:
            mine = board.seats.get(expert=self.people.users[expert, "expert"])
            seat.accept(mine, by=self.people.by(expert, "expert"), at=self.days.at(day, 17))
        board.refresh_from_db()
        if key == ALLOTTED:
            self.allot(board, officer, day + 1)
        if key == SCORING:
            trial.over(board, officer, self.expert_of, day + 1, self.days)
        panel.begin_scoring(board, by=officer, at=self.days.at(day + 2))
        return board

    def allot(self, board, officer, day: int) -> None:
        """Solve who reviews what, and take the plan."""
        plan = allotment.ask(board.challenge.batch, by=officer, at=self.days.at(day, 9), panels=[board.pk])
        allotment.solve_waiting(at=self.days.at(day, 9, 1))
        plan.refresh_from_db()
        allotment.apply(plan, by=officer, at=self.days.at(day, 10))
        board.refresh_from_db()

    def expert_of(self, user):
        """Return an expert of the demo as they act."""
        key = next(key for (key, post), found in self.people.users.items() if post == "expert" and found == user)
        return self.people.by(key, "expert")

    def leader(self, board):
        """Return the panel's leader as they act."""
        return self.expert_of(board.seats.get(leader=True).expert)

    def score(self, key: str, board, day: int) -> None:
        """Let the experts score: all of them, or some so that the rest is still to be done."""
        rows = list(
            Review.objects.filter(seat__panel=board)
            .select_related("seat__expert", "proposal__organisation")
            .order_by("id")
        )
        orders = {pk: n for n, pk in enumerate(sorted({row.proposal_id for row in rows}))}
        places = {row.seat_id: row.seat.order for row in rows}
        places = {pk: n for n, pk in enumerate(sorted(places, key=lambda pk: places[pk]))}
        criteria = list(board.rubric.criteria.all())
        begun, aside = (self.people.users[e, "expert"] for e in ("exp-03", "exp-07"))
        worth, outlier = marks.ONE_TOO_WEAK if key == WEAK else marks.WORTH, key == SCORING
        for number, row in enumerate(rows):
            by, at = self.expert_of(row.seat.expert), number % 50
            waiting = key == SCORING and row.seat.expert == begun
            if waiting and number % 2:
                continue
            if key == SCORING and row.seat.expert == aside and row.proposal.organisation.name.startswith("禾隐"):
                why = "本人曾为该单位的同类项目做过技术咨询，不宜评审。"
                review.recuse(row, by=by, at=self.days.at(day, 9, at), reason=why)
                continue
            order, place = orders[row.proposal_id], places[row.seat_id]
            given = marks.of(row, order, place, criteria, worth=worth, outlier=outlier)
            words = WEAK_COMMENT if key == WEAK and order == 2 else COMMENT
            review.declare_clear(row, by=by, at=self.days.at(day, 9, at))
            review.score(row, by=by, at=self.days.at(day, 20, at), marks=given, comment=words)
            if not waiting:
                review.submit(row, by=by, at=self.days.at(day, 21, at))

    def discuss(self, board, officer) -> None:
        """Call the panel to discuss, and give one review back to be thought over."""
        panel.discuss(board, by=officer, at=self.days.at(-1, 9))
        row = Review.objects.filter(seat__panel=board, seat__leader=False).order_by("id")[0]
        why = "合议中有专家对低温氦检数据提出疑问，请核对“技术路线”一项的依据后重新提交。"
        review.return_to_expert(row, by=officer, at=self.days.at(-1, 11), reason=why)

    def change(self, board, day: int, officer) -> None:
        """Let one expert change a mark after handing in, as a discussion leads to."""
        row = Review.objects.filter(seat__panel=board).select_related("seat__expert").order_by("id")[0]
        by, criterion = self.expert_of(row.seat.expert), board.rubric.criteria.first()
        review.return_to_expert(row, by=officer, at=self.days.at(day, 9), reason="请核对技术路线一项的依据。")
        mark = row.scores.values_list("value", flat=True).get(criterion=criterion)
        lower = {criterion.pk: {"value": str((mark or 0) - 3)}}
        why = "合议中核对了中试数据，批次一致性的依据不足。"
        review.score(row, by=by, at=self.days.at(day, 10), marks=lower, reason=why)
        review.submit(row, by=by, at=self.days.at(day, 11))

    def half_way(self, key: str, day: int) -> None:
        """Let the firm depart from the ranking; one of two has approved."""
        self.choose(key, day, first=1, why=SECOND_BEST)
        self.approve(key, day, ("review",))

    def sent_back(self, key: str, day: int) -> None:
        """Let the report be drawn up, and the last approver send the choice back to the firm."""
        officer, head = self.people.by("O01", "review"), self.people.by("O01", "approver")
        panel.report(self.needs.again(key).panels.get(), by=officer, at=self.days.at(day - 1, 16))
        self.choose(key, day)
        self.approve(key, day, ("review",))
        row = self.needs.again(key).decisions.get(state="pending")
        decision.send_back(
            row,
            by=head,
            at=self.days.at(day + 1, 10),
            read=row.digest,
            opinion="发榜方与拟揭榜单位近三年有采购往来，材料中没有说明，暂不同意。",
            message="请书面说明贵单位与拟揭榜单位近三年的采购往来，并重新择定或者维持原择定。",
        )

    def drafted(self, key: str, day: int) -> None:
        """Approve the choice and draft its publicity: a first draft was thrown away, the second waits to be posted."""
        self.choose(key, day)
        self.approve(key, day, ("review", "approver"))
        writer = self.people.by("O01", "notice")
        first = publicity.prepare(self.needs.again(key), by=writer, at=self.days.at(day + 1, 9))
        notice.discard(first, by=writer, at=self.days.at(day + 1, 10))
        second = publicity.prepare(self.needs.again(key), by=writer, at=self.days.at(day + 1, 11))
        title = f"关于“{second.items.get().challenge.title}”拟揭榜单位的公示"
        notice.edit(second, by=writer, at=self.days.at(day + 1, 11, 20), title=title)

    def choose(self, key: str, day: int, first: int = 0, why: str = "") -> None:
        """Let the lead firm choose by rank, or with a reason from the `first` of the ranking on."""
        challenge = self.needs.again(key)
        board = challenge.panels.get()
        ranked = list(board.results.filter(round=board.round, passed=True).order_by("rank"))
        picks = [choice.Pick(row.proposal_id, why) for row in ranked[first : first + challenge.race_slots]]
        signer = self.people.by(self.needs.rows[key]["lead"], "signer")
        choice.choose(challenge, by=signer, at=self.days.at(day), picks=picks)

    def approve(self, key: str, day: int, posts) -> None:
        """Let these posts approve what was chosen, one after the other."""
        for hour, post in enumerate(posts, start=11):
            row = self.needs.again(key).decisions.get(state="pending")
            words = "名次与评审记录一致，选择的理由写明，同意。"
            by, at = self.people.by("O01", post), self.days.at(day, hour)
            decision.approve(row, by=by, at=at, read=row.digest, opinion=words)

    def announce(self, key: str, day: int):
        """Post the publicity and return it."""
        challenge = self.needs.again(key)
        draft = publicity.prepare(challenge, by=self.people.by("O01", "notice"), at=self.days.at(day, 9))
        return notice.post(draft, by=self.people.by("O01", "batch"), at=self.days.at(day, 11))
