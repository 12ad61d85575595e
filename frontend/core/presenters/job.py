"""Jobs in words: the question before one, its headline, and by which filter its rows were found."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from challenges.core.states import JobState
from frontend.kit.tabs import Tab
from frontend.review.presenters.board import STATES

MEANINGS = {
    "remind": gettext_lazy("每位专家收到一封通知，写明还有几份没有提交和提交期限。"),
    "return": gettext_lazy("已提交的评审退回专家修改，理由写给专家看。"),
    "extend": gettext_lazy("所列评审组的全体专家一起延长；不为任何一家单位单独延长。"),
    "replace": gettext_lazy("所列专家离席，未交的评审随即收回，由候补依次接替；没有候补的不更换。"),
    "check": gettext_lazy("记为初核合格，由另一人复核后生效；条件不符或须人工核对的不在其内。"),
    "confirm": gettext_lazy("作为第二人复核，结论随即生效并通知申报单位；自己初核的和初核不合格的不在其内。"),
    "pass": gettext_lazy("记为形式审查通过，转入专家论证；不齐全、退回意见没有回应的不在其内。请先看过每一项的全文。"),
}


def question(kind: str, count: int) -> str:
    """Return the question before a job: what will be done with how many."""
    words = {
        "remind": ngettext("将催办 %(n)s 位专家", "将催办 %(n)s 位专家", count),
        "return": ngettext("将退回 %(n)s 份评审", "将退回 %(n)s 份评审", count),
        "extend": ngettext("将延长 %(n)s 个评审组的评分期限", "将延长 %(n)s 个评审组的评分期限", count),
        "replace": ngettext("将更换 %(n)s 位专家", "将更换 %(n)s 位专家", count),
        "check": ngettext("将初核 %(n)s 份申报书", "将初核 %(n)s 份申报书", count),
        "confirm": ngettext("将复核 %(n)s 份申报书", "将复核 %(n)s 份申报书", count),
        "pass": ngettext("将通过 %(n)s 项需求的形式审查", "将通过 %(n)s 项需求的形式审查", count),
    }
    return words[kind] % {"n": count}


def yes(kind: str, count: int) -> str:
    """Return what stands on the button that agrees."""
    words = {
        "remind": ngettext("催办这 %(n)s 位专家", "催办这 %(n)s 位专家", count),
        "return": ngettext("退回这 %(n)s 份评审", "退回这 %(n)s 份评审", count),
        "extend": ngettext("延长这 %(n)s 个评审组", "延长这 %(n)s 个评审组", count),
        "replace": ngettext("更换这 %(n)s 位专家", "更换这 %(n)s 位专家", count),
        "check": ngettext("这 %(n)s 份初核合格", "这 %(n)s 份初核合格", count),
        "confirm": ngettext("复核这 %(n)s 份", "复核这 %(n)s 份", count),
        "pass": ngettext("通过这 %(n)s 项需求", "通过这 %(n)s 项需求", count),
    }
    return words[kind] % {"n": count}


def headline(job) -> str:
    """Return the fact a job's page opens with."""
    facts = {"kind": job.get_kind_display(), "done": job.done, "failed": job.failed, "left": job.left, "n": job.total}
    if job.state == JobState.CANCELLED:
        return _("%(kind)s：已停止，办了 %(done)s 项，%(left)s 项没有办") % facts
    if job.state != JobState.DONE:
        return _("%(kind)s：正在办理，还有 %(left)s 项") % facts
    if job.failed:
        return _("%(kind)s：办完，%(done)s 项已办，%(failed)s 项未成") % facts
    return _("%(kind)s：%(n)s 项全部办完") % facts


def tabs(job, state: str) -> list[Tab]:
    """Return the tabs of a job's rows: all, done, failed, left."""
    return [
        Tab(_("全部"), job.total, f"/jobs/{job.pk}/", not state),
        Tab(_("已办"), job.done, f"/jobs/{job.pk}/?state=done", state == "done"),
        Tab(_("未成"), job.failed, f"/jobs/{job.pk}/?state=failed", state == "failed", bool(job.failed)),
        Tab(_("未办"), job.left, f"/jobs/{job.pk}/?state=waiting", state == "waiting"),
    ]


def filter_of(job) -> str:
    """Return by which filter the rows were found, in words; that they were picked by hand when there was none."""
    if not job.words:
        return _("逐项勾选")
    said = []
    if job.words.get("state") in STATES:
        said.append(str(STATES[job.words["state"]]))
    if job.words.get("overdue"):
        said.append(_("逾期"))
    if job.words.get("panel"):
        said.append(_("评审组 %(panel)s") % {"panel": job.words["panel"]})
    if job.words.get("q"):
        said.append(_("含“%(q)s”") % {"q": job.words["q"]})
    return _("筛选：%(words)s") % {"words": _("、").join(said)}
