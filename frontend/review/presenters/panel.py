"""A panel's review board in words: its headline, its rail, what is missing before the lock, its tabs and advice."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import ExpertCategory
from challenges.proposals.access.composition import ENTERPRISE
from frontend.kit import moments, names
from frontend.kit.rails import RailStep

SCORING = ("scoring", "discussion")
FORMING = ("planning", "inviting")
CLOSED = ("locked", "reported")
# What a panel lacks, in a few words for the headline.
LACKS = {
    "panel_too_small": gettext_lazy("专家人数不足"),
    "panel_even": gettext_lazy("专家人数为双数"),
    "enterprise_share": gettext_lazy("企业专家不足"),
    "per_unit": gettext_lazy("同一单位专家过多"),
    "leader": gettext_lazy("没有指定组长"),
}
# Each cell of the matrix: its class, the sign in it, and what it means.
CELLS = {
    "in": ("c-in", gettext_lazy("交"), gettext_lazy("已提交")),
    "half": ("c-half", "", gettext_lazy("评分中")),
    "open": ("", "", gettext_lazy("未开始")),
    "back": ("c-back", gettext_lazy("退"), gettext_lazy("退回修改")),
    "out": ("c-out", gettext_lazy("避"), gettext_lazy("已回避")),
    "tie": ("c-coi", gettext_lazy("疑"), gettext_lazy("疑似冲突，待核定")),
    "none": ("c-none", "", gettext_lazy("未分给")),
}
CATEGORIES = {
    "technical": gettext_lazy("技术"),
    "enterprise": gettext_lazy("企业"),
    "finance": gettext_lazy("财务"),
    "ip": gettext_lazy("知产"),
    "investment": gettext_lazy("投资"),
}


def headline(board, at) -> str:
    """Return the fact the board opens with: why it cannot go on, what is missing, or what was decided."""
    panel, left = board.panel, board.given - board.handed_in
    if board.closed:
        passed = sum(row.result.passed for row in board.rows)
        return ngettext("评分已锁定，%(n)s 份达到分数线", "评分已锁定，%(n)s 份达到分数线", passed) % {"n": passed}
    if panel.state == "cancelled":
        return _("评审组已取消")
    why = [str(LACKS.get(problem.code, problem.message)) for problem in board.shortfalls[:2]]
    if board.undecided:
        count = len(board.undecided)
        why.append(ngettext("%(n)s 条回避线索待核定", "%(n)s 条回避线索待核定", count) % {"n": count})
    if why:
        stop = _("还不能锁定：%(why)s") if panel.state in SCORING else _("还不能开始评分：%(why)s")
        return stop % {"why": _("，").join(why)}
    if panel.state in FORMING:
        waiting = sum(chair.seat.state == "invited" for chair in board.chairs)
        if waiting:
            return ngettext("还有 %(n)s 位专家没有答复邀请", "还有 %(n)s 位专家没有答复邀请", waiting) % {"n": waiting}
        return _("名单已齐，可以发出邀请") if panel.state == "planning" else _("专家都已接受，可以开始评分")
    if left:
        late = panel.due_at and panel.due_at < at
        words = (
            ngettext("已逾期，还有 %(n)s 份评审没有交", "已逾期，还有 %(n)s 份评审没有交", left)
            if late
            else ngettext("还有 %(n)s 份评审没有交", "还有 %(n)s 份评审没有交", left)
        )
        return words % {"n": left}
    discuss = sum(row.discuss for row in board.rows)
    if discuss and panel.state == "scoring":
        return ngettext("%(n)s 份申报书须先合议", "%(n)s 份申报书须先合议", discuss) % {"n": discuss}
    return _("评审都已交齐，等组长锁定")


def rail(board) -> list[RailStep]:
    """Return the steps of a review with the day of each: solid behind, here, hollow ahead."""
    panel, chairs = board.panel, board.chairs
    order = ("planning", "inviting", "scoring", "discussion", "locked", "reported")
    place = order.index(panel.state) if panel.state in order else 0
    invited = min((chair.seat.invited_at for chair in chairs if chair.seat.invited_at), default=None)
    unseen = sum(chair.unseen for chair in chairs)
    discuss = sum(row.discuss for row in board.rows)
    given = board.given
    drawn = getattr(panel, "drawn_at", None)
    promised = _("%(done)s / %(all)s 份") % {"done": given - unseen, "all": given} if given and place == 2 else ""
    talk = ngettext("%(n)s 份须合议", "%(n)s 份须合议", discuss) % {"n": discuss} if discuss else ""
    due = _("至 %(day)s") % {"day": moments.short(panel.due_at)} if panel.due_at and place in (2, 3) else ""
    locked = moments.brief(panel.locked_at) if panel.locked_at else _("组长签名")
    return [
        RailStep(_("编制"), moments.brief(panel.created_at), place > 0, place == 0),
        RailStep(_("抽取专家"), moments.brief(drawn) if drawn else _("直接选定") if chairs else "", place > 0),
        RailStep(_("邀请"), moments.brief(invited) if invited else "", place > 1, place == 1),
        RailStep(_("回避承诺"), promised, place > 2 or (place == 2 and bool(given) and not unseen)),
        RailStep(_("评分"), due, place > 2, place == 2),
        RailStep(_("合议"), talk, place > 3, place == 3),
        RailStep(_("锁定"), locked, place > 3),
        RailStep(_("出报告"), "", place > 4, place == 4),
    ]


def drawn_cells() -> dict[str, str]:
    """Return each cell of the matrix as markup: a board has hundreds of them and seven kinds."""
    drawn = (
        '<td><span class="cell {}" title="{}"><span aria-hidden="true">{}</span><span class="vh">{}</span></span></td>'
    )
    return {key: format_html(drawn, name, word, sign, word) for key, (name, sign, word) in CELLS.items()}


@dataclass(frozen=True)
class Check:
    """One line of what is missing: fail, ask or pass, a sentence, what stands under it, and the nearest act."""

    mark: str
    text: str
    note: str = ""
    url: str = ""
    act: str = ""
    conflict: int = 0
    own: bool = False


def checks(board, at) -> list[Check]:
    """Return what is missing before the panel may go on, worst first, and below it what is in order."""
    panel, left = board.panel, board.given - board.handed_in
    found = [Check("fail", str(problem.message), **cure(board, problem)) for problem in board.shortfalls]
    for tie in board.undecided:
        who = _("%(expert)s与%(firm)s") % {
            "expert": tie.conflict.expert.name,
            "firm": tie.about or panel.challenge.lead.name,
        }
        found.append(Check("fail", who, tie.reason, conflict=tie.conflict.pk, own=True))
    waiting = [chair for chair in board.chairs if chair.seat.state == "invited"]
    if waiting:
        words = ngettext("还有 %(n)s 位没有答复邀请", "还有 %(n)s 位没有答复邀请", len(waiting)) % {"n": len(waiting)}
        last = max((chair.seat.due_at for chair in waiting if chair.seat.due_at), default=None)
        found.append(Check("ask", words, _("最晚 %(day)s 到期") % {"day": moments.short(last)} if last else ""))
    if panel.state in SCORING and left:
        found.append(missing(board, left, at))
    discuss = sum(row.discuss for row in board.rows)
    if panel.state == "scoring" and discuss:
        words = ngettext("%(n)s 份申报书的专家分差过大", "%(n)s 份申报书的专家分差过大", discuss) % {"n": discuss}
        limit = {"limit": board.rules["deviation_limit"]}
        found.append(Check("ask", words, _("标准差超过 %(limit)s，须先合议再锁定。") % limit))
    return [*found, *in_order(board)]


def cure(board, problem) -> dict:
    """Return where a shortfall is cured: the reserves that wait, the draw, or the seats themselves."""
    if problem.code == "leader":
        return {"url": "#seats", "act": _("看席位")}
    if board.reserves:
        return {"url": "#reserves", "act": _("看候补")}
    return {"url": f"/panels/{board.panel.pk}/draws/", "act": _("抽取专家")}


def missing(board, left: int, at) -> Check:
    """Return the line about reviews that have not been handed in, with the way to urge those who owe them."""
    owing = [chair for chair in board.chairs if chair.left]
    facts = {"n": len(owing)}
    note = ngettext("%(n)s 位专家", "%(n)s 位专家", len(owing)) % facts
    if board.panel.due_at:
        note += _("，") + moments.left(board.panel.due_at, at)
    words = ngettext("还有 %(n)s 份没有交", "还有 %(n)s 份没有交", left) % {"n": left}
    return Check("ask", words, note, remind_url(board), _("催办"))


def remind_url(board) -> str:
    """Return the address of the question before all who owe something are urged."""
    return f"/batches/{board.panel.challenge.batch_id}/jobs/?kind=remind&panel={board.panel.pk}"


def in_order(board) -> list[Check]:
    """Return what is as it should be."""
    found = []
    for tie in board.confirmed:
        who = _("%(expert)s已回避%(firm)s") % {"expert": tie.conflict.expert.name, "firm": tie.about or _("本榜单")}
        found.append(Check("pass", who, tie.reason, own=True))
    if board.chairs and not board.shortfalls:
        count = len(board.chairs)
        firms = sum(chair.seat.category == ENTERPRISE for chair in board.chairs)
        facts = {"n": count, "firms": firms, "share": firms * 100 // count, "unit": board.rules["per_unit"]}
        words = _("专家 %(n)s 人，单数；企业 %(firms)s 人，占 %(share)s%%；同单位不超过 %(unit)s 人")
        found.append(Check("pass", words % facts))
    if board.panel.state in SCORING and board.given and board.given == board.handed_in:
        found.append(Check("pass", _("%(n)s 份评审全部交齐") % {"n": board.given}))
    return found


@dataclass(frozen=True)
class Tab:
    """One panel of the batch as a tab: its name, its state, and how far it is."""

    name: str
    state: str
    progress: str
    url: str
    current: bool


def tabs(panels, pk: int) -> list[Tab]:
    """Return the panels beside each other: the present one first, then those that fall due next."""
    return [
        Tab(
            names.short_panel(panel.name),
            panel.get_state_display(),
            f"{panel.handed_in} / {panel.given}",
            f"/panels/{panel.pk}/",
            panel.pk == pk,
        )
        for panel in panels
    ]


def category(code: str) -> str:
    """Return an expert's category in one short word."""
    return str(CATEGORIES.get(code, ExpertCategory(code).label))


def advice(result, slots: int, limit) -> tuple[str, str]:
    """Return what the ranking says of a proposal, as a mark and a word; the choice stays with people."""
    if result.vetoed:
        return "bad", _("一票否决")
    if not result.passed:
        return "end", _("未达分数线")
    if result.deviation > limit:
        return "fix", _("分差大，见合议")
    return ("ok", _("名次在内")) if result.rank <= slots else ("wait", _("备选"))


def firm(row) -> str:
    """Return a firm's name as short as it goes, in the reader's language."""
    return names.local(names.short_firm(row.firm, row.firm_short), row.firm_en)
