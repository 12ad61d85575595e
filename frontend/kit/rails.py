"""The rail in words: what each stage is called, what stands under it, and the four answers below."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.listing.queries.rail import ENDED
from frontend.kit import moments
from notifications.phrase import Phrase

NAMES = {
    "draft": gettext_lazy("起草"),
    "internal_review": gettext_lazy("单位内审"),
    "formal_check": gettext_lazy("形式审查"),
    "argumentation": gettext_lazy("专家论证"),
    "pending_publish": gettext_lazy("待发布"),
    "published": gettext_lazy("发布"),
    "accepting": gettext_lazy("揭榜申报"),
    "qualification": gettext_lazy("资格审查"),
    "expert_review": gettext_lazy("专家评审"),
    "proposed": gettext_lazy("择定"),
    "publicity": gettext_lazy("公示"),
    "awarded": gettext_lazy("签约"),
    "in_progress": gettext_lazy("攻关"),
}
# By state: who acts now, what comes next, what happens when nobody does.
TURNS = {
    "draft": (gettext_lazy("发榜方经办"), gettext_lazy("单位内审"), gettext_lazy("提醒发榜方，不会作废")),
    "internal_review": (gettext_lazy("发榜方签字人审核"), gettext_lazy("组织方形式审查"), ""),
    "formal_check": (
        gettext_lazy("组织方审查员"),
        gettext_lazy("专家论证"),
        gettext_lazy("提醒批次管理员，不会自动通过"),
    ),
    "returned": (gettext_lazy("发榜方经办补正"), gettext_lazy("重新形式审查"), gettext_lazy("自动不予受理")),
    "argumentation": (
        gettext_lazy("论证专家和组织方"),
        gettext_lazy("待发布"),
        gettext_lazy("提醒批次管理员，不会自动通过"),
    ),
    "pending_publish": (gettext_lazy("发榜方确认资金，组织方发布"), gettext_lazy("到时自动开榜"), ""),
    "published": (gettext_lazy("无须办理，到时自动开榜"), gettext_lazy("揭榜申报"), ""),
    "accepting": (gettext_lazy("揭榜方签字人提交"), gettext_lazy("自动截止并启封，组织方资格审查"), ""),
    "closed": (gettext_lazy("系统启封"), gettext_lazy("组织方资格审查"), ""),
    "qualification": (
        gettext_lazy("组织方审查员"),
        gettext_lazy("专家评审"),
        gettext_lazy("提醒批次管理员，不会自动通过"),
    ),
    "expert_review": (gettext_lazy("评审专家"), gettext_lazy("发榜方择定"), gettext_lazy("提醒组织方换人")),
    "proposed": (gettext_lazy("发榜方择定"), gettext_lazy("组织方公示"), gettext_lazy("提醒组织方")),
    "publicity": (gettext_lazy("公众监督"), gettext_lazy("无未决异议时自动中榜"), ""),
    "objection": (gettext_lazy("组织方处理异议"), gettext_lazy("恢复公示，或重新择定"), gettext_lazy("提醒监督岗")),
    "awarded": (gettext_lazy("发榜方与揭榜方签约"), gettext_lazy("攻关"), gettext_lazy("由备选单位递补")),
    "in_progress": (gettext_lazy("揭榜方攻关，发榜方考核"), gettext_lazy("验收"), ""),
}


@dataclass(frozen=True)
class RailStep:
    """One step of a rail as the kit draws it."""

    label: Phrase
    note: str = ""
    done: bool = False
    now: bool = False
    you: bool = False


def steps(stages, you=False):
    """The stages as rail steps; `you` paints the fishtail vermilion when it is the reader's turn."""
    return [RailStep(NAMES[s.key], note(s), s.done, s.now, s.now and you) for s in stages]


def note(stage):
    """What stands under a stage: the day it happened, the day it ends, or how long it takes."""
    if stage.since and (stage.done or stage.now):
        return moments.brief(stage.since)
    if stage.until and stage.done:
        return moments.brief(stage.until)
    if stage.until:
        end = moments.end(stage.until) if stage.key == "publicity" else ending(stage)
        return _("至 %(day)s") % {"day": end} + ("*" if stage.provisional else "")
    if not stage.days or stage.done:
        return ""
    if stage.key == "awarded":
        return _("%(days)s 天内") % {"days": stage.days}
    return _("%(days)s 个工作日") % {"days": stage.days}


def ending(stage):
    """A deadline to the minute, a reckoned end to the day; a provisional one with its year, which is the reason."""
    if hasattr(stage.until, "hour"):
        return moments.short(stage.until)
    return moments.iso(stage.until) if stage.provisional else moments.brief(stage.until)


def provisional(stages):
    """The years whose holidays are not published, where a date of the rail depends on them."""
    return sorted({moments.beijing(stage.until).year for stage in stages if stage.provisional})


def turn(challenge, stages):
    """Whose turn, until when, what then, what otherwise; nothing once it has ended."""
    if challenge.state in ENDED:
        return None
    here = next((stage for stage in stages if stage.now), None)
    key = str(challenge.state)
    if here and key in ("published", "accepting"):
        key = "closed" if here.key == "qualification" else here.key
    who, then, otherwise = TURNS[key]
    until = challenge.opens_at if key == "published" else here.until if here else None
    provisional = bool(here and here.provisional)
    return {
        "who": who,
        "until": until or challenge.due_at,
        "provisional": provisional,
        "then": then,
        "otherwise": otherwise,
    }
