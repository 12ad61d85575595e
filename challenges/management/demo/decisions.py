"""Review, choice, publicity, objection and award of the demo."""

from challenges.actions import award, choice, decision, notice, objection, panel, result, review, seat
from challenges.actions.gate import CLOCK
from challenges.actions.panel_picks import Pick
from challenges.models import Review

from . import marks, trial
from .days import next_midnight
from .needs import PLACES

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


class Decisions:
    """Takes the challenges whose applications are over through review to where they stand."""

    def __init__(self, needs, answers):
        self.needs, self.answers, self.people, self.days = needs, answers, needs.people, needs.days

    def make(self) -> None:
        """Take each challenge in turn, the oldest first."""
        states = ("expert_review", "proposed", "publicity", "objection", "awarded")
        keys = [key for key, (_batch, _days, state) in PLACES.items() if state in states]
        for key in sorted(keys, key=lambda key: PLACES[key][1]):
            self.decide(key)

    def decide(self, key: str) -> None:
        """Take one challenge as far as the demo wants it."""
        state, day = PLACES[key][2], PLACES[key][1] + 4
        officer = self.people.by("O01", "review")
        board = self.seat_panel(key, officer, day)
        if state == "expert_review":
            self.score(board, day + 4, all_of_them=False)
            return
        self.score(board, day + 4, all_of_them=True)
        if state == "proposed":
            self.change(board, day + 6, officer)
        leader = self.leader(board)
        panel.lock(board, by=leader, at=self.days.at(day + 8))
        challenge = self.needs.again(key)
        result.propose(challenge, by=officer, at=self.days.at(day + 8, 15))
        self.choose(key, day + 9, first=1 if state == "proposed" else 0)
        if state == "proposed":
            self.approve(key, day + 9, ("review",))
            return
        self.approve(key, day + 9, ("review", "batch"))
        self.announce(key, day + 11, state)

    def seat_panel(self, key: str, officer, day: int):
        """Form the panel, invite it, and let it begin."""
        challenge = self.needs.again(key)
        result.begin_review(challenge, by=officer, at=self.days.at(day))
        board = panel.plan(challenge, by=officer, at=self.days.at(day, 11))
        experts = PANEL.get(key, PANEL["default"])
        picks = [Pick(self.people.users[e, "expert"].pk, leader=n == 0) for n, e in enumerate(experts)]
        panel.compose(board, by=officer, at=self.days.at(day, 14), picks=picks)
        panel.invite(board, by=officer, at=self.days.at(day, 15))
        for expert in experts:
            mine = board.seats.get(expert=self.people.users[expert, "expert"])
            seat.accept(mine, by=self.people.by(expert, "expert"), at=self.days.at(day, 17))
        board.refresh_from_db()
        if key == "003":
            trial.over(self.people, board, officer, self.expert_of, day + 1, self.days)
        panel.begin_scoring(board, by=officer, at=self.days.at(day + 2))
        return board

    def expert_of(self, user):
        """Return an expert of the demo as he acts."""
        key = next(key for (key, post), found in self.people.users.items() if post == "expert" and found == user)
        return self.people.by(key, "expert")

    def leader(self, board):
        """Return the panel's leader as he acts."""
        return self.expert_of(board.seats.get(leader=True).expert)

    def score(self, board, day: int, *, all_of_them: bool) -> None:
        """Let the experts score: all of them, or some so that the rest is still to be done."""
        rows = (
            Review.objects.filter(seat__panel=board)
            .select_related("seat__expert", "proposal__organisation")
            .order_by("id")
        )
        for number, row in enumerate(rows):
            by = self.expert_of(row.seat.expert)
            waiting = not all_of_them and row.seat.expert == self.people.users["exp-03", "expert"]
            if waiting and number % 2:
                continue
            review.declare_clear(row, by=by, at=self.days.at(day, 9, number % 50))
            given = marks.of(row, outlier=not all_of_them)
            review.score(row, by=by, at=self.days.at(day, 20, number % 50), marks=given, comment=COMMENT)
            if not waiting:
                review.submit(row, by=by, at=self.days.at(day, 21, number % 50))

    def change(self, board, day: int, officer) -> None:
        """Let one expert change a mark after he had handed in, as a discussion leads to."""
        row = Review.objects.filter(seat__panel=board).select_related("seat__expert").order_by("id").first()
        by, criterion = self.expert_of(row.seat.expert), board.rubric.criteria.first()
        review.return_to_expert(row, by=officer, at=self.days.at(day, 9), reason="请核对技术路线一项的依据。")
        lower = {criterion.pk: {"value": str(row.scores.get(criterion=criterion).value - 3)}}
        why = "合议中核对了中试数据，批次一致性的依据不足。"
        review.score(row, by=by, at=self.days.at(day, 10), marks=lower, reason=why)
        review.submit(row, by=by, at=self.days.at(day, 11))

    def choose(self, key: str, day: int, first: int = 0) -> None:
        """Let the lead firm choose by rank, or with a reason from the `first` of the ranking on."""
        challenge = self.needs.again(key)
        ranked = list(challenge.panels.get().results.filter(passed=True).order_by("rank"))
        first = min(first, len(ranked) - 1)
        why = "第二名已在我公司产线完成过小批量验证，放大风险更低；第一名的样件周期超出我方投产计划。" if first else ""
        picks = [choice.Pick(row.proposal_id, why) for row in ranked[first : first + challenge.race_slots]]
        signer = self.people.by(self.needs.rows[key]["lead"], "signer")
        choice.choose(challenge, by=signer, at=self.days.at(day), picks=picks)

    def approve(self, key: str, day: int, posts) -> None:
        """Let these posts approve what was chosen, one after the other."""
        for hour, post in enumerate(posts, start=10):
            row = self.needs.again(key).decisions.get(state="pending")
            words = "名次与评审记录一致，选择的理由写明，同意。"
            by, at = self.people.by("O01", post), self.days.at(day, hour)
            decision.approve(row, by=by, at=at, read=row.digest, opinion=words)

    def announce(self, key: str, day: int, state: str) -> None:
        """Post the publicity; then an objection, or the award."""
        challenge = self.needs.again(key)
        draft = notice.prepare(challenge, by=self.people.by("O01", "notice"), at=self.days.at(day, 9))
        notice.post(draft, by=self.people.by("O01", "batch"), at=self.days.at(day, 11))
        challenge = self.needs.again(key)
        if state == "objection":
            objection.file(
                challenge,
                by=self.people.by("S20", "signer"),
                at=self.days.at(-1, 10),
                name="策研知行技术服务（哈尔滨）有限公司",
                phone="0451-5550-0001",
                text="拟揭榜单位所引用的检测报告出具时间晚于申报截止时间，请核实其有效性。",
                remedy="请核实检测报告；不属实的，取消其拟揭榜资格。",
            )
        if state == "awarded":
            over = next_midnight(challenge.publicity_ends_at)
            notice.end(draft, by=CLOCK, at=over)
            award.award(challenge, by=CLOCK, at=over)
