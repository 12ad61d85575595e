"""The report of a review 评审报告: how the panel was formed and worked, what came out, and what was changed.

It names firms, because it is the organiser's own paper, and experts by number and category only: whoever reads it
later need not know who they were. Official papers are in Chinese.
"""

from collections import Counter
from decimal import Decimal

from accounts.models import ExpertCategory
from challenges.core.queries.tables import Table
from challenges.experts.access.conflicts import DECLARED
from challenges.experts.models import Conflict
from challenges.review.models import Panel, Result, Review, ScoreChange, Seat
from challenges.review.queries.papers import heading
from challenges.review.states.review import ReviewState, SeatState
from notifications.clock import local
from notifications.events import history

EVENTS = 5000
TITLE = "评审报告"
# What ties an expert to a firm, in few words: the firm's name would tell who the expert is.
TIES = {
    "employed_now": "现任职单位",
    "employed_before": "近年任职单位",
    "acts_for": "平台账号所属单位",
    "shared_code": "主体标识码相同",
    "mail_domain": "邮箱域名相同",
    "same_phone": "电话相同",
    "named_in_team": "与项目人员同名",
}
DECIDED = {
    "score": "按总分排定",
    "vote": "总分相同，按评审组表决排定",
    "shared": "总分及各项比较均相同，名次并列",
    "veto": "触发一票否决，列在最后",
}
# Why somebody of the pool was not in the draw.
EXCLUDED = {
    "same_unit": "同单位",
    "declared": "声明回避",
    "conflict": "须回避",
    "suspended": "诚信限制",
    "unverified": "未核验",
    "unavailable": "不接受邀请",
    "full": "任务已满",
    "other_field": "领域不符",
    "officer": "本人经办",
    "seated": "已在本组",
    "banned": "组织方排除",
}


def report(panel: Panel, *, on, **_given) -> list[Table]:
    """Return the tables of the report, in its order. `on` is the date whose rules held when the panel was locked."""
    told = history(panel.chain, EVENTS)
    events = [event for event in reversed(told) if event.noun == "panel" and event.subject_id == panel.pk]
    hashes = {event.subject_id: event.facts.get("record_hash", "") for event in told if event.name == "draw.made"}
    seats = list(panel.seats.order_by("order", "id"))
    sitting = {seat.pk: n for n, seat in enumerate((s for s in seats if s.state == SeatState.ACCEPTED), start=1)}
    results = list(
        panel.results.filter(round=panel.round).select_related("proposal__organisation").order_by("rank", "id")
    )
    limit = Decimal(str(panel.challenge.rules_on(on)["deviation_limit"]))
    return [
        facts_table(panel, events, len(sitting), results, on),
        *forming(panel, events, hashes, seats, sitting),
        recusals(panel, sitting),
        rubric(panel),
        ranking(panel, results),
        deviations(results, events, limit),
        changes(panel, sitting),
        reopenings(events),
        signatures(),
    ]


def moment(at) -> str:
    """Return a time as the papers write it, or a dash."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else "—"


def when(events, name: str) -> str:
    """Return when something last happened to the panel, or a dash."""
    return moment(next((event.at for event in reversed(events) if event.name == name), None))


def part(name: str, head, rows, widths, *, empty="无。", below=()) -> Table:
    """Return one part of the report, under its own heading."""
    return Table(name, TITLE, "", head, rows, widths, below=below, continues=True, empty=empty)


def facts_table(panel: Panel, events, experts: int, results, on) -> Table:
    """Return what the panel was and when it did what."""
    challenge, rules = panel.challenge, panel.challenge.rules_on(on)
    passed = sum(row.passed for row in results)
    rows = [
        ["榜单", f"{challenge.number or ''} {challenge.title}".strip()],
        ["组织方", challenge.organiser.name],
        ["发榜方", challenge.lead.name],
        ["评审组", f"{panel.name}，第 {panel.round} 轮"],
        ["评审方式", "匿名评审：单位、人员名称由系统替换，附件不提供给专家" if panel.blind else "记名评审"],
        ["专家与申报书", f"专家 {experts} 人，申报书 {len(results)} 份，达到分数线 {passed} 份"],
        ["开始评分", when(events, "panel.scoring_begun")],
        ["组长签字锁定", moment(panel.locked_at)],
        ["企业专家最低比例", f"{rules['enterprise_share']}%"],
        ["去掉最高最低分", f"满 {rules['trim_from']} 位专家时各去掉一个"],
        ["入围分数线", f"{rules['passing_line']} 分"],
        ["须合议的标准差", f"超过 {rules['deviation_limit']}"],
    ]
    return Table(name="基本情况", title=TITLE, note=heading(panel), head=["项目", "内容"], rows=rows, widths=[20, 66])


def forming(panel: Panel, events, hashes: dict, seats: list[Seat], sitting: dict[int, int]) -> list[Table]:
    """Return how the panel was formed: by which draw, who sat by category, and who did not."""
    rows = [row for draw in panel.draws.exclude(record={}) for row in draw_rows(draw, hashes.get(draw.pk, ""))]
    chosen = f"由组织方在专家库中选定，{when(events, 'panel.composed')} 确定名单，经系统比对回避。"
    ways = part("评审组的产生", ["项目", "内容"], rows, [20, 66], empty=chosen)
    experts = [
        [f"专家 {sitting[seat.pk]}", str(ExpertCategory(seat.category).label), "组长" if seat.leader else "成员"]
        for seat in seats
        if seat.pk in sitting
    ]
    gone = Counter(seat.get_state_display() for seat in seats if seat.pk not in sitting)
    others = "、".join(f"{state} {count} 人" for state, count in gone.items())
    below = [f"其他受邀及候补：{others}。"] if others else []
    return [ways, part("评审专家", ["专家", "类别", "职责"], experts, [14, 42, 30], below=below)]


def draw_rows(draw, record_hash: str) -> list[list[str]]:
    """Return one draw: when, from how many, its hashes, and what was changed by hand with which reason."""
    result, call = draw.record["result"], draw.record["call"]
    left_out = result["excluded"]
    reasons = "、".join(f"{EXCLUDED.get(code, '其他')} {count} 人" for code, count in sorted(left_out.items()))
    changed = [f"更换 1 人：{row['reason']}" for row in draw.changes]
    if draw.void_reason:
        changed.append(f"本次抽取作废：{draw.void_reason}")
    return [
        ["公开抽取", f"{moment(draw.made_at)}，候选 {len(call['candidates'])} 人，抽中 {len(result['panel'])} 人"],
        ["未参加抽取", reasons or "无"],
        ["种子承诺 SHA-256", draw.commitment],
        ["公开随机数", f"{draw.beacon_name} {draw.beacon}".strip() or "未约定"],
        ["抽取记录 SHA-256", record_hash],
        ["人工调整", "；".join(changed) or "无"],
    ]


def recusals(panel: Panel, sitting: dict[int, int]) -> Table:
    """Return the pairs that were kept apart, with the tie in few words."""
    number = {seat.expert_id: sitting[seat.pk] for seat in panel.seats.all() if seat.pk in sitting}
    ties = Conflict.objects.filter(
        challenge=panel.challenge, status=Conflict.Status.CONFIRMED, expert__in=number
    ).select_related("proposal__organisation")
    rows = [
        [
            f"专家 {number[tie.expert_id]}",
            tie.proposal.organisation.name if tie.proposal else "全部申报书",
            TIES.get(tie.code) or str(DECLARED.get(tie.code, "其他回避情形")),
            str(tie.get_source_display()),
        ]
        for tie in ties.order_by("id")
    ]
    stepped = Review.objects.filter(seat__panel=panel, state=ReviewState.RECUSED).count()
    below = [f"评分中回避 {stepped} 份。"] if stepped else []
    return part("回避", ["专家", "申报单位", "事由", "来源"], rows, [12, 34, 26, 14], below=below)


def rubric(panel: Panel) -> Table:
    """Return the criteria with their weights, as they were locked."""
    criteria = enumerate(panel.rubric.criteria.all(), start=1)
    rows = [[n, row.name, row.weight, "一票否决" if row.veto else ""] for n, row in criteria]
    return part("评分表", ["序号", "评分项", "权重", "备注"], rows, [8, 50, 12, 16])


def ranking(panel: Panel, results: list[Result]) -> Table:
    """Return the ranking with what decided each place."""
    criteria = {str(row.pk): row.name for row in panel.rubric.criteria.all()}
    chain = [str(row.pk) for p in panel.rubric.tie_chain for row in panel.rubric.criteria.all() if row.position == p]
    rows = [
        [
            row.rank,
            row.proposal.organisation.name,
            row.score,
            row.deviation,
            "一票否决" if row.vetoed else "达到" if row.passed else "未达到",
            decided(row, results, chain, criteria),
        ]
        for row in results
    ]
    return part("名次", ["名次", "申报单位", "得分", "标准差", "分数线", "名次如何排定"], rows, [7, 28, 9, 9, 10, 27])


def decided(row: Result, results: list[Result], chain: list[str], criteria: dict[str, str]) -> str:
    """Return what gave a proposal its place; for equal totals the criterion that told them apart."""
    code = row.breakdown.get("decided_by", "score")
    if code != "criterion":
        return DECIDED.get(code, DECIDED["score"])
    equals = [one for one in results if one.score == row.score and one.pk != row.pk and not one.vetoed]
    for key in chain:
        own = row.breakdown["criteria"].get(key)
        other = next((one.breakdown["criteria"].get(key) for one in equals), None)
        if own != other:
            return f"总分相同，按“{criteria.get(key, '')}”排定（{own} 对 {other}）"
    return "总分相同，按评分项次序排定"


def deviations(results: list[Result], events, limit: Decimal) -> Table:
    """Return the proposals on which the experts differed beyond the limit, and the discussions held."""
    rows = [
        [row.proposal.organisation.name, row.deviation, "、".join(row.breakdown.get("totals", []))]
        for row in results
        if row.deviation > limit
    ]
    held = "、".join(moment(event.at) for event in events if event.name == "panel.discussion_begun")
    return part(
        "分差与合议",
        ["申报单位", "标准差", "各专家总分（由低到高）"],
        rows,
        [34, 12, 40],
        empty=f"没有标准差超过 {limit} 的申报书。",
        below=[f"合议：{held}。" if held else "没有召开合议。"],
    )


def changes(panel: Panel, sitting: dict[int, int]) -> Table:
    """Return every mark that was changed after it had been handed in: both values and the reason."""
    rows = [
        [
            f"专家 {sitting[row.review.seat_id]}" if row.review.seat_id in sitting else "离席专家",
            row.review.proposal.organisation.name,
            row.criterion.name,
            f"{row.before if row.before is not None else '—'} → {row.after if row.after is not None else '—'}",
            row.reason,
            row.round,
        ]
        for row in ScoreChange.objects.filter(review__seat__panel=panel).select_related(
            "review__proposal__organisation", "criterion"
        )
    ]
    return part("改分", ["专家", "申报单位", "评分项", "改动", "理由", "轮次"], rows, [9, 21, 20, 15, 22, 7])


def reopenings(events) -> Table:
    """Return when locked scores were opened again, and why."""
    rows = [
        [event.facts.get("round", ""), moment(event.at), event.facts.get("reason", "")]
        for event in events
        if event.name == "panel.reopened"
    ]
    return part("重新评分", ["新轮次", "时间", "理由"], rows, [10, 22, 54], empty="没有重新评分。")


def signatures() -> Table:
    """Return the lines to sign."""
    return part(
        "签字",
        ["签字"],
        [],
        [86],
        empty="",
        below=[
            "评审组组长（签字）：                                日期：      年    月    日",
            "评审组成员（签字）：",
            "监督人员（签字）：                                  日期：      年    月    日",
            "组织方（盖章）：",
        ],
    )
