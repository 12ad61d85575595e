"""The papers of a review 评审材料: score sheets, opinions and the fee sheet. Official papers are in Chinese."""

from decimal import Decimal

from challenges.core.queries.tables import Table
from challenges.listing.queries import fees
from challenges.review.models import Panel, Review
from challenges.review.states.review import ReviewState, SeatState


def heading(panel: Panel) -> str:
    """Return the line under the title of every paper: unit to stamp, challenge, round."""
    challenge = panel.challenge
    return f"填报单位（盖章）：{challenge.organiser.name}    榜单：{challenge.title}    第 {panel.round} 轮"


def locked_reviews(panel: Panel) -> list[Review]:
    """Return the locked reviews with their marks, by seat and proposal."""
    return list(
        Review.objects.filter(seat__panel=panel, seat__state=SeatState.ACCEPTED, state=ReviewState.LOCKED)
        .select_related("seat__expert", "proposal__organisation")
        .prefetch_related("scores")
        .order_by("seat__order", "proposal__receipt_number", "proposal_id")
    )


def score_sheets(panel: Panel, **_given) -> list[Table]:
    """Return 专家打分表: one sheet for each expert to sign, and the sum."""
    criteria = list(panel.rubric.criteria.all())
    reviews = locked_reviews(panel)
    head = ["序号", "申报单位", *(f"{row.name}（{row.weight}）" for row in criteria), "总分", "评语"]
    widths = [7, 24, *[11] * len(criteria), 9, 40]
    tables = []
    for seat in dict.fromkeys(review.seat for review in reviews):
        rows = []
        for number, review in enumerate((one for one in reviews if one.seat_id == seat.pk), start=1):
            marks = {score.criterion_id: score.value for score in review.scores.all()}
            cells = [marks.get(criterion.pk) for criterion in criteria]
            rows.append([number, review.proposal.organisation.name, *cells, review.total, review.comment])
        tables.append(
            Table(
                name=seat.expert.name or f"专家{seat.order}",
                title="专家打分表",
                note=f"{heading(panel)}    专家：{seat.expert.name}{'（组长）' if seat.leader else ''}",
                head=head,
                rows=rows,
                widths=widths,
                below=["专家签字：                              日期：      年    月    日"],
                landscape=True,
            )
        )
    return [*tables, summary(panel, reviews)]


def summary(panel: Panel, reviews: list[Review]) -> Table:
    """Return the sum of all experts: totals by expert, the official score, rank and spread."""
    seats = list(dict.fromkeys(review.seat for review in reviews))
    totals = {(review.proposal_id, review.seat_id): review.total for review in reviews}
    results = panel.results.filter(round=panel.round).select_related("proposal__organisation")
    rows = [
        [
            result.rank,
            result.proposal.organisation.name,
            *(totals.get((result.proposal_id, seat.pk), "回避") for seat in seats),
            result.score,
            result.deviation,
            "一票否决" if result.vetoed else "达到" if result.passed else "未达到",
        ]
        for result in results.order_by("rank", "id")
    ]
    return Table(
        name="汇总",
        title="专家打分汇总表",
        note=heading(panel),
        head=["排名", "申报单位", *(seat.expert.name for seat in seats), "得分", "标准差", "分数线"],
        rows=rows,
        widths=[7, 30, *[11] * len(seats), 10, 10, 12],
        below=["组长签字：                    监督签字：                    日期：      年    月    日"],
        landscape=True,
    )


def opinions(panel: Panel, **_given) -> list[Table]:
    """Return 评审意见表: the comments on each proposal, without the experts' names."""
    comments: dict[int, list[str]] = {}
    for review in locked_reviews(panel):
        comments.setdefault(review.proposal_id, []).append(review.comment)
    results = panel.results.filter(round=panel.round).select_related("proposal__organisation").order_by("rank", "id")
    rows = [
        [result.rank, result.proposal.organisation.name, result.score, comment]
        for result in results
        for comment in sorted(comments.get(result.proposal_id, []))
    ]
    return [
        Table(
            name="评审意见表",
            title="评审意见表",
            note=heading(panel),
            head=["排名", "申报单位", "得分", "专家意见"],
            rows=rows,
            widths=[7, 20, 9, 55],
            below=["组长签字：                              日期：      年    月    日"],
        )
    ]


def fee_sheet(panel: Panel, *, on, days: Decimal | None = None) -> list[Table]:
    """Return 专家费发放表 to be signed: bank details are asked for on paper, never kept here.

    `on` is the date whose rules give the standards, `days` the days of work of each expert where they are known.
    """
    rules = panel.challenge.rules_on(on)
    seats = panel.seats.filter(state=SeatState.ACCEPTED).select_related("expert__expert").order_by("order", "id")
    rows = []
    for number, seat in enumerate(seats, start=1):
        title = seat.expert.expert.title
        bounds = fees.standard(title, rules)
        worked = "" if days is None else fees.plain(days)
        name = [number, seat.expert.name, seat.unit, title]
        rows.append([*name, fees.span(*bounds), worked, fees.amount(bounds, days), "", ""])
    return [
        Table(
            name="专家费发放表",
            title="专家费发放表",
            note=heading(panel),
            head=["序号", "姓名", "单位", "职称", "标准（元/人天）", "天数", "税后金额（元）", "开户行及账号", "签字"],
            rows=rows,
            widths=[7, 11, 24, 15, 13, 7, 13, 28, 12],
            below=[
                "标准依据财科教〔2017〕128号或本单位规定，为税后金额；给出区间的，由经办人在区间内核定。",
                "经办：                    审核：                    日期：      年    月    日",
            ],
            landscape=True,
        )
    ]


PAPERS = {"scores": score_sheets, "opinions": opinions, "fees": fee_sheet}
