"""Say in the reader's language what plans and draws only name by code: reasons, findings, exclusions, refusals."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _


def reason_in_words(code: str, fields: Mapping) -> str:
    """Return one sentence for a reason of a pair."""
    sentences = {
        "fit": _("契合度 %(percent)s%%，在 %(of)s 位可选专家中列第 %(place)s。"),
        "pinned": _("由组织方指定。"),
        "standing": _("沿用原有安排。"),
        "bridging": _("跨组评审，使“%(home)s”与“%(panel)s”的评分可以比较。"),
        "enterprise_seat": _("满足企业专家最少 %(seats)s 席的要求。"),
        "no_other_candidate": _("没有其他可选专家。"),
        "minimum_load": _("使该专家达到最少 %(load)s 项。"),
        "fairness": _("为改善契合度最低的申报书而调整。"),
    }
    return sentences[code] % {**fields, "percent": percent(fields.get("points", 0))}


def part_in_words(code: str, points: int, matched: Sequence[str]) -> str:
    """Return one part of a fit with what it adds."""
    sentences = {
        "same_field": _("研究领域相同（%(matched)s）+%(percent)s%%"),
        "same_branch": _("同一技术方向（%(matched)s）+%(percent)s%%"),
        "same_area": _("同一技术大类（%(matched)s）+%(percent)s%%"),
        "any_field": _("不限领域的专家类别 +%(percent)s%%"),
        "keywords": _("关键词：%(matched)s +%(percent)s%%"),
    }
    return sentences[code] % {"matched": "、".join(matched), "percent": percent(points)}


def percent(points: int) -> Decimal:
    """Return points of fit as a percentage with one decimal."""
    return (Decimal(points) / 100).quantize(Decimal("0.1"))


def finding_in_words(code: str, fields: Mapping, names: Mapping) -> str:
    """Return one sentence for a finding before or after solving; `names` gives proposals their titles."""
    sentences = {
        "capacity_short": _("专家总容量为 %(have)s 项，需要 %(need)s 项，缺 %(missing)s 项。"),
        "enterprise_capacity_short": _("企业专家总容量为 %(have)s 项，需要 %(need)s 项，缺 %(missing)s 项。"),
        "minimum_loads_above_seats": _("各专家最少项数合计 %(wanted)s，超过总席位 %(seats)s。"),
        "no_panels_to_bridge": _("没有分组，无法安排跨组评审。"),
        "candidates_short": _("“%(proposal)s”可选专家 %(have)s 位，需要 %(need)s 位。"),
        "enterprise_candidates_short": _("“%(proposal)s”可选企业专家 %(have)s 位，至少需要 %(need)s 位。"),
        "unfilled": _("“%(proposal)s”还缺 %(missing)s 席。"),
        "unfilled_enterprise": _("“%(proposal)s”还缺 %(missing)s 席，其中 %(enterprise_missing)s 席须为企业专家。"),
        "panel_short": _("评审组还缺 %(missing)s 席，其中企业专家 %(enterprise_missing)s 席。"),
    }
    return sentences[code] % {**fields, "proposal": names.get(fields.get("proposal_id"), "")}


def exclusion_in_words(code: str, fields: Mapping) -> str:
    """Return why a candidate was not put into the draw."""
    sentences = {
        "same_unit": _("现任职或近年任职于“%(unit)s”。"),
        "declared": _("本人声明须回避。"),
        "conflict": _("与本批申报有回避事由。"),
        "suspended": _("诚信状态为暂停或禁止。"),
        "unverified": _("专家资格尚未核验。"),
        "unavailable": _("本人目前不接受评审邀请。"),
        "absent": _("评审期间不在岗。"),
        "full": _("评审项数已满（%(load)s 项）。"),
        "other_field": _("研究领域与榜单不符。"),
        "officer": _("本人经办本次抽取或组评。"),
        "seated": _("已在本评审组或曾被替换。"),
        "banned": _("组织方排除：%(reason)s。"),
    }
    return sentences[code] % fields


def refusal_in_words(code: str, fields: Mapping) -> str:
    """Return why a problem, a call or a run of the solver was refused."""
    sentences = {
        "panel_too_small": _("评审组至少 %(least)s 人，现为 %(size)s 人。"),
        "panel_even": _("评审组人数须为单数，现为 %(size)s 人。"),
        "share_out_of_range": _("比例须在 0 到 100 之间。"),
        "count_out_of_range": _("评审份数至少为 1，专家承担项数不能为负。"),
        "id_twice": _("同一位专家或同一份申报书列了两次。"),
        "unknown_id": _("名单中没有所指的专家或申报书。"),
        "fit_shape": _("契合度表与名单不符。"),
        "fit_out_of_range": _("契合度须在 0 到 10000 之间。"),
        "panels_moved_on": _("有评审组已不在邀请阶段，请作废后重新提出。"),
        "format_unknown": _("不认识的文件格式。"),
        "pin_twice": _("同一指定安排列了两次。"),
        "pin_in_conflict": _("指定的专家与该申报书有回避事由或已被排除。"),
        "pins_above_load": _("指定给一位专家的项数超过其上限 %(load)s。"),
        "pins_above_seats": _("指定给一份申报书的专家超过 %(seats)s 位。"),
        "pins_below_enterprise_share": _("按指定安排，企业专家比例已无法满足。"),
        "pins_above_unit": _("指定的专家中来自“%(unit)s”的过多。"),
        "time": _("求解超过时限，已停止；没有改动任何安排，可以重试。"),
        "memory": _("求解超过内存上限，已停止；没有改动任何安排，可以重试。"),
        "killed": _("求解进程被终止；没有改动任何安排，可以重试。"),
        "failed": _("求解未能完成；没有改动任何安排，可以重试。"),
    }
    return sentences[code] % fields
