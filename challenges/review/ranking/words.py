"""Say in the reader's language what decided a place, why scores cannot be ranked, and how an expert's marks drift."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from challenges.review.ranking.calibrated import CalibrationRefused
from challenges.review.ranking.drift import Cell, Drift
from challenges.review.ranking.official import Decision, RankingError


def decision_in_words(decision: Decision, criterion_names: Mapping) -> str:
    """Return one sentence for a row of the ranking; criterion names come from the rubric."""
    fields = {
        "criterion": criterion_names.get(decision.criterion, ""),
        "value": decision.value,
        "against": decision.against,
    }
    sentences = {
        "score": _("按总分排定。"),
        "criterion": _("总分相同，按“%(criterion)s”得分排定（%(value)s 对 %(against)s）。"),
        "vote": _("总分相同，按评审组表决票数排定（%(value)s 票对 %(against)s 票）。"),
        "shared": _("总分及各项比较均相同，名次并列。"),
        "veto": _("触发一票否决，列在其他申报书之后。"),
    }
    return sentences[decision.code] % fields


def error_in_words(error: RankingError) -> str:
    """Return one sentence that names why the scores cannot be ranked."""
    sentences = {
        "weights_not_100": _("各评分项权重合计为 %(total)s，应为 100。"),
        "tie_criterion_unknown": _("同分排序所列的评分项不在评分表中。"),
        "trim_too_early": _("至少三份评审才能去掉最高分和最低分。"),
        "no_review": _("有申报书还没有评审意见，不能排名。"),
        "expert_twice": _("同一位专家对一份申报书不能有两份评审意见。"),
        "proposal_twice": _("同一份申报书不能列入两次。"),
        "mark_missing": _("有评分项还没有打分。"),
        "mark_out_of_range": _("得分须为 0 到 100 之间的数。"),
    }
    return sentences[error.code] % error.fields


def refusal_in_words(refused: CalibrationRefused) -> str:
    """Return why there is no calibrated view."""
    if refused.code == "not_connected":
        return _("评审分成 %(count)s 个互不相通的部分，彼此没有共同的专家或申报书，校准后的比较没有依据。") % {
            "count": len(refused.components)
        }
    return _("评审数量太少，无法区分专家宽严与偶然误差。")


def drift_in_words(drift: Drift) -> str:
    """Return what an expert is told of their own drift in total."""
    sentences = {
        "alike": _("你与评审组的均值平均相差 %(points)s 分，松紧一致。"),
        "lenient": _("你平均比评审组高 %(points)s 分，略宽。"),
        "strict": _("你平均比评审组低 %(points)s 分，略严。"),
        "very_lenient": _("你平均比评审组高 %(points)s 分，明显偏宽。正式评分前，请对照各项评分要点再看一遍。"),
        "very_strict": _("你平均比评审组低 %(points)s 分，明显偏严。正式评分前，请对照各项评分要点再看一遍。"),
    }
    told = sentences[drift.code] % {"points": f"{abs(drift.total):.1f}"}
    return f"{told}{_('各份样本你给的总分几乎一样，评审组却分出了高下。')}" if drift.flat else told


def drift_called(code: str) -> str:
    """Return the name of a drift in total."""
    names = {
        "alike": _("松紧一致"),
        "lenient": _("略宽"),
        "strict": _("略严"),
        "very_lenient": _("明显偏宽"),
        "very_strict": _("明显偏严"),
    }
    return names[code]


def discussion_in_words(sample: str, criterion: str, cell: Cell) -> str:
    """Return what a panel should talk over before it scores: the criterion that divides it most, and where."""
    return _(
        "分歧最大的是“%(criterion)s”：样本“%(sample)s”的这一项，最低给 %(low)s 分，最高给 %(high)s 分。"
        "请组长在评分前带大家说清这一项的分档依据。"
    ) % {"criterion": criterion, "sample": sample, "low": f"{cell.low:g}", "high": f"{cell.high:g}"}
